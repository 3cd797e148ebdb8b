import { inspect } from 'node:util';

import type { FaultOrder } from '../../sandbox/faults.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import {
	activate,
	callWebhookMethod,
	deactivate,
	listenForTest,
	storedFor,
	webhookUrl,
	type TriggerWorkflow,
} from '../support/triggerWorkflow.mts';
import { openScene, type Scene } from './support/registrationScene.mts';

keepWaitsShort();

let scene: Scene;

beforeEach(async () => {
	scene = await openScene();
});

afterEach(async () => {
	await scene.close();
});

/** A failure once is made up for by another attempt; one that lasts strikes those, too. */
const serverError = (
	method: 'GET' | 'POST' | 'DELETE',
	times: FaultOrder['times'] = 1,
): FaultOrder => ({
	kind: 'status',
	status: 500,
	body: { error: 'out of order' },
	method,
	times,
});

describe('activating', () => {
	test('registers the address and the events with a secret of 32 random bytes', async () => {
		await activate(scene.trigger);

		const { secret } = await scene.expectOneOfOurs();
		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201']);
		expect(scene.trigger.log).toEqual([]);
	});

	test('uses another secret each time', async () => {
		await activate(scene.trigger);
		const { secret } = await scene.expectOneOfOurs();
		await deactivate(scene.trigger);
		await activate(scene.trigger);

		expect((await scene.expectOneOfOurs()).secret).not.toBe(secret);
	});

	test('changes nothing where the registration is as it should be', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await scene.takeChanges();

		await activate(scene.trigger);
		await activate(scene.trigger, 'init');

		expect(await scene.expectOneOfOurs()).toEqual(first);
		expect(await scene.takeChanges()).toEqual([]);
	});

	test('for an event that CRMLead Pro does not have says which one and what to do, and sends nothing', async () => {
		scene.trigger.parameters.events = ['lead.eaten'];

		const { message } = await scene.failureOf(activate(scene.trigger));

		expect(message).toMatch(/^Events cannot be "lead\.eaten"\. .*lead\.created.*\.$/);
		expect(await scene.takeChanges()).toEqual([]);
	});

	test('and deactivating tell n8n that they went well', async () => {
		expect(await callWebhookMethod(scene.trigger, 'create')).toBe(true);
		expect(await callWebhookMethod(scene.trigger, 'delete')).toBe(true);
	});

	test('does not mind in which order the events are chosen', async () => {
		await activate(scene.trigger);
		const [first] = await scene.ours();
		scene.trigger.parameters.events = ['deal.won', 'lead.created'];
		await activate(scene.trigger, 'init');

		expect(await scene.ours()).toEqual([first]);
	});

	test.each<[string, Partial<TriggerWorkflow>]>([
		['address', { n8nAddress: 'https://flows.example.in' }],
		['events', { parameters: { events: ['lead.created'] } }],
		[
			'address and the events',
			{ n8nAddress: 'https://flows.example.in', parameters: { events: ['deal.lost'] } },
		],
	])('registers anew, then removes the old one, when the %s changed', async (_change, change) => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		await scene.takeChanges();

		Object.assign(scene.trigger, change);
		await activate(scene.trigger, 'init');

		await scene.expectOneOfOurs();
		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201', `DELETE /webhooks/${id} 204`]);
		expect(scene.trigger.log).toEqual([]);
	});

	test.each([
		['lost', '{}'],
		['of another form', '{"node:Trigger":{"production":{"current":{"id":7}},"test":null}}'],
		['a text', '{"node:Trigger":{"production":"webhook_1"}}'],
	])('replaces a registration whose stored data is %s', async (_state, stored) => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		scene.trigger.storedStaticData = stored;

		await activate(scene.trigger, 'init');

		expect((await scene.expectOneOfOurs()).id).not.toBe(id);
	});

	test('registers again what was removed in the CRM', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		await scene.crm.act({ action: 'webhook.remove', id });

		await activate(scene.trigger, 'init');

		expect((await scene.expectOneOfOurs()).id).not.toBe(id);
	});

	test.each([
		['while ours is known', true],
		['before the first activation', false],
	])('removes others for the same address that were there %s', async (_when, isActive) => {
		if (isActive) await activate(scene.trigger);
		const [known] = await scene.ours();
		await scene.registerByHand(webhookUrl(scene.trigger));
		await scene.registerByHand(webhookUrl(scene.trigger), ['deal.won']);

		await activate(scene.trigger, 'init');

		const kept = await scene.expectOneOfOurs();
		if (known !== undefined) expect(kept).toEqual(known);
	});

	test('takes an address that only looks alike for another one', async () => {
		const urls = ['/more', '?a=1', '2'].map((end) => `${webhookUrl(scene.trigger)}${end}`);
		for (const url of urls) await scene.registerByHand(url);

		await activate(scene.trigger);
		await activate(scene.trigger, 'init');
		await deactivate(scene.trigger);

		expect((await scene.ours()).map(({ url }) => url)).toEqual(urls);
	});

	test('removes by its ID what the list does not show', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		const body = { data: [{ id: 'webhook_of_another', url: 'https://other.example.in/1' }] };
		await scene.crm.setFaults([
			{ kind: 'status', status: 200, body, method: 'GET', times: 'always' },
		]);
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201', `DELETE /webhooks/${id} 204`]);
		await scene.expectOneOfOurs();
	});

	test('is not upset by another one for the same address that cannot be removed', async () => {
		const other = await scene.registerByHand(webhookUrl(scene.trigger));
		await scene.crm.setFaults([{ kind: 'status', status: 403, method: 'DELETE', times: 'always' }]);
		await activate(scene.trigger);
		expect(scene.trigger.log).toEqual([
			expect.stringMatching(`^warn: .*${other}.*${webhookUrl(scene.trigger)}.*by hand`),
		]);
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual([`DELETE /webhooks/${other} 403`]);
	});

	test('finds its registration behind more than a page of others', async () => {
		for (let number = 0; number < 120; number++) {
			await scene.registerByHand(`https://other.example.in/${number}`);
		}
		await activate(scene.trigger);
		await scene.takeChanges();
		await activate(scene.trigger, 'init');

		expect(await scene.ours()).toHaveLength(121);
		expect(await scene.takeChanges()).toEqual([]);
	});
});

describe('when the API fails', () => {
	test('a refused registration is thrown with its reason, and the next activation registers', async () => {
		await scene.crm.setFaults([serverError('POST')]);

		const failure = await scene.failureOf(activate(scene.trigger));

		expect(failure.message).toContain('out of order');
		expect(await scene.ours()).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
		await activate(scene.trigger);
		await scene.expectOneOfOurs();
	});

	test.each<FaultOrder>([
		{ kind: 'resetAfterProcessing', method: 'POST' },
		{ kind: 'resetMidBody', method: 'POST' },
		{ kind: 'truncatedJson', method: 'POST' },
		{ kind: 'html200', method: 'POST', carriedOut: 'before' },
	])('a registration whose reply is lost ($kind) is no second one later', async (fault) => {
		await scene.crm.setFaults([fault]);

		await scene.failureOf(activate(scene.trigger));
		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test('a registration that is confirmed without a word counts: the list tells the ID', async () => {
		await scene.crm.setFaults([{ kind: 'emptyBody', method: 'POST' }]);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
		await deactivate(scene.trigger);
		expect(await scene.ours()).toEqual([]);
	});

	test.each<[string, FaultOrder]>([
		['500', serverError('GET', 'always')],
		['401', { kind: 'status', status: 401, method: 'GET' }],
		['403', { kind: 'status', status: 403, method: 'GET' }],
		[
			'429 for an hour',
			{
				kind: 'status',
				status: 429,
				method: 'GET',
				retryAfter: { form: 'seconds', seconds: 3_600 },
			},
		],
		['a web page', { kind: 'html200', method: 'GET' }],
		['no list', { kind: 'notAList', method: 'GET' }],
		['half a list', { kind: 'truncatedJson', method: 'GET' }],
		['a broken connection', { kind: 'resetBeforeReply', method: 'GET', times: 'always' }],
		['a redirect', { kind: 'redirect', method: 'GET', location: 'https://other.example.in/' }],
	])('%s instead of the list is thrown, and nothing is changed', async (_name, fault) => {
		await activate(scene.trigger);
		const before = await scene.ours();
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.takeChanges();

		for (const method of ['checkExists', 'create'] as const) {
			await scene.crm.setFaults([fault]);
			const failure = await scene.failureOf(callWebhookMethod(scene.trigger, method));
			expect(failure.message).toContain('CRMLead Pro');
		}

		expect(await scene.ours()).toEqual(before);
		expect(await scene.takeChanges()).toEqual([]);
	});

	test('a start of n8n during an outage leaves the workflow as one that can be activated again', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([serverError('GET', 'always'), serverError('DELETE', 'always')]);

		await scene.failureOf(activate(scene.trigger, 'init'));
		await scene.crm.clearFaults();
		await activate(scene.trigger, 'init');

		await scene.expectOneOfOurs();
	});

	test.each<[string, FaultOrder]>([
		['500', serverError('GET', 2)],
		['429', { kind: 'status', status: 429, method: 'GET' }],
		['a broken connection', { kind: 'resetBeforeReply', method: 'GET', times: 2 }],
	])('%s in passing instead of the list disturbs nobody', async (_name, fault) => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.crm.setFaults([fault]);
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		await scene.expectOneOfOurs();
		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201', `DELETE /webhooks/${id} 204`]);
		expect(scene.trigger.log).toEqual([]);
	});

	test('an old registration that cannot be removed is logged, and removed at the next start', async () => {
		await activate(scene.trigger);
		const { id, url } = await scene.expectOneOfOurs();
		await scene.crm.setFaults([serverError('DELETE', 'always')]);
		scene.trigger.n8nAddress = 'https://flows.example.in';

		await activate(scene.trigger, 'init');

		expect(await scene.ours()).toHaveLength(2);
		expect(scene.trigger.log).toEqual([
			expect.stringMatching(`^warn: .*${id} for ${url} .*out of order`),
		]);
		await scene.crm.clearFaults();
		await activate(scene.trigger, 'init');
		await scene.expectOneOfOurs();
	});

	test('an old registration that could not be removed is used again when it fits again', async () => {
		const { events } = scene.trigger.parameters;
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await scene.crm.setFaults([serverError('DELETE', 'always')]);
		scene.trigger.parameters.events = ['deal.lost'];
		await activate(scene.trigger, 'init');
		const [, second] = await scene.ours();
		await scene.crm.clearFaults();
		await scene.takeChanges();

		scene.trigger.parameters.events = events;
		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual([`DELETE /webhooks/${second?.id} 204`]);
		expect(await scene.expectOneOfOurs()).toEqual(first);
	});

	test.each<[number, unknown]>([
		[409, undefined],
		[422, { errors: { url: ['has already been taken'] } }],
		[422, { message: 'A webhook for this address exists' }],
		[422, { error: { message: 'webhook_url must be unique' } }],
	])(
		'a server that takes one registration for an address (%i %j) gets the old one removed first',
		async (status, body) => {
			await activate(scene.trigger);
			const { id } = await scene.expectOneOfOurs();
			await scene.crm.setFaults([{ kind: 'status', status, body, method: 'POST' }]);
			scene.trigger.parameters.events = ['deal.lost'];
			await scene.takeChanges();

			await activate(scene.trigger, 'init');

			await scene.expectOneOfOurs();
			expect(await scene.takeChanges()).toEqual([
				`POST /webhooks ${status}`,
				`DELETE /webhooks/${id} 204`,
				'POST /webhooks 201',
			]);
		},
	);

	test('each attempt to register has a secret and an idempotency key of its own', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([{ kind: 'status', status: 409, method: 'POST' }]);
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.crm.clearJournal();

		await activate(scene.trigger, 'init');

		const attempts = (await scene.crm.journal()).filter(({ method }) => method === 'POST');
		expect(attempts.map(({ status }) => status)).toEqual([409, 201]);
		const [refused, accepted] = attempts;
		expect(accepted?.idempotencyKey).not.toBe(refused?.idempotencyKey);
		expect(accepted?.body).not.toEqual(refused?.body);
	});

	test.each([
		{ errors: { events: ['deal.lost needs the Pro+ plan'] } },
		{ message: 'The secret is too short' },
		{ error: 'curled events' },
	])(
		'a working registration stays where another one is refused for its values: %j',
		async (body) => {
			await activate(scene.trigger);
			const before = await scene.ours();
			await scene.crm.setFaults([{ kind: 'status', status: 422, body, method: 'POST' }]);
			scene.trigger.parameters.events = ['deal.lost'];

			const failure = await scene.failureOf(callWebhookMethod(scene.trigger, 'create'));

			expect(failure.message).toMatch(/ \(HTTP 422\)\. .*Correct the values/);
			expect(failure).toHaveProperty('description', undefined);
			expect(await scene.ours()).toEqual(before);
		},
	);

	test('a conflict is thrown where nothing of ours is in the way, with what to do in the message', async () => {
		await scene.crm.setFaults([
			{ kind: 'status', status: 409, body: { error: 'no more webhooks' }, method: 'POST' },
		]);

		const failure = await scene.failureOf(activate(scene.trigger));

		expect(failure.message).toContain('no more webhooks');
		expect(failure.message).toMatch(/^CRMLead Pro .*no more webhooks \(HTTP 409\)\. .* by hand, /);
		expect(failure).toHaveProperty('description', undefined);
		expect(await scene.ours()).toEqual([]);
	});

	test.each<[string, unknown, string]>([
		['a list', [{ id: 'webhook_1', secret: 'whsec_0123456789' }], 'a webhook'],
		[
			'a failure',
			{ error: { message: 'try again', signing_secret: 'whsec_0123456789' } },
			'try again',
		],
		['a text', 'registered, "webhook_secret": "whsec_0123456789', 'a webhook'],
	])(
		'%s instead of the registration is thrown without the secret in it',
		async (_name, body, words) => {
			await scene.crm.setFaults([{ kind: 'status', status: 201, body, method: 'POST' }]);

			const failure = await scene.failureOf(activate(scene.trigger));

			expect(failure.message).toContain(words);
			expect(inspect(failure, { depth: 9 })).not.toContain('0123456789');
		},
	);
});

describe('deactivating', () => {
	test('removes the registration and forgets it', async () => {
		await activate(scene.trigger);
		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
		expect(scene.trigger.log).toEqual([]);
	});

	test('removes it also when the stored data is lost', async () => {
		await activate(scene.trigger);
		scene.trigger.storedStaticData = '{}';
		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
	});

	test.each([404, 410])('takes %i for removed', async (status) => {
		await activate(scene.trigger);
		await scene.crm.setFaults([{ kind: 'status', status, method: 'DELETE', carriedOut: 'before' }]);

		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
		expect(scene.trigger.log).toEqual([]);
	});

	test.each<[string, FaultOrder]>([
		['500', serverError('DELETE', 'always')],
		['401', { kind: 'status', status: 401, method: 'DELETE' }],
		['a web page', { kind: 'html200', method: 'DELETE' }],
		['a broken connection', { kind: 'resetBeforeReply', method: 'DELETE', times: 'always' }],
	])('does not fail with %s, logs it and keeps the ID', async (_name, fault) => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		await scene.crm.setFaults([fault]);

		await deactivate(scene.trigger);

		expect(scene.trigger.log).toEqual([expect.stringMatching(`^warn: .*${id}.*CRMLead Pro`)]);
		expect(JSON.stringify(storedFor(scene.trigger))).toContain(id);
		await scene.crm.clearFaults();
		await activate(scene.trigger);
		await scene.expectOneOfOurs();
	});

	test.each<[string, FaultOrder]>([
		['500', serverError('DELETE', 2)],
		[
			'500 after it was carried out',
			{ kind: 'status', status: 500, method: 'DELETE', carriedOut: 'before' },
		],
		['a broken connection', { kind: 'resetBeforeReply', method: 'DELETE', times: 2 }],
		['a lost reply', { kind: 'resetAfterProcessing', method: 'DELETE' }],
	])('removes the registration in spite of %s in passing', async (_name, fault) => {
		await activate(scene.trigger);
		await scene.crm.setFaults([fault]);

		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
		expect(scene.trigger.log).toEqual([]);
	});

	test('does without the list where that fails', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([serverError('GET', 'always')]);

		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
	});

	test('after a lost reply and a lost list keeps nothing that a later activation would trust', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([
			{ kind: 'resetAfterProcessing', method: 'DELETE', times: 'always' },
			serverError('GET', 'always'),
		]);
		await deactivate(scene.trigger);
		expect(await scene.ours()).toEqual([]);
		await scene.crm.clearFaults();

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test('tells in the log which registration stays because the address has changed', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		const url = webhookUrl(scene.trigger);
		scene.trigger.n8nAddress = 'https://flows.example.in';

		await deactivate(scene.trigger);

		expect((await scene.ours()).map((webhook) => webhook.url)).toEqual([url]);
		expect(scene.trigger.log).toEqual([expect.stringMatching(/^warn: .*by hand/)]);
		for (const told of [id, url, webhookUrl(scene.trigger)]) {
			expect(scene.trigger.log[0]).toContain(told);
		}
	});

	test('keeps what is registered for an earlier address until the next activation', async () => {
		await activate(scene.trigger);
		scene.trigger.n8nAddress = 'https://flows.example.in';
		await scene.crm.setFaults([serverError('POST')]);
		await scene.failureOf(activate(scene.trigger, 'init'));

		await activate(scene.trigger, 'init');

		await scene.expectOneOfOurs();
	});
});

describe('listening for a test event', () => {
	test('registers the test address beside the production one and removes only that', async () => {
		await activate(scene.trigger);
		const production = await scene.expectOneOfOurs();

		const stop = await listenForTest(scene.trigger);
		expect((await scene.ours()).map(({ url }) => url)).toEqual([
			webhookUrl(scene.trigger),
			webhookUrl(scene.trigger, true),
		]);
		await stop();

		expect(await scene.expectOneOfOurs()).toEqual(production);
		await activate(scene.trigger, 'init');
		expect(await scene.expectOneOfOurs()).toEqual(production);
	});

	test('is not disturbed by activating and deactivating meanwhile', async () => {
		const stop = await listenForTest(scene.trigger);
		await activate(scene.trigger);
		await activate(scene.trigger, 'init');
		await deactivate(scene.trigger);

		expect((await scene.ours()).map(({ url }) => url)).toEqual([webhookUrl(scene.trigger, true)]);
		await stop();
		expect(await scene.ours()).toEqual([]);
	});

	test('cleans up after a crash during an earlier test', async () => {
		await listenForTest(scene.trigger);
		const stop = await listenForTest(scene.trigger);

		expect(await scene.ours()).toHaveLength(1);
		await stop();
		expect(await scene.ours()).toEqual([]);
	});

	test('leaves nothing when the reply to the registration is lost', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([{ kind: 'resetAfterProcessing', method: 'POST' }]);

		await scene.failureOf(listenForTest(scene.trigger));

		await scene.expectOneOfOurs();
	});
});
