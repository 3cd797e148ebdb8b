import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiClient } from '../client';
import { readId } from '../../json';
import type { PagingSignals } from './signals';
import { readPagingSignals } from './signals';
import { readList } from '../reply';
import type { ApiRequest, Query } from '../request';

/** How a product's lists are paged. */
export interface Paging {
	/** Number of the first page: 1 for most, 0 for some. */
	readonly firstPage: number;
	/** Query parameter for the page's number; undefined where pages cannot be asked for. */
	readonly pageParameter: string | undefined;
	/** Query parameter for the page's size; undefined where it cannot be asked for. */
	readonly limitParameter: string | undefined;
	/** Records to ask for at most with one request. */
	readonly pageSize: number;
	/** Field that tells records apart; `id` if left out. */
	readonly idField?: string;
}

/** A list to read. */
export interface ListRequest {
	readonly path: string;
	readonly query: Query;
	/** The resource's plural name, under which the list may come. */
	readonly plural: string;
	readonly paging: Paging;
	/** Most records wanted; undefined for all. */
	readonly limit: number | undefined;
}

/** Where a walk through the pages stands. JSON, so that a list search can carry it as its token. */
export const positionSchema = z.object({
	page: z.number(),
	/** Records received before this page. */
	received: z.number(),
	/** Records on the longest page so far; 0 before the first. */
	longestPage: z.number(),
	/** Whether nothing but the number of records suggests that this page exists. */
	guessed: z.boolean(),
	cursor: z.string().optional(),
	url: z.string().optional(),
});

/** Where a walk through the pages stands. */
export type Position = z.infer<typeof positionSchema>;

/** One page, and where the next one is, if there is one. */
export interface Page {
	readonly records: IDataObject[];
	readonly next: Position | undefined;
	/** Number of records on all pages, as this reply told it. */
	readonly total: number | undefined;
	/** Number of pages, as this reply told it. */
	readonly pages: number | undefined;
}

/** Reads one page. */
export async function fetchPage(
	client: ApiClient,
	list: ListRequest,
	position: Position,
): Promise<Page> {
	return await client.send(toRequest(list, position), (reply) => {
		const records = readList(reply, list.plural);
		const signals = readPagingSignals(reply, `${client.baseUrl}${list.path}`);
		const { total, pages } = signals;
		return { records, next: nextPosition(signals, position, records.length, list), total, pages };
	});
}

/** Where every walk starts. */
export function startOf({ paging }: ListRequest): Position {
	return { page: paging.firstPage, received: 0, longestPage: 0, guessed: false };
}

/** Whether a position is a page's number, rather than a cursor or a link. */
export function isNumbered({ cursor, url }: Position): boolean {
	return cursor === undefined && url === undefined;
}

/**
 * Makes a sieve that lets each record of a list through once.
 *
 * @param list the list
 * @returns from a page's records, those that did not come before
 */
export function createSieve({
	paging: { idField = 'id' },
}: ListRequest): (records: readonly IDataObject[]) => IDataObject[] {
	const seen = new Set<string>();
	const identify = (record: IDataObject): string =>
		readId(record[idField]) ?? JSON.stringify(record);
	return (records) =>
		records.filter((record) => {
			const identity = identify(record);
			return !seen.has(identity) && seen.add(identity);
		});
}

function pageSize({ limit, paging }: ListRequest): number {
	return Math.min(limit ?? paging.pageSize, paging.pageSize);
}

function toRequest(list: ListRequest, position: Position): ApiRequest {
	const { pageParameter, limitParameter } = list.paging;
	const isFirst = position.received === 0;
	const asksForPage = position.cursor === undefined && !(isFirst && pageParameter === undefined);
	return {
		method: 'GET',
		path: list.path,
		query: {
			...list.query,
			...(asksForPage ? { [pageParameter ?? 'page']: String(position.page) } : {}),
			...(limitParameter === undefined ? {} : { [limitParameter]: String(pageSize(list)) }),
			...(position.cursor === undefined ? {} : { cursor: position.cursor }),
		},
		url: position.url,
	};
}

/**
 * Finds the next page: along a cursor, along a link, or by its number where a total or `has_more`
 * says that there is one. A signal that says "no more" does not outweigh one that says "more",
 * since a list that ends early loses records, and a page too many costs a request. Without any
 * signal a short page is the last.
 */
function nextPosition(
	signals: PagingSignals,
	position: Position,
	count: number,
	list: ListRequest,
): Position | undefined {
	const next: Position = {
		page: position.page + 1,
		received: position.received + count,
		longestPage: Math.max(position.longestPage, count),
		guessed: false,
	};
	const { cursor, url } = signals;
	if (typeof cursor === 'string') return { ...next, cursor };
	if (position.cursor !== undefined) return undefined;
	if (typeof url === 'string') return { ...next, url };
	if (position.url !== undefined || count === 0) return undefined;

	const more = tellsMore(signals, next, list.paging);
	if (more.includes(true)) return next;
	const saysNoMore = more.includes(false) || cursor === null || url === null;
	if (saysNoMore || list.paging.pageParameter === undefined) return undefined;
	// A first page that is shorter than asked may be a server's own, lower maximum: one more request
	// tells. A later page that is shorter than those before is the last.
	return count >= position.longestPage ? { ...next, guessed: count < pageSize(list) } : undefined;
}

/** Whether each of the totals and `has_more` says that there is a next page; undefined where it is not told. */
function tellsMore(
	{ pages, total, hasMore }: PagingSignals,
	next: Position,
	{ firstPage }: Paging,
): Array<boolean | undefined> {
	return [
		pages === undefined ? undefined : next.page - firstPage < pages,
		// A total below what came already counts something else, e.g. the records of this page.
		total === undefined || total < next.received ? undefined : next.received < total,
		hasMore,
	];
}
