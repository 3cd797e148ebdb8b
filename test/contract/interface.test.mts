import type { INodeProperties } from 'n8n-workflow';

import { loadPackage, runNode } from '../support/n8nCore.mts';
import { createOrganisation, createWorkspace } from '../support/workspace.mts';

const { nodes, credentials } = await loadPackage();
const propertiesOf = (node: string): INodeProperties[] => nodes[node]?.description.properties ?? [];

/** An operation's parameters; of a collection, its entries in brackets. `*` marks required ones. */
function describeOperation(node: string, resource: string, operation: string): string[] {
	return propertiesOf(node)
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
const listOptions = 'options[limitParameter pageParameter pageSize queryParameters]';
const sort = 'sort[sortBy sortOrder]';
const ySuiteLeadFields =
	'address assignedTo assignmentGroup brandId companyName email industry mobile mobileCountryId notes otherFields source tagIds';
const ySuiteContactFields =
	'address email emailNotify mobile mobileCountryId notes otherFields parent smsNotify tagIds taxNumber whatsappNotify';
const ySuiteListOptions = 'options[queryParameters]';
const concurrency = 'options[concurrency]';
const columns = ['dataToSend', 'inputsToIgnore'];
const columnsAndMetadata = [...columns, 'unmatchedColumns'];

/** Names that workflows depend on, from the interface document. */
test.each([
	[
		'crmLeadPro',
		'lead',
		'create',
		[...columnsAndMetadata, 'name*', `additionalFields[${leadFields}]`, concurrency],
	],
	[
		'crmLeadPro',
		'lead',
		'upsert',
		[
			'matchBy',
			...columnsAndMetadata,
			'matchValue*',
			'name*',
			`additionalFields[${leadFields}]`,
			'options[concurrency defaultCountry unchanged]',
		],
	],
	['crmLeadPro', 'lead', 'get', ['leadId*', 'simplify', concurrency]],
	[
		'crmLeadPro',
		'lead',
		'getAll',
		[
			'returnAll',
			'limit',
			'simplify',
			'filters[assignedTo createdSince pipelineStage search source status tags updatedSince]',
			sort,
			listOptions,
		],
	],
	[
		'crmLeadPro',
		'lead',
		'update',
		[
			'leadId*',
			...columnsAndMetadata,
			'updateFields[assignedTo company email metadata name otherFields phone pipeline pipelineStage score source status tags]',
			concurrency,
		],
	],
	['crmLeadPro', 'lead', 'delete', ['leadId*', concurrency]],
	[
		'crmLeadPro',
		'deal',
		'create',
		[
			...columns,
			'name*',
			'pipeline*',
			'additionalFields[assignedTo contactId currency expectedCloseDate leadId otherFields stage tags value]',
			concurrency,
		],
	],
	[
		'crmLeadPro',
		'contact',
		'getAll',
		[
			'returnAll',
			'limit',
			'simplify',
			'filters[createdSince search tags updatedSince]',
			sort,
			listOptions,
		],
	],
	[
		'crmLeadPro',
		'campaign',
		'sendEmail',
		[
			'warning',
			'name*',
			'subject*',
			'content*',
			'sendTo*',
			'contactIds',
			'leadIds',
			'tags',
			'sendMode',
			'additionalFields[fromName otherFields replyTo scheduledAt]',
			concurrency,
		],
	],
	[
		'crmLeadPro',
		'campaign',
		'sendWhatsApp',
		[
			'warning',
			'name*',
			'template',
			'message',
			'sendTo*',
			'contactIds',
			'leadIds',
			'tags',
			'sendMode',
			'additionalFields[otherFields scheduledAt variables]',
			concurrency,
		],
	],
	[
		'crmLeadPro',
		'pipeline',
		'getAll',
		['returnAll', 'limit', 'options[queryParameters splitStages]'],
	],
	[
		'crmLeadPro',
		'analytics',
		'getPipeline',
		[
			'pipeline',
			'from',
			'to',
			'splitStages',
			'options[concurrency from pipeline queryParameters to]',
		],
	],
	['crmLeadPro', 'webhook', 'create', ['url*', 'events*', 'secret', concurrency]],
	[
		'ySuite',
		'lead',
		'create',
		[...columns, 'name*', `additionalFields[${ySuiteLeadFields}]`, concurrency],
	],
	[
		'ySuite',
		'lead',
		'createIfNew',
		[...columns, 'matchValue*', 'name*', `additionalFields[${ySuiteLeadFields}]`, concurrency],
	],
	[
		'ySuite',
		'lead',
		'getAll',
		['returnAll', 'limit', 'simplify', 'filters[leadStatus search]', sort, ySuiteListOptions],
	],
	['ySuite', 'lead', 'delete', ['leadId*', concurrency]],
	[
		'ySuite',
		'contact',
		'create',
		[...columns, 'name*', 'contactType*', `additionalFields[${ySuiteContactFields}]`, concurrency],
	],
	[
		'ySuite',
		'contact',
		'upsert',
		[
			...columns,
			'matchBy',
			'matchValue*',
			'name*',
			'contactType*',
			`additionalFields[${ySuiteContactFields}]`,
			'options[concurrency defaultCountry unchanged]',
		],
	],
	['ySuite', 'contact', 'get', ['contactId*', 'simplify', concurrency]],
	[
		'ySuite',
		'contact',
		'getAll',
		['returnAll', 'limit', 'simplify', 'filters[search type]', sort, ySuiteListOptions],
	],
	[
		'ySuite',
		'contact',
		'update',
		[
			'contactId*',
			...columns,
			'updateFields[address contactType email emailNotify mobile mobileCountryId name notes otherFields parent smsNotify tagIds taxNumber whatsappNotify]',
			concurrency,
		],
	],
	['ySuite', 'contact', 'delete', ['contactId*', concurrency]],
])(
	'%s: %s %s has the parameters that workflows depend on',
	(node, resource, operation, expected) => {
		expect(describeOperation(node, resource, operation)).toEqual(expected.toSorted());
	},
);

test('the CRMLead Pro Trigger has the parameters that workflows depend on', () => {
	const parameters = propertiesOf('crmLeadProTrigger').filter(({ type }) => type !== 'notice');

	expect(parameters.map(describeProperty).toSorted()).toEqual([
		'events*',
		'filters[pipelineStage status]',
		'options[ignoreDuplicates includeHeaders signatureHeader simplify toleranceSeconds]',
	]);
});

test('the CRMLead Pro Polling Trigger has the parameters that workflows depend on', () => {
	// n8n adds the times itself.
	const own = propertiesOf('crmLeadProPollingTrigger').filter(({ name }) => name !== 'pollTimes');
	const [events] = own;

	expect(own.map(describeProperty).toSorted()).toEqual([
		'events*',
		'filters[pipelineStage status]',
		'options[simplify]',
	]);
	expect(events?.options?.map((option) => 'value' in option && option.value).toSorted()).toEqual([
		'contact.updated',
		'lead.created',
		'lead.status_changed',
		'lead.updated',
	]);
});

test.each([
	[
		'crmLeadProApi',
		'CRMLead Pro API',
		[
			['apiKey', '', true],
			['baseUrl', 'https://crmleadpro.in/api/v1', false],
			['plan', 'growth', false],
			['requestsPerMinute', 1000, false],
			['webhookSigningSecret', '', true],
		],
	],
	[
		'ySuiteApi',
		'YSUITE API',
		[
			['accessKey', '', true],
			['secretKey', '', true],
			['baseUrl', 'https://api.ysuite.org/v1', false],
			['requestsPerMinute', '', false],
		],
	],
])(
	'the credential %s has the fields and defaults that workflows depend on',
	(type, label, expected) => {
		const fields = credentials[type]?.properties.map((property) => [
			property.name,
			property.default,
			property.typeOptions?.password === true,
		]);

		expect(credentials[type]?.displayName).toBe(label);
		expect(fields).toEqual(expected);
	},
);

test('Create or Update makes no person of a company: its contact type has to be chosen', () => {
	const defaults = propertiesOf('ySuite')
		.filter(({ name }) => name === 'contactType')
		.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes('upsert'))
		.map((property) => property.default);

	expect(defaults).toEqual(['']);
});

test.each([
	['contactType', 1],
	['limit', 50],
	['returnAll', false],
])('the default of %s in the YSUITE node is %j', (name, expected) => {
	const found = propertiesOf('ySuite').filter(
		({ displayOptions, ...property }) =>
			property.name === name && displayOptions?.show?.operation?.includes('upsert') !== true,
	);

	expect(found.length).toBeGreaterThan(0);
	for (const property of found) expect(property.default).toBe(expected);
});

test('Limit is shown where not all are to be returned', () => {
	const limits = Object.keys(nodes)
		.flatMap(propertiesOf)
		.filter(({ name }) => name === 'limit');

	expect(limits.length).toBeGreaterThan(4);
	for (const { displayOptions } of limits)
		expect(displayOptions).toMatchObject({ show: { returnAll: [false] } });
});

test('notifications of a YSUITE contact are on unless switched off, as in the API', () => {
	const offered = propertiesOf('ySuite')
		.flatMap(({ options = [] }) => options)
		.filter(({ name }) => name.endsWith('Notify') && !name.includes(' '));

	expect(new Set(offered.map(({ name }) => name))).toEqual(
		new Set(['emailNotify', 'smsNotify', 'whatsappNotify']),
	);
	for (const field of offered) expect(field).toMatchObject({ default: true });
});

test('leads of YSUITE have the five documented states, contacts the two types', () => {
	const valuesOf = (filter: string): unknown[] =>
		propertiesOf('ySuite')
			.filter(({ name }) => name === 'filters')
			.flatMap(({ options = [] }) => options)
			.filter(({ name }) => name === filter)
			.flatMap((field) => ('options' in field ? (field.options ?? []) : []))
			.map((option) => ('value' in option ? option.value : undefined));

	expect(valuesOf('leadStatus').toSorted()).toEqual(
		['New', 'Contacted', 'Qualified', 'Lost', 'Converted'].toSorted(),
	);
	expect(valuesOf('type').toSorted()).toEqual([1, 2]);
});

test.each(['ySuite', 'ySuiteTrigger'])('%s is at version 1 and takes the credential', (name) => {
	const { description } = nodes[name] ?? {};

	expect(description?.version).toBe(1);
	expect(description?.credentials).toMatchObject([{ name: 'ySuiteApi', required: true }]);
});

test.each([
	['ySuiteTrigger', 'YSUITE Trigger', 'ySuiteApi'],
	['crmLeadProPollingTrigger', 'CRMLead Pro Polling Trigger', 'crmLeadProApi'],
])('%s polls', (name, displayName, credential) => {
	expect(nodes[name]?.description).toMatchObject({
		displayName,
		version: 1,
		group: ['trigger'],
		polling: true,
		inputs: [],
		credentials: [{ name: credential, required: true }],
	});
});

test('Concurrency is 10, and 1 for campaigns', () => {
	const defaults = propertiesOf('crmLeadPro')
		.filter(({ name }) => name === 'options')
		.flatMap(({ displayOptions, options = [] }) =>
			options
				.filter((option) => option.name === 'concurrency')
				.map((option) => [
					displayOptions?.show?.resource?.[0],
					'default' in option ? option.default : undefined,
				]),
		);

	expect(defaults.length).toBeGreaterThan(5);
	for (const [resource, value] of defaults) expect(value).toBe(resource === 'campaign' ? 1 : '');
});

test('the names of paging parameters come last under Options, where few people need them', () => {
	const lists = propertiesOf('crmLeadPro')
		.filter(({ name }) => name === 'options')
		.map(({ options = [] }) => options.map(({ name }) => name))
		.filter((names) => names.includes('pageParameter'));

	expect(lists.length).toBeGreaterThan(1);
	for (const names of lists) {
		expect(names.slice(-2)).toEqual(['pageParameter', 'limitParameter']);
	}
});

test('Register returns what was registered, and its secret last', async () => {
	const workspace = await createWorkspace();

	const { outputs } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: {
			resource: 'webhook',
			operation: 'create',
			url: 'https://example.com/crmleadpro',
			events: ['deal.won'],
		},
	});

	const names = Object.keys(outputs[0]?.[0]?.json ?? {});
	expect(names[0]).toBe('id');
	expect(names.at(-1)).toBe('secret');
	await workspace.remove();
});

test('a form says before the click that CRMLead Pro has to reach n8n, except in n8n’s cloud', () => {
	const [notice] = propertiesOf('crmLeadProTrigger');

	expect(notice).toMatchObject({ type: 'notice', displayOptions: { hideOnCloud: true } });
	expect(notice?.displayName).toMatch(/localhost.*WEBHOOK_URL.*CRMLead Pro Polling Trigger/s);
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

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const crmLeadProNames = ['id', 'name', 'email', 'phone'];

test.each([
	['crmLeadPro', 'lead', 'get', { leadId: byId('lead_01J2XK3M4N5P6Q7R') }, crmLeadProNames],
	['crmLeadPro', 'lead', 'getAll', {}, crmLeadProNames],
	['crmLeadPro', 'contact', 'getAll', {}, crmLeadProNames],
	['ySuite', 'lead', 'getAll', {}, ['cstid', 'cstname', 'cstemail', 'lead_status']],
	['ySuite', 'contact', 'get', { contactId: byId('1') }, ['cstid', 'cstname', 'cstemail']],
	['ySuite', 'contact', 'getAll', {}, ['cstid', 'cstname', 'cstemail', 'cstmobile']],
])(
	'%s: %s %s with Simplify has at most ten fields, all of which the API has',
	async (node, resource, operation, parameters, firstNames) => {
		const account = await (node === 'ySuite' ? createOrganisation() : createWorkspace());
		const run = async (simplify: boolean) => {
			const { outputs } = await runNode({
				node,
				credentials: account.credentials,
				parameters: { resource, operation, simplify, ...parameters },
			});
			return outputs[0]?.[0]?.json ?? {};
		};

		const [whole, simplified] = [await run(false), await run(true)];

		const names = Object.keys(simplified);
		expect(names.slice(0, firstNames.length)).toEqual(firstNames);
		expect(names.length).toBeGreaterThanOrEqual(6);
		expect(names.length).toBeLessThanOrEqual(10);
		expect(whole).toMatchObject(simplified);
		await account.remove();
	},
);
