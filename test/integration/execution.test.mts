import type { INodeParameters } from 'n8n-workflow';

import { runNode, type NodeRun } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ seed: 'empty', switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
});

const create = (count: number, order: Partial<NodeRun> = {}): NodeRun => ({
	node: 'crmLeadPro',
	credentials: workspace.credentials,
	items: Array.from({ length: count }, (_, number) => ({ number })),
	parameters: { resource: 'lead', operation: 'create', name: '=Lead {{ $json.number }}' },
	...order,
});

const createOneByOne = (count: number, order: Partial<NodeRun> = {}): NodeRun =>
	create(count, {
		parameters: { ...create(count).parameters, options: { concurrency: 1 } },
		...order,
	});

describe('many items', () => {
	test('are all done, and the output keeps the order of the input', async () => {
		// Replies come in another order than requests: every third one waits.
		await workspace.setFaults([
			{ kind: 'latency', ms: 40, method: 'POST', times: 'always', probability: 0.3 },
		]);

		const { outputs } = await runNode(create(100));

		expect(outputs[0]?.map(({ json }) => json.name)).toEqual(
			Array.from({ length: 100 }, (_, number) => `Lead ${number}`),
		);
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: 100 }, (_, item) => ({ item })),
		);
		expect((await workspace.state()).leads).toHaveLength(100);
	});

	test.each([
		[1, { concurrency: 1 }],
		[4, { concurrency: 4 }],
	])('are worked on %i at a time with options %j', async (most, options) => {
		await workspace.setFaults([{ kind: 'latency', ms: 60, method: 'POST', times: 'always' }]);

		await runNode(create(24, { parameters: { ...create(1).parameters, options } }));

		expect(mostAtOnce(await workspace.journal())).toBe(most);
	});

	test('are worked on ten at a time where the pace of the plan needs no more', async () => {
		const { crmLeadProApi } = workspace.credentials;
		await workspace.setFaults([{ kind: 'latency', ms: 60, method: 'POST', times: 'always' }]);

		await runNode(
			create(24, {
				credentials: {
					crmLeadProApi: { ...crmLeadProApi, plan: 'custom', requestsPerMinute: 30 },
				},
			}),
		);

		expect(mostAtOnce(await workspace.journal())).toBe(10);
	});

	test.each([
		[0, 'Options > Concurrency must be from 1 to 100, but it is 0'],
		[101, 'Options > Concurrency must be from 1 to 100, but it is 101'],
		[2.5, 'Options > Concurrency must be a whole number, but it is "2.5"'],
	])('are not worked on %d at a time', async (concurrency, words) => {
		const { error } = await runNode(
			create(2, { parameters: { ...create(1).parameters, options: { concurrency } } }),
		);

		expect(error?.message).toMatch(words);
		expect(await workspace.journal()).toEqual([]);
	});

	test('send campaigns one at a time unless asked otherwise', async () => {
		await workspace.setFaults([{ kind: 'latency', ms: 30, method: 'POST', times: 'always' }]);

		await runNode({
			node: 'crmLeadPro',
			credentials: workspace.credentials,
			items: [{}, {}, {}],
			parameters: {
				resource: 'campaign',
				operation: 'sendWhatsApp',
				name: 'Hello',
				message: 'Namaste',
				sendTo: 'tags',
				tags: 'nobody',
				sendMode: 'eachItem',
			},
		});

		expect(mostAtOnce(await workspace.journal())).toBe(1);
	});

	test('read and decrypt the credential once, not for each request', async () => {
		const { decryptions } = await runNode(create(20));

		expect(decryptions).toBe(1);
	});

	test('none at all is no error and sends nothing', async () => {
		const { outputs, error } = await runNode(create(0));

		expect(error).toBeUndefined();
		expect(outputs.flat()).toEqual([]);
		expect(await workspace.journal()).toEqual([]);
	});
});

function mostAtOnce(entries: Array<{ receivedAt: string; finishedAt: string | null }>): number {
	const changes = entries.flatMap(({ receivedAt, finishedAt }) => [
		{ at: Date.parse(receivedAt), change: 1 },
		{ at: Date.parse(finishedAt ?? receivedAt), change: -1 },
	]);
	changes.sort((a, b) => a.at - b.at || a.change - b.change);
	let now = 0;
	return Math.max(...changes.map(({ change }) => (now += change)));
}

test.each([
	['lead', 'merge', 'operation "merge" for the resource "lead"'],
	['ticket', 'create', 'resource "ticket"'],
])('that there is no %s %s is told, with what to do', async (resource, operation, missing) => {
	const { error } = await runNode(create(2, { parameters: { resource, operation } }));

	expect(error?.message).toBe(`This version of the node has no ${missing}`);
	expect(error?.description).toBe('Choose the resource and the operation again.');
	expect(await workspace.journal()).toEqual([]);
});

describe('a failing item without Continue On Fail', () => {
	test('keeps new requests from starting, awaits those under way, and names the lowest failing item', async () => {
		const crm = await createWorkspace({ switches: { rateLimit: null } });
		const [first, second, ...others] = (await crm.state()).leads.map(({ id }) => id);
		// Item 3 fails at once, item 1 later, and items 0 and 2 are done later still.
		const ids = [first, 'lead_unknown_late', second, 'lead_unknown', ...others];
		await crm.setFaults([
			{ kind: 'latency', ms: 100, path: '/leads/lead_unknown_late' },
			{ kind: 'latency', ms: 200, path: `/leads/${first ?? ''}` },
			{ kind: 'latency', ms: 200, path: `/leads/${second ?? ''}` },
		]);

		const { error } = await runNode({
			node: 'crmLeadPro',
			credentials: crm.credentials,
			items: ids.map((id) => ({ id })),
			parameters: {
				resource: 'lead',
				operation: 'delete',
				leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { concurrency: 4 },
			},
		});

		const journal = await crm.journal();
		expect(journal.map(({ status }) => status).toSorted()).toEqual([204, 204, 404, 404]);
		expect(error?.message).toMatch(/\[item 1\]$/);
		expect(error?.description).toContain(
			`Carried out before this: 2 of ${ids.length} items (0, 2).`,
		);
		await crm.remove();
	});

	test.each<[string, number, INodeParameters]>([
		['one item', 1, {}],
		['items that are only read', 3, { operation: 'get', leadId: 'lead_unknown' }],
		['items that are only listed', 2, { operation: 'getAll' }],
		[
			'items to read of which one has no ID',
			3,
			{ operation: 'get', leadId: '={{ $json.number === 0 ? "" : "lead_unknown" }}' },
		],
	])('of %s says nothing of what was carried out', async (_what, count, parameters) => {
		await workspace.setFaults([{ kind: 'status', status: 500, body: {}, times: 'always' }]);

		const { error } = await runNode(
			create(count, { parameters: { ...create(1).parameters, ...parameters } }),
		);

		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).not.toContain('carried out');
	});

	test('names the lowest of several failing items', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 500, method: 'POST', body: { error: 'no' }, times: 'always' },
		]);

		const { error } = await runNode(create(20));

		expect(error?.message).toMatch(/\[item 0\]$/);
		expect(error?.description).toContain('No item was carried out.');
		expect(await workspace.journal()).toHaveLength(10);
	});

	test.each([
		[1, '1 of 5 items (0)'],
		[2, '2 of 5 items (0-1)'],
	])('says that %i items were carried out before, and which', async (skip, words) => {
		await workspace.setFaults([{ kind: 'status', status: 500, method: 'POST', skip, body: {} }]);

		const { error } = await runNode(createOneByOne(5));

		expect(error?.message).toMatch(`[item ${skip}]`);
		expect(error?.description).toContain(`Carried out before this: ${words}.`);
		expect((await workspace.state()).leads).toHaveLength(skip);
	});

	test.each([0, 4])('sends nothing where the value of item %i cannot be sent', async (index) => {
		const items = Array.from({ length: 5 }, (_, item) => ({ name: item === index ? '' : 'Asha' }));

		const { error } = await runNode(
			create(5, { items, parameters: { ...create(1).parameters, name: '={{ $json.name }}' } }),
		);

		expect(error?.message).toBe(`Name is required [item ${index}]`);
		expect(error?.description).toContain('No item was carried out.');
		expect(await workspace.journal()).toEqual([]);
	});
});

describe('Continue On Fail', () => {
	test('gives every failed item its error and does the others', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 422, method: 'POST', skip: 1, body: { detail: 'Not this one' } },
		]);

		const { outputs } = await runNode(createOneByOne(3, { onError: 'continueRegularOutput' }));

		expect(outputs[0]?.map(({ json }) => json.name)).toEqual(['Lead 0', undefined, 'Lead 2']);
		const failed = outputs[0]?.[1]?.json ?? {};
		expect(Object.keys(failed)).toEqual(['error']);
		expect(failed.error).toMatch(
			/Not this one \(HTTP 422\) \[item 1\]\nCorrect the values.*\nRequest ID: /,
		);
	});

	test('with an error output, sends failed items there with their input', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 422, method: 'POST', skip: 1, body: { detail: 'Not this one' } },
		]);

		const { outputs } = await runNode(createOneByOne(3, { onError: 'continueErrorOutput' }));

		expect(outputs[0]?.map(({ json }) => json.name)).toEqual(['Lead 0', 'Lead 2']);
		expect(outputs[1]?.map(({ json }) => json.number)).toEqual([1]);
		expect(outputs[1]?.[0]?.json.error).toContain('Not this one');
	});
});

describe('cancelling', () => {
	test('ends the run without another request', async () => {
		await workspace.setFaults([{ kind: 'latency', ms: 300, method: 'POST', times: 'always' }]);

		await runNode(
			create(100, {
				onStart: (cancel) => {
					setTimeout(cancel, 150);
				},
			}),
		).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 500));

		expect((await workspace.journal()).length).toBeLessThanOrEqual(10);
	});
});

test('an n8n that cannot tell that an execution was cancelled runs items all the same', async () => {
	const { outputs, error } = await runNode(create(2, { lacks: ['getExecutionCancelSignal'] }));

	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(2);
});

describe('the Idempotency-Key', () => {
	const keysOf = async (order: NodeRun): Promise<Array<string | null>> => {
		await workspace.clearJournal();
		await runNode(order);
		return (await workspace.journal()).map(({ idempotencyKey }) => idempotencyKey);
	};

	test('is on every POST, the same for the same item in the same execution', async () => {
		const first = await keysOf(createOneByOne(3, { executionId: '41' }));
		const again = await keysOf(createOneByOne(3, { executionId: '41' }));
		const other = await keysOf(createOneByOne(3, { executionId: '42' }));

		expect(new Set(first).size).toBe(3);
		expect(first).not.toContain(null);
		expect(again).toEqual(first);
		expect(other.some((key) => first.includes(key))).toBe(false);
	});

	test('does not depend on what else is in the item', async () => {
		const createWith = (extra: string): NodeRun =>
			create(1, {
				executionId: '43',
				items: [{ toolCallId: 'call_1', extra }],
				parameters: { ...create(1).parameters, name: 'Asha' },
			});

		expect(await keysOf(createWith('one'))).toEqual(await keysOf(createWith('other')));
	});

	test('lets a server that honours it carry out a repeated run once', async () => {
		await workspace.setSwitches({ idempotency: 'honour' });

		await runNode(create(5, { executionId: '7' }));
		await runNode(create(5, { executionId: '7' }));

		expect((await workspace.state()).leads).toHaveLength(5);
	});

	test('of a repeated webhook registration comes with the same made-up secret', async () => {
		await workspace.setSwitches({ idempotency: 'honour', webhookSecret: 'none' });
		const register = async (executionId: string) => {
			const { outputs } = await runNode({
				...create(1, { executionId }),
				parameters: {
					resource: 'webhook',
					operation: 'create',
					url: 'https://example.com/hook',
					events: ['deal.won'],
				},
			});
			return outputs[0]?.[0]?.json.secret;
		};
		const first = await register('1');
		const again = await register('1');
		const other = await register('2');

		expect(first).toMatch(/^[0-9a-f]{64}$/);
		expect(again).toBe(first);
		expect(other).not.toBe(first);
		expect((await workspace.state()).webhooks).toHaveLength(2);
	});

	test.each<[string, INodeParameters]>([
		['getAll', {}],
		['get', { leadId: 'lead_unknown' }],
		['update', { leadId: 'lead_unknown', updateFields: { company: 'Indus' } }],
		['delete', { leadId: 'lead_unknown' }],
	])('is not sent with %s', async (operation, parameters) => {
		const order = { ...create(1), parameters: { resource: 'lead', operation, ...parameters } };

		expect(await keysOf(order)).toEqual([null]);
	});
});

test('binary data and input items stay as they are', async () => {
	const { outputs, run } = await runNode(create(2));

	const input = run.data.resultData.runData.Source?.[0]?.data?.main?.[0];
	expect(input?.map(({ json }) => json)).toEqual([{ number: 0 }, { number: 1 }]);
	expect(outputs[0]?.every(({ binary }) => binary === undefined)).toBe(true);
});

test('text that stretches the API arrives whole', async () => {
	const names = ['ಪ್ರಿಯಾ ಶರ್ಮಾ', '👩🏽‍💼 Zoë O’Brien <b>&amp;', 'x'.repeat(300), 'मुंबई ₹1,25,000'];

	await runNode({
		...create(0),
		items: names.map((name) => ({ name })),
		parameters: {
			resource: 'lead',
			operation: 'create',
			name: '={{ $json.name }}',
			additionalFields: { phone: '={{ 919876543210 }}' },
		},
	});

	const { leads } = await workspace.state();
	expect(new Set(leads.map(({ name }) => name))).toEqual(new Set(names));
	expect(new Set(leads.map(({ phone }) => phone))).toEqual(new Set(['919876543210']));
});
