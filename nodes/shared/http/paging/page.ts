import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { readId } from '../../json';
import type { Query } from '../request';
import type { Way } from './conventions';

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
	/** Whether the vendor documents all this, so that no other way of paging is looked for. */
	readonly isDocumented?: boolean;
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
	/** Whether other ways of paging are tried even where only the size of a page suggests that there is more. */
	readonly isThorough?: boolean;
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
	/** Query parameter for the cursor; `cursor` if left out. */
	cursorParameter: z.string().optional(),
	url: z.string().optional(),
	/** How the page is asked for; by its number if left out. */
	way: z
		.object({
			parameter: z.string(),
			by: z.enum(['page', 'offset', 'lastId']),
			first: z.number(),
		})
		.optional(),
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
	/** What this reply says beyond its records, for a walk that has to decide how to go on. */
	readonly hints?: PageHints;
}

/** What a reply says of its list, besides the next page. */
export interface PageHints {
	/** Where the total stands, e.g. `meta.total`. */
	readonly totalPlace: string | undefined;
	/** What says that there is more, as a clause, although no next page was found. */
	readonly leftover: string | undefined;
	/** Whether anything says that there is more. */
	readonly saysMore: boolean;
	/** Whether the reply says that there are pages before this one. */
	readonly isLaterPage: boolean;
	/** Ways to ask for pages that the reply suggests. */
	readonly suggestedWays: readonly Way[];
	/** Query parameters that may be meant for the next page's cursor. */
	readonly cursorParameters: readonly string[];
}

/** Records of a whole walk. */
export interface Collected {
	readonly records: IDataObject[];
	/**
	 * Whether records may be missing: the server repeated itself, they moved too often, or a reply says
	 * that there are more than came.
	 */
	readonly cutShort: boolean;
	/** What says that there are more, as a clause, e.g. `"meta.total" says that there are 250`. */
	readonly shortfall?: string;
}

/** Pages after which a walk ends in any case: a million records. */
export const MAX_PAGES = 10_000;

/** Where every walk starts. */
export function startOf({ paging }: ListRequest): Position {
	return { page: paging.firstPage, received: 0, longestPage: 0, guessed: false };
}

/** Whether a position is a page's number, rather than a cursor or a link. */
export function isNumbered({ cursor, url }: Position): boolean {
	return cursor === undefined && url === undefined;
}

/** Records to ask for with one request. */
export function sizeOfPages({ limit, paging }: ListRequest): number {
	return Math.min(limit ?? paging.pageSize, paging.pageSize);
}

/** A record's ID as text, where it has one. */
export function readRecordId(
	{ paging: { idField = 'id' } }: ListRequest,
	record: IDataObject | undefined,
): string | undefined {
	return readId(record?.[idField]);
}

/**
 * Makes a sieve that lets each record of a list through once.
 *
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
