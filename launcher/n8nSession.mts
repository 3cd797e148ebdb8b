import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod/v4';
import { decodeEndedExecution, type Execution } from './n8nExecution.mts';
import { LauncherError } from './launcherError.mts';

/** The owner account that {@link openSession} sets up in an n8n that has none. */
export type Owner = { email: string; password: string; firstName: string; lastName: string };

/** A workflow as n8n exports it. */
export const workflowSchema = z.looseObject({
	id: z.string().optional(),
	name: z.string(),
	nodes: z.array(z.looseObject({ name: z.string(), type: z.string() })),
	connections: z.record(z.string(), z.unknown()),
	settings: z.record(z.string(), z.unknown()).nullish(),
});
export type Workflow = z.infer<typeof workflowSchema>;

const savedWorkflowSchema = workflowSchema.extend({
	id: z.string(),
	versionId: z.string(),
	active: z.boolean().optional(),
	activeVersionId: z.string().nullish(),
});
export type SavedWorkflow = z.infer<typeof savedWorkflowSchema>;

const storedWorkflowSchema = savedWorkflowSchema.extend({ isArchived: z.boolean() });
export type StoredWorkflow = z.infer<typeof storedWorkflowSchema>;

const credentialSchema = z.looseObject({ id: z.string(), name: z.string(), type: z.string() });
export type Credential = z.infer<typeof credentialSchema>;

const executionListSchema = z.object({
	results: z.array(z.looseObject({ id: z.string(), status: z.string() })),
});

/** Before 2.30 n8n has no such setting, and answers when the triggers are as they shall be. */
const settingsSchema = z.looseObject({ useWorkflowPublicationService: z.boolean().default(false) });

const publicationSchema = z.object({
	status: z.string(),
	liveVersionId: z.string().nullable(),
	triggers: z.array(z.looseObject({ errorMessage: z.string().nullable() })),
});

const PUBLICATION_WITHIN_MS = 30_000;
const EXECUTION_WITHIN_MS = 60_000;
const POLL_INTERVAL_MS = 100;

/** An authenticated session with n8n's REST interface, the one its editor uses. */
export class N8nSession {
	readonly origin: string;
	/** The login cookie, `name=value`. */
	readonly cookie: string;
	#publishesInBackground: Promise<boolean> | undefined;

	constructor(origin: string, cookie: string) {
		this.origin = origin;
		this.cookie = cookie;
	}

	/**
	 * Sends a request to `/rest` and returns the `data` of the reply, or the whole reply where there is none.
	 *
	 * @param path below `/rest`, e.g. `/workflows`
	 * @throws Error with n8n's own words when n8n does not answer with 2xx
	 */
	async request(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		path: string,
		body?: unknown,
	): Promise<unknown> {
		return await readReply(await this.#send(method, path, body), `${method} /rest${path}`);
	}

	async #send(method: string, path: string, body?: unknown): Promise<Response> {
		return await fetch(`${this.origin}/rest${path}`, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			body: body === undefined ? null : JSON.stringify(body),
		});
	}

	/** Stores a credential, in place of one of the same type and name. */
	async saveCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<Credential> {
		const all = z.array(credentialSchema).parse(await this.request('GET', '/credentials'));
		const existing = all.find((credential) => credential.type === type && credential.name === name);
		const saved = existing
			? await this.request('PATCH', `/credentials/${existing.id}`, { type, name, data })
			: await this.request('POST', '/credentials', { type, name, data });
		return credentialSchema.parse(saved);
	}

	/** Runs a credential's own test, as the editor does after saving it. */
	async testCredential(
		credential: Credential,
		data: Record<string, unknown>,
	): Promise<{ status: string; message: string }> {
		const { id, name, type } = credential;
		const reply = await this.request('POST', '/credentials/test', {
			credentials: { id, name, type, data },
		});
		return z.object({ status: z.string(), message: z.string() }).parse(reply);
	}

	/** A stored workflow, archived ones included; undefined where there is none with this id. */
	async findWorkflow(id: string): Promise<StoredWorkflow | undefined> {
		const { status } = await this.#send('GET', `/workflows/${id}`);
		if (status === 404) return undefined;
		return storedWorkflowSchema.parse(await this.request('GET', `/workflows/${id}`));
	}

	async #personalProject(): Promise<string> {
		const reply = await this.request('GET', '/projects/personal');
		return z.looseObject({ id: z.string() }).parse(reply).id;
	}

	/** Stores a workflow, in place of one with the same id, even where that was archived. */
	async saveWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
		const { id } = workflow;
		const stored = id === undefined ? undefined : await this.findWorkflow(id);
		if (stored?.isArchived) await this.request('POST', `/workflows/${stored.id}/unarchive`, {});
		const saved = stored
			? await this.request('PATCH', `/workflows/${stored.id}`, workflow)
			: await this.request('POST', '/workflows', {
					...workflow,
					// n8n 1 asks for both, and finds credentials by name only in a project that is named.
					active: false,
					projectId: await this.#personalProject(),
				});
		return savedWorkflowSchema.parse(saved);
	}

	/** Removes a workflow, if it is there, with its executions and all that its nodes remember. */
	async removeWorkflow(id: string): Promise<void> {
		const stored = await this.findWorkflow(id);
		if (stored === undefined) return;
		if (stored.active) await this.deactivateWorkflow(stored);
		if (!stored.isArchived) await this.request('POST', `/workflows/${id}/archive`, {});
		await this.request('DELETE', `/workflows/${id}`);
	}

	/**
	 * Activates the stored version of a workflow; its webhooks and forms listen when this returns.
	 *
	 * @throws Error with the triggers' own words when they cannot be activated
	 */
	async activateWorkflow({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.request('POST', `/workflows/${id}/activate`, { versionId });
		if (!(await this.#hasPublicationStatus())) return;
		await this.#untilPublication(id, 'active', ({ status, liveVersionId, triggers }) => {
			if (status === 'published' && liveVersionId === versionId) return true;
			const messages = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
			if (messages.length > 0)
				throw new Error(`n8n: activating workflow ${id}: ${messages.join('; ')}`);
			return false;
		});
	}

	/** Whether n8n publishes in the background. */
	async #hasPublicationStatus(): Promise<boolean> {
		this.#publishesInBackground ??= this.request('GET', '/settings').then(
			(reply) => settingsSchema.parse(reply).useWorkflowPublicationService,
		);
		return await this.#publishesInBackground;
	}

	/** Such an n8n answers before the triggers are as they shall be. */
	async #untilPublication(
		id: string,
		aim: string,
		isReached: (publication: z.infer<typeof publicationSchema>) => boolean,
	): Promise<void> {
		const deadline = Date.now() + PUBLICATION_WITHIN_MS;
		while (Date.now() < deadline) {
			const reply = await this.request('GET', `/workflows/${id}/publication-status`);
			if (isReached(publicationSchema.parse(reply))) return;
			await sleep(POLL_INTERVAL_MS);
		}
		throw new Error(`n8n: workflow ${id} is not ${aim} after ${PUBLICATION_WITHIN_MS / 1_000} s`);
	}

	/** Deactivates a workflow: its webhooks and forms are gone when this returns. */
	async deactivateWorkflow({ id }: Pick<SavedWorkflow, 'id'>): Promise<void> {
		await this.request('POST', `/workflows/${id}/deactivate`, {});
		if (!(await this.#hasPublicationStatus())) return;
		await this.#untilPublication(id, 'inactive', ({ status }) => status === 'not_published');
	}

	/**
	 * Lets the trigger of a workflow wait for one event, as the editor's button "Listen for test event" does.
	 *
	 * @throws Error when the trigger does not listen
	 */
	async listenForTestEvent(workflow: SavedWorkflow): Promise<void> {
		const reply = await this.#startFromTrigger(workflow);
		z.object({ waitingForWebhook: z.literal(true) }).parse(reply);
	}

	/** Ends the wait for a test event. */
	async stopListening({ id }: Pick<SavedWorkflow, 'id'>): Promise<void> {
		await this.request('DELETE', `/test-webhook/${id}`);
	}

	/**
	 * Runs a workflow from its trigger, as the editor's button does, and waits for the end. The trigger must be one
	 * that the editor can start: a manual or a schedule trigger.
	 */
	async runWorkflow(workflow: SavedWorkflow): Promise<Execution> {
		const reply = await this.#startFromTrigger(workflow);
		const { executionId } = z.object({ executionId: z.string() }).parse(reply);
		return await this.waitForExecution(executionId);
	}

	/** n8n before 2.20 runs the workflow that is sent, a newer one the one that is stored. */
	async #startFromTrigger(workflow: SavedWorkflow): Promise<unknown> {
		const { id, nodes } = workflow;
		return await this.request('POST', `/workflows/${id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: findTrigger(id, nodes).name },
		});
	}

	/** The ids of a workflow's executions, newest first. */
	async executionIds(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const reply = await this.request('GET', `/executions?filter=${filter}&limit=100`);
		return executionListSchema.parse(reply).results.map(({ id }) => id);
	}

	/**
	 * Waits until an execution has ended.
	 *
	 * @throws Error when it is still running after 60 s
	 */
	async waitForExecution(id: string): Promise<Execution> {
		const deadline = Date.now() + EXECUTION_WITHIN_MS;
		while (Date.now() < deadline) {
			const execution = await this.#readExecution(id);
			if (execution !== undefined) return execution;
			await sleep(POLL_INTERVAL_MS);
		}
		throw new Error(`execution ${id} is still running after ${EXECUTION_WITHIN_MS / 1_000} s`);
	}

	/** Undefined until it has ended. */
	async #readExecution(id: string): Promise<Execution | undefined> {
		const path = `/executions/${id}`;
		const response = await this.#send('GET', path);
		// n8n 2.20 cannot read an execution before it has stored what it did.
		if (response.status === 500) return undefined;
		const reply = await readReply(response, `GET /rest${path}`);
		return decodeEndedExecution(reply);
	}
}

/** @throws Error with n8n's own words when the status is not 2xx */
async function readReply(reply: Response, request: string): Promise<unknown> {
	const text = await reply.text();
	if (!reply.ok) throw new Error(`n8n: ${request}: ${reply.status} ${text}`);
	const parsed = z.looseObject({ data: z.unknown() }).parse(JSON.parse(text));
	return parsed.data ?? parsed;
}

function findTrigger(id: string, nodes: SavedWorkflow['nodes']): SavedWorkflow['nodes'][number] {
	const trigger = nodes.find(({ type }) => type.endsWith('Trigger'));
	if (trigger === undefined) throw new Error(`workflow ${id} has no trigger`);
	return trigger;
}

async function login(origin: string, owner: Owner): Promise<Response> {
	const post = (path: string, body: unknown) =>
		fetch(`${origin}/rest${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	const setup = await post('/owner/setup', owner);
	if (setup.ok) return setup;
	return await post('/login', { emailOrLdapLoginId: owner.email, password: owner.password });
}

/**
 * Logs in as the owner, who is set up first in an n8n that has none.
 *
 * @throws LauncherError when n8n knows another owner or password
 */
export async function openSession(origin: string, owner: Owner): Promise<N8nSession> {
	const reply = await login(origin, owner);
	const cookie = reply.headers.getSetCookie().find((header) => header.startsWith('n8n-auth='));
	if (!reply.ok || cookie === undefined)
		throw new LauncherError(
			`n8n did not accept the login ${owner.email} (HTTP ${reply.status}).`,
			'Its owner or password was changed. Begin with an empty n8n: add -- --reset to the command.',
		);
	return new N8nSession(origin, cookie.split(';')[0] ?? '');
}
