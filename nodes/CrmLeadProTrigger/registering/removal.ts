import { NodeApiError } from 'n8n-workflow';

import { toLogLine } from '../../shared/plainText';
import type { HookData } from './hookData';
import { isListedAs, isSameAddress } from './matching';
import type { Registration } from '../registrationStore';
import type { ListedWebhook } from './webhooksApi';
import { removeWebhook } from './webhooksApi';

/** A webhook that is to be removed. */
interface WebhookToRemove {
	readonly id: string;
	readonly url: string;
	/** Undefined for one that only the list tells of. */
	readonly registration: Registration | undefined;
}

/** How the removal of webhooks ended. */
export interface RemovalResult {
	/** Stored registrations that may still exist, the newest first. */
	readonly remaining: Registration[];
	/** Those of them that may be gone all the same, because the server failed when it was asked. */
	readonly maybeRemoved: ReadonlySet<Registration>;
}

/**
 * Finds what to remove: what was stored and what the list has for this node's own address. Never one
 * that another n8n or workflow registered.
 *
 * @param earlier what was registered from here, the newest first
 * @param keptId ID of the webhook that stays
 * @param listed the account's webhooks; undefined where the API does not list them
 * @param hook what the webhook method works with
 */
export function findWebhooksToRemove(
	earlier: readonly Registration[],
	keptId: string | undefined,
	listed: readonly ListedWebhook[] | undefined,
	{ url, account, owner }: HookData,
): WebhookToRemove[] {
	const stored = earlier.filter((registration) => registration.owner === owner);
	const fromList = (listed ?? []).map((webhook) => {
		const registration = stored.find((candidate) => isListedAs(webhook, candidate));
		const isOurs = registration !== undefined || isSameAddress(webhook.url ?? '', url);
		const id = isOurs ? (webhook.id ?? registration?.id) : undefined;
		return { id, url: registration?.url ?? url, registration };
	});
	// A list may be cut short, but an ID that it tells with another address is somebody else's.
	const fromStore = stored
		.filter(
			(registration) =>
				registration.account === account &&
				!listed?.some(
					(webhook) => webhook.id === registration.id || isListedAs(webhook, registration),
				),
		)
		.map((registration) => ({ id: registration.id, url: registration.url, registration }));
	return [...fromList, ...fromStore].flatMap(({ id, ...others }) =>
		id === undefined || id === keptId ? [] : [{ id, ...others }],
	);
}

/**
 * Removes the webhooks that `findWebhooksToRemove` finds. What stays is logged.
 *
 * @param earlier what was registered from here, the newest first
 * @param keptId ID of the webhook that stays
 * @param listed the account's webhooks; undefined where the API does not list them
 * @param hook what the webhook method works with
 */
export async function removeWebhooks(
	earlier: readonly Registration[],
	keptId: string | undefined,
	listed: readonly ListedWebhook[] | undefined,
	hook: HookData,
): Promise<RemovalResult> {
	const { client, context, account, owner } = hook;
	const warn = (id: string | undefined, url: string, reason: string): void => {
		context.logger.warn(
			toLogLine(
				`The webhook ${id ?? 'without a known ID'} for ${url} may still be registered in CRMLead Pro: ${reason}. Remove it there by hand if it stays.`,
			),
		);
	};
	const remaining: Registration[] = [];
	const maybeRemoved = new Set<Registration>();
	for (const stored of earlier.filter((registration) => registration.owner === owner)) {
		if (listed?.some((webhook) => isListedAs(webhook, stored))) continue;
		if (stored.account !== account) {
			warn(stored.id, stored.url, 'it was registered with another API key or Base URL');
		} else if (listed === undefined && stored.id === undefined) {
			warn(stored.id, stored.url, 'its removal needs the ID');
			remaining.push(stored);
		}
	}
	for (const { id, url, registration } of findWebhooksToRemove(earlier, keptId, listed, hook)) {
		try {
			if (await removeWebhook(client, id, listed !== undefined)) continue;
			warn(id, url, 'its API offers no removal');
		} catch (error) {
			warn(id, url, error instanceof Error ? error.message : String(error));
			if (registration !== undefined && !isRefusal(error)) maybeRemoved.add(registration);
		}
		if (registration !== undefined) remaining.push(registration);
	}
	return { remaining, maybeRemoved };
}

/** Whether a failure says that nothing was done: a refusal of the request, not a failure of the server. */
function isRefusal(error: unknown): boolean {
	return error instanceof NodeApiError && /^4/.test(error.httpCode ?? '');
}
