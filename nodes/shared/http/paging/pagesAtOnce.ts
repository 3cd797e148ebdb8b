import { NotStartedError } from '../../failures';
import { openGate, runInOrder } from '../../runInOrder';
import type { ApiClient } from '../client';
import { fetchPage } from './fetchPage';
import type { Collected, ListRequest, Page, Position } from './page';
import { createSieve, isNumbered, MAX_PAGES } from './page';

/** Pages that are asked for at the same time. */
const PAGES_AT_ONCE = 8;

/** How long a list is. */
export interface Extent {
	/** Records on a page. */
	readonly pageSize: number;
	/** Records on all pages. */
	readonly total: number;
	/** Number of pages to read, the first one included. */
	readonly pages: number;
}

/**
 * Finds out how long a list is, where its first page tells that beyond doubt.
 *
 * @param list the list
 * @param firstPage its first page
 * @returns undefined where the reply does not tell how many records and pages there are, where that
 * contradicts itself or what came, and where at most one more page is wanted
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

/** Whether a link asks for nothing but the next page by its number, as the list would be asked for anyway. */
function isLinkToNumber({ paging: { pageParameter = '' } }: ListRequest, next: Position): boolean {
	if (next.url === undefined) return false;
	return new URL(next.url).searchParams.get(pageParameter) === String(next.page);
}

/**
 * Reads the pages after the first, several at a time.
 *
 * Replies overtake each other, so a record that moves meanwhile may be on no page as it is read. The
 * first reply told how many records there were: where fewer different ones came, or a reply told of
 * fewer, the list has to be read in turn. What totals cannot show is a list in which as many records
 * are deleted as are added anywhere but in front: then a record may be missing without a sign of it.
 *
 * @param client sends the requests
 * @param list the list
 * @param firstPage its first page
 * @param extent how long it is
 * @returns the records in the order of the pages, or undefined where the totals say that some may be missing
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

	async function readPage(number: number): Promise<Page> {
		const page = await fetchPage(client, list, {
			page: list.paging.firstPage + number,
			received: number * pageSize,
			longestPage: pageSize,
			guessed: false,
			way: firstPage.next?.way,
		});
		// The list is shorter than it told, or the server ignores the page parameter.
		if (siftArrivals(page.records).length === 0) gate.close();
		return page;
	}

	const pages: Page[] = [firstPage];
	let wanted = expected;
	while (pages.length < wanted && gate.mayStart()) {
		const numbers = Array.from({ length: wanted - pages.length }, (_, i) => pages.length + i);
		const outcomes = await runInOrder(
			numbers,
			{ concurrency: PAGES_AT_ONCE, gate, stopsAtFailure: true, serialKey: () => undefined },
			readPage,
		);
		for (const outcome of outcomes) {
			if (outcome.status === 'failed') throw outcome.error;
			if (outcome.status === 'done') pages.push(outcome.result);
			else if (gate.mayStart()) throw new NotStartedError();
		}
		// Records that arrived may have pushed others onto a further page.
		const told = Math.max(...pages.map((page) => page.pages ?? 0));
		if (list.limit === undefined) wanted = Math.min(told, MAX_PAGES);
	}

	const sift = createSieve(list);
	const records = pages.flatMap((page) => sift(page.records));
	const isComplete =
		records.length >= Math.min(list.limit ?? total, total) &&
		pages.every((page) => (page.total ?? 0) >= total);
	return isComplete ? { records, cutShort: false } : undefined;
}
