import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../client';
import type { ListRequest } from './page';
import { fetchPage, startOf } from './page';
import { readExtent, readPagesAtOnce } from './pagesAtOnce';
import type { Collected } from './pagesInTurn';
import { readPagesInTurn } from './pagesInTurn';

/**
 * Reads a list until its end or its limit, each record once: several pages at a time where the first
 * one tells how many there are, else, or where records moved meanwhile, one page after another.
 *
 * @param client sends the requests
 * @param list the list
 */
export async function collectRecords(client: ApiClient, list: ListRequest): Promise<Collected> {
	const { limit = Infinity } = list;
	const isEnough = (found: readonly IDataObject[]): boolean => found.length >= limit;
	const firstPage = await fetchPage(client, list, startOf(list));
	const extent = readExtent(list, firstPage);
	const { records, cutShort } =
		extent === undefined
			? await readPagesInTurn(client, list, { isEnough, firstPage })
			: ((await readPagesAtOnce(client, list, firstPage, extent)) ??
				(await readPagesInTurn(client, list, { isEnough })));
	return { records: records.slice(0, limit), cutShort };
}
