import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../client';
import type { Beginning } from './beginning';
import { findPageZero, readBeginning } from './beginning';
import type { Collected, ListRequest } from './page';
import { readExtent, readPagesAtOnce } from './pagesAtOnce';
import { readPagesInTurn } from './pagesInTurn';

/**
 * Reads a list up to its end or its limit, each record once. Several pages are read at once where the
 * first one states how many there are; otherwise, or where records moved meanwhile, one after another.
 */
export async function collectRecords(client: ApiClient, list: ListRequest): Promise<Collected> {
	return await complete(client, list, await readBeginning(client, list));
}

/**
 * Reads a whole list, as {@link collectRecords} does, but gives up where it has too many pages: after the
 * first page where that states how many there are, otherwise once so many are read.
 *
 * @param mostPages pages that it may have
 * @returns undefined where it has more
 */
export async function collectWithin(
	client: ApiClient,
	list: ListRequest,
	mostPages: number,
): Promise<Collected | undefined> {
	const first = await readBeginning(client, list);
	const extent = readExtent(list, first.page);
	if (extent !== undefined) {
		return extent.pages > mostPages ? undefined : await complete(client, list, first);
	}
	let pagesRead = 0;
	let isTooLong = false;
	const collected = await readPagesInTurn(client, list, {
		isEnough: (_records, { next }) => {
			pagesRead += 1;
			isTooLong = next !== undefined && pagesRead >= mostPages;
			return isTooLong;
		},
		start: first.start,
		firstPage: first.page,
	});
	return isTooLong ? undefined : collected;
}

async function complete(
	client: ApiClient,
	list: ListRequest,
	first: Beginning,
): Promise<Collected> {
	const { limit = Infinity } = list;
	let collected = await readFrom(client, list, first);
	const missing = (first.page.total ?? 0) - collected.records.length;
	const fitsOnPage = collected.records.length === 0 || missing <= first.page.records.length;
	if (missing > 0 && fitsOnPage && collected.records.length < limit) {
		const zero = await findPageZero(client, list, first);
		if (zero !== undefined) collected = await readFrom(client, list, zero);
	}
	return { ...collected, records: collected.records.slice(0, limit) };
}

async function readFrom(
	client: ApiClient,
	list: ListRequest,
	{ start, page }: Beginning,
): Promise<Collected> {
	const { limit = Infinity } = list;
	const isEnough = (found: readonly IDataObject[]): boolean => found.length >= limit;
	const extent = readExtent(list, page);
	if (extent === undefined) {
		return await readPagesInTurn(client, list, { isEnough, start, firstPage: page });
	}
	return (
		(await readPagesAtOnce(client, list, page, extent)) ??
		(await readPagesInTurn(client, list, { isEnough, start }))
	);
}
