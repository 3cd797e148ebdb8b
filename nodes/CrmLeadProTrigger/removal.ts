import { NodeApiError } from 'n8n-workflow';

import { isListedAs, isSameAddress } from './matching';
import type { Registration } from './registrationStore';
import type { Situation } from './situation';
import type { ListedWebhook } from './webhooksApi';
import { removeWebhook } from './webhooksApi';

/** A webhook that should not exist any more. */
interface Obsolete {
	readonly id: string;
	readonly url: string;
	/** Undefined for one that only the list tells of. */
	readonly registration: Registration | undefined;
}

/** What is left after obsolete webhooks were removed. */
export interface Remainder {
	/** Stored ones that may still exist, the newest first. */
	readonly left: Registration[];
	/** Those of them that may be gone all the same, because the server failed when it was asked. */
	readonly doubtful: ReadonlySet<Registration>;
}

/**
 * Finds what to remove: what was stored and what the list has for this node's own address. Never one
 * that another n8n or workflow registered.
 *
 * @param earlier what was registered from here, the newest first
 * @param keptId ID of the webhook that stays
 * @param listed the account's webhooks; undefined where the API does not list them
 * @param situation the hook's
 */
export function findObsolete(
	earlier: readonly Registration[],
	keptId: string | undefined,
	listed: readonly ListedWebhook[] | undefined,
	{ url, account, owner }: Situation,
): Obsolete[] {
	const stored = earlier.filter((registration) => registration.owner === owner);
	const fromList = (listed ?? []).map((webhook) => {
		const registration = stored.find((candidate) => isListedAs(webhook, candidate));
		const isOurs = registration !== undefined || isSameAddress(webhook.url ?? '', url);
		const id = isOurs ? (webhook.id ?? registration?.id) : undefined;
		return { id, url: webhook.url ?? registration?.url ?? url, registration };
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
	return [...fromList, ...fromStore].flatMap(({ id, ...obsolete }) =>
		id === undefined || id === keptId ? [] : [{ id, ...obsolete }],
	);
}

/**
 * Removes obsolete webhooks. What stays is logged.
 *
 * @param earlier what was registered from here, the newest first
 * @param keptId ID of the webhook that stays
 * @param listed the account's webhooks; undefined where the API does not list them
 * @param situation the hook's
 */
export async function removeObsolete(
	earlier: readonly Registration[],
	keptId: string | undefined,
	listed: readonly ListedWebhook[] | undefined,
	situation: Situation,
): Promise<Remainder> {
	const { client, context, account, owner } = situation;
	const warn = (id: string | undefined, url: string, reason: string): void => {
		context.logger.warn(
			`The webhook ${id ?? 'without a known ID'} for ${url} may still be registered in CRMLead Pro: ${reason}. Remove it there by hand if it stays.`,
		);
	};
	const left: Registration[] = [];
	const doubtful = new Set<Registration>();
	for (const stored of earlier.filter((registration) => registration.owner === owner)) {
		if (listed?.some((webhook) => isListedAs(webhook, stored))) continue;
		if (stored.account !== account) {
			warn(stored.id, stored.url, 'it was registered with another API key or Base URL');
		} else if (listed === undefined && stored.id === undefined) {
			warn(stored.id, stored.url, 'its removal needs the ID');
			left.push(stored);
		}
	}
	for (const { id, url, registration } of findObsolete(earlier, keptId, listed, situation)) {
		try {
			if ((await removeWebhook(client, id, listed !== undefined)) === 'removed') continue;
			warn(id, url, 'its API offers no removal');
		} catch (error) {
			warn(id, url, error instanceof Error ? error.message : String(error));
			if (registration !== undefined && !isRefusal(error)) doubtful.add(registration);
		}
		if (registration !== undefined) left.push(registration);
	}
	return { left, doubtful };
}

/** Whether a failure says that nothing was done: a refusal of the request, not a failure of the server. */
function isRefusal(error: unknown): boolean {
	return error instanceof NodeApiError && /^4/.test(error.httpCode ?? '');
}
