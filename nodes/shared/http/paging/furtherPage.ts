import { z } from 'zod';

import type { ApiClient } from '../client';
import { readBeginning } from './beginning';
import { fetchPage } from './fetchPage';
import { startDetour, tryPage } from './otherWays';
import type { ListRequest, Page, Position } from './page';
import { positionSchema, readRecordId } from './page';

/** A list as far as it was read, one page at a time. JSON, so that the editor can hand it back. */
export const bookmarkSchema = z.object({
	position: positionSchema,
	/** IDs of the first and the last record on the page before. */
	first: z.string().optional(),
	last: z.string().optional(),
});

/** Where to read on. */
export type Bookmark = z.infer<typeof bookmarkSchema>;

/**
 * Reads a list one page at a time. A server that sends the page before again is asked in other ways;
 * where it understands none, that is the end.
 *
 * @param bookmark where to read on; undefined for the first page
 * @returns the page's records, and where to read on if there is more
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
	const [first, last] = [records[0], records.at(-1)].map((record) => readRecordId(list, record));
	return { records, bookmark: next && { position: next, first, last } };
}

async function readAfter(
	client: ApiClient,
	list: ListRequest,
	{ position, first, last }: Bookmark,
): Promise<Page | undefined> {
	const detour = startDetour(client, list);
	let here: Position | undefined = position;
	let page: Page | undefined = await fetchPage(client, list, here);
	const isRepetition = ({ records }: Page): boolean =>
		first !== undefined && readRecordId(list, records[0]) === first;
	if (!isRepetition(page)) return page;
	do {
		here = detour.next(here, page, last);
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
