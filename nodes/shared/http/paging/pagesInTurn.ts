import type { IDataObject } from 'n8n-workflow';

import type { ApiClient } from '../client';
import { fetchPage, firstPosition, pagedList } from './fetchPage';
import { rememberPaging } from './knownPaging';
import { startTrail, watchTotals } from './movingList';
import { startDetour, tryPage } from './otherWays';
import type { Collected, ListRequest, Page, Position } from './page';
import { createSieve, isNumbered, MAX_PAGES, readRecordId } from './page';

/** How to walk through a list. */
interface Walk {
	/**
	 * Asked after each page that is read for the first time; true ends the walk.
	 *
	 * @param records all records so far, each once
	 * @param page this page as received
	 */
	readonly isEnough: (records: readonly IDataObject[], page: Page) => boolean;
	/** The first page, where it has been read already. */
	readonly firstPage?: Page;
	/** Where to start; the first page, requested in the way that is known to work, if omitted. */
	readonly start?: Position;
}

/** Where a walk continues; at its end, whether records may be missing. */
type Step =
	| { readonly next: Position }
	| { readonly next?: undefined; readonly cutShort: boolean; readonly hasEnough?: boolean };

/** Pages in a row without a new record after which a walk ends. */
const MAX_FRUITLESS_PAGES = 5;

/**
 * Reads a list one page after another, up to its end or until `isEnough`.
 *
 * Records that appear twice, because others were added before them or because the server ignores the
 * page parameter, are kept once. Where the server repeats itself, other ways of paging are tried; where
 * it ignores them all, the walk ends. Where the total shrinks between two pages, deleted records may
 * have pulled others onto pages that were read already: the walk goes back by as many records and
 * continues from there.
 */
export async function readPagesInTurn(
	client: ApiClient,
	list: ListRequest,
	{ isEnough, firstPage, start = firstPosition(client, list) }: Walk,
): Promise<Collected> {
	const walk = startWalk(client, list, start, isEnough);
	const visited = new Set<string>();
	let step: Step = { next: start };
	let isEmpty = false;
	for (let requests = 0; step.next !== undefined; requests++) {
		const here: Position = step.next;
		const target = here.url ?? (here.cursor && `${here.cursorParameter ?? ''} ${here.cursor}`);
		if (requests >= MAX_PAGES) return walk.conclude(true);
		if (target !== undefined) {
			// Some servers link every empty page to another one, for ever.
			if (visited.has(target)) return walk.conclude(!(isEmpty && here.url !== undefined));
			visited.add(target);
		}
		const page = (requests === 0 ? firstPage : undefined) ?? (await walk.read(here));
		isEmpty = page?.records.length === 0;
		step = walk.take(here, page);
	}
	return step.hasEnough === true
		? { records: walk.records, cutShort: step.cutShort }
		: walk.conclude(step.cutShort);
}

function startWalk(
	client: ApiClient,
	list: ListRequest,
	start: Position,
	isEnough: Walk['isEnough'],
) {
	const collection = startCollection(list);
	const { records } = collection;
	const totals = watchTotals();
	const trail = startTrail(list, start);
	const recovery = startRecovery(client, list, records);
	let fruitlessPages = 0;

	return {
		records,
		read: recovery.read,
		take: (here: Position, page: Page | undefined): Step => {
			if (page === undefined) return recovery.afterNoPage(here);
			const growth = totals.growthSince(page, here);
			const back = growth < 0 ? trail.goBack(here, -growth) : undefined;
			if (back !== undefined) return { next: back };

			const { fresh, endsFresh } = collection.add(page);
			if (recovery.isUnderWay()) {
				if (!endsFresh) return recovery.tryOtherwise(here, page);
				recovery.succeed(here);
			}
			trail.add(here);
			collection.note(page);
			const onwards: Step =
				page.next === undefined ? { cutShort: trail.isLost() } : { next: page.next };
			if (trail.isReread(here)) return onwards;
			if (isEnough(records, page)) return { cutShort: trail.isLost(), hasEnough: true };

			fruitlessPages = fresh === 0 ? fruitlessPages + 1 : 0;
			if (endsFresh && here.received > 0) recovery.prove(here);
			if (fresh > 0 && !endsFresh) recovery.doubt(here);
			const isRepetition = page.records.length > 0 && fresh === 0;
			const step = isRepetition
				? recovery.afterRepetition(here, page, totals.isSteady())
				: undefined;
			if (fruitlessPages < MAX_FRUITLESS_PAGES) return step ?? onwards;
			// A link may be made for any page, but a cursor is made for a page that exists.
			const namesMore = page.next !== undefined && page.next.url === undefined;
			return { cutShort: trail.isLost() || namesMore };
		},
		conclude: collection.conclude,
	};
}

/** Finds how to go on where the server repeats itself or replies with no page at all. */
function startRecovery(client: ApiClient, list: ListRequest, records: readonly IDataObject[]) {
	const detour = startDetour(client, list);
	/** Whether the way of paging works: a page after the first one had new records. */
	let isProven = false;
	/** The page that the server repeated, so that its cursor is sent under other names. */
	let repeated: Page | undefined;
	/** Names under which its cursor was sent. */
	const tried = new Set<string>();
	/** The first page that may be a repeated one although it had new records. */
	let doubtful: Position | undefined;

	const tryOtherwise = (here: Position, page?: Page): Step => {
		const next = detour.next(here, page, readRecordId(list, records.at(-1)));
		return next === undefined ? { cutShort: !here.guessed } : { next };
	};
	return {
		isUnderWay: detour.isUnderWay,
		succeed: detour.succeed,
		tryOtherwise,
		read: async (here: Position): Promise<Page | undefined> =>
			await (detour.isUnderWay() || repeated !== undefined ? tryPage : fetchPage)(
				client,
				list,
				here,
			),
		afterNoPage: (here: Position): Step =>
			repeated === undefined
				? tryOtherwise(here)
				: (renameCursor(here, repeated, tried) ?? { cutShort: true }),
		/** Where to go after a page on which no record was new. */
		afterRepetition: (here: Position, page: Page, isSteady: boolean): Step | undefined => {
			const saysMore = page.hints?.saysMore === true;
			if (here.way?.by === 'lastId' || isNumbered(here)) {
				if (!isSteady) return undefined;
				// Some servers send their last page again for every later one.
				if (isProven) return { cutShort: saysMore };
				// Added records have moved the end of the list onto a page of its own.
				const isMovedEnd = page.records.length < here.longestPage && !saysMore;
				const isWorthIt = saysMore || !here.guessed || list.isThorough === true;
				if (isMovedEnd || !isWorthIt) return { cutShort: false };
				return tryOtherwise(doubtful ?? here, page);
			}
			if (isProven) return undefined;
			repeated = page;
			return renameCursor(here, page, tried);
		},
		/** Records that the new records of `here` may have been added on top of a repeated page. */
		doubt: (here: Position): void => {
			doubtful ??= here;
		},
		/** Records that the request for `here` ended with a new record. */
		prove: ({ cursorParameter }: Position): void => {
			const [likeliest] = repeated?.hints?.cursorParameters ?? [];
			if (likeliest !== undefined && cursorParameter !== undefined) {
				rememberPaging(pagedList(client, list), {
					tokenParameters: { [likeliest]: cursorParameter },
				});
			}
			repeated = undefined;
			isProven = true;
		},
	};
}

/** Collects the records of all pages, each once, and what the replies say about further ones. */
function startCollection(list: ListRequest) {
	const records: IDataObject[] = [];
	const sift = createSieve(list);
	/** The latest page that had records. */
	let latest: Page | undefined;
	let leastTotal = Infinity;
	return {
		records,
		/**
		 * Returns how many of the page's records are new, and whether its last one is: added records move
		 * known ones to the top of the next page, and new ones to the top of a repeated one.
		 */
		add: (page: Page): { readonly fresh: number; readonly endsFresh: boolean } => {
			const fresh = sift(page.records);
			for (const record of fresh) records.push(record);
			const last = fresh.at(-1);
			return {
				fresh: fresh.length,
				endsFresh: last !== undefined && last === page.records.at(-1),
			};
		},
		/** Keeps what the page says about the whole list. */
		note: (page: Page): void => {
			if (page.records.length > 0 || latest === undefined) latest = page;
			leastTotal = Math.min(leastTotal, page.total ?? Infinity);
		},
		conclude: (cutShort: boolean): Collected => {
			const isShort = leastTotal < Infinity && leastTotal > records.length;
			const shortfall = isShort
				? `"${latest?.hints?.totalPlace ?? 'total'}" says that there are ${leastTotal}`
				: latest?.hints?.leftover;
			return shortfall === undefined
				? { records, cutShort }
				: { records, cutShort: true, shortfall };
		},
	};
}

/**
 * Requests the same page again, with its cursor under the next of the likely names.
 *
 * @param here where the server repeated a page
 * @param tried names under which the cursor was sent; the present one is added
 */
function renameCursor(here: Position, { hints, next }: Page, tried: Set<string>): Step | undefined {
	tried.add(here.cursorParameter ?? '');
	const cursorParameter = hints?.cursorParameters.find((name) => !tried.has(name));
	if (cursorParameter === undefined) return undefined;
	return { next: { ...(next?.cursor === undefined ? here : next), cursorParameter } };
}
