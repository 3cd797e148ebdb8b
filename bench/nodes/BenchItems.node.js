const { startWatch } = require('./liveMemory.js');

/** Puts out as many items as it is told, with a name each. */
exports.BenchItems = class BenchItems {
	description = {
		displayName: 'Bench Items',
		name: 'benchItems',
		group: ['transform'],
		version: 1,
		description: 'Puts out items',
		defaults: { name: 'Bench Items' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Count', name: 'count', type: 'number', default: 1 },
			{ displayName: 'Prefix', name: 'prefix', type: 'string', default: 'Lead' },
			{ displayName: 'Watches Memory', name: 'watchesMemory', type: 'boolean', default: false },
		],
	};

	async execute() {
		const count = this.getNodeParameter('count', 0);
		const prefix = this.getNodeParameter('prefix', 0);
		if (this.getNodeParameter('watchesMemory', 0)) startWatch();
		return [
			Array.from({ length: count }, (_, index) => ({ json: { name: `${prefix} ${index}` } })),
		];
	}
};
