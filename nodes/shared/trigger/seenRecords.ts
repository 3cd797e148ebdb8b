/** Says which of two IDs is higher, as `Array.prototype.sort` asks. */
export type IdOrder<Id> = (first: Id, second: Id) => number;

/** The records that polls saw lately, by IDs that have an order. JSON, so that static data can hold it. */
export interface SeenRecords<Id extends number | string> {
	/** IDs, the highest first. */
	readonly ids: readonly Id[];
	/** Up to this ID every record counts as seen; null where `ids` has all that were ever seen. */
	readonly seenUpTo: Id | null;
}

/**
 * Makes a check for records that no poll saw, those among them whose ID is not the highest: some
 * become visible after others with a higher ID.
 *
 * @param seen what polls saw
 * @param order the order of IDs
 * @returns tells whether a record with an ID is new
 */
export function createUnseenCheck<Id extends number | string>(
	{ ids, seenUpTo }: SeenRecords<Id>,
	order: IdOrder<Id>,
): (id: Id) => boolean {
	const known = new Set(ids.map(String));
	return (id) => (seenUpTo === null || order(id, seenUpTo) > 0) && !known.has(String(id));
}

/**
 * Adds what a poll saw, and forgets the lowest IDs beyond so many: records up to those count as seen.
 *
 * @param seen what earlier polls saw
 * @param ids what this poll saw, each ID once
 * @param order the order of IDs
 * @param most how many IDs are kept
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
