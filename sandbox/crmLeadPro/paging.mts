import { z } from 'zod/v4';
import { invalidFields } from '../apiError.mts';
import type { Switches } from '../switches.mts';

// Neither number is documented.
const defaultLimit = 25;

const positive = z.coerce.number('must be a number').int().min(1, 'must be 1 or more');

const rowSchema = z.looseObject({ id: z.string() });

/** One page of a list and how it tells about the next one. */
export interface Page<Entry> {
	rows: readonly Entry[];
	/** Fields that go beside the list. */
	signals: Record<string, unknown>;
	/** The value of a `Link` header, or null. */
	link: string | null;
}

/**
 * Cuts the page that the query asks for; a limit above the switch `pageSizeMax` is taken as that.
 * @param url the absolute address that was asked
 * @throws ApiError 422 for a page, limit or cursor that makes no sense
 */
export function cutPage<Entry>(list: readonly Entry[], url: URL, switches: Switches): Page<Entry> {
	const { paging, pageParameter, limitParameter, pageSizeMax } = switches;
	const query = url.searchParams;
	const cursor = query.get('cursor');
	const limit = Math.min(numberFrom(query, limitParameter, defaultLimit), pageSizeMax);
	const asked = cursor === null ? numberFrom(query, pageParameter, 1) : pageOfCursor(cursor);
	const start = startWithout(list, query, paging) ?? (asked - 1) * limit;
	const page = Math.floor(start / limit) + 1;
	const rows = list.slice(start, start + limit);
	const totalPages = Math.max(1, Math.ceil(list.length / limit));
	const hasMore = start + limit < list.length;
	const nextUrl = hasMore ? addressOfPage(url, page + 1, switches) : null;
	const nextCursor = hasMore ? cursorOfPage(page + 1) : null;
	return {
		rows,
		signals: signalsOf(paging, {
			page,
			limit,
			start,
			total: list.length,
			totalPages,
			nextCursor,
			nextUrl,
		}),
		link: paging === 'linkHeader' && nextUrl !== null ? `<${nextUrl}>; rel="next"` : null,
	};
}

/** Where the page begins where its number is not asked for; undefined where it is. */
function startWithout(
	list: readonly unknown[],
	query: URLSearchParams,
	paging: Switches['paging'],
): number | undefined {
	switch (paging) {
		case 'ignoresPage':
			return 0;
		case 'offset':
			return numberFrom(query, 'offset', 0, z.coerce.number().int().min(0));
		case 'startingAfter': {
			const after = query.get('starting_after');
			return list.findIndex((entry) => rowSchema.safeParse(entry).data?.id === after) + 1;
		}
		case 'nextPageToken': {
			const token = query.get('pageToken');
			return token === null ? 0 : Number(Buffer.from(token, 'base64url').toString());
		}
		default:
			return undefined;
	}
}

interface Position {
	page: number;
	/** Entries before the page. */
	start: number;
	limit: number;
	total: number;
	totalPages: number;
	nextCursor: string | null;
	nextUrl: string | null;
}

function signalsOf(paging: Switches['paging'], position: Position): Record<string, unknown> {
	const { page, limit, start, total, totalPages, nextCursor, nextUrl } = position;
	switch (paging) {
		case 'nextCursor':
			return { next_cursor: nextCursor };
		case 'metaNextCursor':
			return { meta: { next_cursor: nextCursor } };
		case 'paginationNextCursor':
			return { pagination: { next_cursor: nextCursor } };
		case 'linksNext':
			return { links: { next: nextUrl } };
		case 'totalPages':
			return { page, limit, total_pages: totalPages };
		case 'metaTotalPages':
			return { meta: { page, limit, total_pages: totalPages } };
		case 'paginationTotalPages':
			return { pagination: { page, limit, total_pages: totalPages } };
		case 'lastPage':
			return { current_page: page, last_page: totalPages };
		case 'metaLastPage':
			return { meta: { current_page: page, last_page: totalPages } };
		case 'total':
			return { page, limit, total };
		case 'metaTotal':
			return { meta: { page, limit, total } };
		case 'paginationTotal':
			return { pagination: { page, limit, total } };
		case 'totalRecords':
			return { page, limit, total_records: total };
		case 'metaTotalRecords':
			return { meta: { page, limit, total_records: total } };
		case 'hasMore':
			return { has_more: nextUrl !== null };
		case 'nextPageToken':
			return nextUrl === null
				? {}
				: { nextPageToken: Buffer.from(String(start + limit)).toString('base64url') };
		case 'nextPageUrl':
			return { current_page: page, next_page_url: nextUrl };
		case 'offset':
			return { offset: start, limit, total };
		case 'startingAfter':
			return { object: 'list', has_more: nextUrl !== null };
		case 'linkHeader':
		case 'shortPage':
		case 'ignoresPage':
			return {};
	}
}

function numberFrom(
	query: URLSearchParams,
	name: string,
	otherwise: number,
	schema = positive,
): number {
	const text = query.get(name);
	if (text === null || text === '') return otherwise;
	const parsed = schema.safeParse(text);
	if (parsed.success) return parsed.data;
	throw invalidFields({ [name]: parsed.error.issues.map(({ message }) => message) });
}

function cursorOfPage(page: number): string {
	return Buffer.from(`page:${page}`).toString('base64url');
}

function pageOfCursor(cursor: string): number {
	const [, page] = /^page:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
	if (page === undefined) throw invalidFields({ cursor: ['is not a cursor of this list'] });
	return Number(page);
}

function addressOfPage(
	url: URL,
	page: number,
	{ pageParameter, nextLinkOrigin }: Switches,
): string {
	const next = new URL(`${url.pathname}${url.search}`, nextLinkOrigin ?? url.origin);
	next.searchParams.set(pageParameter, String(page));
	return next.href;
}
