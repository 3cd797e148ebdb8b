import { setTimeout } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { firstText, valueAt } from '../../nodes/shared/json.ts';
import {
	activate,
	callWebhookMethod,
	deactivate,
	listenForTest,
	NODE_ID,
	storedFor,
} from '../support/triggerWorkflow.mts';
import type { WebhookServer } from '../support/webhookServer.mts';
import { openScene, type Scene } from './support/registrationScene.mts';
import {
	closeServers,
	deliver,
	event,
	listen,
	registration,
	SECRET,
	STARTED,
	UNSIGNED,
} from './support/trigger.mts';

let scene: Scene;
let workflows = 0;

beforeEach(async () => {
	scene = await openScene();
	scene.trigger.id = `workflow-${++workflows}`;
});

afterEach(async () => {
	await closeServers();
	await scene.close();
});

/** Takes deliveries for the workflow, in the process that registers it, with that static data. */
async function listenFor(
	staticData: IDataObject,
	mode: 'webhook' | 'manual' = 'webhook',
): Promise<WebhookServer> {
	return await listen({ ids: { workflow: scene.trigger.id, node: NODE_ID }, staticData, mode });
}

/** The secret of the webhook that was registered last, once there is one more than before. */
async function nextSecret(before: number): Promise<string> {
	for (let attempt = 0; attempt < 500; attempt++) {
		const webhooks = await scene.ours();
		if (webhooks.length > before) return webhooks.at(-1)?.secret ?? '';
		await setTimeout(20);
	}
	throw new Error('No further webhook was registered');
}

/** Activates, then changes the events and activates again. */
async function register() {
	await activate(scene.trigger);
	const old = { staticData: storedFor(scene.trigger), secret: await nextSecret(0) };
	scene.trigger.parameters.events = ['lead.created'];
	await activate(scene.trigger, 'init');
	return { old, secret: await nextSecret(0) };
}

describe('a new registration', () => {
	test('is accepted before n8n saves it', async () => {
		await activate(scene.trigger);
		const server = await listenFor({});

		expect(await deliver(server, event('event_01'), await nextSecret(0))).toEqual(STARTED);
	});

	test.each([
		['before the reply to it came', { kind: 'slowFirstByte', ms: 2_000, method: 'POST' }],
		[
			'while the webhook that it replaces is being removed',
			{ kind: 'latency', ms: 2_000, method: 'DELETE' },
		],
	] as const)('is accepted beside the one before: %s', async (_when, fault) => {
		await activate(scene.trigger);
		const server = await listenFor(storedFor(scene.trigger));
		const old = await nextSecret(0);
		await scene.crm.setFaults([fault]);
		scene.trigger.parameters.events = ['lead.created'];

		const activation = activate(scene.trigger, 'init');
		const secret = await nextSecret(1);

		expect(await deliver(server, event('event_01'), secret)).toEqual(STARTED);
		expect(await deliver(server, event('event_02'), old)).toEqual(STARTED);
		await activation;
		expect(await deliver(server, event('event_03'), old)).toEqual(UNSIGNED);
	});

	test('is accepted after a delivery saved older static data over it, and the older one is not', async () => {
		const { old, secret } = await register();
		const server = await listenFor(old.staticData);

		expect(await deliver(server, event('event_01'), secret)).toEqual(STARTED);
		expect(await deliver(server, event('event_02'), old.secret)).toEqual(UNSIGNED);
	});

	test('whose secret the reply tells is accepted with that one', async () => {
		await scene.crm.setSwitches({ webhookSecret: 'secret', webhookSecretSource: 'generated' });
		await activate(scene.trigger);
		const server = await listenFor({});

		expect(await deliver(server, event('event_01'), await nextSecret(0))).toEqual(STARTED);
	});

	test('whose secret the reply tells is accepted as soon as that came', async () => {
		await scene.crm.setSwitches({ webhookSecret: 'secret', webhookSecretSource: 'generated' });
		await activate(scene.trigger);
		const server = await listenFor({});
		await scene.crm.setFaults([{ kind: 'latency', ms: 2_000, method: 'DELETE' }]);
		scene.trigger.parameters.events = ['lead.created'];
		const progress = { isActivated: false };

		const activation = activate(scene.trigger, 'init').then(() => {
			progress.isActivated = true;
		});
		const secret = await nextSecret(1);
		let reply = await deliver(server, event('event_00'), secret);
		for (let number = 1; reply.status === 401 && !progress.isActivated; number++) {
			reply = await deliver(server, event(`event_${number}`), secret);
		}

		expect(reply).toEqual(STARTED);
		expect(progress.isActivated).toBe(false);
		await activation;
	});

	test('that another process made later counts instead', async () => {
		await activate(scene.trigger);
		const secret = await nextSecret(0);
		const { current } = registration(SECRET);
		const newer = Object.assign({}, current, { since: Date.now() + 1_000 });
		const server = await listenFor({ production: { current: newer, leftovers: [] } });

		expect(await deliver(server, event('event_01'), SECRET)).toEqual(STARTED);
		expect(await deliver(server, event('event_02'), secret)).toEqual(UNSIGNED);
	});

	test('is another workflow’s secret nowhere', async () => {
		await activate(scene.trigger);
		const server = await listen({ staticData: {} });

		expect(await deliver(server, event('event_01'), await nextSecret(0))).toEqual(UNSIGNED);
	});
});

describe('listening for a test event', () => {
	test('changes nothing in what production accepts, and accepts nothing of it', async () => {
		await activate(scene.trigger);
		const secret = await nextSecret(0);
		const production = await listenFor({});
		const stop = await listenForTest(scene.trigger);
		const testSecret = await nextSecret(1);
		const tested = await listenFor({}, 'manual');

		expect(await deliver(production, event('event_01'), secret)).toEqual(STARTED);
		expect(await deliver(production, event('event_02'), testSecret)).toEqual(UNSIGNED);
		expect(await deliver(tested, event('event_03'), testSecret)).toEqual(STARTED);
		expect(await deliver(tested, event('event_04'), secret)).toEqual(UNSIGNED);
		await stop();

		expect(await deliver(production, event('event_05'), secret)).toEqual(STARTED);
		expect(await deliver(tested, event('event_06'), testSecret)).toEqual(UNSIGNED);
	});
});

describe('no longer accepted is a registration', () => {
	test('that was removed', async () => {
		await activate(scene.trigger);
		const secret = await nextSecret(0);
		await deactivate(scene.trigger);
		const server = await listenFor({});

		expect(await deliver(server, event('event_01'), secret)).toEqual(UNSIGNED);
	});

	test('that failed', async () => {
		await scene.crm.setFaults([{ kind: 'status', status: 403, method: 'POST' }]);
		await scene.failureOf(callWebhookMethod(scene.trigger, 'create'));
		const sent = (await scene.crm.journal()).find(({ method }) => method === 'POST')?.body;
		const secret = firstText(valueAt(sent, ['secret'])) ?? '';
		const server = await listenFor({});

		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		expect(await deliver(server, event('event_01'), secret)).toEqual(UNSIGNED);
	});
});
