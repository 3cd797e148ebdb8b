import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runAsTool, runNode, searchList, type NodeRun } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import { createWorkspace, toWireRequest, type TestWorkspace } from '../support/workspace.mts';

keepWaitsShort();

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace();
});

afterEach(async () => {
	await workspace.remove();
});

const picked = (value: string, name = value) => ({
	__rl: true,
	mode: 'list',
	value,
	cachedResultName: name,
});

const order = (parameters: INodeParameters): NodeRun => ({
	node: 'crmLeadPro',
	credentials: workspace.credentials,
	parameters,
});

const createLead = (additionalFields: INodeParameters) =>
	order({ resource: 'lead', operation: 'create', name: 'Asha Rao', additionalFields });

/** What a list of the form offers, while a collection has these fields. */
async function offer(method: string, additionalFields: INodeParameters = {}, filter?: string) {
	const path = 'parameters.additionalFields.chosen';
	const { results } = await searchList(
		createLead(additionalFields),
		method,
		filter,
		undefined,
		path,
	);
	return results;
}

/** The requests that arrived, as method and path. */
const requests = async (): Promise<string[]> =>
	(await workspace.journal()).map(toWireRequest).map(({ method, path }) => `${method} ${path}`);

const sentBody = async (): Promise<IDataObject> => {
	const bodies = (await workspace.journal()).flatMap(({ body }) => body ?? []);
	return Object.assign({}, ...bodies) as IDataObject;
};

const distinct = (values: ReadonlyArray<string | null>): string[] =>
	[...new Set(values)].filter((value) => value !== null).toSorted();

describe('a form', () => {
	test.each([
		['searchStatuses', 'status'],
		['searchSources', 'source'],
		['searchUsers', 'assigned_to'],
	] as const)('%s offers each %s of the leads once', async (method, field) => {
		const { leads } = await workspace.state();
		const offered = await offer(method);
		expect(offered.map(({ value }) => String(value)).toSorted()).toEqual(
			distinct(leads.map((lead) => lead[field])),
		);
	});

	test('offers the stages of the pipeline that is chosen in it', async () => {
		const pipelines = (await workspace.state()).pipelines;
		const enterprise = pipelines.find(({ key }) => key === 'enterprise');
		for (const pipeline of ['enterprise', 'Enterprise Sales', picked('enterprise')]) {
			expect(await offer('searchStages', { pipeline })).toEqual(
				enterprise?.stages.map(({ key, name }) => ({ value: key, name })),
			);
		}
	});

	test('offers all stages with their pipelines where none is chosen', async () => {
		const pipelines = (await workspace.state()).pipelines;
		expect(await offer('searchStages')).toEqual(
			pipelines.flatMap((pipeline) =>
				pipeline.stages.map(({ key, name }) => ({
					value: key,
					name: `${name} (${pipeline.name})`,
				})),
			),
		);
	});

	test('offers users and tags that are records by their names, and takes their IDs', async () => {
		const body = {
			data: [
				{
					id: 'lead_1',
					assigned_to: { id: 'user_2', name: 'Zoya' },
					tags: [{ id: 7, name: 'VIP' }],
				},
				{ id: 'lead_2', assigned_to: { id: 'user_1', name: 'Amit' }, tags: ['hot'] },
				{ id: 'lead_3', assigned_to: null, tags: null },
			],
		};
		await workspace.setFaults([{ kind: 'status', status: 200, body }]);
		expect(await offer('searchUsers')).toEqual([
			{ name: 'Amit', value: 'user_1' },
			{ name: 'Zoya', value: 'user_2' },
		]);
		expect(await offer('searchSeveralTags')).toEqual([
			{ name: 'hot', value: 'hot' },
			{ name: 'VIP', value: '7' },
		]);
	});

	test('with all its lists open costs three requests at most', async () => {
		await Promise.all(
			[
				'searchPipelines',
				'searchStages',
				'searchStatuses',
				'searchSources',
				'searchUsers',
				'searchSeveralTags',
				'searchLeads',
				'searchContacts',
			].map(async (method) => await offer(method)),
		);
		expect((await requests()).toSorted()).toEqual([
			'GET /contacts',
			'GET /leads',
			'GET /pipelines',
		]);
	});

	test('whose lists cannot be loaded asks the server once, and says why', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 403, body: { message: 'Not your plan' }, times: 'always' },
		]);
		const opened = await Promise.allSettled([offer('searchStatuses'), offer('searchSources')]);
		for (const { status } of opened) expect(status).toBe('rejected');
		await expect(offer('searchUsers')).rejects.toThrow('Not your plan');
		expect(await requests()).toEqual(['GET /leads']);
	});
});

describe('several values', () => {
	const names = async (fields: INodeParameters, filter?: string) =>
		(await offer('searchSeveralTags', fields, filter)).map(({ name, value }) => [name, value]);

	beforeEach(async () => {
		const body = { data: [{ id: 'lead_1', tags: ['hot', 'vip', 'Delhi, North'] }] };
		await workspace.setFaults([{ kind: 'status', status: 200, body }]);
	});

	test('are picked one after the other', async () => {
		expect(await names({ tags: picked('hot') })).toEqual([
			['hot, Delhi, North', 'hot, "Delhi, North"'],
			['hot, vip', 'hot, vip'],
		]);
		expect(await names({ tags: 'hot, vip' })).toEqual([
			['hot, vip, Delhi, North', 'hot, vip, "Delhi, North"'],
		]);
	});

	test('can be new ones, typed into the search', async () => {
		expect(await names({}, 'brand new')).toEqual([['brand new', 'brand new']]);
		expect(await names({}, 'hot, brand new')).toEqual([['hot, brand new', 'hot, brand new']]);
		expect(await names({ tags: 'hot' }, 'vi')).toEqual([
			['vip', 'vip'],
			['vi', 'vi'],
		]);
	});

	test('do not depend on an expression that the form cannot evaluate', async () => {
		expect(await names({ tags: '={{ $json.tags }}' })).toHaveLength(3);
	});
});

describe('what was picked', () => {
	test('is sent by its value, with one request', async () => {
		const { outputs } = await runNode(
			createLead({
				pipeline: picked('enterprise', 'Enterprise Sales'),
				pipelineStage: picked('legal_review', 'Legal Review'),
				status: picked('On Hold'),
				assignedTo: picked('user_1', 'Amit'),
				tags: picked('hot, vip'),
			}),
		);
		expect(outputs[0]?.[0]?.json).toMatchObject({ pipeline: 'enterprise', status: 'On Hold' });
		expect(await sentBody()).toEqual({
			name: 'Asha Rao',
			pipeline: 'enterprise',
			pipeline_stage: 'legal_review',
			status: 'On Hold',
			assigned_to: 'user_1',
			tags: ['hot', 'vip'],
		});
		expect(await requests()).toEqual(['POST /leads']);
	});

	test('is the same as plain text of earlier workflows', async () => {
		await runNode(
			createLead({
				pipeline: 'enterprise',
				pipelineStage: 'legal_review',
				status: '={{ "qualified" }}',
				tags: '={{ ["hot", "vip"] }}',
			}),
		);
		expect(await sentBody()).toMatchObject({
			pipeline: 'enterprise',
			pipeline_stage: 'legal_review',
			status: 'qualified',
			tags: ['hot', 'vip'],
		});
		expect(await requests()).toEqual(['POST /leads']);
	});

	test('and left empty is not sent', async () => {
		await runNode(createLead({ pipeline: picked(''), tags: picked(''), source: 'website' }));
		expect(await sentBody()).toEqual({ name: 'Asha Rao', source: 'website' });
	});

	test.each([[picked('lead_1, lead_2')], ['lead_1, lead_2'], ['={{ ["lead_1", "lead_2"] }}']])(
		'as leads of a campaign, %j are its recipients',
		async (leadIds) => {
			await runNode(
				order({
					resource: 'campaign',
					operation: 'sendWhatsApp',
					name: 'Hello',
					message: 'Namaste',
					sendTo: 'leads',
					leadIds,
				}),
			);
			expect((await sentBody()).recipients).toEqual({ lead_ids: ['lead_1', 'lead_2'] });
		},
	);
});

describe('words', () => {
	test('of a stage and a pipeline are understood, with one look-up for all items', async () => {
		const { error } = await runNode({
			...createLead({ pipeline: 'ENTERPRISE SALES', pipelineStage: 'Legal review' }),
			items: [{}, {}, {}],
		});
		expect(error).toBeUndefined();
		expect((await requests()).toSorted()).toEqual([
			'GET /pipelines',
			'POST /leads',
			'POST /leads',
			'POST /leads',
		]);
		expect(await sentBody()).toMatchObject({
			pipeline: 'enterprise',
			pipeline_stage: 'legal_review',
		});
	});

	test('of an agent’s model are understood, too', async () => {
		const [lead] = await runAsTool(createLead({ pipelineStage: 'Demo scheduled', tags: 'a, b' }));
		expect(lead?.json).toMatchObject({ pipeline_stage: 'demo_scheduled', tags: ['a', 'b'] });
	});

	test('of a status are understood in a filter', async () => {
		const { outputs } = await runNode(
			order({
				resource: 'lead',
				operation: 'getAll',
				returnAll: true,
				filters: { status: 'QUALIFIED' },
			}),
		);
		const { leads } = await workspace.state();
		const qualified = leads.filter(({ status }) => status === 'qualified');
		expect(qualified.length).toBeGreaterThan(0);
		expect(outputs[0]).toHaveLength(qualified.length);
	});

	test('that are no key are corrected after a rejection', async () => {
		const { error } = await runNode(createLead({ pipelineStage: 'demo-scheduled' }));
		expect(error).toBeUndefined();
		expect(await requests()).toEqual(['POST /leads', 'GET /pipelines', 'POST /leads']);
		expect((await workspace.state()).leads.filter(({ name }) => name === 'Asha Rao')).toHaveLength(
			1,
		);
	});

	test('that mean nothing are answered with what there is', async () => {
		const { error } = await runNode(createLead({ pipeline: 'renewals', pipelineStage: 'closing' }));
		expect(error?.description).toContain(
			'Stages of Renewals: renewal_due (Renewal Due), usage_review (Usage Review), renewal_quoted (Renewal Quoted), renewal_confirmed (Renewal Confirmed).',
		);
	});

	test('are sent as they are where the lists cannot be read', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 403, method: 'GET', path: '/pipelines', times: 'always' },
		]);
		const { error } = await runNode(createLead({ pipelineStage: 'Legal review' }));
		expect(error?.message).toContain('Legal review');
		expect((await requests()).filter((request) => request === 'POST /leads')).toHaveLength(1);
	});
});

test('a filter that finds nothing says which statuses there are', async () => {
	const parameters = { resource: 'lead', operation: 'getAll', filters: { status: 'sleeping' } };
	const { outputs, hints } = await runNode(order(parameters));
	const statuses = distinct((await workspace.state()).leads.map(({ status }) => status));
	expect(outputs[0]).toEqual([]);
	expect(hints.map(({ message }) => message)).toEqual([
		`No leads were found. Statuses of the newest leads: ${statuses.join(', ')}.`,
	]);
});
