import type { IDataObject } from 'n8n-workflow';

import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../../nodes/shared/http/request.ts';
import { jsonReply } from './replies.mts';
import { BASE_URL } from './scriptedClient.mts';

/** What a server knows when it answers with a page. */
export interface PageFacts {
	records: IDataObject[];
	/** Number of records in the whole list. */
	total: number;
	/** Number of pages at this page size. */
	pages: number;
	/** ID after which the next page begins; undefined on the last page. */
	after: number | undefined;
	/** The next page's number; undefined on the last page. */
	nextPage: number | undefined;
	/** Absolute URL of the request. */
	url: URL;
}

/** How a server tells whether there is more. */
export interface Signal {
	reply: (facts: PageFacts) => ApiReply;
	/** Whether the last page says nothing, so that only one more request can tell that it is the last. */
	endsSilently?: boolean;
}

/** A list whose records have ascending numbers as IDs. */
export interface ListServer {
	/** The records as they are now; tests may change them between pages. */
	records: Array<{ id: number }>;
	answer: (request: ApiRequest) => ApiReply;
}

interface ListServerOptions {
	signal: Signal;
	/** Number of records at the start. */
	count: number;
	/** Records on a page at most, whatever is asked for. */
	maximum: number;
	/** Called before each page with the number of pages that were sent. */
	beforePage?: (records: Array<{ id: number }>, sent: number) => void;
	firstPage?: number;
}

/** Makes records with the IDs from `first` on. */
export function makeRecords(count: number, first = 1): Array<{ id: number }> {
	return Array.from({ length: count }, (_, index) => ({ id: first + index }));
}

/**
 * Makes a list server that does what it is asked: it pages by `page` and `limit`, or by `cursor`,
 * the ID of the last record that was sent.
 */
export function createListServer(options: ListServerOptions): ListServer {
	const { signal, count, maximum, beforePage, firstPage = 1 } = options;
	const records = makeRecords(count, 1_000);
	let sent = 0;
	return {
		records,
		answer: (request) => {
			beforePage?.(records, sent);
			sent += 1;
			const url = toUrl(request);
			const size = Math.min(Number(url.searchParams.get('limit') ?? maximum), maximum);
			const page = Number(url.searchParams.get('page') ?? firstPage);
			const cursor = url.searchParams.get('cursor');
			const start =
				cursor === null
					? (page - firstPage) * size
					: records.findIndex(({ id }) => id > Number(cursor));
			const shown = start < 0 ? [] : records.slice(start, start + size);
			const isLast = start < 0 || start + size >= records.length;
			return signal.reply({
				records: shown,
				total: records.length,
				pages: Math.ceil(records.length / size),
				after: isLast ? undefined : shown.at(-1)?.id,
				nextPage: isLast ? undefined : page + 1,
				url,
			});
		},
	};
}

function toUrl({ url, path, query = {} }: ApiRequest): URL {
	const target = new URL(url ?? `${BASE_URL}${path}`);
	if (url !== undefined) return target;
	for (const [name, value = []] of Object.entries(query)) {
		for (const single of [value].flat()) target.searchParams.append(name, single);
	}
	return target;
}

function linkTo({ url, nextPage }: PageFacts): string | undefined {
	if (nextPage === undefined) return undefined;
	const next = new URL(url);
	next.searchParams.set('page', String(nextPage));
	return next.href;
}

function linkHeader(facts: PageFacts, write: (url: string) => string): Record<string, string> {
	const next = linkTo(facts);
	return next === undefined ? {} : { link: write(next) };
}

/** Each signal that is read, by its name, in one of the envelopes. */
export const signals: Record<string, Signal> = {
	next_cursor: {
		reply: ({ records, after }) => jsonReply({ data: records, next_cursor: after ?? null }),
	},
	'meta.next_cursor as text': {
		reply: ({ records, after }) =>
			jsonReply({ data: records, meta: { next_cursor: after === undefined ? '' : String(after) } }),
	},
	'pagination.next_cursor, left out at the end': {
		endsSilently: true,
		reply: ({ records, after }) =>
			jsonReply({ items: records, pagination: { next_cursor: after } }),
	},
	'a Link header': {
		endsSilently: true,
		reply: (facts) =>
			jsonReply(facts.records, { headers: linkHeader(facts, (url) => `<${url}>; rel="next"`) }),
	},
	'a Link header with several links': {
		endsSilently: true,
		reply: (facts) =>
			jsonReply(facts.records, {
				headers: linkHeader(
					facts,
					(url) =>
						`<${BASE_URL}/leads?page=1>; rel="first", <${url}>; title=more; rel=next, <${BASE_URL}/leads?page=9>; rel="last"`,
				),
			}),
	},
	'links.next': {
		reply: (facts) => jsonReply({ data: facts.records, links: { next: linkTo(facts) ?? null } }),
	},
	'links.next relative to the list': {
		reply: (facts) => {
			const next = linkTo(facts);
			return jsonReply({
				data: facts.records,
				links: { next: next === undefined ? null : new URL(next).search },
			});
		},
	},
	total: { reply: ({ records, total }) => jsonReply({ leads: records, total }) },
	'total_records as text': {
		reply: ({ records, total }) => jsonReply({ data: records, total_records: String(total) }),
	},
	'meta.total': { reply: ({ records, total }) => jsonReply({ data: records, meta: { total } }) },
	'pagination.total_records': {
		reply: ({ records, total }) =>
			jsonReply({ data: records, pagination: { total_records: total } }),
	},
	'data.total': { reply: ({ records, total }) => jsonReply({ data: { data: records, total } }) },
	total_pages: { reply: ({ records, pages }) => jsonReply({ data: records, total_pages: pages }) },
	'meta.last_page': {
		reply: ({ records, pages }) => jsonReply({ data: records, meta: { last_page: pages } }),
	},
	has_more: {
		reply: ({ records, nextPage }) =>
			jsonReply({ data: records, has_more: nextPage !== undefined }),
	},
	'meta.has_more': {
		reply: ({ records, nextPage }) =>
			jsonReply({ results: records, meta: { has_more: nextPage !== undefined } }),
	},
	'pagination.has_more': {
		reply: ({ records, nextPage }) =>
			jsonReply({ results: records, pagination: { has_more: nextPage !== undefined } }),
	},
	'a short page, beside a total that counts nothing': {
		endsSilently: true,
		reply: ({ records }) => jsonReply({ data: records, total: 0 }),
	},
	'nothing but a short page': {
		endsSilently: true,
		reply: ({ records }) => jsonReply(records),
	},
};
