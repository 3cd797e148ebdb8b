import { z } from 'zod';

import type { StoredState } from './storedState';
import { readStoredState } from './storedState';

/** Most records that are remembered one by one after a poll that found nothing new. */
const MOST_SEEN = 200;
/** Most records that one poll found new and that the next one looks at again. */
const MOST_UNSETTLED = 5_000;

const timeSchema = z.number().nullable();

const stateSchema = z
	.object({
		/** Hash of the key and base URL that were used. */
		account: z.string().min(1),
		/** Field with the time by which the list is watched; null where its records have none. */
		field: z.string().nullable(),
		/** IDs of records and their times, the newest first. */
		ids: z.array(z.string()),
		times: z.array(z.number()),
		/** Every record up to this time counts as seen; null where `ids` has all. */
		floor: timeSchema,
		/** The next poll looks again at everything from this time on; null where that was done. */
		again: timeSchema,
		/** IDs of those from `again` on that the last reading did not show, where it may have been disturbed. */
		unshown: z.array(z.string()).default([]),
		/** Prints of records that may change once more without a later time. */
		prints: z.record(z.string(), z.string()),
		/** How many records there were according to the list; null where it did not say. */
		total: z.number().nullable(),
		/** Whether the server was seen to sort the list. */
		isSorted: z.boolean(),
		/** Fingerprints of the newest records, to recognise the account after the keys have changed. */
		fingerprints: z.record(z.string(), z.string()),
	})
	.refine(({ ids, times }) => ids.length === times.length);

/** What is stored of a watched list between polls. Times are those of the server, in ms since 1970. */
export type WatchState = z.infer<typeof stateSchema>;

/**
 * Reads what is stored of a watched list.
 *
 * @param stored from static data
 * @param account hash of the key that is used now
 */
export function readWatchState(stored: unknown, account: string): StoredState<WatchState> {
	return readStoredState(stored, account, (value) => {
		const { data } = stateSchema.safeParse(value);
		return data && { account: data.account, state: data };
	});
}

/** Which records were seen: times by ID, and up to when all count as seen. */
export interface Sightings {
	readonly times: ReadonlyMap<string, number>;
	readonly floor: number | null;
}

/** The times by ID that a state holds. */
export function sightingsOf({
	ids,
	times,
}: Pick<WatchState, 'ids' | 'times'>): Map<string, number> {
	return new Map(ids.map((id, place) => [id, times[place] ?? 0]));
}

/**
 * Forgets the oldest records beyond the most that are remembered. Those that may have to be recognised
 * by the next poll stay.
 *
 * @param unsettled the oldest time that the next poll looks at again; null for none
 */
export function trimSightings(
	{ times, floor }: Sightings,
	unsettled: number | null,
): Pick<WatchState, 'ids' | 'times' | 'floor'> {
	const newestFirst = [...times].sort(([, one], [, other]) => other - one);
	const timeAt = (place: number): number => newestFirst[place]?.[1] ?? -Infinity;
	const settled = Math.min(timeAt(MOST_SEEN), unsettled === null ? Infinity : unsettled - 1);
	const bottom = Math.max(floor ?? -Infinity, settled, timeAt(MOST_UNSETTLED));
	const kept = newestFirst.filter(([, time]) => time > bottom);
	return {
		ids: kept.map(([id]) => id),
		times: kept.map(([, time]) => time),
		floor: bottom === -Infinity ? null : bottom,
	};
}
