import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Fingerprints } from '../shared/trigger/accountRecognition';
import type { SeenRecords } from '../shared/trigger/seenRecords';
import { storeChanges } from '../shared/trigger/storeChanges';
import type { LeadId } from './newestLeads';

/** What the trigger keeps of an organisation from poll to poll. */
export interface PollState {
	readonly seen: SeenRecords<LeadId>;
	/** How many leads there were, as the list said; null where it did not. */
	readonly total: number | null;
	/** Of the newest leads, to recognise the organisation under other keys. */
	readonly fingerprints: Fingerprints;
}

const idSchema = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)]);

/** Static data. The first version of the trigger wrote the first two alone, and reads them alone. */
const storedSchema = z.object({
	/** Mark of the key pair that was used. */
	organisation: z.string().min(1),
	/** Highest ID of a lead that was seen; 0 where there was none yet. */
	newestLead: idSchema,
	recentLeads: z
		.object({
			ids: z.array(idSchema),
			seenUpTo: idSchema.nullable(),
			total: z.number().nullable(),
			fingerprints: z.record(z.string().regex(/^\d+$/), z.string()),
		})
		.optional()
		.catch(undefined),
});

/** What was found in the static data. */
export type StoredPollState =
	/** Left there with the same keys, or with others. */
	| { readonly status: 'sameKeys' | 'otherKeys'; readonly state: PollState }
	/** Nothing is remembered; `reason` says why that is worth reporting. */
	| { readonly status: 'unknown'; readonly state?: undefined; readonly reason?: string };

/**
 * Looks for what is remembered of earlier polls.
 *
 * @param staticData the node's static data, which a copied workflow or a person may have filled
 * @param organisation mark of the key pair that is used now
 */
export function readPollState(staticData: IDataObject, organisation: string): StoredPollState {
	if (Object.keys(staticData).length === 0) return { status: 'unknown' };
	const stored = storedSchema.safeParse(staticData);
	if (!stored.success) {
		return { status: 'unknown', reason: 'What was remembered of earlier polls cannot be read.' };
	}
	const status = stored.data.organisation === organisation ? 'sameKeys' : 'otherKeys';
	return { status, state: toPollState(stored.data) };
}

function toPollState({ newestLead, recentLeads }: z.infer<typeof storedSchema>): PollState {
	if (recentLeads !== undefined) {
		const { ids, seenUpTo, total, fingerprints } = recentLeads;
		const seen = { ids, seenUpTo };
		// They differ where the first version of the trigger polled meanwhile.
		if (newestOf(seen) === newestLead) return { seen, total, fingerprints };
	}
	const seenUpTo = newestLead === 0 ? null : newestLead;
	return { seen: { ids: [], seenUpTo }, total: null, fingerprints: {} };
}

/**
 * Remembers for the next poll.
 *
 * @param staticData the node's static data
 * @param organisation mark of the key pair that was used
 * @param state what to remember
 */
export function writePollState(
	staticData: IDataObject,
	organisation: string,
	{ seen, total, fingerprints }: PollState,
): void {
	storeChanges(staticData, {
		organisation,
		newestLead: newestOf(seen),
		recentLeads: { ids: [...seen.ids], seenUpTo: seen.seenUpTo, total, fingerprints },
	});
}

function newestOf({ ids, seenUpTo }: SeenRecords<LeadId>): LeadId {
	return ids[0] ?? seenUpTo ?? 0;
}
