import { switchesSchema, type SwitchChanges } from '../../sandbox/switches.mts';
import { runNode, type NodeRun } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

const LEADS = 250;

/** Every way in which the sandbox can tell that there is more. */
const pagingSignals = switchesSchema.shape.paging
	.unwrap()
	.options.filter((signal) => signal !== 'ignoresPage');

beforeAll(async () => {
	workspace = await createWorkspace({ seed: { leads: LEADS }, switches: { rateLimit: null } });
});

afterAll(async () => {
	await workspace.remove();
});

async function getLeads(
	switches: SwitchChanges,
	parameters: object,
	changes: Pick<NodeRun, 'lacks'> = {},
) {
	await workspace.setSwitches({ paging: 'metaTotal', listEnvelope: 'data', ...switches });
	await workspace.clearJournal();
	const { outputs, error, hints } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'getAll', ...parameters },
		...changes,
	});
	const journal = await workspace.journal();
	return {
		ids: (outputs[0] ?? []).map(({ json }) => json.id),
		error,
		hints,
		queries: journal.map(({ query }) => query.parsed),
	};
}

const idsInAccount = async (): Promise<string[]> =>
	(await workspace.state()).leads.map(({ id }) => id).toSorted();

describe('Return All finds every lead once', () => {
	test.each(pagingSignals)('where the server signals %s', async (paging) => {
		const { ids, error, queries, hints } = await getLeads({ paging }, { returnAll: true });

		expect(error).toBeUndefined();
		expect(ids.toSorted()).toEqual(await idsInAccount());
		expect(queries).toHaveLength(3);
		expect(hints).toEqual([]);
	});

	test.each<SwitchChanges['listEnvelope']>([
		'bare',
		'data',
		'data.data',
		'items',
		'results',
		'resource',
		'content',
		'records',
		'result.items',
		'_embedded',
	])('where lists come as %s', async (listEnvelope) => {
		const { ids, error } = await getLeads(
			{ listEnvelope, paging: 'shortPage' },
			{ returnAll: true },
		);

		expect(error).toBeUndefined();
		expect(ids.toSorted()).toEqual(await idsInAccount());
	});

	test('where paging parameters have other names', async () => {
		const { ids, queries } = await getLeads(
			{ pageParameter: 'p', limitParameter: 'per_page' },
			{ returnAll: true, options: { pageParameter: 'p', limitParameter: 'per_page' } },
		);
		await workspace.setSwitches({ pageParameter: 'page', limitParameter: 'limit' });

		expect(ids.toSorted()).toEqual(await idsInAccount());
		expect(queries).toEqual([
			{ p: '1', per_page: '100' },
			{ p: '2', per_page: '100' },
			{ p: '3', per_page: '100' },
		]);
	});
});

test('a server that repeats itself in whatever way it is asked ends the walk, and the user is told', async () => {
	const { ids, queries, hints, error } = await getLeads(
		{ paging: 'ignoresPage' },
		{ returnAll: true },
	);

	expect(error).toBeUndefined();
	expect(new Set(ids).size).toBe(ids.length);
	expect(ids).toHaveLength(100);
	expect(queries.slice(0, 3)).toEqual([
		{ page: '1', limit: '100' },
		{ page: '2', limit: '100' },
		{ offset: '100', limit: '100' },
	]);
	expect(queries.length).toBeLessThan(20);
	expect(hints).toEqual([
		{
			message: expect.stringMatching(
				/^The list of leads may be incomplete: after 100 records .*another name than "page", set URL Parameter for Page Number under Options\.$/,
			) as unknown,
			location: 'outputPane',
		},
	]);
});

test('a server that ignored every way is not asked in all of them again', async () => {
	const { ids, queries } = await getLeads({ paging: 'ignoresPage' }, { returnAll: true });

	expect(ids).toHaveLength(100);
	expect(queries).toHaveLength(2);
});

test.each([1, 30, 100])('pages of %i are asked for where Page Size says so', async (pageSize) => {
	const { ids, queries } = await getLeads({}, { limit: 60, options: { pageSize } });

	expect(ids).toHaveLength(60);
	expect(queries).toHaveLength(Math.ceil(60 / pageSize));
	expect(new Set(queries.map(({ limit }) => limit))).toEqual(
		new Set([String(Math.min(60, pageSize))]),
	);
});

test('an n8n that shows no hints gets the records all the same', async () => {
	const { ids, error } = await getLeads(
		{ paging: 'ignoresPage' },
		{ returnAll: true },
		{ lacks: ['addExecutionHints'] },
	);

	expect(error).toBeUndefined();
	expect(ids).toHaveLength(100);
});

test('a link to another origin is not followed and gets no key', async () => {
	const { ids } = await getLeads(
		{ paging: 'linkHeader', nextLinkOrigin: process.env.SANDBOX_OTHER_ORIGIN ?? '' },
		{ returnAll: true },
	);
	await workspace.setSwitches({ nextLinkOrigin: null });

	expect(ids.toSorted()).toEqual(await idsInAccount());
});

test.each([
	[1, [{ page: '1', limit: '1' }]],
	[50, [{ page: '1', limit: '50' }]],
	[100, [{ page: '1', limit: '100' }]],
	[
		120,
		[
			{ page: '1', limit: '100' },
			{ page: '2', limit: '100' },
		],
	],
])('a limit of %i takes as few requests as it can', async (limit, expected) => {
	const { ids, queries } = await getLeads({}, { returnAll: false, limit });

	expect(ids).toHaveLength(limit);
	expect(new Set(ids).size).toBe(limit);
	expect(queries).toEqual(expected);
});

test('an empty list is an empty output', async () => {
	const { ids, error } = await getLeads({}, { filters: { search: 'nobody has this name' } });

	expect(error).toBeUndefined();
	expect(ids).toEqual([]);
});

test('Simplify keeps at most ten fields, the useful ones first', async () => {
	const { outputs } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'getAll', limit: 1, simplify: true },
	});

	expect(Object.keys(outputs[0]?.[0]?.json ?? {})).toEqual([
		'id',
		'name',
		'email',
		'phone',
		'company',
		'status',
		'pipeline_stage',
		'score',
		'source',
		'assigned_to',
	]);
});

test('Simplify adds no field that a record does not have', async () => {
	const lead = { name: 'Asha Rao', id: 'lead_1', metadata: {} };
	await workspace.setFaults([{ kind: 'status', status: 200, body: { data: [lead] } }]);

	const { outputs } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'getAll', limit: 1, simplify: true },
	});

	expect(outputs[0]?.map(({ json }) => Object.entries(json))).toEqual([
		[
			['id', 'lead_1'],
			['name', 'Asha Rao'],
		],
	]);
});

describe('pipelines', () => {
	let demo: TestWorkspace;

	beforeAll(async () => {
		demo = await createWorkspace();
	});

	afterAll(async () => {
		await demo.remove();
	});

	const getPipelines = async (parameters: object) =>
		await runNode({
			node: 'crmLeadPro',
			credentials: demo.credentials,
			parameters: { resource: 'pipeline', operation: 'getAll', ...parameters },
		});

	test('come as one item each, without paging parameters', async () => {
		const { outputs } = await getPipelines({ returnAll: true });

		const { pipelines } = await demo.state();
		expect(outputs[0]?.map(({ json }) => json.name)).toEqual(pipelines.map(({ name }) => name));
		expect((await demo.journal()).at(-1)?.query.raw).toBe('');
	});

	test('split into one item a stage, each with its pipeline', async () => {
		const { outputs } = await getPipelines({ returnAll: true, options: { splitStages: true } });

		const { pipelines } = await demo.state();
		expect(outputs[0]?.map(({ json }) => [json.key, json.pipeline])).toEqual(
			pipelines.flatMap(({ stages, id, key, name }) =>
				stages.map((stage) => [stage.key, { id, key, name }]),
			),
		);
	});

	test('split into stages, end at the limit', async () => {
		const { outputs } = await getPipelines({ limit: 4, options: { splitStages: true } });

		expect(outputs[0]).toHaveLength(4);
	});

	test('split into stages, are all looked through for them', async () => {
		const pipelines = [{ id: 'p1', stages: [] }, { id: 'p2' }, { id: 'p3', stages: ['New'] }];
		await demo.setFaults([{ kind: 'status', status: 200, body: { data: pipelines } }]);

		const { outputs } = await getPipelines({ limit: 1, options: { splitStages: true } });

		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ name: 'New', pipeline: { id: 'p3' } }]);
	});
});

describe.each<SwitchChanges['singleEnvelope']>(['bare', 'data', 'resource'])(
	'single records that come as %s',
	(envelope) => {
		let demo: TestWorkspace;

		beforeAll(async () => {
			demo = await createWorkspace({
				switches: { singleEnvelope: envelope, createdEnvelope: envelope },
			});
		});

		afterAll(async () => {
			await demo.remove();
		});

		test.each([
			['lead', 'get', { leadId: { __rl: true, mode: 'id', value: 'lead_01J2XK3M4N5P6Q7R' } }, 'id'],
			['lead', 'create', { name: 'Asha Rao' }, 'id'],
			[
				'deal',
				'create',
				{ name: 'Licence', pipeline: { __rl: true, mode: 'id', value: 'sales' } },
				'id',
			],
			['campaign', 'sendWhatsApp', { name: 'Hi', message: 'Hi', sendTo: 'tags', tags: 'x' }, 'id'],
			['webhook', 'create', { url: 'https://example.com', events: ['deal.won'] }, 'secret'],
			['analytics', 'getPipeline', {}, 'stages'],
		])('%s %s are unwrapped', async (resource, operation, parameters, expectedField) => {
			const { outputs, error } = await runNode({
				node: 'crmLeadPro',
				credentials: demo.credentials,
				parameters: { resource, operation, ...parameters },
			});

			expect(error).toBeUndefined();
			expect(outputs[0]).toHaveLength(1);
			expect(Object.keys(outputs[0]?.[0]?.json ?? {})).toContain(expectedField);
		});
	},
);
