import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiClient } from './client';
import { valueAt } from '../json';
import type { ApiReply } from './reply';
import { readList } from './reply';
import type { ApiRequest } from './request';

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
}

/** A list to read. */
export interface ListRequest {
	readonly path: string;
	readonly query: Readonly<Record<string, string | undefined>>;
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
}

/** Records of a whole walk. */
export interface Collected {
	readonly records: IDataObject[];
	/** Whether the server sent pages again although more records should have come. */
	readonly cutShort: boolean;
}

/** Where paging signals stand: beside the list, or in an envelope of their own. */
const SIGNAL_CONTAINERS = [
	[],
	['meta'],
	['pagination'],
	['data'],
	['data', 'meta'],
	['data', 'pagination'],
];
const PAGE_COUNT_NAMES = ['total_pages', 'last_page'];
const RECORD_COUNT_NAMES = ['total', 'total_records'];
/** Pages after which a walk ends in any case: a million records. */
const MAX_PAGES = 10_000;
/** Pages in a row without a new record after which a walk along cursors or links ends. */
const MAX_FRUITLESS_PAGES = 5;

/** Reads one page. */
export async function fetchPage(
	client: ApiClient,
	list: ListRequest,
	position: Position,
): Promise<Page> {
	const asked = pageSize(list);
	return await client.send(toRequest(list, position), (reply) => {
		const records = readList(reply, list.plural);
		return { records, next: nextPosition(reply, position, records.length, asked, list, client) };
	});
}

/** Where every walk starts. */
export function startOf({ paging }: ListRequest): Position {
	return { page: paging.firstPage, received: 0, longestPage: 0, guessed: false };
}

/**
 * Reads a list page by page until its end or its limit. Records that come twice, because they moved
 * between pages or because the server ignores the page parameter, are kept once; a server that
 * repeats itself ends the walk.
 */
export async function collectRecords(client: ApiClient, list: ListRequest): Promise<Collected> {
	const records: IDataObject[] = [];
	const seen = new Set<string>();
	const visited = new Set<string>();
	let fruitlessPages = 0;
	let position: Position | undefined = startOf(list);
	while (position !== undefined && records.length < (list.limit ?? Infinity)) {
		const target = describe(position);
		if (visited.has(target) || visited.size >= MAX_PAGES) return { records, cutShort: true };
		visited.add(target);

		const page: Page = await fetchPage(client, list, position);
		const fresh = page.records.filter((record) => {
			const identity = identify(record);
			return !seen.has(identity) && seen.add(identity);
		});
		for (const record of fresh) records.push(record);

		const repeats = page.records.length > 0 && fresh.length === 0;
		fruitlessPages = fresh.length === 0 ? fruitlessPages + 1 : 0;
		const numbered = position.cursor === undefined && position.url === undefined;
		if (repeats && numbered) return { records, cutShort: !position.guessed };
		if (fruitlessPages >= MAX_FRUITLESS_PAGES) {
			return { records, cutShort: page.next !== undefined };
		}
		position = page.next;
	}
	return { records: records.slice(0, list.limit), cutShort: false };
}

/** Names a place in the walk; a cursor may look like a page's number. */
function describe({ url, cursor, page }: Position): string {
	return url ?? (cursor === undefined ? `page ${page}` : `cursor ${cursor}`);
}

function identify(record: IDataObject): string {
	const { id } = record;
	return typeof id === 'string' || typeof id === 'number' ? `id ${id}` : JSON.stringify(record);
}

function pageSize({ limit, paging }: ListRequest): number {
	return Math.min(limit ?? paging.pageSize, paging.pageSize);
}

function toRequest(list: ListRequest, position: Position): ApiRequest {
	const { pageParameter, limitParameter } = list.paging;
	const isFirst = position.longestPage === 0 && position.received === 0;
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
	reply: ApiReply,
	position: Position,
	count: number,
	asked: number,
	list: ListRequest,
	client: ApiClient,
): Position | undefined {
	const next: Position = {
		page: position.page + 1,
		received: position.received + count,
		longestPage: Math.max(position.longestPage, count),
		guessed: false,
	};
	const cursor = readCursor(reply);
	if (typeof cursor === 'string') return { ...next, cursor };
	if (position.cursor !== undefined) return undefined;

	const url = readNextLink(reply, `${client.baseUrl}${list.path}`);
	if (typeof url === 'string') return { ...next, url };
	if (position.url !== undefined || count === 0) return undefined;

	const signals = readSignals(reply, next, list.paging);
	if (signals.includes(true)) return next;
	const saysNoMore = signals.includes(false) || cursor === null || url === null;
	if (saysNoMore || list.paging.pageParameter === undefined) return undefined;
	// A first page that is shorter than asked may be a server's own, lower maximum: one more request
	// tells. A later page that is shorter than those before is the last.
	return count >= position.longestPage ? { ...next, guessed: count < asked } : undefined;
}

/** Whether each of the totals and `has_more` says that there is a next page; undefined where it is not told. */
function readSignals(
	reply: ApiReply,
	next: Position,
	{ firstPage }: Paging,
): Array<boolean | undefined> {
	const pages = readCount(reply, PAGE_COUNT_NAMES);
	const total = readCount(reply, RECORD_COUNT_NAMES);
	const hasMore = readSignal(reply, 'has_more');
	return [
		pages === undefined ? undefined : next.page - firstPage < pages,
		// A total below what came already counts something else, e.g. the records of this page.
		total === undefined || total < next.received ? undefined : next.received < total,
		typeof hasMore === 'boolean' ? hasMore : undefined,
	];
}

/** The next cursor; null where the server says that there is none; undefined where it says nothing. */
function readCursor(reply: ApiReply): string | null | undefined {
	const cursor = readSignal(reply, 'next_cursor');
	if (cursor === undefined) return undefined;
	return (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number'
		? String(cursor)
		: null;
}

/** The next link, of the same origin only; null and undefined as for cursors. */
function readNextLink(reply: ApiReply, listUrl: string): string | null | undefined {
	const link =
		/<([^<>]+)>\s*;[^,]*\brel="?next"?/i.exec(reply.headers.link ?? '')?.[1] ??
		readSignal(reply, 'links', 'next');
	if (link === undefined) return undefined;
	if (typeof link !== 'string' || link === '') return null;
	if (!URL.canParse(link, listUrl)) return undefined;
	const url = new URL(link, listUrl);
	return url.origin === new URL(listUrl).origin ? url.href : undefined;
}

function readCount(reply: ApiReply, names: readonly string[]): number | undefined {
	for (const name of names) {
		const value = readSignal(reply, name);
		const count = typeof value === 'string' && value !== '' ? Number(value) : value;
		if (typeof count === 'number' && Number.isFinite(count)) return count;
	}
	return undefined;
}

/** The first value that a signal has in any of the places where signals stand. */
function readSignal({ body }: ApiReply, ...path: readonly string[]): unknown {
	return SIGNAL_CONTAINERS.map((container) => valueAt(body, [...container, ...path])).find(
		(value) => value !== undefined,
	);
}
