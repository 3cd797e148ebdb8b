import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { ApiClient } from '../client';
import { fetchPage, firstPosition } from './fetchPage';
import type { ListRequest } from './page';
import { readRecordId } from './page';

/** A list that may be asked for in the order of a field. */
export interface SortableList {
	/** The list in no particular order. */
	readonly list: ListRequest;
	/** The list in descending order of a field. */
	readonly sortedBy: (field: string) => ListRequest;
}

/** A field by which the order is another than by time. */
const OTHER_FIELD = 'name';
/** Statuses for a value that the API does not take. */
const REJECTED_STATUSES = new Set(['400', '422']);

/** @throws all but the failure of an API that does not sort by the field */
export function unlessRejected(error: unknown): undefined {
	if (error instanceof NodeApiError && REJECTED_STATUSES.has(error.httpCode ?? ''))
		return undefined;
	throw error;
}

/**
 * Whether the server is seen to sort: in another order the list begins with other records, or has the
 * same ones in another order. Some may have come and gone between the two requests; those that came tell
 * nothing.
 *
 * @param records those that the list begins with in the order of a time
 * @param timeOf this time, in ms since 1970; undefined where a record has none
 */
export async function isSeenToSort(
	client: ApiClient,
	{ sortedBy }: SortableList,
	records: readonly IDataObject[],
	timeOf: (record: IDataObject) => number | undefined,
): Promise<boolean> {
	const list = sortedBy(OTHER_FIELD);
	const page = await fetchPage(client, list, firstPosition(client, list)).catch(unlessRejected);
	if (page === undefined) return false;
	const idsOf = (all: readonly IDataObject[]): Array<string | undefined> =>
		all.map((record) => readRecordId(list, record));
	const before = idsOf(records);
	const newest = records.reduce(
		(time, record) => Math.max(time, timeOf(record) ?? -Infinity),
		-Infinity,
	);
	const isLater = (record: IDataObject): boolean => (timeOf(record) ?? -Infinity) >= newest;
	const other = idsOf(page.records).filter(
		(id, place) => before.includes(id) || !isLater(page.records[place] ?? {}),
	);
	const common = other.filter((id) => before.includes(id));
	const inSameOrder = before.filter((id) => common.includes(id));
	const isSame = common.every((id, place) => id === inSameOrder[place]);
	return !isSame || common.length < other.length / 2;
}
