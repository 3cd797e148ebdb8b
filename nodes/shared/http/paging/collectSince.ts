import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { readTimestamp } from '../../timestamp';
import type { ApiClient } from '../client';
import { collectRecords } from './collectRecords';
import { fetchPage, firstPosition } from './fetchPage';
import type { Collected, ListRequest, Page } from './page';
import { readRecordId } from './page';
import { readPagesInTurn } from './pagesInTurn';

/** A field by which the order is another than by time. */
const OTHER_FIELD = 'name';
/** Statuses for a value that the API does not take. */
const REJECTED_STATUSES = new Set(['400', '422']);

/** A list of which only the newest records are wanted. */
export interface RecentList {
	/** The list in no particular order. */
	readonly list: ListRequest;
	/** The list in descending order of a field. */
	readonly sortedBy: (field: string) => ListRequest;
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
	{ list, sortedBy, field, since }: RecentList,
	isWanted: (record: IDataObject) => boolean,
	limit: number,
): Promise<Collected> {
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
		(isComplete || (await hasOtherOrder(client, sortedBy(OTHER_FIELD), firstPage)));
	return pick(isUsable ? collected : await collectRecords(client, list));
}

/** @throws all but the failure of an API that does not sort by the field */
function unlessRejected(error: unknown): undefined {
	if (error instanceof NodeApiError && REJECTED_STATUSES.has(error.httpCode ?? ''))
		return undefined;
	throw error;
}

/** Whether another order begins with other records, so that the server does sort. */
async function hasOtherOrder(
	client: ApiClient,
	list: ListRequest,
	firstPage: Page | undefined,
): Promise<boolean> {
	const { records } = await fetchPage(client, list, firstPosition(client, list)).catch((error) => {
		unlessRejected(error);
		return { records: firstPage?.records ?? [] };
	});
	const idsOf = (all: readonly IDataObject[]): string =>
		JSON.stringify(all.map((record) => readRecordId(list, record)));
	return idsOf(records) !== idsOf(firstPage?.records ?? []);
}

/** Watches whether pages come in order, the newest record first, and have come past a time. */
function watchOrder(field: string, since: number) {
	let isOrdered = true;
	let last = Infinity;
	return {
		add: ({ records }: Page): void => {
			for (const record of records) {
				const time = readTimestamp(record[field]) ?? Infinity;
				isOrdered &&= time <= last;
				last = Math.min(last, time);
			}
		},
		isPast: (): boolean => isOrdered && last < since,
	};
}
