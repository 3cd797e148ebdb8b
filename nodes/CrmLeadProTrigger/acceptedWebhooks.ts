import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { keepNewest } from '../shared/keepNewest';
import type { Purpose, Registration } from './registrationStore';

/** What deliveries of a webhook are recognised by. */
export interface RegisteredWebhook {
	/** The vendor's ID, as far as it is known. */
	readonly id?: string;
	/** Secrets with which its deliveries may be signed. */
	readonly secrets: readonly string[];
}

/** What this process knows of a node's webhook before, or better than, static data. */
interface AcceptedWebhooks {
	/** The registration that this process made or checked last. */
	readonly current?: Registration;
	/** The one that is being made. */
	readonly expected?: RegisteredWebhook;
}

/** Nodes that are remembered. */
const MOST_NODES = 1000;

const acceptedByNode = new Map<string, AcceptedWebhooks>();

/**
 * The key of a node and of what its webhook is for.
 *
 * @param context n8n's context of a hook or a delivery
 * @param purpose what the webhook is for
 * @returns a text that no other node of this n8n has
 */
export function toNodeKey(context: IHookFunctions | IWebhookFunctions, purpose: Purpose): string {
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, purpose]);
}

/**
 * Accepts deliveries of a webhook that is being registered. They may come before the vendor's reply,
 * and before n8n saves static data.
 *
 * @param webhook what is known of the webhook so far
 */
export function expectDeliveries(nodeKey: string, webhook: RegisteredWebhook): void {
	keepNewest(
		acceptedByNode,
		nodeKey,
		{ ...acceptedByNode.get(nodeKey), expected: webhook },
		MOST_NODES,
	);
}

/**
 * Ends what `expectDeliveries` began, after a registration that failed.
 *
 */
export function expectNoDeliveries(nodeKey: string): void {
	keepNewest(
		acceptedByNode,
		nodeKey,
		{ current: acceptedByNode.get(nodeKey)?.current },
		MOST_NODES,
	);
}

/**
 * Remembers the registration that counts from now on, in place of all others. A delivery that n8n
 * was at work on may save older static data over it.
 *
 * @param registration the registration
 */
export function rememberRegistration(nodeKey: string, registration: Registration): void {
	keepNewest(acceptedByNode, nodeKey, { current: registration }, MOST_NODES);
}

/**
 * Forgets a node, whose webhook was removed.
 *
 */
export function forgetRegistration(nodeKey: string): void {
	acceptedByNode.delete(nodeKey);
}

/**
 * Finds the webhooks whose deliveries a node accepts: the newest registration, be it the one in
 * static data or the one that this process remembers, and one that is being made.
 *
 * @param stored the registration in static data, if there is one
 */
export function findAcceptedWebhooks(
	nodeKey: string,
	stored: Registration | undefined,
): RegisteredWebhook[] {
	const { current, expected } = acceptedByNode.get(nodeKey) ?? {};
	const isStoredNewer = (stored?.since ?? 0) > (current?.since ?? 0);
	const newest = isStoredNewer ? stored : (current ?? stored);
	return [newest, expected].filter((webhook) => webhook !== undefined);
}
