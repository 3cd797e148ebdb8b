import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../client';
import { startTrail, watchTotals } from './movingList';
import type { ListRequest, Page, Position } from './page';
import { createSieve, fetchPage, isNumbered, startOf } from './page';

/** Records of a whole walk. */
export interface Collected {
	readonly records: IDataObject[];
	/** Whether records may be missing: the server repeated itself, or they moved too often. */
	readonly cutShort: boolean;
}

/** How a walk goes. */
interface Walk {
	/**
	 * Asked after each page that is read for the first time.
	 *
	 * @param records all records so far, each once
	 * @param page this page as it came
	 */
	readonly isEnough: (records: readonly IDataObject[], page: Page) => boolean;
	/** The first page, where it was read already. */
	readonly firstPage?: Page;
}

/** Pages after which a walk ends in any case: a million records. */
export const MAX_PAGES = 10_000;
/** Pages in a row without a new record after which a walk ends. */
const MAX_FRUITLESS_PAGES = 5;

/**
 * Reads a list one page after another until its end, or until there is enough.
 *
 * Records that come twice, because others arrived before them or because the server ignores the
 * page parameter, are kept once; a server that repeats itself ends the walk. Where the total shrinks
 * between two pages, records that vanished may have pulled others onto pages that were read before:
 * the walk goes back by as many records, and on from there.
 *
 * @param client sends the requests
 * @param list the list
 * @param walk how to walk
 */
export async function readPagesInTurn(
	client: ApiClient,
	list: ListRequest,
	{ isEnough, firstPage }: Walk,
): Promise<Collected> {
	const records: IDataObject[] = [];
	const sift = createSieve(list);
	const totals = watchTotals();
	const trail = startTrail(list);
	const visited = new Set<string>();
	let fruitlessPages = 0;

	let position: Position | undefined = startOf(list);
	for (let requests = 0; position !== undefined; requests++) {
		const here: Position = position;
		const target = here.url ?? here.cursor ?? '';
		if (requests >= MAX_PAGES || visited.has(target)) return { records, cutShort: true };
		if (target !== '') visited.add(target);

		const isRead = requests === 0 && firstPage !== undefined;
		const page = isRead ? firstPage : await fetchPage(client, list, here);
		const growth = totals.growthSince(page, here);
		position = growth < 0 ? trail.goBack(here, -growth) : undefined;
		if (position !== undefined) continue;

		trail.add(here);
		const fresh = sift(page.records);
		for (const record of fresh) records.push(record);
		position = page.next;
		if (trail.isReread(here)) continue;

		if (isEnough(records, page)) return { records, cutShort: trail.isLost() };
		fruitlessPages = fresh.length === 0 ? fruitlessPages + 1 : 0;
		const repeats = page.records.length > 0 && fresh.length === 0 && isNumbered(here);
		if (repeats && totals.isSteady()) return { records, cutShort: !here.guessed };
		if (fruitlessPages >= MAX_FRUITLESS_PAGES) {
			return { records, cutShort: trail.isLost() || page.next !== undefined };
		}
	}
	return { records, cutShort: trail.isLost() };
}
