import type { IHookFunctions, INode, IWebhookFunctions } from 'n8n-workflow';

import { keepNewest } from '../shared/keepNewest';
import type { Purpose, Registration } from './registrationStore';

/** What identifies deliveries of a webhook. */
export interface RegisteredWebhook {
	/** The vendor's ID, where it is known. */
	readonly id?: string;
	/** Secrets that its deliveries may be signed with. */
	readonly secrets: readonly string[];
}

/** What this process knows about a node's webhook earlier, or more reliably, than static data does. */
interface AcceptedWebhooks {
	/** The registration that this process last made or checked. */
	readonly current?: Registration;
	/** The webhook that is being registered. */
	readonly expected?: RegisteredWebhook;
}

/** Most nodes that are remembered. */
const MOST_NODES = 1000;

const acceptedByNode = new Map<string, AcceptedWebhooks>();

/**
 * Identifies a node and its webhook's purpose within this n8n instance.
 */
export function toNodeKey(
	context: IHookFunctions | IWebhookFunctions,
	{ id }: INode,
	purpose: Purpose,
): string {
	return JSON.stringify([context.getWorkflow().id, id, purpose]);
}

/**
 * Accepts deliveries of a webhook that is being registered: they may arrive before the vendor's reply,
 * and before n8n saves static data.
 *
 * @param webhook what is known about the webhook so far
 */
export function expectDeliveries(nodeKey: string, webhook: RegisteredWebhook): void {
	keepNewest(
		acceptedByNode,
		nodeKey,
		{ ...acceptedByNode.get(nodeKey), expected: webhook },
		MOST_NODES,
	);
}

/** Undoes `expectDeliveries` after a failed registration. */
export function expectNoDeliveries(nodeKey: string): void {
	keepNewest(
		acceptedByNode,
		nodeKey,
		{ current: acceptedByNode.get(nodeKey)?.current },
		MOST_NODES,
	);
}

/**
 * Remembers the registration that is valid from now on. Static data alone is not enough: a delivery
 * that n8n is still processing may overwrite it with older data.
 */
export function rememberRegistration(nodeKey: string, registration: Registration): void {
	keepNewest(acceptedByNode, nodeKey, { current: registration }, MOST_NODES);
}

/** Forgets a node whose webhook was removed. */
export function forgetRegistration(nodeKey: string): void {
	acceptedByNode.delete(nodeKey);
}

/**
 * Finds the webhooks whose deliveries a node accepts: the newer of the registrations in static data and
 * in this process, and one that is being made.
 *
 * @param stored the registration in static data, if any
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
