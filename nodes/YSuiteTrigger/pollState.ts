import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Fingerprints } from '../shared/trigger/accountRecognition';
import { storeChanges } from '../shared/trigger/storeChanges';
import type { StoredState } from '../shared/trigger/storedState';
import { readStoredState } from '../shared/trigger/storedState';
import type { LeadId } from './newestLeads';
import type { SeenRecords } from './seenRecords';

/** What the trigger stores about an organisation between polls. */
export interface PollState {
	readonly seen: SeenRecords<LeadId>;
	/** How many leads there were according to the list; null where it did not say. */
	readonly total: number | null;
	/** Fingerprints of the newest leads, to recognise the organisation after the keys have changed. */
	readonly fingerprints: Fingerprints;
}

const idSchema = z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)]);

/** Static data. The trigger's first version writes and reads the first two fields only. */
const storedSchema = z.object({
	/** Hash of the key pair that was used. */
	organisation: z.string().min(1),
	/** Highest ID of a lead that was seen; 0 where there was no lead yet. */
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

/**
 * Reads the state that earlier polls stored.
 *
 * @param staticData the node's
 * @param organisation hash of the key pair that is used now
 */
export function readPollState(
	staticData: IDataObject,
	organisation: string,
): StoredState<PollState> {
	const isEmpty = Object.keys(staticData).length === 0;
	return readStoredState(isEmpty ? undefined : staticData, organisation, (stored) => {
		const { data } = storedSchema.safeParse(stored);
		return data && { account: data.organisation, state: toPollState(data) };
	});
}

function toPollState({ newestLead, recentLeads }: z.infer<typeof storedSchema>): PollState {
	if (recentLeads !== undefined) {
		const { ids, seenUpTo, total, fingerprints } = recentLeads;
		const seen = { ids, seenUpTo };
		// They differ where the trigger's first version has polled meanwhile.
		if (newestOf(seen) === newestLead) return { seen, total, fingerprints };
	}
	const seenUpTo = newestLead === 0 ? null : newestLead;
	return { seen: { ids: [], seenUpTo }, total: null, fingerprints: {} };
}

/**
 * Stores the state for the next poll.
 *
 * @param organisation hash of the key pair that was used
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

/** The highest ID that was seen; 0 where there was no lead yet. */
export function newestOf({ ids, seenUpTo }: SeenRecords<LeadId>): LeadId {
	return ids[0] ?? seenUpTo ?? 0;
}
