import { NodeApiError } from 'n8n-workflow';

import { toLogLine } from '../../shared/plainText';
import type { Registration } from '../registrationStore';
import type { HookData } from './hookData';
import { isListedAs, isSameAddress } from './matching';
import type { ListedWebhook } from './webhooksApi';
import { removeWebhook } from './webhooksApi';

/** A webhook to remove. */
interface Removal {
	readonly id: string;
	readonly url: string;
	/** Undefined for a webhook that is in the list only. */
	readonly registration: Registration | undefined;
}

/** Why a webhook cannot be removed by this node, and whether a later activation may be able to. */
const OBSTACLES = {
	otherAccount: {
		reason: 'it was registered with another API key or Base URL',
		staysStored: false,
	},
	unknownId: { reason: 'its removal needs the ID', staysStored: true },
} as const;

interface Unreachable {
	readonly registration: Registration;
	readonly obstacle: keyof typeof OBSTACLES;
}

/** Which webhooks to remove, and which ones are out of reach. */
export interface RemovalPlan {
	readonly removals: readonly Removal[];
	readonly unreachable: readonly Unreachable[];
	/** Whether the API lists webhooks. Where it does not, a 404 may mean that it cannot remove them either. */
	readonly canList: boolean;
}

/** The result of a removal. */
export interface RemovalResult {
	/** Stored registrations that may still exist, the newest first. */
	readonly remaining: Registration[];
	/** Those of them that may be gone, since the server failed while removing them. */
	readonly maybeRemoved: ReadonlySet<Registration>;
}

/**
 * Plans what to remove: stored registrations, and listed webhooks for this node's own address. Never a
 * webhook that another n8n instance or workflow registered.
 *
 * @param earlier this node's registrations, the newest first
 * @param listed the account's webhooks; undefined where the API does not list them
 */
export function planRemoval(
	earlier: readonly Registration[],
	listed: readonly ListedWebhook[] | undefined,
	hook: Pick<HookData, 'url' | 'account' | 'owner'>,
): RemovalPlan {
	const { url, account, owner } = hook;
	const stored = earlier.filter((registration) => registration.owner === owner);
	const unlisted = stored.filter(
		(registration) => !listed?.some((webhook) => isListedAs(webhook, registration)),
	);
	const fromList = (listed ?? []).map((webhook) => {
		const registration = stored.find((candidate) => isListedAs(webhook, candidate));
		const isOurs = registration !== undefined || isSameAddress(webhook.url ?? '', url);
		const id = isOurs ? (webhook.id ?? registration?.id) : undefined;
		return { id, url: registration?.url ?? url, registration };
	});
	// The list may be incomplete, but an ID that it has with another address is somebody else's.
	const fromStore = unlisted
		.filter(
			(registration) =>
				registration.account === account &&
				!listed?.some((webhook) => webhook.id === registration.id),
		)
		.map((registration) => ({ id: registration.id, url: registration.url, registration }));
	return {
		removals: [...fromList, ...fromStore].flatMap(({ id, ...others }) =>
			id === undefined ? [] : [{ id, ...others }],
		),
		unreachable: unlisted.flatMap((registration): Unreachable[] => {
			if (registration.account !== account) return [{ registration, obstacle: 'otherAccount' }];
			const isUnknown = listed === undefined && registration.id === undefined;
			return isUnknown ? [{ registration, obstacle: 'unknownId' }] : [];
		}),
		canList: listed !== undefined,
	};
}

/**
 * Plans the removal of a webhook that has just been registered.
 *
 * @param canList whether the API lists webhooks
 */
export function planRemovalOf(registration: Registration, canList: boolean): RemovalPlan {
	const { id, url } = registration;
	return id === undefined
		? { removals: [], unreachable: [{ registration, obstacle: 'unknownId' }], canList }
		: { removals: [{ id, url, registration }], unreachable: [], canList };
}

/**
 * Carries out a plan, and logs what stays registered.
 *
 * @param keptId ID of a webhook to keep, whatever the plan says
 */
export async function carryOutRemoval(
	{ removals, unreachable, canList }: RemovalPlan,
	{ client, context }: HookData,
	keptId?: string,
): Promise<RemovalResult> {
	const warn = (id: string | undefined, url: string, reason: string): void => {
		context.logger.warn(
			toLogLine(
				`The webhook ${id ?? 'without a known ID'} for ${url} may still be registered in CRMLead Pro: ${reason}. Remove it there by hand if it stays.`,
			),
		);
	};
	const remaining: Registration[] = [];
	const maybeRemoved = new Set<Registration>();
	for (const { registration, obstacle } of unreachable) {
		const { reason, staysStored } = OBSTACLES[obstacle];
		warn(registration.id, registration.url, reason);
		if (staysStored) remaining.push(registration);
	}
	for (const { id, url, registration } of removals.filter((removal) => removal.id !== keptId)) {
		try {
			if (await removeWebhook(client, id, canList)) continue;
			warn(id, url, 'its API offers no removal');
		} catch (error) {
			warn(id, url, error instanceof Error ? error.message : String(error));
			if (registration !== undefined && !isRejection(error)) maybeRemoved.add(registration);
		}
		if (registration !== undefined) remaining.push(registration);
	}
	return { remaining, maybeRemoved };
}

/** Whether a failure means that nothing was removed: the server rejected the request (4xx) rather than failing itself. */
function isRejection(error: unknown): boolean {
	return error instanceof NodeApiError && /^4/.test(error.httpCode ?? '');
}
