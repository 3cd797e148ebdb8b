import { createHmac } from 'node:crypto';
import { z } from 'zod/v4';
import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { WebhookEvent } from '../../sandbox/crmLeadPro/schemas.mts';
import type { Switches, SwitchChanges } from '../../sandbox/switches.mts';
import { call, createWorkspace } from './support/api.mts';
import { someText } from './support/matchers.mts';
import { startReceiver, type Receiver } from './support/receiver.mts';

const secret = 'a secret of the receiver';
const leadId = 'lead_01J2XK3M4N5P6Q7R';

let receiver: Receiver;
beforeEach(async () => {
	receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function subscribed(events: WebhookEvent[], switches: SwitchChanges = {}) {
	const workspace = await createWorkspace({ seed: 'demo', switches });
	const body = { url: receiver.url, events, secret };
	expect((await call(workspace, 'POST', '/webhooks', body)).status).toBe(201);
	return workspace;
}

const eventSchema = z.looseObject({ event: z.string(), data: z.looseObject({}) });

function receivedEvents() {
	return receiver.received.map(({ body }) => eventSchema.parse(JSON.parse(body.toString())));
}

async function someDeal(workspace: WorkspaceConnection): Promise<string> {
	const reply = await call(workspace, 'POST', '/deals', {
		name: 'Deal',
		pipeline: 'sales',
		lead_id: leadId,
	});
	return z.object({ id: z.string() }).parse(reply.json).id;
}

describe('each event comes from what it is named for', () => {
	test.each<[WebhookEvent, string, (workspace: WorkspaceConnection) => Promise<unknown>, object]>([
		[
			'lead.created',
			'a new lead',
			(workspace) => call(workspace, 'POST', '/leads', { name: 'A' }),
			{ name: 'A' },
		],
		[
			'lead.status_changed',
			'a new status',
			(workspace) => call(workspace, 'PATCH', `/leads/${leadId}`, { status: 'won-over' }),
			{ id: leadId, status: 'won-over', previous: { status: 'qualified' } },
		],
		[
			'lead.status_changed',
			'a new stage',
			(workspace) =>
				workspace.act({
					action: 'lead.update',
					id: leadId,
					changes: { pipeline_stage: 'negotiation' },
				}),
			{ pipeline_stage: 'negotiation', previous: { pipeline_stage: 'demo_scheduled' } },
		],
		[
			'deal.won',
			'a deal that was won',
			async (workspace) => workspace.act({ action: 'deal.win', id: await someDeal(workspace) }),
			{ status: 'won', lead_id: leadId },
		],
		[
			'deal.lost',
			'a deal that was lost',
			async (workspace) => workspace.act({ action: 'deal.lose', id: await someDeal(workspace) }),
			{ status: 'lost', lead_id: leadId },
		],
		[
			'campaign.sent',
			'an email campaign',
			(workspace) =>
				call(workspace, 'POST', '/campaigns/email', {
					name: 'A',
					subject: 'B',
					content: 'C',
					recipients: { lead_ids: [leadId] },
				}),
			{ channel: 'email', recipient_count: 1 },
		],
		[
			'campaign.sent',
			'a WhatsApp broadcast',
			(workspace) =>
				call(workspace, 'POST', '/campaigns/whatsapp', {
					name: 'A',
					message: 'B',
					recipients: { lead_ids: [leadId] },
				}),
			{ channel: 'whatsapp', recipient_count: 1 },
		],
		[
			'contact.updated',
			'a changed contact',
			async (workspace) => {
				const id = (await workspace.state()).contacts[0]?.id ?? '';
				return workspace.act({ action: 'contact.update', id, changes: { tags: ['renamed'] } });
			},
			{ tags: ['renamed'] },
		],
	])('%s from %s', async (event, _source, act, data) => {
		const workspace = await subscribed([event]);
		await act(workspace);
		await workspace.settled();
		expect(receivedEvents()).toMatchObject([{ event, data }]);
	});
});

test('what is no change of status or stage is no event', async () => {
	const workspace = await subscribed(['lead.status_changed', 'lead.created']);
	await call(workspace, 'PATCH', `/leads/${leadId}`, { score: 12, status: 'qualified' });
	await workspace.settled();
	expect(receiver.received).toEqual([]);
});

test('a webhook gets its own events only, and none after it was deleted', async () => {
	const workspace = await subscribed(['deal.won']);
	await call(workspace, 'POST', '/leads', { name: 'A' });
	const [webhook] = (await workspace.state()).webhooks;
	await call(workspace, 'DELETE', `/webhooks/${webhook?.id ?? ''}`);
	await workspace.act({ action: 'deal.win', id: await someDeal(workspace) });
	await workspace.settled();
	expect(receiver.received).toEqual([]);
});

test('two webhooks get the same event under the same id', async () => {
	const workspace = await subscribed(['lead.created']);
	await call(workspace, 'POST', '/webhooks', { url: receiver.url, events: ['lead.created'] });
	await call(workspace, 'POST', '/leads', { name: 'A' });
	await workspace.settled();
	const ids = receivedEvents().map(({ id }) => id);
	expect(ids).toEqual([ids[0], ids[0]]);
});

describe('signatures', () => {
	const hmac = (content: Buffer, encoding: 'hex' | 'base64' | 'base64url', key = secret) =>
		createHmac('sha256', key).update(content).digest(encoding);

	test.each<[Switches['signatureFormat'], (body: Buffer) => string]>([
		['hex', (body) => hmac(body, 'hex')],
		['base64', (body) => hmac(body, 'base64')],
		['base64url', (body) => hmac(body, 'base64url')],
		['sha256=hex', (body) => `sha256=${hmac(body, 'hex')}`],
		['sha256=base64', (body) => `sha256=${hmac(body, 'base64')}`],
	])('in the format %s cover the bytes that came', async (signatureFormat, expected) => {
		const workspace = await subscribed(['lead.created'], { signatureFormat });
		await call(workspace, 'POST', '/leads', { name: 'प्रिया 🚀', note: 'a/b' });
		await workspace.settled();
		const [delivery] = receiver.received;
		expect(delivery?.headers['x-crmleadpro-signature']).toBe(
			expected(delivery?.body ?? Buffer.of()),
		);
	});

	test.each([0, 600])(
		'with a timestamp cover time and body, %i s ago',
		async (signatureAgeSeconds) => {
			const workspace = await subscribed(['lead.created'], {
				signatureFormat: 'timestamped',
				signatureAgeSeconds,
			});
			const notBefore = Math.floor(Date.now() / 1000) - signatureAgeSeconds;
			await call(workspace, 'POST', '/leads', { name: 'A' });
			await workspace.settled();
			const notAfter = Math.floor(Date.now() / 1000) - signatureAgeSeconds;
			const [delivery] = receiver.received;
			const header = String(delivery?.headers['x-crmleadpro-signature']);
			const [, time = '', signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
			const signed = Buffer.concat([Buffer.from(`${time}.`), delivery?.body ?? Buffer.of()]);
			expect(signature).toBe(hmac(signed, 'hex'));
			expect(Number(time)).toBeGreaterThanOrEqual(notBefore);
			expect(Number(time)).toBeLessThanOrEqual(notAfter);
		},
	);

	test.each([
		'x-crmleadpro-signature',
		'x-crmlp-signature',
		'x-webhook-signature',
		'x-signature',
		'x-signature-256',
		'x-hub-signature-256',
		'x-any-name',
	])('come in the header %s', async (signatureHeader) => {
		const workspace = await subscribed(['lead.created'], {
			signatureHeader,
			signatureFormat: 'hex',
		});
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		const [delivery] = receiver.received;
		expect(delivery?.headers[signatureHeader]).toBe(hmac(delivery?.body ?? Buffer.of(), 'hex'));
	});

	test('use the secret that the API made, where it makes its own', async () => {
		const workspace = await subscribed(['lead.created'], {
			webhookSecretSource: 'generated',
			signatureFormat: 'hex',
		});
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		const [webhook] = (await workspace.state()).webhooks;
		const [delivery] = receiver.received;
		const expected = hmac(delivery?.body ?? Buffer.of(), 'hex', webhook?.secret);
		expect(delivery?.headers['x-crmleadpro-signature']).toBe(expected);
	});
});

describe('event name and delivery id', () => {
	async function onlyDelivery(switches: SwitchChanges) {
		const workspace = await subscribed(['lead.created'], switches);
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		const [delivery] = receiver.received;
		return {
			headers: delivery?.headers ?? {},
			body: z.looseObject({}).parse(JSON.parse(delivery?.body.toString() ?? '')),
		};
	}

	test.each(['event', 'type', 'event_type'] as const)(
		'the event is named in %s',
		async (eventNameField) => {
			const { body } = await onlyDelivery({ eventNameField });
			expect(body[eventNameField]).toBe('lead.created');
		},
	);

	test.each([
		['header', 'x-crmleadpro-event'],
		['webhookHeader', 'x-webhook-event'],
	] as const)('the event is named in a header only: %s', async (eventNameField, name) => {
		const { headers, body } = await onlyDelivery({ eventNameField });
		expect(headers[name]).toBe('lead.created');
		expect(JSON.stringify(body)).not.toContain('lead.created');
	});

	test.each(['id', 'event_id', 'delivery_id'] as const)(
		'the id is told in %s',
		async (deliveryIdField) => {
			const { body } = await onlyDelivery({ deliveryIdField });
			expect(body[deliveryIdField]).toMatch(/^event_/);
		},
	);

	test.each([
		['header', ['x-crmleadpro-delivery']],
		['webhookHeader', ['x-webhook-id']],
		['none', []],
	] as const)('the id is not in the body: %s', async (deliveryIdField, names) => {
		const { headers, body } = await onlyDelivery({ deliveryIdField });
		expect(Object.keys(body).sort()).toEqual(['created_at', 'data', 'event']);
		const told = ['x-crmleadpro-delivery', 'x-webhook-id'].filter((name) => name in headers);
		expect(told).toEqual(names);
	});
});

describe('attempts', () => {
	const switches = { webhookRetryDelays: [60_000, 600_000] };

	async function failingTwice() {
		receiver.statuses.push(500, 503);
		const workspace = await subscribed(['lead.created'], switches);
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		return workspace;
	}

	async function delivery(workspace: WorkspaceConnection) {
		const [only] = (await workspace.state()).deliveries;
		return { state: only?.state, statuses: only?.attempts.map(({ status }) => status) };
	}

	test('a delivery is tried again after each wait until it is taken, with the same bytes', async () => {
		const workspace = await failingTwice();
		expect(await delivery(workspace)).toEqual({ state: 'pending', statuses: [500] });
		await workspace.advanceClock(60_000);
		await workspace.settled();
		expect(await delivery(workspace)).toEqual({ state: 'pending', statuses: [500, 503] });
		await workspace.advanceClock(600_000);
		await workspace.settled();
		expect(await delivery(workspace)).toEqual({ state: 'delivered', statuses: [500, 503, 200] });
		const [first, second, third] = receiver.received.map(({ body }) => body.toString());
		expect([second, third]).toEqual([first, first]);
	});

	test('after the last attempt a delivery has failed', async () => {
		const workspace = await failingTwice();
		receiver.statuses.push(500);
		await workspace.advanceClock(60_000);
		await workspace.settled();
		await workspace.advanceClock(600_000);
		await workspace.settled();
		expect(await delivery(workspace)).toEqual({ state: 'failed', statuses: [500, 503, 500] });
	});

	test('a receiver that is away is noted with the reason', async () => {
		const workspace = await createWorkspace({ switches: { webhookRetryDelays: [] } });
		const body = { url: 'http://127.0.0.1:1/hook', events: ['lead.created'] };
		await call(workspace, 'POST', '/webhooks', body);
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		const [only] = (await workspace.state()).deliveries;
		expect(only?.state).toBe('failed');
		expect(only?.attempts).toMatchObject([{ status: null, error: someText }]);
	});

	test('a delivery can be repeated, with the same bytes and signature', async () => {
		const workspace = await subscribed(['lead.created']);
		await call(workspace, 'POST', '/leads', { name: 'A' });
		await workspace.settled();
		const [only] = (await workspace.state()).deliveries;
		await workspace.act({ action: 'delivery.repeat', id: only?.id ?? '' });
		await workspace.settled();
		const [first, second] = receiver.received;
		expect(receiver.received).toHaveLength(2);
		expect(second?.body).toEqual(first?.body);
		expect(second?.headers['x-crmleadpro-signature']).toBe(
			first?.headers['x-crmleadpro-signature'],
		);
	});
});
