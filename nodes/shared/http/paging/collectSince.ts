import type { IDataObject } from 'n8n-workflow';

import { readTimestamp } from '../../timestamp';
import type { ApiClient } from '../client';
import { collectRecords } from './collectRecords';
import type { Collected, Page } from './page';
import { readPagesInTurn } from './pagesInTurn';
import type { SortableList } from './sortedLists';
import { isSeenToSort, unlessRejected } from './sortedLists';

/** A list of which only the newest records are wanted. */
export interface RecentList extends SortableList {
	/** Field with a time. */
	readonly field: string;
	/** The oldest time that is wanted, in ms since 1970. */
	readonly since: number;
}

/**
 * Reads the newest records of a list. The walk ends at the first record that is too old, but only where
 * the server is seen to sort: the pages are in order, and sorted by another field the list begins with
 * other records. Otherwise the whole list is read.
 *
 * @param isWanted which records are returned
 * @param limit most records to return
 */
export async function collectSince(
	client: ApiClient,
	recent: RecentList,
	isWanted: (record: IDataObject) => boolean,
	limit: number,
): Promise<Collected> {
	const { list, sortedBy, field, since } = recent;
	const pick = ({ records, ...rest }: Collected): Collected => ({
		...rest,
		records: records.filter(isWanted).slice(0, limit),
	});
	const order = watchOrder(field, since);
	let firstPage: Page | undefined;
	let seen = 0;
	let wanted = 0;
	const collected = await readPagesInTurn(client, sortedBy(field), {
		isEnough: (records, page) => {
			firstPage ??= page;
			wanted += records.slice(seen).filter(isWanted).length;
			seen = records.length;
			order.add(page);
			return wanted >= limit || order.isPast();
		},
	}).catch(unlessRejected);
	const isComplete = wanted >= limit || !order.isPast();
	const isUsable =
		collected !== undefined &&
		(isComplete || (await isSeenToSort(client, recent, firstPage?.records ?? [], order.timeOf)));
	return pick(isUsable ? collected : await collectRecords(client, list));
}

/** Watches whether pages come in order, the newest record first, and have come past a time. */
function watchOrder(field: string, since: number) {
	let isOrdered = true;
	let last = Infinity;
	const timeOf = (record: IDataObject): number | undefined => readTimestamp(record[field]);
	return {
		timeOf,
		add: ({ records }: Page): void => {
			for (const record of records) {
				const time = timeOf(record) ?? Infinity;
				isOrdered &&= time <= last;
				last = Math.min(last, time);
			}
		},
		isPast: (): boolean => isOrdered && last < since,
	};
}
