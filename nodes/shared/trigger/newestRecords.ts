import type { IDataObject } from 'n8n-workflow';

import type { ApiClient, Collected, ListRequest } from '../http';
import { readPagesInTurn } from '../http';

/**
 * How many of the newest known records each poll reads again: half a usual page, so that one request is
 * enough as long as no more than 50 records are new.
 */
export const LOOKED_THROUGH_AGAIN = 50;
/** Most records that a poll reads to find known ones after the keys have changed. */
export const MOST_TO_RECOGNISE = 5_000;
/** Number of records in which a descending order is no coincidence. */
const RECORDS_THAT_PROVE_ORDER = 10;

/** By what a list is sorted. */
export interface RecordOrder<Key> {
	/** A record's place in the order; undefined where it has none. */
	readonly keyOf: (record: IDataObject) => Key | undefined;
	/** Compares two places, for `Array.prototype.sort`. */
	readonly compare: (first: Key, second: Key) => number;
}

/** How far the reading has got. */
export interface ReadingProgress<Key> {
	/** All records so far. */
	readonly records: readonly IDataObject[];
	/** The lowest place in the order so far. */
	readonly lowest: Key;
	/** How many records there are according to the list; the lowest of several numbers. */
	readonly total: number | undefined;
}

/** The records that were read. */
export interface NewestRecords extends Collected {
	/** Whether these are certainly all records of the list: its last page was not full. */
	readonly isWhole: boolean;
	/** Whether the list came to an end of its own: its last page was shorter than the others. */
	readonly hasEnded: boolean;
	/** Whether all came in order. */
	readonly isInOrder: boolean;
	/** Whether there is a further page, as far as the list tells. */
	readonly hasNext: boolean;
	/** How many pages were read. */
	readonly pages: number;
	/** How many records there are according to the list; the lowest of several numbers. */
	readonly total: number | undefined;
}

/**
 * Reads records of a list that is requested in descending order, until they are enough. Where the
 * server ignores the order, all records are read.
 *
 * @param isEnough asked after each page, as long as the order is kept
 */
export async function readNewestRecords<Key>(
	client: ApiClient,
	list: ListRequest,
	{ keyOf, compare }: RecordOrder<Key>,
	isEnough: (progress: ReadingProgress<Key>) => boolean,
): Promise<NewestRecords> {
	const isFalling = (keys: ReadonlyArray<Key | undefined>): boolean =>
		keys.every((key, index) => {
			const before = index === 0 ? key : keys[index - 1];
			return key !== undefined && before !== undefined && compare(key, before) <= 0;
		});
	let [rows, pages, longest] = [0, 0, 0];
	let lowest: Key | undefined;
	let isInOrder = true;
	let isWhole = false;
	let [hasEnded, hasNext] = [false, false];
	let total: number | undefined;
	const collected = await readPagesInTurn(client, list, {
		isEnough: (records, page) => {
			const keys = page.records.map(keyOf);
			const last = keys.at(-1) ?? lowest;
			isInOrder &&= isFalling(keys.length === 0 ? [] : [lowest ?? last, last]) && isFalling(keys);
			[rows, pages] = [rows + keys.length, pages + 1];
			lowest = last;
			hasNext = page.next !== undefined;
			isWhole = !hasNext && keys.length < list.paging.pageSize;
			hasEnded = !hasNext && keys.length < longest;
			longest = Math.max(longest, keys.length);
			if (page.total !== undefined) total = Math.min(page.total, total ?? Infinity);
			if (!isInOrder || rows < RECORDS_THAT_PROVE_ORDER || lowest === undefined) return false;
			return isEnough({ records, lowest, total });
		},
	});
	return { ...collected, isWhole, hasEnded, isInOrder, hasNext, pages, total };
}

/**
 * Whether a list has more records than those known before and those found so far, so that one may have
 * become visible further down.
 *
 * @param totalBefore how many there were at the last poll; null where the list did not say
 * @param isAdded whether no poll has seen a record
 */
export function mayHideMore(
	totalBefore: number | null,
	{ records, total }: Pick<ReadingProgress<unknown>, 'records' | 'total'>,
	isAdded: (record: IDataObject) => boolean,
): boolean {
	if (totalBefore === null || total === undefined) return false;
	return total - totalBefore > records.filter(isAdded).length;
}
