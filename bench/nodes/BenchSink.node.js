const { endWatch } = require('./liveMemory.js');

/** Counts its items and lets none of them through. */
exports.BenchSink = class BenchSink {
	description = {
		displayName: 'Bench Sink',
		name: 'benchSink',
		group: ['transform'],
		version: 1,
		description: 'Counts items',
		defaults: { name: 'Bench Sink' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	};

	async execute() {
		const growth = endWatch();
		const items = this.getInputData();
		const failed = items.filter(
			({ json, error }) => error !== undefined || json.error !== undefined,
		);
		return [[{ json: { items: items.length, failed: failed.length, growth } }]];
	}
};
