import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { startLocalServer, type LocalServer } from '../support/localServer.mts';
import { runNode, testCredential, type NodeRun } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';

keepWaitsShort();

const KEY = 'crmlp_live_4Zx8&Q2mTn6<Lp0s';
const HOSTILE = `\u001b[31mred\u001b[0m\r\nnext\u2028line \u202eevil\u200b <b>bold</b> <img src=x onerror=alert(1)>`;
const SHOWN = 'red next line evil ‹b›bold‹/b› ‹img src=x onerror=alert(1)›';
const UNSAFE = /[\p{Control}\p{Format}\p{Zl}\p{Zp}]|<[a-z/!?]/iu;

let server: LocalServer;
let baseUrl: string;
let answer: { status: number; headers?: Record<string, string>; body: string };

beforeEach(async () => {
	server = await startLocalServer((_, response) => {
		response.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
	});
	({ baseUrl } = server);
});

afterEach(async () => {
	await server.stop();
});

const getLead: INodeParameters = {
	resource: 'lead',
	operation: 'get',
	leadId: { __rl: true, mode: 'id', value: 'lead_1' },
};

function order(parameters: INodeParameters = getLead, more: Partial<NodeRun> = {}): NodeRun {
	const credentials = { crmLeadProApi: { apiKey: KEY, baseUrl, plan: 'growth' } };
	return { node: 'crmLeadPro', credentials, parameters, ...more };
}

test('what a server says is shown as plain text in an error', async () => {
	const errors = { [`name ${HOSTILE}`]: [HOSTILE] };
	answer = {
		status: 422,
		body: JSON.stringify({ message: `in all ${HOSTILE}`, errors, request_id: HOSTILE }),
	};

	const { error } = await runNode(order());

	expect(error?.message).toBe(
		`CRMLead Pro rejected the values: in all ${SHOWN} (HTTP 422) [item 0]`,
	);
	const lines = error?.description?.split('\n') ?? [];
	expect(lines).toEqual([
		`name ${SHOWN}: ${SHOWN}.`,
		expect.stringMatching(/^Correct the values/) as string,
		`Request ID: ${SHOWN}.`,
	]);
});

test('and in the item that goes on, and in the test of a credential', async () => {
	answer = { status: 401, body: HOSTILE };
	const { outputs } = await runNode(order(getLead, { onError: 'continueRegularOutput' }));
	const lines = z.string().parse(outputs[0]?.[0]?.json.error).split('\n');
	expect(lines[0]).toContain('red next line evil');
	for (const line of lines) expect(line).not.toMatch(UNSAFE);

	const { message } = await testCredential(order(), 'testCrmLeadProApi', 'crmLeadProApi');
	expect(message).toContain('red next line evil');
	expect(message).not.toMatch(UNSAFE);
});

test.each<[string, INodeParameters]>([
	['in an ID', { ...getLead, leadId: { __rl: true, mode: 'id', value: '={{ $json.text }}' } }],
	['in a name', { resource: 'lead', operation: 'create', name: '={{ $json.text }}' }],
	[
		'in an address to match by',
		{
			resource: 'lead',
			operation: 'upsert',
			matchBy: 'email',
			matchValue: '={{ $json.text }}',
			name: 'x',
		},
	],
])('what a user gives %s is shown as plain text in an error', async (_where, parameters) => {
	answer = { status: 500, body: '' };
	const { error } = await runNode(order(parameters, { items: [{ text: `a ${HOSTILE}` }] }));

	expect(error?.message).toBeDefined();
	expect(error?.message).not.toMatch(UNSAFE);
	for (const line of error?.description?.split('\n') ?? []) expect(line).not.toMatch(UNSAFE);
});

test.each([
	['as Go writes it', String.raw`{"message":"Bad key crmlp_live_4Zx8\u0026Q2mTn6\u003cLp0s"}`],
	['cut off by the server', `{"message":"Bad key ${KEY.slice(0, -1)}"}`],
	['in capitals', `{"message":"Bad key ${KEY.toUpperCase()}"}`],
	['at the end of what is shown', JSON.stringify({ message: `Bad key ${'x'.repeat(275)} ${KEY}` })],
	['in HTML', '<p>Bad key crmlp_live_4Zx8&amp;Q2mTn6&lt;Lp0s</p>'],
	['in Basic authentication', `Bad key ${Buffer.from(`user:${KEY}`).toString('base64')}`],
])('the key is shown nowhere %s', async (_how, body) => {
	const basic = Buffer.from(`${KEY}:`).toString('base64');
	answer = { status: 400, headers: { 'x-request-id': `req ${basic}` }, body };

	const { error, run } = await runNode(order());

	expect(error?.message).toContain('Bad key');
	expect(error?.message).toMatch(/•••|…/);
	expect(error?.description).toContain('Request ID: req •••.');
	const stored = JSON.stringify(run.data.resultData);
	expect(stored).not.toMatch(/crmlp_li|_4Zx8|4ZX8|Q2mTn6|Y3JtbHBf|NcmxwX2x/);
});

test('a field’s name of a server is shown as plain text in a hint', async () => {
	const field = 'ne\u001b[xt\u202e<!>';
	answer = {
		status: 200,
		body: JSON.stringify({ data: [{ id: 'lead_1' }], [field]: 'https://elsewhere.example/' }),
	};

	const { hints } = await runNode(
		order({ resource: 'lead', operation: 'getAll', returnAll: true }),
	);

	expect(hints).toHaveLength(1);
	expect(hints[0]?.message).toContain('‹!›');
	expect(hints[0]?.message).not.toMatch(UNSAFE);
});
