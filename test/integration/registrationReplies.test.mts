import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import {
	activate,
	callWebhookMethod,
	deactivate,
	storedFor,
	webhookUrl,
} from '../support/triggerWorkflow.mts';
import { openScene, type Scene } from './support/registrationScene.mts';

let scene: Scene;

beforeEach(async () => {
	scene = await openScene();
});

afterEach(async () => {
	await scene.close();
});

const replies = (['id', 'webhook_id', 'data.id', 'webhook.id'] as const).flatMap((webhookReply) =>
	(['none', 'secret', 'signing_secret', 'webhook_secret'] as const).flatMap((webhookSecret) =>
		(['sent', 'generated'] as const).map(
			(webhookSecretSource): SwitchChanges => ({
				webhookReply,
				webhookSecret,
				webhookSecretSource,
			}),
		),
	),
);
/** A secret that the server makes and does not tell is one that nobody can know. */
const readable = replies.filter(
	({ webhookSecret, webhookSecretSource }) =>
		webhookSecret !== 'none' || webhookSecretSource === 'sent',
);

/** A reply to the registration, which is carried out. */
const replyWith = (body: object | string): FaultOrder => ({
	kind: 'status',
	status: 201,
	body,
	contentType: 'application/json',
	method: 'POST',
	carriedOut: 'before',
});

describe('the reply to a registration', () => {
	test.each(readable)('tells ID and secret as in %j', async (switches) => {
		await scene.crm.setSwitches(switches);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
		await deactivate(scene.trigger);
		expect(await scene.ours()).toEqual([]);
	});

	test('may tell no ID: the list does', async () => {
		await scene.crm.setFaults([replyWith({ status: 'active' })]);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test('may tell no ID: what the list had before for the same address is not taken for it', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.crm.setFaults([replyWith({ status: 'active' })]);

		await activate(scene.trigger, 'init');

		expect((await scene.expectOneOfOurs()).id).not.toBe(id);
	});

	test('may tell no ID, and the list does not show it yet: the registration counts', async () => {
		await scene.crm.setFaults([
			replyWith({ status: 'active' }),
			{ kind: 'status', status: 200, body: { data: [] }, method: 'GET', times: 'always' },
		]);

		await activate(scene.trigger);

		expect(await scene.ours()).toHaveLength(1);
		expect(storedFor(scene.trigger)).toHaveProperty('production.current');
	});

	test('is not doubted because of a list that is cut short', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		await scene.crm.setFaults([
			{
				kind: 'status',
				status: 200,
				body: { data: [{ id: 1, url: 'https://elsewhere.example/' }], has_more: true },
				contentType: 'application/json',
				method: 'GET',
				times: 'always',
			},
		]);

		await activate(scene.trigger, 'init');

		await scene.crm.clearFaults();
		expect((await scene.expectOneOfOurs()).id).toBe(id);
	});

	test('may tell no ID, and the list fails: the registration counts, and is replaced by a known one later', async () => {
		await scene.crm.setFaults([
			replyWith({ status: 'active' }),
			// Before it, checkExists and create read two pages each.
			{ kind: 'status', status: 403, method: 'GET', skip: 4, times: 'always' },
		]);

		await activate(scene.trigger);

		const journal = await scene.crm.journal();
		expect(journal.slice(-2).map(({ method, status }) => [method, status])).toEqual([
			['POST', 201],
			['GET', 403],
		]);
		expect(await scene.ours()).toHaveLength(1);
		await scene.crm.clearFaults();
		await activate(scene.trigger, 'init');
		await scene.expectOneOfOurs();
		expect(scene.trigger.log).toEqual([]);
	});

	test.each(['whsec_…', 'sk_********', '••••not hex', 'whsec_...9a8b'])(
		'tells a hidden secret that is not the one that was sent (%s): the registration is removed, and the error says what to do',
		async (secret) => {
			await scene.crm.setFaults([replyWith({ status: 'active', secret })]);

			const failure = await scene.failureOf(activate(scene.trigger));

			expect(failure.message).toContain('a secret that it does not show');
			expect(failure.message).toContain('credential');
			expect(await scene.ours()).toEqual([]);
			expect(storedFor(scene.trigger)).toEqual({});
		},
	);

	test.each<[unknown]>([
		['[hidden]'],
		['xxxxxxxxxxxx'],
		['########'],
		['<redacted>'],
		['(not shown)'],
		['REDACTED_SECRET_VALUE'],
		['sk_live_xxxxxxxxxxxxxxxx'],
		['00000000-0000-0000-0000-000000000000'],
		['https://crmleadpro.in/settings/webhooks/1f9a8b7c'],
		['a'],
		['null'],
		[1],
		[true],
		[{ value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
		[['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']],
	])(
		'tells what is no secret (%j): nobody can sign with it, and the error says what to do',
		async (secret) => {
			await scene.crm.setFaults([replyWith({ id: 'webhook_7', secret })]);

			const failure = await scene.failureOf(activate(scene.trigger));

			expect(failure.message).toContain('a secret that it does not show');
			expect(failure.message).toContain('credential');
			expect(storedFor(scene.trigger)).not.toHaveProperty('production.current');
			expect(JSON.stringify(storedFor(scene.trigger))).not.toContain(JSON.stringify(secret));
		},
	);

	test.each<[string, (crm: Scene['crm']) => object]>([
		['the API key', ({ apiKey }) => ({ id: 'webhook_7', secret: apiKey })],
		['its own ID', () => ({ id: 'webhook_01J2GHWVJVYS228A', secret: 'webhook_01J2GHWVJVYS228A' })],
		['its own address', () => ({ id: 'webhook_7', secret: webhookUrl(scene.trigger) })],
	])('tells %s as the secret: it is not stored as one', async (_what, body) => {
		await scene.crm.setFaults([replyWith(body(scene.crm))]);

		const failure = await scene.failureOf(activate(scene.trigger));

		expect(failure.message).toContain('a secret that it does not show');
		expect(JSON.stringify(storedFor(scene.trigger))).not.toContain(scene.crm.apiKey);
	});

	test('tells the secret of the credential: that one stays there, and signs', async () => {
		const webhookSigningSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
		const { crmLeadProApi } = scene.crm.credentials;
		scene.trigger.credentials = { crmLeadProApi: { ...crmLeadProApi, webhookSigningSecret } };
		await scene.crm.setFaults([replyWith({ status: 'active', secret: webhookSigningSecret })]);

		await activate(scene.trigger);

		expect(await scene.ours()).toHaveLength(1);
		expect(JSON.stringify(storedFor(scene.trigger))).not.toContain(webhookSigningSecret);
	});

	test.each(['•••••••••', '********', '...'])(
		'tells a secret of which nothing is shown (%s): the one that was sent signs',
		async (secret) => {
			await scene.crm.setFaults([replyWith({ status: 'active', secret })]);

			await activate(scene.trigger);

			await scene.expectOneOfOurs();
		},
	);

	test('may hide the secret where the credential has one', async () => {
		scene.trigger.credentials = {
			crmLeadProApi: {
				...scene.crm.credentials.crmLeadProApi,
				webhookSigningSecret: 'whsec_from_the_dashboard',
			},
		};
		await scene.crm.setFaults([replyWith({ status: 'active', secret: 'whsec_…' })]);

		await activate(scene.trigger);
		const [first] = await scene.ours();
		await activate(scene.trigger, 'init');

		expect(await scene.ours()).toEqual([first]);
	});

	test('hides the secret of a new registration: the one before stays', async () => {
		await activate(scene.trigger);
		const before = await scene.ours();
		scene.trigger.parameters.events = ['deal.lost'];
		await scene.crm.setFaults([replyWith({ status: 'active', secret: 'whsec_…' })]);

		await scene.failureOf(callWebhookMethod(scene.trigger, 'create'));

		expect(await scene.ours()).toEqual(before);
	});

	test('hid a secret that the credential has no more: the next activation says what to do', async () => {
		const { crmLeadProApi } = scene.crm.credentials;
		const webhookSigningSecret = 'whsec_from_the_dashboard';
		scene.trigger.credentials = { crmLeadProApi: { ...crmLeadProApi, webhookSigningSecret } };
		await scene.crm.setFaults([
			{ ...replyWith({ status: 'active', secret: 'whsec_…' }), times: 'always' },
		]);
		await activate(scene.trigger);

		scene.trigger.credentials = { crmLeadProApi };
		const failure = await scene.failureOf(activate(scene.trigger, 'init'));

		expect(failure.message).toContain('a secret that it does not show');
	});

	test.each(['createOnly404', 'createOnly405'] as const)(
		'hides a secret and the registration cannot be removed (%s): the log says so',
		async (webhookManagement) => {
			await scene.crm.setSwitches({ webhookManagement });
			await scene.crm.setFaults([replyWith({ id: 'webhook_7', secret: 'whsec_…' })]);

			const failure = await scene.failureOf(activate(scene.trigger));

			expect(failure.message).toContain('a secret that it does not show');
			expect(scene.trigger.log).toContainEqual(expect.stringMatching(/webhook_7.*by hand/));
		},
	);
});

describe('an ID', () => {
	test.each(['../leads', '../../leads/lead_1', 'a/b?c=1#d', '%2e%2e/leads', '..', '.', ' '])(
		'such as "%s" leads to no other endpoint',
		async (id) => {
			await scene.crm.setFaults([
				replyWith({ id }),
				{ kind: 'status', status: 404, method: 'GET', times: 'always' },
				{ kind: 'status', status: 204, method: 'DELETE', path: '/webhooks/:id', times: 'always' },
			]);
			await activate(scene.trigger);
			await scene.takeChanges();

			await deactivate(scene.trigger);

			const changes = await scene.takeChanges();
			expect(changes.every((change) => /^DELETE \/webhooks\/[^/?#]+ 204$/.test(change))).toBe(true);
			if (changes.length === 0) expect(scene.trigger.log[0]).toContain('by hand');
		},
	);

	test('that is a big number is kept with all of its digits', async () => {
		const [registered, listed] = ['12345678901234567890', '12345678901234567891'];
		const contentType = 'application/json';
		await scene.crm.setFaults([
			replyWith(`{"id":${registered}}`),
			{ kind: 'status', status: 404, method: 'GET', times: 'always' },
			{ kind: 'status', status: 204, method: 'DELETE', path: '/webhooks/:id', times: 'always' },
		]);
		await activate(scene.trigger);
		expect(storedFor(scene.trigger)).toHaveProperty('production.current.id', registered);
		await scene.takeChanges();

		const url = webhookUrl(scene.trigger);
		await scene.crm.setFaults([
			{
				kind: 'status',
				status: 200,
				body: `{"data":[{"id":${listed},"url":"${url}","events":["deal.lost"]}]}`,
				contentType,
				method: 'GET',
				times: 'always',
			},
			{ kind: 'status', status: 204, method: 'DELETE', path: '/webhooks/:id', times: 'always' },
		]);
		await deactivate(scene.trigger);
		expect(await scene.takeChanges()).toContain(`DELETE /webhooks/${listed} 204`);
	});

	test.each([0, '', 'null', -1, 1.5, true])('is not told by %j: the list does', async (id) => {
		await scene.crm.setFaults([replyWith({ id, webhook: { status: 'active' } })]);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test('may be a number', async () => {
		const listed = {
			data: [{ id: 42, url: webhookUrl(scene.trigger), events: scene.trigger.parameters.events }],
		};
		await scene.crm.setFaults([
			replyWith({ id: 42 }),
			{ kind: 'status', status: 200, body: listed, method: 'GET', skip: 4, times: 'always' },
			{ kind: 'status', status: 204, method: 'DELETE', times: 'always' },
		]);
		await activate(scene.trigger);
		await scene.takeChanges();

		await activate(scene.trigger, 'init');
		expect(await scene.takeChanges()).toEqual([]);
		await deactivate(scene.trigger);
		expect(await scene.takeChanges()).toEqual(['DELETE /webhooks/42 204']);
	});
});

describe('a list', () => {
	/** Answers with what the sandbox has, told otherwise. */
	async function listAs(tell: (webhook: { id: string; url: string; events: string[] }) => object) {
		const { webhooks } = await scene.crm.state();
		const body = { data: webhooks.map(tell) };
		await scene.crm.setFaults([
			{ kind: 'status', status: 200, body, method: 'GET', times: 'always' },
		]);
	}

	test.each<[string, Parameters<typeof listAs>[0]]>([
		['bare events', ({ id, url, events }) => ({ id, url, events })],
		[
			'events as objects',
			({ id, url, events }) => ({ id, url, events: events.map((name) => ({ name })) }),
		],
		[
			'events in another order',
			({ id, url, events }) => ({ id, url, events: events.toReversed() }),
		],
		['no events', ({ id, url }) => ({ id, url })],
		['the ID under another name', ({ id, url }) => ({ webhook_id: id, url })],
		['no ID', ({ url, events }) => ({ url, events })],
		['no address', ({ id, events }) => ({ id, endpoint: '', events })],
		['the host in small letters', ({ id, url }) => ({ id, url: url.toLowerCase() })],
	])('with %s tells that the registration is there', async (_form, tell) => {
		scene.trigger.n8nAddress = 'https://N8N.example.in';
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await scene.takeChanges();

		await listAs(tell);
		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual([]);
		expect(await scene.expectOneOfOurs()).toEqual(first);
		await deactivate(scene.trigger);
		expect(await scene.takeChanges()).toEqual([`DELETE /webhooks/${first.id} 204`]);
	});

	test.each([
		{ active: false },
		{ enabled: false },
		{ status: 'disabled' },
		{ status: 'Inactive' },
		{ events: ['deal.lost'] },
		{ events: [{ name: 'lead.created' }] },
	])('that has the registration with %j gets it replaced', async (state) => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		await listAs((webhook) => ({ ...webhook, ...state }));
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201', `DELETE /webhooks/${id} 204`]);
		await scene.expectOneOfOurs();
	});

	test('in which somebody else has the ID of ours does not get that one removed', async () => {
		await activate(scene.trigger);
		await listAs(({ id, events }) => ({ id, url: 'https://somebody.example.in/crm', events }));
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201']);
	});

	test.each([
		{ active: true },
		{ enabled: true },
		{ active: null, enabled: null, status: null },
		{ status: 'active' },
		{ status: 'enabled' },
		{ status: 1 },
	])('that has it with %j does not', async (state) => {
		await activate(scene.trigger);
		await listAs((webhook) => ({ ...webhook, ...state }));
		await scene.takeChanges();

		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual([]);
	});

	test.each(['bare', 'data', 'data.data', 'items', 'results', 'resource'] as const)(
		'in the envelope %s is read',
		async (listEnvelope) => {
			await scene.crm.setSwitches({ listEnvelope });
			await activate(scene.trigger);
			const first = await scene.expectOneOfOurs();
			await activate(scene.trigger, 'init');

			expect(await scene.expectOneOfOurs()).toEqual(first);
		},
	);
});
