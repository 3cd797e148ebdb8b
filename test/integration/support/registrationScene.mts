import { inspect } from 'node:util';

import { z } from 'zod';

import type { WorkspaceOptions } from '../../../sandbox/client.mts';
import type { Webhook } from '../../../sandbox/crmLeadPro/schemas.mts';
import { storedFor, webhookUrl, type TriggerWorkflow } from '../../support/triggerWorkflow.mts';
import { createWorkspace, type TestWorkspace } from '../../support/workspace.mts';

/** A workflow with the trigger, in a CRM in which another program registered a webhook, too. */
export interface Scene {
	readonly crm: TestWorkspace;
	readonly trigger: TriggerWorkflow;
	/** Registers a webhook as another program does; resolves with its ID. */
	registerByHand: (url: string, events?: string[]) => Promise<string>;
	/** All webhooks in the CRM but the other program's, which must be as it was. */
	ours: () => Promise<Webhook[]>;
	/** Checks that exactly one webhook is ours, that it is for this address and these events, and that its secret is known. */
	expectOneOfOurs: () => Promise<Webhook>;
	/** The requests so far that were to change something, e.g. `POST /webhooks 201`; clears the journal. */
	takeChanges: () => Promise<string[]>;
	/** What a promise was rejected with; kept, since it must not contain secrets. */
	failureOf: (outcome: Promise<unknown>) => Promise<Error>;
	/** Checks that neither the key nor any signing secret was logged or thrown, then removes the workspace. */
	close: () => Promise<void>;
}

const FOREIGN_URL = 'https://other.example.in/hooks/crm';

/**
 * Opens a scene.
 *
 * @param options how the workspace starts
 */
export async function openScene(options: WorkspaceOptions = {}): Promise<Scene> {
	const crm = await createWorkspace({ seed: 'empty', ...options });
	const trigger: TriggerWorkflow = {
		node: 'crmLeadProTrigger',
		parameters: { events: ['lead.created', 'deal.won'] },
		credentials: { ...crm.credentials },
		n8nAddress: 'https://n8n.example.in',
		storedStaticData: '{}',
		id: 'workflow-1',
		instanceId: 'instance-1',
		log: [],
	};
	const failures: Error[] = [];
	const secrets = new Set([crm.apiKey]);

	const webhooks = async () => {
		const { webhooks: all } = await crm.state();
		for (const { secret } of all) secrets.add(secret);
		return all;
	};
	const registerByHand = async (url: string, events = ['lead.created']) => {
		const known = new Set((await webhooks()).map(({ id }) => id));
		await fetch(`${crm.baseUrl}/webhooks`, {
			method: 'POST',
			headers: { authorization: `Bearer ${crm.apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify({ url, events }),
		});
		const added = (await webhooks()).find(({ id }) => !known.has(id));
		if (added === undefined) throw new Error('The sandbox registered nothing');
		return added.id;
	};
	await registerByHand(FOREIGN_URL);
	const [foreign] = await webhooks();
	await crm.clearJournal();

	const collectSentSecrets = async () => {
		const journal = await crm.journal();
		for (const { body } of journal) {
			const sent = sentSecretSchema.safeParse(body);
			if (sent.success) secrets.add(sent.data.secret);
		}
		return journal;
	};

	const ours = async () => {
		const all = await webhooks();
		expect(all).toContainEqual(foreign);
		return all.filter(({ url }) => url !== FOREIGN_URL);
	};

	return {
		crm,
		trigger,
		registerByHand,
		ours,
		expectOneOfOurs: async () => {
			const registered = await ours();
			expect(registered).toEqual([
				expect.objectContaining({
					url: new URL(webhookUrl(trigger)).href,
					events: trigger.parameters.events,
				}),
			]);
			const [webhook] = registered;
			if (webhook === undefined) throw new Error('There is none');
			const { current } = storedSchema.parse(storedFor(trigger).production);
			expect(current.id).toBe(webhook.id);
			expect(current.secrets).toContain(webhook.secret);
			return webhook;
		},
		takeChanges: async () => {
			const journal = await collectSentSecrets();
			await crm.clearJournal();
			return journal
				.filter(({ method }) => method !== 'GET')
				.map(
					({ method, path, status }) =>
						`${method} ${path.replace('/api/v1', '')} ${status ?? 'no reply'}`,
				);
		},
		failureOf: async (outcome) => {
			const failure: unknown = await outcome.then(
				() => undefined,
				(error: unknown) => error,
			);
			if (!(failure instanceof Error)) throw new Error('It did not fail');
			failures.push(failure);
			return failure;
		},
		close: async () => {
			await webhooks();
			await collectSentSecrets();
			const told = [...trigger.log, ...failures.map((failure) => inspect(failure, { depth: 9 }))];
			for (const secret of secrets) {
				for (const text of told) expect(text).not.toContain(secret);
			}
			await crm.remove();
		},
	};
}

const storedSchema = z.object({
	current: z.object({ id: z.string(), secrets: z.array(z.string()) }),
});
const sentSecretSchema = z.object({ secret: z.string() });
