import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { FaultOrder } from '../../sandbox/faults.mts';
import {
	activate,
	callWebhookMethod,
	deactivate,
	storedFor,
	webhookUrl,
	type TriggerWorkflow,
} from '../support/triggerWorkflow.mts';
import { createWorkspace } from '../support/workspace.mts';
import { openScene, type Scene } from './support/registrationScene.mts';

let scene: Scene;

beforeEach(async () => {
	scene = await openScene();
});

afterEach(async () => {
	await scene.close();
});

/** Gives the workflow the key of another workspace. */
function useKeyOf(trigger: TriggerWorkflow, { apiKey, baseUrl }: WorkspaceConnection): void {
	trigger.credentials = { crmLeadProApi: { apiKey, baseUrl, plan: 'growth' } };
}

const noList: FaultOrder = { kind: 'status', status: 404, method: 'GET', times: 'always' };

describe('a key of another workspace', () => {
	test.each([
		['with a list', []],
		['without a list', [noList]],
	])(
		'registers there, and removes nothing there that has the ID of ours: %s',
		async (_api, faults) => {
			const other = await openScene({ faults });
			await scene.crm.setFaults(faults);
			await activate(scene.trigger);
			const ours = await scene.expectOneOfOurs();
			// Workspaces of the sandbox count their IDs alike.
			const sameId = await other.registerByHand('https://somebody.example.in/crm');
			expect(sameId).toBe(ours.id);

			useKeyOf(scene.trigger, other.crm);
			await activate(scene.trigger, 'init');

			expect(await other.ours()).toEqual([
				expect.objectContaining({ id: sameId }),
				expect.objectContaining({ url: webhookUrl(scene.trigger) }),
			]);
			expect(await other.takeChanges()).toEqual(['POST /webhooks 201', 'POST /webhooks 201']);
			expect(scene.trigger.log).toEqual([
				expect.stringMatching(`^warn: .*${ours.id}.*another API key.*by hand`),
			]);
			await deactivate(scene.trigger);
			expect(await other.ours()).toEqual([expect.objectContaining({ id: sameId })]);
			expect(await scene.ours()).toEqual([ours]);
			await other.close();
		},
	);
});

describe('a new key of the same workspace', () => {
	test('finds the registration of the old key', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();

		// The sandbox has one key a workspace; the mark of the stored one is what a new key changes.
		replaceStored(scene.trigger, 'account', 'mark-of-the-old-key');
		await activate(scene.trigger, 'init');

		expect(await scene.expectOneOfOurs()).toEqual(first);
		scene.trigger.parameters.events = ['deal.lost'];
		replaceStored(scene.trigger, 'account', 'mark-of-the-old-key');
		await activate(scene.trigger, 'init');
		await scene.expectOneOfOurs();
		expect(scene.trigger.log).toEqual([]);
	});

	test('registers anew where there is no list, and the log tells of the old one', async () => {
		await scene.crm.setSwitches({ webhookManagement: 'createOnly404' });
		await activate(scene.trigger);
		const { id } = await scene.expectOneOfOurs();

		replaceStored(scene.trigger, 'account', 'mark-of-the-old-key');
		await activate(scene.trigger, 'init');

		expect(scene.trigger.log).toEqual([expect.stringMatching(`^warn: .*${id}.*by hand`)]);
		await scene.crm.act({ action: 'webhook.remove', id });
		await scene.expectOneOfOurs();
	});
});

describe('what another n8n or workflow stored', () => {
	test.each<[string, Partial<TriggerWorkflow>]>([
		['workflow', { id: 'workflow-2' }],
		['n8n', { instanceId: 'instance-2' }],
	])('is not removed by a copy with its static data in another %s', async (_where, copied) => {
		await activate(scene.trigger);
		const original = await scene.expectOneOfOurs();
		const copy = { ...scene.trigger, ...copied, n8nAddress: 'https://copy.example.in' };

		await activate(copy);
		await deactivate(copy);
		expect(await scene.expectOneOfOurs()).toEqual(original);

		await scene.crm.setFaults([noList]);
		copy.storedStaticData = scene.trigger.storedStaticData;
		await activate(copy);
		await deactivate(copy);
		expect(await scene.expectOneOfOurs()).toEqual(original);
	});

	test('is not the concern of a copy with another key, nor of one that is deactivated at once', async () => {
		await activate(scene.trigger);
		const original = await scene.expectOneOfOurs();
		const other = await openScene();
		const copy = { ...scene.trigger, id: 'workflow-2', n8nAddress: 'https://copy.example.in' };

		await deactivate({ ...copy });
		useKeyOf(copy, other.crm);
		await activate(copy);
		await deactivate(copy);

		expect(scene.trigger.log).toEqual([]);
		expect(await scene.expectOneOfOurs()).toEqual(original);
		await other.close();
	});

	test('is taken over by an n8n that has moved and kept its address', async () => {
		await scene.crm.setFaults([noList]);
		await activate(scene.trigger);
		const original = await scene.expectOneOfOurs();

		scene.trigger.instanceId = 'instance-2';
		await activate(scene.trigger, 'init');
		expect(await scene.expectOneOfOurs()).toEqual(original);
		await deactivate(scene.trigger);

		expect(await scene.ours()).toEqual([]);
	});
});

describe('an n8n without a public address', () => {
	test.each(['http://localhost:5678', 'http://127.0.0.1:5678', 'http://[::1]:5678'])(
		'at %s is told how to get one, and nothing is sent',
		async (n8nAddress) => {
			scene.trigger.n8nAddress = n8nAddress;
			// Asking this host would fail with another reason.
			scene.trigger.credentials = {
				crmLeadProApi: {
					...scene.crm.credentials.crmLeadProApi,
					baseUrl: 'https://crm.invalid/api',
				},
			};

			for (const method of ['checkExists', 'create'] as const) {
				const failure = await scene.failureOf(callWebhookMethod(scene.trigger, method));
				expect(failure.message).toContain(n8nAddress);
				expect(failure.message).toContain('WEBHOOK_URL');
				expect(failure.message).toMatch(/without a public address.*CRMLead Pro Polling Trigger/i);
			}
		},
	);

	test('registers at an API on the same computer', async () => {
		scene.trigger.n8nAddress = 'http://localhost:5678';

		await activate(scene.trigger);

		await scene.expectOneOfOurs();
	});
});

describe('a credential that is gone', () => {
	test('does not keep a workflow from being deactivated, and the log tells of it', async () => {
		await activate(scene.trigger);
		const first = await scene.expectOneOfOurs();
		const { credentials } = scene.trigger;

		scene.trigger.credentials = {};
		await deactivate(scene.trigger);

		expect(scene.trigger.log).toEqual([
			expect.stringMatching(/^error: .*webhook.*not be removed/i),
		]);
		scene.trigger.credentials = credentials;
		await activate(scene.trigger);
		expect(await scene.expectOneOfOurs()).toEqual(first);
	});

	test('whose key the CRM no longer knows is the same', async () => {
		const other = await createWorkspace();
		useKeyOf(scene.trigger, other);
		await activate(scene.trigger);
		await other.remove();

		await deactivate(scene.trigger);

		expect(scene.trigger.log).toEqual([
			expect.stringContaining('401'),
			expect.stringContaining('used again'),
		]);
		expect(storedFor(scene.trigger)).toHaveProperty('production');
		useKeyOf(scene.trigger, scene.crm);
		await activate(scene.trigger);
		await scene.expectOneOfOurs();
	});
});

/** Changes a text in what n8n stored for the current registration. */
function replaceStored(trigger: TriggerWorkflow, name: string, value: string): void {
	trigger.storedStaticData = trigger.storedStaticData.replace(
		new RegExp(`"${name}":"[^"]*"`),
		`"${name}":"${value}"`,
	);
}
