import { randomBytes } from 'node:crypto';

import type { IHookFunctions, NodeApiError } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiClient } from '../../shared/http';
import { toLogLine } from '../../shared/plainText';
import { readTriggerParameter } from '../../CrmLeadPro/triggerParameter';
import type { HookData } from './hookData';
import { readHookData, requireReachable } from './hookData';
import { isSameAddress, isValid } from './matching';
import { eventsField } from '../parameters';
import type { RegisteredWebhook } from '../acceptedWebhooks';
import {
	expectDeliveries,
	expectNoDeliveries,
	forgetRegistration,
	rememberRegistration,
} from '../acceptedWebhooks';
import type { Registration } from '../registrationStore';
import { writeRegistrations } from '../registrationStore';
import type { RemovalPlan, RemovalResult } from './removal';
import { carryOutRemoval, planRemoval, planRemovalOf } from './removal';
import type { ListedWebhook } from './webhooksApi';
import { hasStatus, isAddressConflict, listWebhooks, registerWebhook } from './webhooksApi';

/** Bytes of a generated signing secret. */
const SECRET_BYTES = 32;

/**
 * Checks whether this node's webhook is registered as it should be, and cleans up leftovers of earlier
 * registrations. Where the API does not list webhooks, the stored data decides.
 *
 * @returns true where `createRegistration` is not needed
 * @throws {NodeApiError} when the API fails, except where it merely does not list webhooks
 * @throws {NodeOperationError} when the parameters or the credential cannot be used, or the address
 * cannot be reached from outside
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	const hook = await readHookData(context);
	const { account, owner } = hook;
	const events = readTriggerParameter(context, 'events', eventsField);
	requireReachable(hook);
	const listed = await listWebhooks(hook.client);
	const earlier = readEarlier(hook);
	const valid = findReusable(hook, listed).find((registration) =>
		isValid(registration, events, listed, hook),
	);
	if (valid === undefined) return false;
	const others = earlier.filter((registration) => registration !== valid);
	const { remaining } = await carryOutRemoval(planRemoval(others, listed, hook), hook, valid.id);
	keep(hook, { ...valid, account, owner, since: Date.now() }, remaining);
	return true;
}

/**
 * Registers this node's webhook with a new secret, then removes what it replaces.
 *
 * @throws {NodeApiError} when the API rejects the request or fails; as far as is known, nothing new is registered then
 * @throws {NodeOperationError} when the parameters or the credential cannot be used, the address
 * cannot be reached from outside, or no signing secret is known
 */
export async function createRegistration(context: IHookFunctions): Promise<boolean> {
	const hook = await readHookData(context);
	const { client, url, account, owner, credentialSecrets } = hook;
	const events = readTriggerParameter(context, 'events', eventsField);
	requireReachable(hook);
	const listed = await listWebhooks(client);
	const plan = planRemoval(readEarlier(hook), listed, hook);
	try {
		const { id: repliedId, secrets, removal } = await register(hook, events, plan);
		const id = repliedId ?? (await findNewId(url, listed, client));
		const since = Date.now();
		const current = { id, url, events, secrets: [...secrets], account, owner, since };
		if (secrets.length === 0 && credentialSecrets.length === 0) {
			await carryOutRemoval(planRemovalOf(current, plan.canList), hook);
			throw explainHiddenSecret(hook);
		}
		const { remaining } = removal ?? (await carryOutRemoval(plan, hook, id));
		keep(hook, current, remaining);
	} catch (error) {
		expectNoDeliveries(hook.nodeKey);
		throw hasStatus(error, [409]) ? explainConflict(error, hook) : error;
	}
	return true;
}

/**
 * Removes this node's webhook. A registration that the API does not remove stays stored: the next
 * activation reuses it, or removes it where it may be gone already. Failures are only logged: if this
 * threw, n8n would leave its own part of the webhook behind.
 */
export async function deleteRegistration(context: IHookFunctions): Promise<boolean> {
	try {
		const hook = await readHookData(context);
		const { url, stored, staticData, purpose } = hook;
		const { current, leftovers } = stored;
		const listed = await listWebhooks(hook.client).catch(() => undefined);
		const hasMoved = current !== undefined && current.url !== url;
		const ours = current === undefined || hasMoved ? [] : [current];
		const plan = planRemoval([...ours, ...leftovers], listed, hook);
		const { remaining, maybeRemoved } = await carryOutRemoval(plan, hook);
		const isKept =
			hasMoved || remaining.some((stays) => stays === current && !maybeRemoved.has(stays));
		writeRegistrations(staticData, purpose, {
			current: isKept ? current : undefined,
			leftovers: isKept ? remaining.filter((stays) => stays !== current) : remaining,
		});
		forgetRegistration(hook.nodeKey);
		if (hasMoved && current.owner === hook.owner) {
			context.logger.warn(
				toLogLine(
					`The webhook ${current.id ?? 'without a known ID'} for ${current.url} stays registered in CRMLead Pro, because the address of this trigger is now ${url}. The next activation of this workflow removes it. If there is none, remove it by hand.`,
				),
			);
		}
		if (isKept && !hasMoved && listed === undefined) {
			context.logger.warn(
				toLogLine(
					'The webhook that could not be removed is used again when this workflow is activated with the same events. If you remove it in CRMLead Pro by hand, give the trigger node another name before that.',
				),
			);
		}
	} catch (error) {
		context.logger.error(
			toLogLine(
				`The webhook could not be removed from CRMLead Pro: ${error instanceof Error ? error.message : String(error)}`,
			),
		);
	}
	return true;
}

/** Keeps the registrations in this process and in static data. */
function keep(
	{ nodeKey, staticData, purpose }: HookData,
	current: Registration,
	leftovers: Registration[],
): void {
	rememberRegistration(nodeKey, current);
	writeRegistrations(staticData, purpose, { current, leftovers });
}

/** All registrations of this node that may still exist, the newest first. */
function readEarlier({ stored: { current, leftovers } }: HookData): Registration[] {
	return current === undefined ? leftovers : [current, ...leftovers];
}

/** The earlier registrations that can be reused. Without the list, nobody knows whether leftovers still exist. */
function findReusable(
	hook: HookData,
	listed: readonly ListedWebhook[] | undefined,
): readonly Registration[] {
	const { current } = hook.stored;
	if (listed !== undefined) return readEarlier(hook);
	return current === undefined ? [] : [current];
}

/** A webhook that has just been registered. */
interface NewWebhook extends RegisteredWebhook {
	/** Result of removing earlier webhooks, where that had to be done first. */
	readonly removal?: RemovalResult;
}

/** Registers a webhook. Where the address is taken by a webhook of ours, removes that one and tries again. */
async function register(hook: HookData, events: string[], plan: RemovalPlan): Promise<NewWebhook> {
	return await registerWithNewSecret(hook, events).catch(async (error: unknown) => {
		const isInTheWay = plan.removals.some(({ url }) => isSameAddress(url, hook.url));
		if (!isInTheWay || !isAddressConflict(error)) throw error;
		const removal = await carryOutRemoval(plan, hook);
		return { ...(await registerWithNewSecret(hook, events)), removal };
	});
}

/** Each attempt has its own secret, and so its own idempotency key: a server cannot answer it with the reply to another one. */
async function registerWithNewSecret(
	{ client, nodeKey, url, keptSecret }: HookData,
	events: string[],
): Promise<RegisteredWebhook> {
	const secret = randomBytes(SECRET_BYTES).toString('hex');
	expectDeliveries(nodeKey, { secrets: [secret] });
	const webhook = await registerWebhook(client, { url, events, secret }, keptSecret);
	expectDeliveries(nodeKey, webhook);
	return webhook;
}

/** Looks up a new webhook's ID in the list, where the reply to its registration had none. */
async function findNewId(
	url: string,
	before: readonly ListedWebhook[] | undefined,
	client: ApiClient,
): Promise<string | undefined> {
	if (before === undefined) return undefined;
	const known = new Set(before.map(({ id }) => id));
	const now = await listWebhooks(client).catch(() => undefined);
	return now?.find((webhook) => isSameAddress(webhook.url ?? '', url) && !known.has(webhook.id))
		?.id;
}

function explainConflict({ message }: NodeApiError, { context }: HookData): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, {
		description:
			'If CRMLead Pro already has a webhook for the address of this trigger, remove it there by hand, then activate the workflow again.',
	});
}

function explainHiddenSecret({ context }: HookData): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		'CRMLead Pro signs the events with a secret that it does not show, so they could not be checked',
		{
			description:
				'Copy the signing secret from CRMLead Pro into the Webhook Signing Secret of the credential, then activate the workflow again.',
		},
	);
}
