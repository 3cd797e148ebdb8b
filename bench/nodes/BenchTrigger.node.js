/** Starts the workflow with whatever comes, without a look at it. n8n checks a credential that it has all the same. */
exports.BenchTrigger = class BenchTrigger {
	description = {
		displayName: 'Bench Trigger',
		name: 'benchTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow',
		defaults: { name: 'Bench Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		credentials: [{ name: 'crmLeadProApi', required: false }],
		properties: [],
	};

	async webhook() {
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
};
