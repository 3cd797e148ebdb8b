import type { FaultOrder } from '../../sandbox/faults.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import {
	activate,
	callWebhookMethod,
	deactivate,
	listenForTest,
	storedFor,
	webhookUrl,
} from '../support/triggerWorkflow.mts';
import { openScene, type Scene } from './support/registrationScene.mts';

keepWaitsShort();

let scene: Scene;

afterEach(async () => {
	await scene.close();
});

describe.each([
	['404', 'createOnly404'],
	['405', 'createOnly405'],
	['501', 'createOnly501'],
] as const)('an API that only registers and answers the rest with %s', (_status, management) => {
	beforeEach(async () => {
		scene = await openScene({ switches: { webhookManagement: management } });
	});

	test('gets one registration, however often the workflow is activated and n8n started', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await activate(scene.trigger);
		await activate(scene.trigger, 'init');
		await activate(scene.trigger, 'init');

		expect(await scene.expectOneOfOurs()).toEqual(first);
		expect(scene.trigger.log).toEqual([]);
	});

	test('keeps the registration of a deactivated workflow, which the next activation uses', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();

		await deactivate(scene.trigger);
		expect(scene.trigger.log).toEqual([
			expect.stringMatching(
				`^warn: .*${first.id}.*${webhookUrl(scene.trigger)}.*offers no removal.*by hand`,
			),
			expect.stringMatching(/^warn: .*used again.*by hand.*another name/),
		]);
		await deactivate(scene.trigger);
		await activate(scene.trigger);

		expect(await scene.expectOneOfOurs()).toEqual(first);
	});

	test('gets another one when the events change, and the log says which one to remove by hand', async () => {
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		scene.trigger.parameters.events = ['deal.lost'];

		await activate(scene.trigger, 'init');

		expect(scene.trigger.log).toEqual([expect.stringMatching(`^warn: .*${id}.*by hand`)]);
		await scene.crm.act({ action: 'webhook.remove', id });
		await scene.expectOneOfOurs();
		await activate(scene.trigger, 'init');
		await scene.expectOneOfOurs();
	});

	test('is never trusted to still have what was to be removed', async () => {
		const { events } = scene.trigger.parameters;
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();
		scene.trigger.parameters.events = ['deal.lost'];
		await activate(scene.trigger, 'init');
		await scene.crm.act({ action: 'webhook.remove', id });
		const [replaced] = await scene.ours();

		scene.trigger.parameters.events = events;
		await activate(scene.trigger, 'init');

		await scene.crm.act({ action: 'webhook.remove', id: replaced?.id ?? '' });
		await scene.expectOneOfOurs();
	});

	test('registers the address of a test beside the production one', async () => {
		await activate(scene.trigger);
		const production = await scene.expectOneOfOurs();

		const stop = await listenForTest(scene.trigger);
		await stop();

		expect((await scene.ours()).map(({ url }) => url)).toEqual([
			webhookUrl(scene.trigger),
			webhookUrl(scene.trigger, true),
		]);
		await activate(scene.trigger, 'init');
		expect((await scene.ours())[0]).toEqual(production);
		expect(storedFor(scene.trigger)).not.toHaveProperty('test');
	});

	test('gets the registration again that failed, and only then', async () => {
		await scene.crm.setFaults([{ kind: 'status', status: 500, method: 'POST' }]);
		await scene.failureOf(activate(scene.trigger));
		expect(await scene.ours()).toEqual([]);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test.each<[string, () => Promise<void>]>([
		[
			'the reply to the registration was lost',
			async () => {
				await scene.crm.setFaults([{ kind: 'resetAfterProcessing', method: 'POST' }]);
				await scene.failureOf(activate(scene.trigger));
			},
		],
		[
			'the stored data is lost',
			async () => {
				await activate(scene.trigger);
				scene.trigger.storedStaticData = '{}';
			},
		],
		[
			'the stored data is of another form',
			async () => {
				await activate(scene.trigger);
				scene.trigger.storedStaticData = '{"node:Trigger":{"production":{"current":[]}}}';
			},
		],
	])('gets a registration whose secret is known after %s', async (_what, lose) => {
		await lose();
		const [lost] = await scene.ours();

		await activate(scene.trigger, 'init');
		await activate(scene.trigger, 'init');

		await scene.crm.act({ action: 'webhook.remove', id: lost?.id ?? '' });
		await scene.expectOneOfOurs();
	});

	test('that takes one registration for an address is not deprived of it', async () => {
		const { events } = scene.trigger.parameters;
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await scene.crm.setFaults([
			{ kind: 'status', status: 409, body: { error: 'exists' }, method: 'POST', times: 'always' },
		]);
		scene.trigger.parameters.events = ['deal.lost'];

		const failure = await scene.failureOf(activate(scene.trigger));

		expect(failure.message).toContain('exists');
		expect(failure.message).toContain('by hand');
		scene.trigger.parameters.events = events;
		await activate(scene.trigger);
		expect(await scene.expectOneOfOurs()).toEqual(first);
	});

	test.each<FaultOrder>([
		{ kind: 'status', status: 500, method: 'GET', path: '/webhooks', times: 'always' },
		{ kind: 'status', status: 401, method: 'GET', path: '/webhooks' },
		{ kind: 'html200', method: 'GET', path: '/webhooks' },
	])('is not taken for one where the list fails otherwise: %j', async (fault) => {
		await activate(scene.trigger);
		await scene.crm.setFaults([fault]);

		const failure = await scene.failureOf(callWebhookMethod(scene.trigger, 'checkExists'));

		expect(failure.message).toContain('CRMLead Pro');
	});
});

describe('an API that only registers and tells no ID', () => {
	beforeEach(async () => {
		scene = await openScene({ switches: { webhookManagement: 'createOnly404' } });
		await scene.crm.setFaults([
			{
				kind: 'status',
				status: 201,
				body: { status: 'active' },
				method: 'POST',
				carriedOut: 'before',
				times: 'always',
			},
		]);
		await activate(scene.trigger);
	});

	test('gets one registration, about which there is nothing to say', async () => {
		await activate(scene.trigger);
		await activate(scene.trigger, 'init');

		expect(await scene.ours()).toHaveLength(1);
		expect(scene.trigger.log).toEqual([]);
	});

	test('keeps the registration of a deactivated workflow, which the next activation uses', async () => {
		const before = await scene.ours();

		await deactivate(scene.trigger);
		await activate(scene.trigger);

		expect(await scene.ours()).toEqual(before);
		expect(scene.trigger.log).toEqual([
			expect.stringMatching(/^warn: .*without a known ID.*removal needs the ID.*by hand/),
			expect.stringMatching(/^warn: .*used again/),
		]);
	});

	test('keeps it under an address that has changed, and the log says which to remove by hand', async () => {
		const url = webhookUrl(scene.trigger);
		scene.trigger.n8nAddress = 'https://flows.example.in';

		await deactivate(scene.trigger);

		expect(scene.trigger.log).toEqual([
			expect.stringMatching(`^warn: The webhook without a known ID for ${url} .*by hand`),
		]);
	});
});

describe('an API without a list that can remove', () => {
	const noList: FaultOrder = { kind: 'status', status: 404, method: 'GET', times: 'always' };

	beforeEach(async () => {
		scene = await openScene();
		await scene.crm.setFaults([noList]);
	});

	test('has one registration of ours after every change', async () => {
		await activate(scene.trigger);
		await activate(scene.trigger, 'init');
		const { id } = await scene.expectOneOfOurs();
		await scene.takeChanges();
		scene.trigger.parameters.events = ['deal.lost'];
		await activate(scene.trigger, 'init');

		expect(await scene.takeChanges()).toEqual(['POST /webhooks 201', `DELETE /webhooks/${id} 204`]);
		await scene.expectOneOfOurs();
		scene.trigger.n8nAddress = 'https://flows.example.in';
		await activate(scene.trigger, 'init');
		await scene.expectOneOfOurs();
		await deactivate(scene.trigger);
		expect(await scene.ours()).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
	});

	test.each<FaultOrder>([
		{ kind: 'resetAfterProcessing', method: 'DELETE', times: 'always' },
		{ kind: 'resetBeforeReply', method: 'DELETE', times: 'always' },
		{ kind: 'status', status: 500, method: 'DELETE', times: 'always' },
		{ kind: 'status', status: 504, method: 'DELETE', carriedOut: 'before', times: 'always' },
	])('is not trusted to have a registration whose removal failed: %j', async (fault) => {
		await activate(scene.trigger);
		await scene.crm.setFaults([fault, noList]);
		await deactivate(scene.trigger);
		expect(scene.trigger.log).toHaveLength(1);
		await scene.crm.setFaults([noList]);

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});

	test('counts a registration as removed of which it says that it is gone', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([{ kind: 'status', status: 410, method: 'DELETE' }, noList]);

		await deactivate(scene.trigger);

		expect(scene.trigger.log).toEqual([]);
		expect(storedFor(scene.trigger)).toEqual({});
	});

	test('keeps what it refused to remove and what is left of before, each once', async () => {
		await activate(scene.trigger);
		const [old] = await scene.ours();
		scene.trigger.n8nAddress = 'https://flows.example.in';
		const refusal: FaultOrder = { kind: 'status', status: 403, method: 'DELETE', times: 'always' };
		await scene.crm.setFaults([refusal, noList]);
		await activate(scene.trigger, 'init');
		const [, current] = await scene.ours();

		await deactivate(scene.trigger);

		expect(storedFor(scene.trigger).production).toMatchObject({
			current: { id: current?.id },
			leftovers: [{ id: old?.id }],
		});
	});

	test('is not trusted to have what it removed beside something that it refused to remove', async () => {
		await activate(scene.trigger);
		const [old] = await scene.ours();
		scene.trigger.n8nAddress = 'https://flows.example.in';
		const path = `/webhooks/${old?.id}`;
		await scene.crm.setFaults([
			{ kind: 'status', status: 403, method: 'DELETE', path, times: 'always' },
			noList,
		]);
		await activate(scene.trigger, 'init');

		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([old]);
		await scene.crm.setFaults([noList]);
		await activate(scene.trigger);
		await scene.expectOneOfOurs();
	});

	test('gets a registration used again that it refused to remove', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		await scene.crm.setFaults([{ kind: 'status', status: 403, method: 'DELETE' }, noList]);
		await deactivate(scene.trigger);

		await activate(scene.trigger);

		expect(await scene.expectOneOfOurs()).toEqual(first);
	});

	test('gets another try for an old one that could not be removed', async () => {
		await activate(scene.trigger);
		await scene.crm.setFaults([
			{ kind: 'status', status: 500, method: 'DELETE', times: 'always' },
			noList,
		]);
		scene.trigger.n8nAddress = 'https://flows.example.in';
		await activate(scene.trigger, 'init');
		expect(await scene.ours()).toHaveLength(2);
		await scene.crm.setFaults([noList]);

		await activate(scene.trigger, 'init');

		await scene.expectOneOfOurs();
	});
});
