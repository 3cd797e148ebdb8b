import type { IDataObject } from 'n8n-workflow';

import type { Way } from './conventions';
import type { KnownPaging } from './knownPaging';
import type { ListRequest, Page, Position } from './page';
import { readRecordId, sizeOfPages } from './page';
import type { PagingSignals } from './signals';

/** A page that was received. */
interface Arrived {
	readonly signals: PagingSignals;
	/** Where it is. */
	readonly position: Position;
	readonly records: readonly IDataObject[];
	readonly list: ListRequest;
	readonly known: KnownPaging;
}

/**
 * Finds the next page: by a cursor, by a link, or by its number where a total or `has_more` says that
 * there is one. Where signals contradict each other, "more" wins: stopping early loses records, whereas
 * one page too many costs a request. Without any signal, a short page is the last.
 */
export function findNextPosition(arrived: Arrived): Omit<Page, 'records'> {
	const { signals, position, records, list } = arrived;
	const received = position.received + records.length;
	// A count that may be of this page's records only says something where it exceeds them.
	const count = (signals.count ?? 0) > records.length ? signals.count : undefined;
	const total = signals.total ?? count;
	const more = saysMore(signals, { total, received, page: position.page + 1, list });
	const next = nextPosition(arrived, more);
	const leftover = records.length === 0 ? undefined : describeLeftover(signals, next);
	return {
		next,
		total,
		pages: signals.pages,
		hints: {
			totalPlace: signals.total === undefined ? signals.places.count : signals.places.total,
			leftover,
			saysMore: more.includes(true),
			isLaterPage: signals.isLaterPage,
			suggestedWays: signals.suggestedWays,
			cursorParameters: signals.cursorParameters,
		},
	};
}

function nextPosition(
	arrived: Arrived,
	more: ReadonlyArray<boolean | undefined>,
): Position | undefined {
	const { signals, position, records, list, known } = arrived;
	const count = records.length;
	const next: Position = {
		page: position.page + 1,
		received: position.received + count,
		longestPage: Math.max(position.longestPage, count),
		guessed: false,
		way: position.way,
	};
	const cursor = usableCursor(arrived);
	if (typeof cursor === 'string') {
		const [likeliest = 'cursor'] = signals.cursorParameters;
		const parameter = position.cursorParameter ?? known.tokenParameters?.[likeliest] ?? likeliest;
		return { ...next, cursor, cursorParameter: parameter };
	}
	const isByLastId = position.way?.by === 'lastId';
	if (position.cursor !== undefined && !isByLastId) return undefined;
	if (typeof signals.url === 'string') return { ...next, url: signals.url };
	if (position.url !== undefined || count === 0) return undefined;

	const way = position.way ?? chooseWay(arrived);
	const numbered = (guessed: boolean): Position | undefined =>
		way?.by === 'lastId'
			? afterLast(arrived, { ...next, guessed, way })
			: { ...next, guessed, way };
	if (more.includes(true)) return numbered(false);
	const saysNoMore = more.includes(false) || signals.cursor === null || signals.url === null;
	const cannotAsk = position.way === undefined && list.paging.pageParameter === undefined;
	if (saysNoMore || cannotAsk) return undefined;
	// A first page that is shorter than requested may be due to the server's own, lower maximum: one
	// more request shows. A later page that is shorter than the previous ones is the last.
	return count >= position.longestPage ? numbered(count < sizeOfPages(list)) : undefined;
}

/** The cursor, unless it only says where this page ends. */
function usableCursor({ signals, position, records }: Arrived): string | null | undefined {
	const { cursor, isPosition, hasMore, total } = signals;
	if (!isPosition) {
		// After an empty page, an offset or a position does not mean that there is a next one.
		return signals.isOffset && records.length === 0 ? null : cursor;
	}
	const isRead = total !== undefined && total <= position.received + records.length;
	const isEnd = hasMore === false || signals.url === null || records.length === 0 || isRead;
	return isEnd || cursor === position.cursor ? undefined : cursor;
}

/** How to request the second page. */
function chooseWay({ signals, position, list }: Arrived): Way | undefined {
	const { isDocumented, pageParameter, firstPage } = list.paging;
	if (isDocumented === true || position.received > 0) return undefined;
	// A page that was requested as 1, but calls itself 0 or names 1 as the next.
	const countsFromZero =
		firstPage === 1 && (signals.ownPage === 0 || signals.nextPage === firstPage);
	if (countsFromZero) return { parameter: pageParameter ?? 'page', by: 'page', first: 0 };
	return signals.likelyWay;
}

/** The position after the page's last record, where that record has an ID. */
function afterLast({ list, records }: Arrived, next: Position): Position | undefined {
	const cursor = readRecordId(list, records.at(-1));
	return cursor === undefined
		? undefined
		: { ...next, cursor, cursorParameter: next.way?.parameter };
}

/** What each count and flag says about whether there is a next page; undefined where it says nothing. */
function saysMore(
	{ pages, hasMore, nextPage, isPosition, cursor }: PagingSignals,
	{
		total,
		received,
		page,
		list,
	}: { total: number | undefined; received: number; page: number; list: ListRequest },
): Array<boolean | undefined> {
	return [
		pages === undefined ? undefined : page - list.paging.firstPage < pages,
		// A total below the number of records so far counts something else, e.g. this page's records.
		total === undefined || total < received ? undefined : received < total,
		hasMore,
		nextPage === undefined ? undefined : true,
		typeof cursor === 'string' && !isPosition ? true : undefined,
	];
}

/** The signal of further records that no link, cursor or number leads to, as a clause. */
function describeLeftover(
	{ strangeLink, hasMore, places }: PagingSignals,
	next: Position | undefined,
): string | undefined {
	if (strangeLink !== undefined) {
		return `"${strangeLink}" links to a further page at another address, which gets no key`;
	}
	const isLost = next === undefined && hasMore === true;
	return isLost ? `"${places.hasMore ?? 'has_more'}" says that there are more` : undefined;
}
