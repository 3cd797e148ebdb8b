import { NotStartedError } from '../../failures';
import { openGate, runInOrder } from '../../runInOrder';
import { createSlots } from '../../slots';
import type { ApiClient } from '../client';
import { fetchPage } from './fetchPage';
import type { Collected, ListRequest, Page, Position } from './page';
import { createSieve, isNumbered, MAX_PAGES } from './page';

/**
 * Pages requested at the same time at first, and at most. Each page that brings new records makes room for one more, as
 * each acknowledgement does in TCP's slow start: a server that ignores the page is asked for few in vain.
 */
const FIRST_AT_ONCE = 20;
const MOST_AT_ONCE = 40;

/** How long a list is. */
export interface Extent {
	/** Number of records on a page. */
	readonly pageSize: number;
	/** Number of records on all pages. */
	readonly total: number;
	/** Number of pages to read, the first one included. */
	readonly pages: number;
}

/**
 * Reads from a list's first page how long the list is, where the page leaves no doubt about it.
 *
 * @returns undefined where the reply does not state how many records and pages there are, where it
 * contradicts itself or what was received, and where at most one more page is wanted
 */
export function readExtent(list: ListRequest, firstPage: Page): Extent | undefined {
	const { records, total, pages, next } = firstPage;
	const pageSize = records.length;
	if (total === undefined || pages === undefined || next === undefined) return undefined;
	if (!isNumbered(next) && !isLinkToNumber(list, next)) return undefined;
	if (pages !== Math.ceil(total / pageSize) || pages > MAX_PAGES) return undefined;
	const wanted = Math.ceil(Math.min(list.limit ?? total, total) / pageSize);
	return wanted > 2 ? { pageSize, total, pages: wanted } : undefined;
}

/** Whether a link does no more than request the next page by its number, as this package would itself. */
function isLinkToNumber({ paging: { pageParameter = '' } }: ListRequest, next: Position): boolean {
	if (next.url === undefined) return false;
	return new URL(next.url).searchParams.get(pageParameter) === String(next.page);
}

/**
 * Reads the pages after the first, several at a time.
 *
 * Pages are not read in order, so a record that moves meanwhile may be missed by all of them. Where
 * fewer distinct records were received than the first reply stated, or a later reply states fewer, the
 * list has to be read in turn. Totals cannot reveal a list in which as many records are deleted as are
 * added anywhere but at the front: there a record may be missing unnoticed.
 *
 * @returns the records in the order of the pages, or undefined where totals suggest that some are missing
 * @throws {NotStartedError} when no new request may start
 */
export async function readPagesAtOnce(
	client: ApiClient,
	list: ListRequest,
	firstPage: Page,
	{ pageSize, total, pages: expected }: Extent,
): Promise<Collected | undefined> {
	const siftArrivals = createSieve(list);
	siftArrivals(firstPage.records);
	const gate = openGate(undefined);
	let atOnce = FIRST_AT_ONCE;
	const slots = createSlots(MOST_AT_ONCE, () => atOnce);

	async function readPage(number: number): Promise<Page> {
		const page = await fetchPage(client, list, {
			page: list.paging.firstPage + number,
			received: number * pageSize,
			longestPage: pageSize,
			guessed: false,
			way: firstPage.next?.way,
		});
		// The list is shorter than stated, or the server ignores the page parameter.
		if (siftArrivals(page.records).length === 0) gate.close();
		else atOnce = Math.min(MOST_AT_ONCE, atOnce + 1);
		return page;
	}

	const pages: Page[] = [firstPage];
	let wanted = expected;
	while (pages.length < wanted && gate.mayStart()) {
		const numbers = Array.from({ length: wanted - pages.length }, (_, i) => pages.length + i);
		const outcomes = await runInOrder(
			numbers,
			{ concurrency: slots, gate, stopsAtFailure: true, serialKey: () => undefined },
			readPage,
		);
		for (const outcome of outcomes) {
			if (outcome.status === 'failed') throw outcome.error;
			if (outcome.status === 'done') pages.push(outcome.result);
			else if (gate.mayStart()) throw new NotStartedError();
		}
		// New records may have pushed others onto a further page.
		const stated = Math.max(...pages.map((page) => page.pages ?? 0));
		if (list.limit === undefined) wanted = Math.min(stated, MAX_PAGES);
	}

	const sift = createSieve(list);
	const records = pages.flatMap((page) => sift(page.records));
	const isComplete =
		records.length >= Math.min(list.limit ?? total, total) &&
		pages.every((page) => (page.total ?? 0) >= total);
	return isComplete ? { records, cutShort: false } : undefined;
}
