/** Compares two IDs, for `Array.prototype.sort`. */
export type IdOrder<Id> = (first: Id, second: Id) => number;

/** The records that polls have seen, by IDs that can be ordered. JSON, so that static data can hold it. */
export interface SeenRecords<Id extends number | string> {
	/** IDs, the highest first. */
	readonly ids: readonly Id[];
	/** Every record up to this ID counts as seen; null where `ids` has all that were ever seen. */
	readonly seenUpTo: Id | null;
}

/**
 * Creates a check for records that no poll has seen. A new record's ID need not be the highest: some
 * records become visible after others with a higher ID.
 *
 * @returns a function that returns whether the record with an ID is new
 */
export function createUnseenCheck<Id extends number | string>(
	{ ids, seenUpTo }: SeenRecords<Id>,
	order: IdOrder<Id>,
): (id: Id) => boolean {
	const known = new Set(ids.map(String));
	return (id) => (seenUpTo === null || order(id, seenUpTo) > 0) && !known.has(String(id));
}

/**
 * Adds what a poll has seen, and drops the lowest IDs beyond `most`: records up to those count as seen.
 *
 * @param ids what this poll has seen, each ID once
 */
export function addSeen<Id extends number | string>(
	seen: SeenRecords<Id>,
	ids: readonly Id[],
	order: IdOrder<Id>,
	most: number,
): SeenRecords<Id> {
	const unseen = ids.filter(createUnseenCheck(seen, order));
	const all = [...seen.ids, ...unseen].sort((first, second) => order(second, first));
	return { ids: all.slice(0, most), seenUpTo: all[most] ?? seen.seenUpTo };
}
