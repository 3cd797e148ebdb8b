import { randomBytes } from 'node:crypto';

import type { Execution } from '../../launcher/n8nExecution.mts';
import type { SavedWorkflow } from '../../launcher/n8nSession.mts';
import { until } from '../launcher/support/processes.mts';
import { mac } from '../unit/support/signatures.mts';
import { createAccount, session, type N8nAccount } from './support/n8nAccount.mts';
import { countSuccesses, storedExecutions } from './support/storedExecutions.mts';
import { testFrom } from './support/testedN8n.mts';
import { TRIGGER, triggerWorkflow, type TriggerParameters } from './support/triggerWorkflow.mts';

const USER_FOLDER = process.env.E2E_N8N_USER_FOLDER ?? '';
const PRIYA = 'lead_01J2XK3M4N5P6Q7R';
const ALL_EVENTS = [
	'lead.created',
	'lead.status_changed',
	'deal.won',
	'deal.lost',
	'campaign.sent',
	'contact.updated',
];

let account: N8nAccount;

beforeEach(async () => {
	account = await createAccount();
});

const executionsOf = ({ id }: SavedWorkflow): Execution[] => storedExecutions(USER_FOLDER, id);

const eventsOf = (workflow: SavedWorkflow) =>
	executionsOf(workflow).map(({ output }) => output[TRIGGER]?.[0]?.json);

async function webhooks() {
	return (await account.workspace.state()).webhooks;
}

async function activate(parameters: TriggerParameters): Promise<SavedWorkflow> {
	const workflow = await session.saveWorkflow(
		triggerWorkflow(account.credential, account.workspace.id, parameters),
	);
	await session.activateWorkflow(workflow);
	return workflow;
}

/** Sends what somebody says CRMLead Pro sent. */
async function send(url: string, body: string, headers: Record<string, string>) {
	const reply = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body,
	});
	await reply.text();
	return reply.status;
}

const signatureOf = (body: string, secret: string) => `sha256=${mac(body, secret).toString('hex')}`;

async function waitForExecutions(workflow: SavedWorkflow, count: number): Promise<void> {
	await account.workspace.settled();
	await until(() => countSuccesses(USER_FOLDER, workflow.id) >= count);
}

test('something that happens in CRMLead Pro starts the workflow, for all six events', async () => {
	const workflow = await activate({ events: ALL_EVENTS });
	const { deals, contacts } = await account.workspace.state();
	const [first, second] = deals.filter(({ status }) => status === 'open');
	await account.run({ resource: 'lead', operation: 'create', name: 'Ananya Krishnan' });
	await account.run({
		resource: 'lead',
		operation: 'update',
		leadId: { __rl: true, mode: 'id', value: PRIYA },
		updateFields: { status: 'contacted' },
	});
	await account.run({
		resource: 'campaign',
		operation: 'sendEmail',
		name: 'Diwali',
		subject: 'Shubh Deepavali',
		content: '<p>🪔</p>',
		sendTo: 'tags',
		tags: 'enterprise',
	});
	await account.workspace.act({ action: 'deal.win', id: first?.id ?? '' });
	await account.workspace.act({ action: 'deal.lose', id: second?.id ?? '' });
	const contact = contacts[0]?.id ?? '';
	await account.workspace.act({ action: 'contact.update', id: contact, changes: { company: 'X' } });
	await waitForExecutions(workflow, 6);

	const events = eventsOf(workflow);
	const byName = (name: string) => events.find((event) => event?.event === name)?.data;
	expect(events.map((event) => event?.event).sort()).toEqual([...ALL_EVENTS].sort());
	expect(byName('lead.created')).toMatchObject({ name: 'Ananya Krishnan' });
	expect(byName('lead.status_changed')).toMatchObject({ id: PRIYA, status: 'contacted' });
	expect(byName('campaign.sent')).toMatchObject({ name: 'Diwali' });
	expect(byName('deal.won')).toMatchObject({ id: first?.id });
	expect(byName('deal.lost')).toMatchObject({ id: second?.id });
	expect(byName('contact.updated')).toMatchObject({ id: contact, company: 'X' });
	const { deliveries } = await account.workspace.state();
	expect(deliveries.map(({ state }) => state)).toEqual(deliveries.map(() => 'delivered'));
});

test('an event that is signed with the secret of the credential starts the workflow', async () => {
	const webhookSigningSecret = `entered_secret_${randomBytes(16).toString('hex')}`;
	const { id, credentials } = account.workspace;
	const credential = await session.saveCredential('crmLeadProApi', `${id} with a secret`, {
		...credentials.crmLeadProApi,
		webhookSigningSecret,
	});
	const workflow = await session.saveWorkflow(
		triggerWorkflow(credential, id, { events: ['lead.created'] }),
	);
	await session.activateWorkflow(workflow);
	const [{ url = '' } = {}] = await webhooks();
	const body = JSON.stringify({ event: 'lead.created', data: {} });

	const signature = signatureOf(body, webhookSigningSecret);
	expect(await send(url, body, { 'x-crmleadpro-signature': signature })).toBe(200);

	await waitForExecutions(workflow, 1);
});

test('Include Headers adds the headers of the request', async () => {
	const workflow = await activate({ events: ['lead.created'], options: { includeHeaders: true } });
	await account.run({ resource: 'lead', operation: 'create', name: 'Rohan Deshmukh' });
	await waitForExecutions(workflow, 1);
	const [item] = eventsOf(workflow);
	expect(item?.body).toMatchObject({ event: 'lead.created', data: { name: 'Rohan Deshmukh' } });
	expect(JSON.stringify(item?.headers)).toMatch(/"x-crmleadpro-signature":"sha256=[0-9a-f]{64}"/);
});

test('deactivating the workflow removes its webhook and leaves those of others', async () => {
	const foreign = await fetch(`${account.workspace.baseUrl}/webhooks`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${account.workspace.apiKey}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({ url: 'https://example.com/other', events: ['deal.won'], secret: 's' }),
	});
	expect(foreign.ok).toBe(true);
	const workflow = await activate({ events: ['lead.created'] });
	expect(await webhooks()).toHaveLength(2);
	await session.deactivateWorkflow(workflow);
	await until(async () => (await webhooks()).length === 1);
	expect(await webhooks()).toMatchObject([{ url: 'https://example.com/other' }]);
});

describe('what does not come from CRMLead Pro, or not for this workflow', () => {
	const body = JSON.stringify({
		id: 'evt_forged',
		event: 'lead.created',
		data: { name: 'Mallory' },
	});

	test.each([
		['without a signature', 401, () => ({})],
		['with an empty signature', 401, () => ({ 'x-crmleadpro-signature': '' })],
		[
			'signed with another secret',
			401,
			() => ({ 'x-crmleadpro-signature': signatureOf(body, 'guess') }),
		],
		[
			'signed for another body',
			401,
			(secret: string) => ({ 'x-crmleadpro-signature': signatureOf(`${body} `, secret) }),
		],
	])(
		'a delivery %s is answered with %i and stores no execution',
		async (_case, status, headers) => {
			const workflow = await activate({ events: ['lead.created'] });
			const [webhook] = await webhooks();
			const { url = '', secret = '' } = webhook ?? {};
			expect(await send(url, body, headers(secret))).toBe(status);
			expect(executionsOf(workflow)).toEqual([]);
		},
	);

	test.each([
		['an array', '[{"event":"lead.created"}]', 'application/json', 400],
		['a text', '"lead.created"', 'application/json', 400],
		['nothing', '', 'application/json', 400],
		['a form', 'event=lead.created', 'application/x-www-form-urlencoded', 400],
		// n8n itself reads the body before it asks the node.
		['half a JSON', '{"event":', 'application/json', 422],
	])('a signed body that is %s starts nothing', async (_case, text, contentType, status) => {
		const workflow = await activate({ events: ['lead.created'] });
		const [webhook] = await webhooks();
		const { url = '', secret = '' } = webhook ?? {};
		const headers = {
			'x-crmleadpro-signature': signatureOf(text, secret),
			'content-type': contentType,
		};
		expect(await send(url, text, headers)).toBe(status);
		expect(executionsOf(workflow)).toEqual([]);
	});

	test('a signed event that was not chosen, and a repeat, are accepted and start nothing', async () => {
		const workflow = await activate({ events: ['lead.created'] });
		const [webhook] = await webhooks();
		const { url = '', secret = '' } = webhook ?? {};
		const other = JSON.stringify({ id: 'evt_1', event: 'deal.won', data: {} });
		expect(await send(url, other, { 'x-crmleadpro-signature': signatureOf(other, secret) })).toBe(
			200,
		);
		await account.run({ resource: 'lead', operation: 'create', name: 'Ananya Krishnan' });
		await waitForExecutions(workflow, 1);
		const [delivery] = (await account.workspace.state()).deliveries;
		await account.workspace.act({ action: 'delivery.repeat', id: delivery?.id ?? '' });
		await account.workspace.settled();
		const [repeated] = (await account.workspace.state()).deliveries;
		expect(repeated?.attempts.map((attempt) => attempt.status)).toEqual([200, 200]);
		expect(executionsOf(workflow)).toHaveLength(1);
	});
});

describe('listening for a test event', () => {
	test('works beside the active workflow: each has its own webhook, and the test one goes afterwards', async () => {
		const workflow = await activate({ events: ['lead.created'] });
		await session.listenForTestEvent(workflow);
		const urls = (await webhooks()).map(({ url }) => new URL(url).pathname.split('/')[1]);
		expect(urls.sort()).toEqual(['webhook', 'webhook-test']);

		await account.run({ resource: 'lead', operation: 'create', name: 'Ananya Krishnan' });
		await waitForExecutions(workflow, 2);
		await until(async () => (await webhooks()).length === 1);
		expect((await webhooks())[0]?.url).toContain('/webhook/');
		expect(eventsOf(workflow).map((event) => event?.event)).toEqual([
			'lead.created',
			'lead.created',
		]);

		await account.run({ resource: 'lead', operation: 'create', name: 'Rohan Deshmukh' });
		await waitForExecutions(workflow, 3);
		expect(executionsOf(workflow)).toHaveLength(3);
	});

	test('that is ended without an event removes its webhook', async () => {
		const workflow = await session.saveWorkflow(
			triggerWorkflow(account.credential, account.workspace.id, { events: ['deal.won'] }),
		);
		await session.listenForTestEvent(workflow);
		expect(await webhooks()).toHaveLength(1);
		await session.stopListening(workflow);
		await until(async () => (await webhooks()).length === 0);
		expect(await webhooks()).toEqual([]);
	});

	test('a forged test event is refused, and the true one is still awaited', async () => {
		const workflow = await session.saveWorkflow(
			triggerWorkflow(account.credential, account.workspace.id, { events: ['lead.created'] }),
		);
		await session.listenForTestEvent(workflow);
		const [webhook] = await webhooks();
		expect(await send(webhook?.url ?? '', '{"event":"lead.created"}', {})).toBe(401);
		expect(executionsOf(workflow)).toEqual([]);
	});
});

describe('activation while CRMLead Pro fails', () => {
	const atRegistration = {
		kind: 'status',
		status: 500,
		method: 'POST',
		path: '/webhooks',
	} as const;

	test('tells why, and what to do', async () => {
		await account.workspace.setFaults([{ ...atRegistration, times: 'always' }]);
		await expect(activate({ events: ['lead.created'] })).rejects.toThrow(
			/had a problem of its own.*\(HTTP 500\)\. .*Look in CRMLead Pro/,
		);
		expect(await webhooks()).toEqual([]);
	});

	testFrom('2.41', 'an older n8n does not try again by itself')(
		'once: n8n tries again by itself, and there is one webhook',
		async () => {
			await account.workspace.setFaults([atRegistration]);
			const workflow = await activate({ events: ['lead.created'] });
			expect(await webhooks()).toHaveLength(1);
			await account.run({ resource: 'lead', operation: 'create', name: 'Ananya Krishnan' });
			await waitForExecutions(workflow, 1);
		},
	);
});

test('activation asks for at least one event', async () => {
	// n8n 2.8 looks at required parameters before it asks the trigger, and names the node alone.
	await expect(activate({ events: [] })).rejects.toThrow(
		/event|CRMLead Pro Trigger.*required parameters/is,
	);
	expect(await webhooks()).toEqual([]);
});
