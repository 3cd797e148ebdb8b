/** Creates a lead for each item, one after the other, as CRM nodes usually do. */
exports.BenchLoop = class BenchLoop {
	description = {
		displayName: 'Bench Loop',
		name: 'benchLoop',
		group: ['transform'],
		version: 1,
		description: 'Creates leads one at a time',
		defaults: { name: 'Bench Loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'crmLeadProApi', required: true }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Name', name: 'name', type: 'string', default: '' },
		],
	};

	async execute() {
		const output = [];
		for (let index = 0; index < this.getInputData().length; index += 1) {
			const json = await this.helpers.httpRequestWithAuthentication.call(this, 'crmLeadProApi', {
				method: 'POST',
				url: this.getNodeParameter('url', index),
				body: { name: this.getNodeParameter('name', index) },
				json: true,
			});
			output.push({ json, pairedItem: { item: index } });
		}
		return [output];
	}
};
