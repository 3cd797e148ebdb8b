import { readFileSync } from 'node:fs';
import { faultKinds, type FaultOrder } from '../../sandbox/faults.mts';
import { switchNames, type SwitchChanges } from '../../sandbox/switches.mts';
import { call, createWorkspace } from './support/api.mts';
import { someText, textWith } from './support/matchers.mts';

const leadPath = '/leads/lead_01J2XK3M4N5P6Q7R';
const sample = { id: 'lead_01J2XK3M4N5P6Q7R', name: 'Priya Sharma' };

test.each<[SwitchChanges['listEnvelope'], (rows: unknown) => unknown]>([
	['bare', (rows) => rows],
	['data', (data) => ({ data, has_more: false })],
	['data.data', (data) => ({ data: { data, has_more: false } })],
	['items', (items) => ({ items, has_more: false })],
	['results', (results) => ({ results, has_more: false })],
	['resource', (leads) => ({ leads, has_more: false })],
])('a list in the envelope %s', async (listEnvelope, wrapped) => {
	const workspace = await createWorkspace({
		seed: 'demo',
		switches: { listEnvelope, paging: 'hasMore' },
	});
	const reply = await call(workspace, 'GET', '/leads?search=priya.sharma');
	expect(reply.json).toMatchObject(wrapped([sample]) ?? {});
});

test.each([
	['/contacts', 'contacts'],
	['/pipelines', 'pipelines'],
	['/webhooks', 'webhooks'],
])('the list of %s stands under %s when resources name the envelope', async (path, name) => {
	const workspace = await createWorkspace({ switches: { listEnvelope: 'resource' } });
	expect((await call(workspace, 'GET', path)).json).toHaveProperty(name);
});

test.each([
	['bare', sample],
	['data', { data: sample }],
	['resource', { lead: sample }],
] as const)('one record in the envelope %s', async (envelope, expected) => {
	const workspace = await createWorkspace({
		seed: 'demo',
		switches: { singleEnvelope: envelope, createdEnvelope: envelope },
	});
	expect((await call(workspace, 'GET', leadPath)).json).toMatchObject(expected);
	expect((await call(workspace, 'PATCH', leadPath, { score: 90 })).json).toMatchObject(expected);
});

test('the envelope of what was created is a switch of its own', async () => {
	const workspace = await createWorkspace({ switches: { createdEnvelope: 'resource' } });
	const lead = await call(workspace, 'POST', '/leads', { name: 'A', tags: ['x'] });
	expect(lead.json).toMatchObject({ lead: { name: 'A' } });
	const deal = await call(workspace, 'POST', '/deals', { name: 'B', pipeline: 'sales' });
	expect(deal.json).toMatchObject({ deal: { name: 'B' } });
	const campaign = await call(workspace, 'POST', '/campaigns/whatsapp', {
		name: 'C',
		message: 'Hello',
		recipients: { tags: ['x'] },
	});
	expect(campaign.json).toMatchObject({ campaign: { name: 'C' } });
});

const invalid = 'must be a valid email address';

test.each([
	['error.message', { error: { message: textWith(invalid), fields: { email: [invalid] } } }],
	['error', { error: textWith(invalid) }],
	['message', { message: textWith(invalid) }],
	['detail', { detail: textWith(invalid) }],
	['errorsList', { errors: [{ field: 'email', message: invalid }] }],
	['errorsTextList', { errors: [`email: ${invalid}`] }],
	['errorsMap', { errors: { email: [invalid] } }],
] as const)('a validation error in the form %s', async (errorBody, expected) => {
	const workspace = await createWorkspace({ switches: { errorBody } });
	const reply = await call(workspace, 'POST', '/leads', { name: 'A', email: 'x' });
	expect(reply.status).toBe(422);
	expect(reply.json).toMatchObject(expected);
});

test.each([
	['error.message', { error: { message: textWith('lead_none') } }],
	['errorsList', { errors: [{ message: textWith('lead_none') }] }],
	['errorsTextList', { errors: [textWith('lead_none')] }],
	['errorsMap', { errors: { base: [textWith('lead_none')] } }],
] as const)('an error without fields in the form %s', async (errorBody, expected) => {
	const workspace = await createWorkspace({ switches: { errorBody } });
	const reply = await call(workspace, 'GET', '/leads/lead_none');
	expect(reply.status).toBe(404);
	expect(reply.json).toMatchObject(expected);
});

test.each([
	['html', 'text/html; charset=utf-8', /^<!doctype html>[^]*&lt;b&gt;/],
	['text', 'text/plain; charset=utf-8', /^No lead with the id "<b>"/],
	['empty', null, /^$/],
] as const)('an error as %s', async (errorBody, contentType, pattern) => {
	const workspace = await createWorkspace({ switches: { errorBody } });
	const reply = await call(workspace, 'GET', '/leads/%3Cb%3E');
	expect(reply.status).toBe(404);
	expect(reply.headers.get('content-type')).toBe(contentType);
	expect(reply.text).toMatch(pattern);
});

test.each([
	['header', true, false],
	['body', false, true],
	['none', false, false],
] as const)('the request id with the switch on %s', async (requestId, inHeader, inBody) => {
	const workspace = await createWorkspace({ switches: { requestId } });
	const reply = await call(workspace, 'GET', '/leads/lead_none');
	expect(reply.headers.has('x-request-id')).toBe(inHeader);
	expect(reply.text.includes('"request_id":"req_')).toBe(inBody);
});

test.each([
	['empty204', 204, ''],
	['json200', 200, '{"success":true}'],
	['emptyBody200', 200, ''],
] as const)('a deletion answered with %s', async (deleteReply, status, text) => {
	const workspace = await createWorkspace({ seed: 'demo', switches: { deleteReply } });
	const reply = await call(workspace, 'DELETE', leadPath);
	expect([reply.status, reply.text]).toEqual([status, text]);
	expect((await call(workspace, 'GET', leadPath)).status).toBe(404);
});

test.each([
	['key', { key: 'sales', name: 'Sales' }],
	['slug', { slug: 'sales', name: 'Sales' }],
	['none', { id: 'pipeline_sales', name: 'Sales' }],
] as const)('the key of a pipeline under %s', async (pipelineKeyField, expected) => {
	const workspace = await createWorkspace({ switches: { pipelineKeyField, listEnvelope: 'bare' } });
	const reply = await call(workspace, 'GET', '/pipelines');
	expect(reply.json).toMatchObject([expected, {}, {}]);
	expect(reply.text.includes('"key":"sales"')).toBe(pipelineKeyField === 'key');
});

test.each([
	['id', { id: someText, secret: 'sent' }],
	['webhook_id', { webhook_id: someText, secret: 'sent' }],
	['data.id', { data: { id: someText, secret: 'sent' } }],
	['webhook.id', { webhook: { id: someText, secret: 'sent' } }],
] as const)('the reply to a registration with its id at %s', async (webhookReply, expected) => {
	const workspace = await createWorkspace({ switches: { webhookReply } });
	const body = { url: 'https://n8n.example/1', events: ['deal.won'], secret: 'sent' };
	const reply = await call(workspace, 'POST', '/webhooks', body);
	expect(reply.status).toBe(201);
	expect(reply.json).toMatchObject(expected);
});

test.each(['secret', 'signing_secret', 'webhook_secret'] as const)(
	'a secret that the API makes is told under %s',
	async (webhookSecret) => {
		const workspace = await createWorkspace({
			switches: { webhookSecret, webhookSecretSource: 'generated' },
		});
		const body = { url: 'https://n8n.example/1', events: ['deal.won'], secret: 'sent' };
		const reply = await call(workspace, 'POST', '/webhooks', body);
		const [webhook] = (await workspace.state()).webhooks;
		expect(webhook?.secret).toMatch(/^[0-9a-f]{48}$/);
		expect(reply.json).toMatchObject({ [webhookSecret]: webhook?.secret });
	},
);

test('the reply to a registration can keep the secret to itself', async () => {
	const workspace = await createWorkspace({ switches: { webhookSecret: 'none' } });
	const body = { url: 'https://n8n.example/1', events: ['deal.won'], secret: 'hidden-value' };
	expect((await call(workspace, 'POST', '/webhooks', body)).text).not.toContain('hidden-value');
	expect((await workspace.state()).webhooks[0]?.secret).toBe('hidden-value');
});

describe('idempotency', () => {
	const key = { 'idempotency-key': 'item-1' };

	test('the key is ignored by default and stands in the journal', async () => {
		const workspace = await createWorkspace();
		await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		expect((await workspace.state()).leads).toHaveLength(2);
		const keys = (await workspace.journal()).map(({ idempotencyKey }) => idempotencyKey);
		expect(keys).toEqual(['item-1', 'item-1']);
	});

	test('the first reply is replayed where keys are honoured', async () => {
		const workspace = await createWorkspace({ switches: { idempotency: 'honour' } });
		const first = await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		const second = await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		expect([second.status, second.json]).toEqual([201, first.json]);
		expect((await workspace.state()).leads).toHaveLength(1);
		expect((await workspace.journal())[1]).toMatchObject({
			outcome: 'replayed',
			carriedOut: false,
		});
	});

	test('another path or key is another request, and a refused one may be sent again', async () => {
		const workspace = await createWorkspace({ switches: { idempotency: 'honour' } });
		expect((await call(workspace, 'POST', '/leads', { name: '' }, key)).status).toBe(422);
		await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		await call(workspace, 'POST', '/leads', { name: 'B' }, { 'idempotency-key': 'item-2' });
		await call(workspace, 'POST', '/deals', { name: 'C', pipeline: 'sales' }, key);
		const { leads, deals } = await workspace.state();
		expect([leads.length, deals.length]).toEqual([2, 1]);
	});

	test('a request whose reply got lost is not carried out again', async () => {
		const workspace = await createWorkspace({
			switches: { idempotency: 'honour' },
			faults: [{ kind: 'resetAfterProcessing' }],
		});
		await expect(call(workspace, 'POST', '/leads', { name: 'A' }, key)).rejects.toThrow();
		const again = await call(workspace, 'POST', '/leads', { name: 'A' }, key);
		const { leads } = await workspace.state();
		expect(leads).toHaveLength(1);
		expect(again.json).toMatchObject({ id: leads[0]?.id });
	});
});

test('an unknown switch is refused with the names of all switches, and nothing changes', async () => {
	const workspace = await createWorkspace();
	const changes = { listEnvelope: 'bare', listEnvelop: 'bare' } as const;
	const refused = workspace.setSwitches(changes);
	await expect(refused).rejects.toThrow(/400.*listEnvelop\b/);
	for (const name of switchNames) await expect(refused).rejects.toThrow(name);
	expect((await workspace.setSwitches({})).listEnvelope).toBe('data');
});

test('a wrong value of a switch is refused', async () => {
	const workspace = await createWorkspace();
	await expect(workspace.setSwitches({ pageParameter: '' })).rejects.toThrow(/400.*pageParameter/s);
});

describe('the README', () => {
	const readme = readFileSync(new URL('../../sandbox/README.md', import.meta.url), 'utf8');

	test.each(switchNames)('tells of the switch %s', (name) => {
		expect(readme).toContain(`\`${name}\``);
	});
	test.each<FaultOrder['kind']>(faultKinds)('tells of the fault %s', (kind) => {
		expect(readme).toContain(`\`${kind}\``);
	});
});
