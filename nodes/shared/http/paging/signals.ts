import { valueAt } from '../../json';
import type { ApiReply } from '../reply';

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

/** What a list reply tells about the rest of the list; undefined where it tells nothing. */
export interface PagingSignals {
	/** The next cursor; null where the server says that there is none. */
	readonly cursor: string | null | undefined;
	/** The next page's URL, of the same origin and without a user name; null where the server says that there is none. */
	readonly url: string | null | undefined;
	/** Number of pages. */
	readonly pages: number | undefined;
	/** Number of records on all pages. */
	readonly total: number | undefined;
	readonly hasMore: boolean | undefined;
}

/**
 * Reads a list reply's paging signals.
 *
 * @param reply the reply
 * @param listUrl absolute URL of the list, which relative links start from
 */
export function readPagingSignals(reply: ApiReply, listUrl: string): PagingSignals {
	const hasMore = readSignal(reply, 'has_more');
	return {
		cursor: readCursor(reply),
		url: readNextLink(reply, listUrl),
		pages: readCount(reply, PAGE_COUNT_NAMES),
		total: readCount(reply, RECORD_COUNT_NAMES),
		hasMore: typeof hasMore === 'boolean' ? hasMore : undefined,
	};
}

function readCursor(reply: ApiReply): string | null | undefined {
	const cursor = readSignal(reply, 'next_cursor');
	if (cursor === undefined) return undefined;
	return (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number'
		? String(cursor)
		: null;
}

function readNextLink(reply: ApiReply, listUrl: string): string | null | undefined {
	const link = findNextLink(reply.headers.link ?? '') ?? readSignal(reply, 'links', 'next');
	if (link === undefined) return undefined;
	if (typeof link !== 'string' || link === '') return null;
	if (!URL.canParse(link, listUrl)) return undefined;
	const url = new URL(link, listUrl);
	// A user name in it would be sent in place of the key.
	const hasUser = url.username !== '' || url.password !== '';
	return url.origin === new URL(listUrl).origin && !hasUser ? url.href : undefined;
}

const LINK = /<([^<>]+)>([^<]*)/g;
/** Before the comma that begins the next link. */
const REL_NEXT = /^\s*;[^,]*\brel="?next"?/i;

/** The address in a Link header (RFC 8288) whose relation is `next`. */
function findNextLink(header: string): string | undefined {
	for (const [, address, parameters = ''] of header.matchAll(LINK)) {
		if (REL_NEXT.test(parameters)) return address;
	}
	return undefined;
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
