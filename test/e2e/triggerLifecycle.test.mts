import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { N8nSession, SavedWorkflow } from '../../launcher/n8nSession.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import { until } from '../launcher/support/processes.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';
import { prepareOwnN8n, type OwnN8n } from './support/ownN8n.mts';
import { storedExecutions } from './support/storedExecutions.mts';
import { TRIGGER, triggerWorkflow } from './support/triggerWorkflow.mts';

/** n8n used to check all webhooks at its start; from 2.41 on, only where this is set. */
const CHECKED_AT_START = { N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false' };
const FOREIGN_URL = 'https://example.com/somebody-elses';

/** A workspace whose server has its own way, with somebody else's webhook, and the workflow that listens to it. */
interface Case {
	name: string;
	/** Whether the server lists and removes webhooks. */
	isManaged: boolean;
	workspace: TestWorkspace;
	workflow: SavedWorkflow;
}

const SERVERS: ReadonlyArray<[name: string, switches: SwitchChanges]> = [
	['a server that lists and removes webhooks', {}],
	['a server that answers 404 to both', { webhookManagement: 'createOnly404' }],
	['a server that answers 405 to both', { webhookManagement: 'createOnly405' }],
	['a server that answers 501 to both', { webhookManagement: 'createOnly501' }],
	[
		'a server that makes its own secret',
		{ webhookSecretSource: 'generated', webhookReply: 'data.id' },
	],
];

let n8n: OwnN8n;
let session: N8nSession;
let cases: Case[];

beforeAll(async () => {
	n8n = await prepareOwnN8n();
	session = await n8n.start();
	cases = [];
	for (const [name, switches] of SERVERS) {
		const workspace = await createWorkspace({ switches });
		const { id, apiKey, baseUrl, credentials } = workspace;
		await fetch(`${baseUrl}/webhooks`, {
			method: 'POST',
			headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify({ url: FOREIGN_URL, events: ['deal.won'], secret: 'theirs' }),
		});
		const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
		const workflow = await session.saveWorkflow(
			triggerWorkflow(credential, name, { events: ['lead.created', 'deal.won'] }),
		);
		await session.activateWorkflow(workflow);
		cases.push({
			name,
			isManaged: switches.webhookManagement === undefined,
			workspace,
			workflow,
		});
	}
});

afterAll(async () => {
	await n8n.stop();
});

async function ownWebhooks({ workspace }: Case) {
	const { webhooks } = await workspace.state();
	expect(webhooks.filter(({ url }) => url === FOREIGN_URL)).toMatchObject([
		{ events: ['deal.won'] },
	]);
	return webhooks.filter(({ url }) => url !== FOREIGN_URL);
}

async function expectEventStarts({ name, workspace, workflow }: Case): Promise<void> {
	const lead = crypto.randomUUID();
	await workspace.act({ action: 'lead.create', lead: { name: lead } });
	const arrived = () =>
		storedExecutions(n8n.userFolder, workflow.id).filter(({ output }) =>
			(output[TRIGGER] ?? []).some(({ json }) => JSON.stringify(json).includes(lead)),
		);
	await until(() => arrived().length > 0);
	expect([name, arrived()]).toEqual([name, [expect.anything()]]);
}

/** Each case has one webhook of its own, and an event still starts its workflow. */
async function expectAllWell(checked: readonly Case[] = cases): Promise<void> {
	for (const one of checked) {
		expect([one.name, await ownWebhooks(one)]).toEqual([one.name, [expect.anything()]]);
		await expectEventStarts(one);
	}
}

function forgetStaticData(): void {
	const database = new DatabaseSync(join(n8n.userFolder, '.n8n', 'database.sqlite'));
	try {
		database.exec('UPDATE workflow_entity SET staticData = NULL');
	} finally {
		database.close();
	}
}

/** Publishes a changed workflow, as a person does who edits an active one. */
async function listenFor(events: readonly string[], changed: readonly Case[]): Promise<void> {
	for (const { workflow } of changed) {
		const nodes = workflow.nodes.map((node) =>
			node.name === TRIGGER ? { ...node, parameters: { events, options: {} } } : node,
		);
		const { id, name, connections } = workflow;
		await session.activateWorkflow(await session.saveWorkflow({ id, name, connections, nodes }));
	}
}

const managed = () => cases.filter(({ isManaged }) => isManaged);
const createOnly = () => cases.filter(({ isManaged }) => !isManaged);
const webhookIds = async () =>
	(await Promise.all(cases.map(ownWebhooks))).map((webhooks) => webhooks.map(({ id }) => id));

/** After its start n8n activates workflows one by one, when it already answers. */
async function untilOwnWebhooks(
	checked: readonly Case[],
	areAsWanted: (webhooks: Awaited<ReturnType<typeof ownWebhooks>>, index: number) => boolean,
): Promise<void> {
	for (const [index, one] of checked.entries()) {
		await until(async () => areAsWanted(await ownWebhooks(one), index));
	}
}

test('activation registers one webhook', async () => {
	await expectAllWell();
});

test('a restart keeps it', async () => {
	const before = await webhookIds();
	await n8n.stop();
	session = await n8n.start();
	await expectAllWell();
	expect(await webhookIds()).toEqual(before);
});

test('a crash and a restart keep it', async () => {
	const before = await webhookIds();
	await n8n.kill();
	session = await n8n.start();
	await expectAllWell();
	expect(await webhookIds()).toEqual(before);
});

test('deactivating removes it where the server can, and activating again registers or re-uses one', async () => {
	for (const { workflow } of cases) await session.deactivateWorkflow(workflow);
	for (const one of managed()) expect(await ownWebhooks(one)).toEqual([]);
	for (const { workflow } of cases) await session.activateWorkflow(workflow);
	await expectAllWell();
});

test('changed events replace it', async () => {
	await listenFor(['lead.created', 'contact.updated'], managed());
	await expectAllWell(managed());
	for (const one of managed()) {
		expect(await ownWebhooks(one)).toMatchObject([{ events: ['lead.created', 'contact.updated'] }]);
	}
});

test('lost static data: what the server lists is replaced', async () => {
	const before = await Promise.all(managed().map(ownWebhooks));
	await n8n.kill();
	forgetStaticData();
	session = await n8n.start(CHECKED_AT_START);
	await untilOwnWebhooks(
		managed(),
		([webhook, ...others], index) => others.length === 0 && webhook?.id !== before[index]?.[0]?.id,
	);
	await expectAllWell(managed());
});

test('a webhook that somebody removed in CRMLead Pro is registered again', async () => {
	for (const one of managed()) {
		const [webhook] = await ownWebhooks(one);
		await one.workspace.act({ action: 'webhook.remove', id: webhook?.id ?? '' });
	}
	await n8n.stop();
	session = await n8n.start(CHECKED_AT_START);
	await untilOwnWebhooks(managed(), ({ length }) => length > 0);
	await expectAllWell(managed());
});

test('a changed address leaves the old webhook where the server removes nothing, and the log says so', async () => {
	const [one] = createOnly();
	if (one === undefined) throw new Error('there is no such case');
	const readLog = async () => await readFile(join(n8n.userFolder, 'n8n.log'), 'utf8');
	await n8n.stop();
	session = await n8n.start({
		...CHECKED_AT_START,
		WEBHOOK_URL: `http://localhost:${n8n.port}/`,
	});
	await until(async () => (await readLog()).includes('its API offers no removal'));
	expect(await readLog()).toMatch(
		/The webhook \S+ for http:\/\/127\.0\.0\.1\S+ may still be registered in CRMLead Pro/,
	);
	expect((await ownWebhooks(one)).length).toBeGreaterThan(1);
	await expectEventStarts(one);
});

test('elsewhere a changed address replaces the webhook, at the start or when the workflow is activated again', async () => {
	const hostsOf = (webhooks: ReadonlyArray<{ url: string }>) =>
		webhooks.map(({ url }) => new URL(url).hostname);
	await untilOwnWebhooks(managed(), (webhooks) => String(hostsOf(webhooks)) === 'localhost');
	await expectAllWell(managed());

	await n8n.stop();
	session = await n8n.start();
	for (const { workflow } of managed()) {
		await session.deactivateWorkflow(workflow);
		await session.activateWorkflow(workflow);
	}
	await expectAllWell(managed());
	for (const one of managed()) expect(hostsOf(await ownWebhooks(one))).toEqual(['127.0.0.1']);
});
