import { runNode, searchList } from '../support/n8nCore.mts';
import { createWorkspace, toWireRequest, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ seed: 'empty' });
});

afterEach(async () => {
	await workspace.remove();
});

/** JavaScript rounds it to …992. */
const BIG = '9007199254740993';
const EMAIL = 'asha@example.in';

/** Lets the API answer with that very text. */
async function answerWith(body: string, method: 'GET' | 'POST' | 'PATCH' = 'GET'): Promise<void> {
	await workspace.setFaults([
		{ kind: 'status', status: 200, body, contentType: 'application/json', method, times: 'always' },
	]);
}

const run = async (operation: string, parameters: object = {}, item: object = {}) =>
	await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		items: [{ ...item }],
		parameters: { resource: 'lead', operation, ...parameters },
	});

const upsert = { matchBy: 'email', matchValue: EMAIL, name: 'Asha' };

const changes = async () =>
	(await workspace.journal())
		.map(toWireRequest)
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);

describe('an ID that is a big number', () => {
	test('is put out with all of its digits', async () => {
		await answerWith(
			`{"id":${BIG},"name":"Asha","score":87.5,"ids":[${BIG},-12345678901234567890]}`,
		);

		const { outputs } = await run('get', { leadId: { __rl: true, mode: 'id', value: 'lead_1' } });

		expect(outputs[0]?.[0]?.json).toEqual({
			id: BIG,
			name: 'Asha',
			score: 87.5,
			ids: [BIG, '-12345678901234567890'],
		});
	});

	test('is the one that Create or Update updates', async () => {
		await answerWith(`{"data":[{"id":${BIG},"email":"${EMAIL}"}],"total":1}`);

		await run('upsert', upsert);

		expect(await changes()).toEqual([`PATCH /leads/${BIG}`]);
	});

	test.each(['1e21', '9007199254740993.0', '0', '""', 'null', '{}', '"null"'])(
		'is not made up from %s: Create or Update changes nothing',
		async (id) => {
			await answerWith(`{"data":[{"id":${id},"email":"${EMAIL}"}],"total":1}`);

			const { error } = await run('upsert', upsert);

			expect(error?.message).toContain('gives no ID by which it can be updated');
			expect(await changes()).toEqual([]);
		},
	);

	test('leaves two leads two, in lists and where they are chosen', async () => {
		await answerWith(
			`{"data":[{"id":${BIG},"name":"A"},{"id":9007199254740992,"name":"B"}],"total":2}`,
		);

		const { outputs } = await run('getAll', { returnAll: true });
		const order = { node: 'crmLeadPro' as const, credentials: workspace.credentials };
		const { results } = await searchList(
			{ ...order, parameters: { resource: 'lead', operation: 'get' } },
			'searchLeads',
		);

		expect(outputs[0]?.map(({ json }) => json.id)).toEqual([BIG, '9007199254740992']);
		expect(results).toEqual([
			{ name: 'A', value: BIG },
			{ name: 'B', value: '9007199254740992' },
		]);
	});

	test('that n8n rounded before it came here is refused, and as text it is used', async () => {
		const leadId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const update = { leadId, updateFields: { company: 'Rao' } };
		const item = { id: Number(BIG) };

		const { error } = await run('update', update, item);
		expect(error?.message).toContain('too long to be exact');
		expect(await changes()).toEqual([]);
		await answerWith('{"id":1}', 'PATCH');
		await run('update', update, { id: BIG });
		expect(await changes()).toEqual([`PATCH /leads/${BIG}`]);
	});

	test('in the cursor of a list asks for the right page', async () => {
		await answerWith(`{"data":[{"id":1}],"next_cursor":${BIG}}`);

		await run('getAll', { returnAll: true });

		const [, second] = (await workspace.journal()).map(toWireRequest);
		expect(second?.query).toMatchObject({ cursor: BIG });
	});
});

test('records of a list whose ID is a placeholder are told apart by what is in them', async () => {
	const records = ['0', '0', '""', '""', 'null', '"0"', '0'];
	const data = records.map((id, index) => `{"id":${id},"name":"Lead ${index % 6}"}`).join();
	await answerWith(`{"data":[${data}],"total":7}`);

	const { outputs } = await run('getAll', { returnAll: true });

	const names = [0, 1, 2, 3, 4, 5].map((index) => `Lead ${index}`);
	expect(outputs[0]?.map(({ json }) => json.name)).toEqual(names);
});
