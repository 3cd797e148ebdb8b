import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { readId } from '../../json';
import type { Query } from '../request';
import type { Way } from './conventions';

/** How a product's lists are paged. */
export interface Paging {
	/** Number of the first page: 1 for most, 0 for some. */
	readonly firstPage: number;
	/** Query parameter for the page's number; undefined where pages cannot be requested. */
	readonly pageParameter: string | undefined;
	/** Query parameter for the page's size; undefined where it cannot be chosen. */
	readonly limitParameter: string | undefined;
	/** Most records to request at once. */
	readonly pageSize: number;
	/** Field that identifies a record; `id` if omitted. */
	readonly idField?: string;
	/** Whether the vendor documents all this, so that no other way of paging is tried. */
	readonly isDocumented?: boolean;
}

/** A list to read. */
export interface ListRequest {
	readonly path: string;
	readonly query: Query;
	/** The resource's plural name, which may be the list's key in the reply. */
	readonly plural: string;
	readonly paging: Paging;
	/** Most records wanted; undefined for all. */
	readonly limit: number | undefined;
	/** Whether to try other ways of paging even where only a page's size suggests that there is more. */
	readonly isThorough?: boolean;
	/** What to keep of a record in memory, its ID at least; all of it if omitted. */
	readonly keep?: (record: IDataObject) => IDataObject;
}

/** Where a walk through the pages stands. JSON, so that a list search can carry it as its token. */
export const positionSchema = z.object({
	page: z.number(),
	/** Number of records received before this page. */
	received: z.number(),
	/** Number of records on the longest page so far; 0 before the first. */
	longestPage: z.number(),
	/** Whether only the length of the previous page suggests that this one exists. */
	guessed: z.boolean(),
	cursor: z.string().optional(),
	/** Query parameter for the cursor; `cursor` if omitted. */
	cursorParameter: z.string().optional(),
	url: z.string().optional(),
	/** How the page is requested; by its number if omitted. */
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
	/** Number of records on all pages, as this reply states it. */
	readonly total: number | undefined;
	/** Number of pages, as this reply states it. */
	readonly pages: number | undefined;
	/** What else this reply says, for a walk that has to decide how to continue. */
	readonly hints?: PageHints;
}

/** What a reply says about its list, apart from the next page. */
export interface PageHints {
	/** Where the reply has the total, e.g. `meta.total`. */
	readonly totalPlace: string | undefined;
	/** The signal of further records to which no next page was found, as a clause. */
	readonly leftover: string | undefined;
	/** Whether any signal says that there is a next page. */
	readonly saysMore: boolean;
	/** Whether the reply says that this is not the first page. */
	readonly isLaterPage: boolean;
	/** Ways of requesting pages that the reply suggests. */
	readonly suggestedWays: readonly Way[];
	/** Query parameters that may be meant for the next page's cursor. */
	readonly cursorParameters: readonly string[];
}

/** The records of a whole walk. */
export interface Collected {
	readonly records: IDataObject[];
	/**
	 * Whether records may be missing: the server repeated itself, records moved too often, or a reply
	 * says that there are more than were received.
	 */
	readonly cutShort: boolean;
	/** The signal of further records, as a clause, e.g. `"meta.total" says that there are 250`. */
	readonly shortfall?: string;
}

/** Most pages that a walk reads: a million records. */
export const MAX_PAGES = 10_000;

/** Where every walk starts. */
export function startOf({ paging }: ListRequest): Position {
	return { page: paging.firstPage, received: 0, longestPage: 0, guessed: false };
}

/** Whether a position is given by a page's number, rather than by a cursor or a link. */
export function isNumbered({ cursor, url }: Position): boolean {
	return cursor === undefined && url === undefined;
}

/** Number of records to request at once. */
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
 * Creates a filter that lets each record of a list through once.
 *
 * @returns a function from a page's records to those that no earlier page had
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
