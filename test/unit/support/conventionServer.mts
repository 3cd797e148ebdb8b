import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../../nodes/shared/http/request.ts';
import { jsonReply } from './replies.mts';

/** A lead as these servers have it. */
export interface Lead {
	id: string;
	name: string;
	status: string;
}

/** What a server knows of a page that it was asked for. */
export interface Facts {
	leads: Lead[];
	total: number;
	/** Records before this page. */
	start: number;
	size: number;
	/** Number of the page, from 0. */
	index: number;
	pages: number;
	hasMore: boolean;
	/** A token that leads on from the end of this page. */
	token: string;
	/** An absolute link to the next page, or null. */
	link: (changes: Record<string, string | number>) => string | null;
}

/** How a server finds the page that is wanted: the number of records before it. */
type Reader = (query: URLSearchParams, size: number, leads: readonly Lead[]) => number;

/** A list convention: what is read of a request, and what is answered. */
export interface Convention {
	/** Query parameter for the page's size. */
	size: string;
	/** Records on a page unless asked otherwise. */
	standard?: number;
	start: Reader;
	reply: (facts: Facts) => ApiReply;
	/** Whether the last page says nothing at all. */
	endsSilently?: boolean;
	/** Parameters that are answered with 400, as strict servers do. */
	rejects?: readonly string[];
}

export const byPage =
	(name = 'page', first = 1): Reader =>
	(query, size) =>
		Math.max(0, Number(query.get(name) ?? first) - first) * size;
export const byOffset =
	(name = 'offset', first = 0): Reader =>
	(query) =>
		Math.max(0, Number(query.get(name) ?? first) - first);
/** Tokens are base64 of the number of records before the page. */
export const byToken =
	(name: string): Reader =>
	(query) =>
		Number(Buffer.from(query.get(name) ?? '', 'base64').toString() || 0);
export const byLastId =
	(name: string): Reader =>
	(query, _size, leads) =>
		leads.findIndex(({ id }) => id === query.get(name)) + 1;

/** The leads of an account, newest first. */
export function makeLeads(count: number): Lead[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `lead_${String(index).padStart(4, '0')}`,
		name: `Lead ${index}`,
		status: index % 3 === 0 ? 'new' : 'won',
	}));
}

/**
 * Makes a server that lists leads in a convention, filtered by `status`.
 *
 * @param maximum records on a page at most, whatever is asked for
 * @param beforePage called before each page; may change the leads
 */
export function createConventionServer(
	convention: Convention,
	leads: Lead[],
	{ maximum = 100, beforePage }: { maximum?: number; beforePage?: (sent: number) => void } = {},
) {
	let sent = 0;
	return (request: ApiRequest, baseUrl: string): ApiReply => {
		beforePage?.(sent++);
		const url = new URL(request.url ?? `${baseUrl}${request.path}`);
		for (const [name, value] of Object.entries(
			request.url === undefined ? (request.query ?? {}) : {},
		)) {
			for (const one of [value ?? []].flat()) url.searchParams.append(name, one);
		}
		const query = url.searchParams;
		const status = query.get('status');
		const list = leads.filter((lead) => status === null || lead.status === status);
		const asked = Number(query.get(convention.size) ?? convention.standard ?? 20);
		const size = Math.min(asked, maximum);
		const start = convention.start(query, size, list);
		const end = start + size;
		const hasMore = end < list.length;
		return convention.reply({
			leads: list.slice(start, end),
			total: list.length,
			start,
			size,
			index: Math.floor(start / size),
			pages: Math.ceil(list.length / size),
			hasMore,
			token: Buffer.from(String(end)).toString('base64'),
			link: (changes) => {
				if (!hasMore) return null;
				const next = new URL(url);
				for (const [name, value] of Object.entries(changes)) {
					next.searchParams.set(name, String(value));
				}
				return next.href;
			},
		});
	};
}

const header = (headers: Record<string, string | null>): { headers: Record<string, string> } => ({
	headers: Object.fromEntries(
		Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
	),
});

/** `value` where there is more, else `otherwise`, else nothing. */
const nextOf = <Value,>({ hasMore }: Facts, value: Value, otherwise?: Value | null) =>
	hasMore ? value : otherwise;

const toResource = ({ id, ...attributes }: Lead) => ({ type: 'leads', id, attributes });

/** Conventions of public APIs and frameworks, by what sets them apart. */
export const conventions: Record<string, Convention> = {
	'a page with all its numbers beside it, and a link that forgets the filters': {
		size: 'per_page',
		standard: 15,
		start: byPage(),
		reply: (f) =>
			jsonReply({
				current_page: f.index + 1,
				data: f.leads,
				from: f.start + 1,
				to: f.start + f.leads.length,
				last_page: f.pages,
				next_page_url: f.hasMore ? `?page=${f.index + 2}` : null,
				per_page: f.size,
				total: f.total,
			}),
	},
	'a link and no total': {
		size: 'per_page',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				data: f.leads,
				current_page: f.index + 1,
				next_page_url: f.link({ page: f.index + 2 }),
			}),
	},
	'count, next and previous': {
		size: 'page_size',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				count: f.total,
				next: f.link({ page: f.index + 2 }),
				previous: null,
				results: f.leads,
			}),
	},
	'next by offset': {
		size: 'limit',
		start: byOffset(),
		reply: (f) =>
			jsonReply({ count: f.total, next: f.link({ offset: f.start + f.size }), results: f.leads }),
	},
	'pages from 0, first and last': {
		size: 'size',
		start: byPage('page', 0),
		reply: (f) =>
			jsonReply({
				content: f.leads,
				totalElements: f.total,
				totalPages: f.pages,
				number: f.index,
				size: f.size,
				first: f.start === 0,
				last: !f.hasMore,
			}),
	},
	'pages from 0 and nothing but a total': {
		size: 'size',
		start: byPage('page', 0),
		reply: (f) => jsonReply({ items: f.leads, totalCount: f.total }),
	},
	'HAL with a page object, from 0': {
		size: 'size',
		start: byPage('page', 0),
		reply: (f) =>
			jsonReply({
				_embedded: { leadList: f.leads },
				_links: {
					next: f.hasMore ? { href: f.link({ page: f.index + 1 }) } : undefined,
					prev: f.start > 0 ? { href: '?page=0' } : undefined,
				},
				page: { size: f.size, totalElements: f.total, totalPages: f.pages, number: f.index },
			}),
	},
	'docs with hasNextPage': {
		size: 'limit',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				docs: f.leads,
				totalDocs: f.total,
				totalPages: f.pages,
				page: f.index + 1,
				hasPrevPage: f.start > 0,
				hasNextPage: f.hasMore,
				nextPage: nextOf(f, f.index + 2, null),
			}),
	},
	'items, page, pages': {
		size: 'size',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				items: f.leads,
				total: f.total,
				page: f.index + 1,
				size: f.size,
				pages: f.pages,
			}),
	},
	'a token called next_page': {
		size: 'size',
		start: byToken('cursor'),
		reply: (f) =>
			jsonReply({ items: f.leads, total: f.total, next_page: nextOf(f, f.token, null) }),
	},
	'JSON:API with page[number]': {
		size: 'page[size]',
		start: byPage('page[number]'),
		reply: (f) =>
			jsonReply({
				data: f.leads.map(toResource),
				links: { self: '/leads', next: f.link({ 'page[number]': f.index + 2 }) },
				meta: { total: f.total },
			}),
	},
	'attributes, and pageCount in meta.pagination': {
		size: 'pagination[pageSize]',
		standard: 25,
		start: byPage('pagination[page]'),
		reply: (f) =>
			jsonReply({
				data: f.leads.map(({ id, ...attributes }) => ({ id, attributes })),
				meta: {
					pagination: { page: f.index + 1, pageSize: f.size, pageCount: f.pages, total: f.total },
				},
			}),
	},
	'has_more and the last ID': {
		size: 'limit',
		start: byLastId('starting_after'),
		reply: (f) => jsonReply({ object: 'list', url: '/leads', has_more: f.hasMore, data: f.leads }),
	},
	'first_id, last_id and has_more': {
		size: 'limit',
		start: byLastId('after'),
		reply: (f) =>
			jsonReply({
				data: f.leads,
				first_id: f.leads[0]?.id ?? null,
				last_id: f.leads.at(-1)?.id ?? null,
				has_more: f.hasMore,
			}),
	},
	'paging.next.after': {
		endsSilently: true,
		size: 'limit',
		start: byToken('after'),
		reply: (f) =>
			jsonReply({
				results: f.leads,
				paging: f.hasMore
					? { next: { after: f.token, link: f.link({ after: f.token }) } }
					: undefined,
			}),
	},
	'next_start in additional_data.pagination': {
		size: 'limit',
		start: byOffset('start'),
		reply: (f) =>
			jsonReply({
				success: true,
				data: f.leads,
				additional_data: {
					pagination: {
						start: f.start,
						limit: f.size,
						more_items_in_collection: f.hasMore,
						next_start: nextOf(f, f.start + f.size),
					},
				},
			}),
	},
	'next_cursor in additional_data': {
		size: 'limit',
		start: byToken('cursor'),
		reply: (f) =>
			jsonReply({ data: f.leads, additional_data: { next_cursor: nextOf(f, f.token, null) } }),
	},
	nextPageToken: {
		size: 'maxResults',
		start: byToken('pageToken'),
		reply: (f) => jsonReply({ leads: f.leads, nextPageToken: nextOf(f, f.token) }),
	},
	next_page_token: {
		size: 'limit',
		start: byToken('page_token'),
		reply: (f) =>
			jsonReply({
				collection: f.leads,
				pagination: { count: f.leads.length, next_page_token: nextOf(f, f.token, '') },
			}),
	},
	'NextToken in PascalCase': {
		size: 'MaxResults',
		start: byToken('NextToken'),
		reply: (f) => jsonReply({ Items: f.leads, NextToken: nextOf(f, f.token) }),
	},
	'meta.next_token, sent as pagination_token': {
		size: 'max_results',
		start: byToken('pagination_token'),
		reply: (f) =>
			jsonReply({
				data: f.leads,
				meta: { result_count: f.leads.length, next_token: nextOf(f, f.token) },
			}),
	},
	continuationToken: {
		size: 'top',
		start: byToken('continuationToken'),
		reply: (f) => jsonReply({ value: f.leads, continuationToken: nextOf(f, f.token, null) }),
	},
	'a text called offset': {
		size: 'pageSize',
		start: byToken('offset'),
		reply: (f) => jsonReply({ records: f.leads, offset: nextOf(f, f.token) }),
	},
	'edges, nodes and endCursor': {
		size: 'first',
		start: byToken('after'),
		reply: (f) =>
			jsonReply({
				data: {
					leads: {
						edges: f.leads.map((node) => ({ node, cursor: node.id })),
						pageInfo: { hasNextPage: f.hasMore, endCursor: f.token },
					},
				},
			}),
	},
	'cursors.after, also on the last page': {
		size: 'limit',
		start: byToken('after'),
		reply: (f) =>
			jsonReply({
				data: f.leads,
				paging: {
					cursors: { before: 'x', after: f.token },
					next: f.link({ after: f.token }) ?? undefined,
				},
			}),
	},
	'pagination.page and pages': {
		size: 'limit',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				success: true,
				data: f.leads,
				pagination: { page: f.index + 1, limit: f.size, total: f.total, pages: f.pages },
			}),
	},
	'next as an object with a page': {
		size: 'limit',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				success: true,
				count: f.leads.length,
				pagination: f.hasMore ? { next: { page: f.index + 2, limit: f.size } } : {},
				data: f.leads,
			}),
	},
	'a name inside data, and the number of records on the page': {
		size: 'limit',
		start: byPage(),
		reply: (f) =>
			jsonReply({ status: 'success', results: f.leads.length, data: { leads: f.leads } }),
	},
	'nextCursor and hasMore': {
		size: 'limit',
		start: byToken('cursor'),
		reply: (f) =>
			jsonReply({ data: f.leads, nextCursor: nextOf(f, f.token, null), hasMore: f.hasMore }),
	},
	'rows and count': {
		size: 'limit',
		start: byPage(),
		reply: (f) => jsonReply({ rows: f.leads, count: f.total }),
	},
	'result.items and a total by the resource’s name': {
		size: 'limit',
		start: byPage(),
		reply: (f) => jsonReply({ result: { items: f.leads, totalLeads: f.total } }),
	},
	'Content-Range and offset': {
		size: 'limit',
		start: byOffset(),
		reply: (f) =>
			jsonReply(
				f.leads,
				header({ 'content-range': `${f.start}-${f.start + f.leads.length - 1}/${f.total}` }),
			),
	},
	'X-WP-Total': {
		size: 'per_page',
		standard: 10,
		start: byPage(),
		reply: (f) =>
			jsonReply(
				f.leads,
				header({ 'x-wp-total': String(f.total), 'x-wp-totalpages': String(f.pages) }),
			),
	},
	'X-Next-Page': {
		size: 'per_page',
		start: byPage(),
		reply: (f) =>
			jsonReply(
				f.leads,
				header({
					'x-next-page': f.hasMore ? String(f.index + 2) : '',
					'x-page': String(f.index + 1),
				}),
			),
	},
	'X-Pagination as JSON': {
		size: 'pageSize',
		standard: 10,
		start: byPage('pageNumber'),
		reply: (f) =>
			jsonReply(
				f.leads,
				header({
					'x-pagination': JSON.stringify({
						TotalCount: f.total,
						PageSize: f.size,
						CurrentPage: f.index + 1,
						TotalPages: f.pages,
						HasNext: f.hasMore,
					}),
				}),
			),
	},
	'a Link header, relative': {
		size: 'per_page',
		start: byPage(),
		reply: (f) =>
			jsonReply(
				f.leads,
				header({
					link: f.hasMore
						? `</api/v1/leads?page=1>; rel="first", <?page=${f.index + 2}&per_page=${f.size}>; rel="next last"; title="a, b"`
						: null,
				}),
			),
	},
	'X-Total-Count and _page': {
		size: '_limit',
		standard: 10,
		start: byPage('_page'),
		reply: (f) => jsonReply(f.leads, header({ 'x-total-count': String(f.total) })),
	},
	'info.more_records': {
		size: 'per_page',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				data: f.leads,
				info: {
					per_page: f.size,
					count: f.leads.length,
					page: f.index + 1,
					more_records: f.hasMore,
				},
			}),
	},
	'response_metadata.next_cursor': {
		size: 'limit',
		start: byToken('cursor'),
		reply: (f) =>
			jsonReply({
				ok: true,
				leads: f.leads,
				response_metadata: { next_cursor: nextOf(f, f.token, '') },
			}),
	},
	'offset, limit and total': {
		size: 'limit',
		start: byOffset(),
		reply: (f) => jsonReply({ data: f.leads, offset: f.start, limit: f.size, total: f.total }),
	},
	'startAt, maxResults and isLast': {
		size: 'maxResults',
		start: byOffset('startAt'),
		reply: (f) =>
			jsonReply({
				startAt: f.start,
				maxResults: f.size,
				total: f.total,
				isLast: !f.hasMore,
				values: f.leads,
			}),
	},
	'startIndex from 1': {
		size: 'count',
		start: byOffset('startIndex', 1),
		reply: (f) =>
			jsonReply({
				totalResults: f.total,
				itemsPerPage: f.size,
				startIndex: f.start + 1,
				Resources: f.leads,
			}),
	},
	'skip and a total': {
		size: 'limit',
		start: byOffset('skip'),
		reply: (f) => jsonReply({ list: f.leads, total: f.total }),
	},
	'@odata.nextLink': {
		size: '$top',
		start: byOffset('$skip'),
		reply: (f) =>
			jsonReply({
				value: f.leads,
				'@odata.count': f.total,
				'@odata.nextLink': f.link({ $skip: f.start + f.size }) ?? undefined,
			}),
	},
	'd.results and __next': {
		size: '$top',
		start: byOffset('$skip'),
		reply: (f) =>
			jsonReply({
				d: { results: f.leads, __next: f.link({ $skip: f.start + f.size }) ?? undefined },
			}),
	},
	'nextRecordsUrl and done': {
		size: 'limit',
		start: byOffset(),
		reply: (f) =>
			jsonReply({
				totalSize: f.total,
				done: !f.hasMore,
				nextRecordsUrl: f.link({ offset: f.start + f.size }) ?? undefined,
				records: f.leads,
			}),
	},
	'hydra:member and hydra:view': {
		size: 'itemsPerPage',
		standard: 30,
		start: byPage(),
		reply: (f) =>
			jsonReply({
				'hydra:member': f.leads,
				'hydra:totalItems': f.total,
				'hydra:view': { 'hydra:next': f.link({ page: f.index + 2 }) ?? undefined },
			}),
	},
	'links as a list': {
		size: 'limit',
		start: byPage(),
		reply: (f) =>
			jsonReply({
				entities: f.leads,
				links: f.hasMore
					? [
							{ rel: 'self', href: '/x' },
							{ rel: 'next', href: f.link({ page: f.index + 2 }) },
						]
					: [],
			}),
	},
	'recordsTotal and recordsFiltered, by start': {
		size: 'length',
		standard: 10,
		start: byOffset('start'),
		reply: (f) =>
			jsonReply({ draw: 1, recordsTotal: f.total + 900, recordsFiltered: f.total, data: f.leads }),
	},
	'meta.totalPages, and pages by pageNumber': {
		size: 'pageSize',
		start: byPage('pageNumber'),
		reply: (f) =>
			jsonReply({ payload: f.leads, meta: { pageNumber: f.index + 1, totalPages: f.pages } }),
	},
	'a strict server that knows skip alone': {
		size: 'limit',
		start: byOffset('skip'),
		reply: (f) => jsonReply({ data: f.leads, total: f.total }),
		rejects: ['offset', 'start'],
	},
};
