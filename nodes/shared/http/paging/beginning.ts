import type { ApiClient } from '../client';
import type { Way } from './conventions';
import { fetchPage, firstPosition, pagedList } from './fetchPage';
import { recallPaging, rememberPaging } from './knownPaging';
import { tryPage } from './otherWays';
import type { ListRequest, Page, Position } from './page';
import { createSieve, startOf } from './page';

/** Where a list begins, and its first page. */
export interface Beginning {
	readonly start: Position;
	readonly page: Page;
}

/** Reads a list's first page. Where page 1 turns out to be the second one, reads page 0 instead. */
export async function readBeginning(client: ApiClient, list: ListRequest): Promise<Beginning> {
	const start = firstPosition(client, list);
	const first = { start, page: await fetchPage(client, list, start) };
	const isLater = first.page.hints?.isLaterPage === true;
	return (isLater ? await findPageZero(client, list, first) : undefined) ?? first;
}

/**
 * Checks whether the list has a page 0, before the first page that was requested, and remembers the
 * result for the account.
 *
 * @returns undefined where there is none, or where this was checked before
 */
export async function findPageZero(
	client: ApiClient,
	list: ListRequest,
	first: Beginning,
): Promise<Beginning | undefined> {
	const { isDocumented, pageParameter, firstPage } = list.paging;
	const name = pagedList(client, list);
	const isSettled = recallPaging(name).startsAsAsked === true || first.start.way !== undefined;
	if (isDocumented === true || pageParameter === undefined || firstPage !== 1 || isSettled) {
		return undefined;
	}
	const way: Way = { parameter: pageParameter, by: 'page', first: 0 };
	const start = { ...startOf(list), way };
	const page = await tryPage(client, list, start);
	const sift = createSieve(list);
	sift(first.page.records);
	if (page === undefined || sift(page.records).length === 0) {
		rememberPaging(name, { startsAsAsked: true });
		return undefined;
	}
	rememberPaging(name, { way });
	return { start, page };
}
