import { randomBytes } from 'node:crypto';

import type { IHookFunctions, NodeApiError } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiClient } from '../shared/http/client';
import { readTriggerParameter } from '../shared/trigger/parameters';
import { isListedAs, isSameAddress } from './matching';
import { eventsField } from './parameters';
import type { Registration } from './registrationStore';
import { readRegistrations, writeRegistrations } from './registrationStore';
import type { Remainder } from './removal';
import { findObsolete, removeObsolete } from './removal';
import type { Situation } from './situation';
import { readSituation, requireReachable } from './situation';
import type { ListedWebhook } from './webhooksApi';
import { hasStatus, listWebhooks, registerWebhook } from './webhooksApi';

/** Bytes of a generated signing secret. */
const SECRET_BYTES = 32;
/** Statuses with which a server may refuse a second webhook for one address. */
const CONFLICT_STATUSES = [409, 422];

/**
 * Tells whether this node's webhook is registered as it should be, and cleans up what is left of
 * earlier registrations. Where the API does not offer the list, what was stored decides.
 *
 * @param context n8n's context of the hook
 * @returns whether `createRegistration` is not needed
 * @throws {NodeApiError} when the API fails otherwise than by not offering the list
 * @throws {NodeOperationError} when the parameters or the credential cannot be used, or the address
 * cannot be reached from outside
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	const situation = await readSituation(context);
	const { account, owner } = situation;
	const events = readTriggerParameter(context, 'events', eventsField);
	requireReachable(situation);
	const listed = await listWebhooks(situation.client);
	const earlier = readEarlier(situation);
	const valid = findReusable(earlier, listed, situation).find((stored) =>
		isValid(stored, events, listed, situation),
	);
	if (valid === undefined) return false;
	const others = earlier.filter((stored) => stored !== valid);
	const { left } = await removeObsolete(others, valid.id, listed, situation);
	writeRegistrations(situation.staticData, situation.purpose, {
		current: { ...valid, account, owner },
		leftovers: left,
	});
	return true;
}

/**
 * Registers this node's webhook with a new secret, then removes what it replaces.
 *
 * @param context n8n's context of the hook
 * @throws {NodeApiError} when the API refuses or fails; nothing new is registered then, as far as can be known
 * @throws {NodeOperationError} when the parameters or the credential cannot be used, the address
 * cannot be reached from outside, or no signing secret is known
 */
export async function createRegistration(context: IHookFunctions): Promise<boolean> {
	const situation = await readSituation(context);
	const { client, url, account, owner, credentialSecrets } = situation;
	const events = readTriggerParameter(context, 'events', eventsField);
	requireReachable(situation);
	const listed = await listWebhooks(client);
	const earlier = readEarlier(situation);

	const secret = randomBytes(SECRET_BYTES).toString('hex');
	const webhook = { url, events, secret };
	let remainder: Remainder | undefined;
	const registered = await registerWebhook(client, webhook)
		.catch(async (error: unknown) => {
			const inTheWay = findObsolete(earlier, undefined, listed, situation).some((obsolete) =>
				isSameAddress(obsolete.url, url),
			);
			if (!inTheWay || !hasStatus(error, CONFLICT_STATUSES)) throw error;
			remainder = await removeObsolete(earlier, undefined, listed, situation);
			return await registerWebhook(client, webhook);
		})
		.catch((error: unknown) => {
			throw hasStatus(error, [409]) ? explainConflict(error, situation) : error;
		});
	const id = registered.id ?? (await findNewId(url, listed, client));
	const secrets = findSecrets(secret, registered.secret);
	const current = { id, url, events, secrets, account, owner };
	if (secrets.length === 0 && credentialSecrets.length === 0) {
		await removeObsolete([current], undefined, listed && [current], situation);
		throw new NodeOperationError(
			context.getNode(),
			'CRMLead Pro signs the events with a secret that it does not tell, so they could not be checked',
			{
				description:
					'Copy the signing secret from CRMLead Pro into the Webhook Signing Secret of the credential, then activate the workflow again.',
			},
		);
	}
	remainder ??= await removeObsolete(earlier, id, listed, situation);
	writeRegistrations(situation.staticData, situation.purpose, {
		current,
		leftovers: remainder.left,
	});
	return true;
}

/**
 * Removes this node's webhook. What the API does not remove stays stored: the next activation uses
 * it again, or, where it may be gone all the same, removes it. Failures are logged: n8n would leave
 * its own part of a webhook behind if this threw.
 *
 * @param context n8n's context of the hook
 */
export async function deleteRegistration(context: IHookFunctions): Promise<boolean> {
	try {
		const situation = await readSituation(context);
		const listed = await listWebhooks(situation.client).catch(() => undefined);
		const stored = readRegistrations(situation.staticData, situation.purpose);
		const { current } = stored;
		const ours = current?.url === situation.url ? [current] : [];
		const obsolete = [...ours, ...stored.leftovers];
		const { left, doubtful } = await removeObsolete(obsolete, undefined, listed, situation);
		const isKept =
			current !== undefined &&
			(ours.length === 0 || (left.includes(current) && !doubtful.has(current)));
		writeRegistrations(situation.staticData, situation.purpose, {
			current: isKept ? current : undefined,
			leftovers: isKept ? left.filter((registration) => registration !== current) : left,
		});
		if (isKept && ours.length > 0 && listed === undefined) {
			context.logger.warn(
				'The webhook that could not be removed is used again when this workflow is activated with the same events. If you remove it in CRMLead Pro by hand, replace the trigger node by a new one before that.',
			);
		}
	} catch (error) {
		context.logger.error(
			`The webhook could not be removed from CRMLead Pro: ${error instanceof Error ? error.message : String(error)}`,
		);
	}
	return true;
}

/** All that was registered from here and may still exist, the newest first. */
function readEarlier({ staticData, purpose }: Situation): Registration[] {
	const { current, leftovers } = readRegistrations(staticData, purpose);
	return current === undefined ? leftovers : [current, ...leftovers];
}

/** Those of them that can be used again. Without the list, nobody knows whether leftovers still exist. */
function findReusable(
	earlier: readonly Registration[],
	listed: readonly ListedWebhook[] | undefined,
	{ staticData, purpose }: Situation,
): readonly Registration[] {
	if (listed !== undefined) return earlier;
	return readRegistrations(staticData, purpose).current === undefined ? [] : earlier.slice(0, 1);
}

function isValid(
	stored: Registration,
	events: readonly string[],
	listed: readonly ListedWebhook[] | undefined,
	{ url, account, credentialSecrets }: Situation,
): boolean {
	if (stored.url !== url || stored.secrets.length + credentialSecrets.length === 0) return false;
	if (listed === undefined) return stored.account === account && isSame(stored.events, events);
	const found = listed.find((webhook) => isListedAs(webhook, stored));
	return found !== undefined && isSame(found.events ?? stored.events, events);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
	return [...one].sort().join() === [...other].sort().join();
}

/** Looks for a webhook whose ID the reply to its registration did not tell. */
async function findNewId(
	url: string,
	before: readonly ListedWebhook[] | undefined,
	client: ApiClient,
): Promise<string | undefined> {
	if (before === undefined) return undefined;
	const known = new Set(before.map(({ id }) => id));
	const now = await listWebhooks(client);
	return now?.find((webhook) => isSameAddress(webhook.url ?? '', url) && !known.has(webhook.id))
		?.id;
}

/**
 * Which secrets may sign: the one in the reply, and the one that was sent. A masked one in the reply
 * that is not the one that was sent means that the server signs with a secret that it does not tell.
 */
function findSecrets(sent: string, told: string | undefined): string[] {
	const masked = /^(.*?)(?:[*•…]+|\.{3,})(.*)$/.exec(told ?? '');
	if (masked === null) return [...new Set([told ?? sent, sent])];
	const [, start = '', end = ''] = masked;
	return sent.startsWith(start) && sent.endsWith(end) ? [sent] : [];
}

function explainConflict({ message }: NodeApiError, { context }: Situation): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, {
		description:
			'If CRMLead Pro already has a webhook for the address of this trigger, remove it there by hand, then activate the workflow again.',
	});
}
