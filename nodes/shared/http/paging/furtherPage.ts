import { z } from 'zod';

import type { ApiClient } from '../client';
import { readBeginning } from './beginning';
import { fetchPage } from './fetchPage';
import { startDetour, tryPage } from './otherWays';
import type { ListRequest, Page, Position } from './page';
import { positionSchema, readRecordId } from './page';

/** Where to continue a list that is read one page at a time. JSON, so that the editor can hand it back. */
const bookmarkSchema = positionSchema.extend({
	/** IDs of the first and the last record on the previous page. */
	firstId: z.string().optional(),
	lastId: z.string().optional(),
});

/** Where to continue. */
export type Bookmark = z.infer<typeof bookmarkSchema>;

/** Reads a bookmark that the editor hands back; undefined where it is none. */
export function readBookmark(value: unknown): Bookmark | undefined {
	return bookmarkSchema.safeParse(value).data;
}

/**
 * Reads a list one page at a time. Where the server repeats the previous page, other ways of paging are
 * tried; where it ignores them all, the list ends.
 *
 * @param bookmark where to continue; undefined for the first page
 * @returns the page's records, and where to continue if there is more
 */
export async function readFurtherPage(
	client: ApiClient,
	list: ListRequest,
	bookmark: Bookmark | undefined,
): Promise<{ records: Page['records']; bookmark: Bookmark | undefined }> {
	const page =
		bookmark === undefined
			? (await readBeginning(client, list)).page
			: await readAfter(client, list, bookmark);
	if (page === undefined) return { records: [], bookmark: undefined };
	const { records, next } = page;
	const [firstId, lastId] = [records[0], records.at(-1)].map((record) =>
		readRecordId(list, record),
	);
	return { records, bookmark: next && { ...next, firstId, lastId } };
}

async function readAfter(
	client: ApiClient,
	list: ListRequest,
	{ firstId, lastId, ...position }: Bookmark,
): Promise<Page | undefined> {
	const detour = startDetour(client, list);
	let here: Position | undefined = position;
	let page: Page | undefined = await fetchPage(client, list, here);
	const isRepetition = ({ records }: Page): boolean =>
		firstId !== undefined && readRecordId(list, records[0]) === firstId;
	if (!isRepetition(page)) return page;
	do {
		here = detour.next(here, page, lastId);
		page = here && (await tryPage(client, list, here));
		if (
			here !== undefined &&
			page !== undefined &&
			page.records.length > 0 &&
			!isRepetition(page)
		) {
			detour.succeed(here);
			return page;
		}
	} while (here !== undefined);
	return undefined;
}
