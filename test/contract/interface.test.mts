import type { INodeProperties } from 'n8n-workflow';

import { loadPackage, runNode } from '../support/n8nCore.mts';
import { createWorkspace } from '../support/workspace.mts';

const { nodes, credentials } = await loadPackage();
const properties = nodes.crmLeadPro?.description.properties ?? [];

/** An operation's parameters; of a collection, its entries in brackets. `*` marks required ones. */
function describeOperation(resource: string, operation: string): string[] {
	return properties
		.filter(
			({ displayOptions }) =>
				displayOptions?.show?.resource?.includes(resource) === true &&
				displayOptions.show.operation?.includes(operation) === true,
		)
		.map(describeProperty)
		.toSorted();
}

function describeProperty({ name, type, required, options = [] }: INodeProperties): string {
	if (type === 'collection') {
		return `${name}[${options
			.map((option) => option.name)
			.toSorted()
			.join(' ')}]`;
	}
	return required === true ? `${name}*` : name;
}

const leadFields =
	'assignedTo company email metadata otherFields phone pipeline pipelineStage score source status tags';
const listOptions = 'options[limitParameter pageParameter queryParameters]';
const sort = 'sort[sortBy sortOrder]';
const concurrency = 'options[concurrency]';

/** Names that workflows depend on, from the interface document. */
test.each([
	['lead', 'create', ['name*', `additionalFields[${leadFields}]`, concurrency]],
	[
		'lead',
		'upsert',
		['matchBy', 'matchValue*', 'name*', `additionalFields[${leadFields}]`, concurrency],
	],
	['lead', 'get', ['leadId*', 'simplify', concurrency]],
	[
		'lead',
		'getAll',
		[
			'returnAll',
			'limit',
			'simplify',
			'filters[assignedTo pipelineStage search source status tags]',
			sort,
			listOptions,
		],
	],
	[
		'lead',
		'update',
		[
			'leadId*',
			'updateFields[assignedTo company email metadata name otherFields phone pipeline pipelineStage score source status tags]',
			concurrency,
		],
	],
	['lead', 'delete', ['leadId*', concurrency]],
	[
		'deal',
		'create',
		[
			'name*',
			'pipeline*',
			'additionalFields[assignedTo contactId currency expectedCloseDate leadId otherFields stage tags value]',
			concurrency,
		],
	],
	[
		'contact',
		'getAll',
		['returnAll', 'limit', 'simplify', 'filters[search tags]', sort, listOptions],
	],
	[
		'campaign',
		'sendEmail',
		[
			'name*',
			'subject*',
			'content*',
			'recipients[contactIds leadIds tags]',
			'additionalFields[fromName otherFields replyTo scheduledAt]',
			concurrency,
		],
	],
	[
		'campaign',
		'sendWhatsApp',
		[
			'name*',
			'template',
			'message',
			'recipients[contactIds leadIds tags]',
			'additionalFields[otherFields scheduledAt variables]',
			concurrency,
		],
	],
	['pipeline', 'getAll', ['returnAll', 'limit', 'options[queryParameters splitStages]']],
	['analytics', 'getPipeline', ['options[concurrency from pipeline queryParameters to]']],
	['webhook', 'create', ['url*', 'events*', 'secret', concurrency]],
])('%s %s has the parameters that workflows depend on', (resource, operation, expected) => {
	expect(describeOperation(resource, operation)).toEqual(expected.toSorted());
});

test('the credential has the fields and defaults that workflows depend on', () => {
	const fields = credentials.crmLeadProApi?.properties.map((property) => [
		property.name,
		property.default,
		property.typeOptions?.password === true,
	]);

	expect(fields).toEqual([
		['apiKey', '', true],
		['baseUrl', 'https://crmleadpro.in/api/v1', false],
		['plan', 'growth', false],
		['requestsPerMinute', 1000, false],
		['webhookSigningSecret', '', true],
	]);
});

test('Concurrency is 10, and 1 for campaigns', () => {
	const defaults = properties
		.filter(({ name }) => name === 'options')
		.flatMap(({ displayOptions, options = [] }) =>
			options
				.filter((option) => option.name === 'concurrency')
				.map((option) => [
					displayOptions?.show?.resource?.[0],
					'default' in option ? option.default : undefined,
				]),
		);

	expect(defaults).toHaveLength(10);
	for (const [resource, value] of defaults) expect(value).toBe(resource === 'campaign' ? 1 : 10);
});

test('Get Many returns 50 unless asked otherwise', async () => {
	const workspace = await createWorkspace();

	const { outputs } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'getAll' },
	});

	expect(outputs[0]).toHaveLength(50);
	await workspace.remove();
});

test.each([
	['lead', 'get', { leadId: { __rl: true, mode: 'id', value: 'lead_01J2XK3M4N5P6Q7R' } }],
	['lead', 'getAll', {}],
	['contact', 'getAll', {}],
])(
	'%s %s with Simplify has at most ten fields, all of which the API has',
	async (resource, operation, parameters) => {
		const workspace = await createWorkspace();
		const run = async (simplify: boolean) => {
			const { outputs } = await runNode({
				node: 'crmLeadPro',
				credentials: workspace.credentials,
				parameters: { resource, operation, simplify, ...parameters },
			});
			return outputs[0]?.[0]?.json ?? {};
		};

		const [whole, simplified] = [await run(false), await run(true)];

		const names = Object.keys(simplified);
		expect(names.slice(0, 4)).toEqual(['id', 'name', 'email', 'phone']);
		expect(names.length).toBeGreaterThanOrEqual(8);
		expect(names.length).toBeLessThanOrEqual(10);
		expect(whole).toMatchObject(simplified);
		await workspace.remove();
	},
);
