import { NodeApiError } from 'n8n-workflow';

import type { ApiClient } from '../client';
import type { Way } from './conventions';
import { OTHER_WAYS } from './conventions';
import { fetchPage, pagedList } from './fetchPage';
import { recallPaging, rememberPaging } from './knownPaging';
import type { ListRequest, Page, Position } from './page';

/**
 * Statuses that say nothing about whether the server understood the way of paging: those about the key,
 * the rate limit, and failures of the server or in transit.
 */
const UNRELATED_STATUSES = [401, 403, 408, 429, 502, 503, 504];

/** Other ways of requesting a page, tried one after the other. */
export interface Detour {
	/** Whether one of them is being tried. */
	readonly isUnderWay: () => boolean;
	/**
	 * Finds the next position to try.
	 *
	 * @param here where the server repeated itself, or the previous attempt
	 * @param page the page that was received, if any
	 * @param lastId the ID of the last record before it, where it has one
	 * @returns undefined where all were tried
	 */
	readonly next: (
		here: Position,
		page: Page | undefined,
		lastId: string | undefined,
	) => Position | undefined;
	/** Remembers for the account that this way works. */
	readonly succeed: (here: Position) => void;
}

export function startDetour(client: ApiClient, list: ListRequest): Detour {
	let ways: Way[] | undefined;
	const name = pagedList(client, list);
	return {
		isUnderWay: () => ways !== undefined,
		next: (here, page, lastId) => {
			const isHopeless = recallPaging(name).isExhausted === true;
			ways ??= isHopeless ? [] : waysBesides(list, here, page);
			for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
				const position = inWay(way, here, lastId);
				if (position !== undefined) return position;
			}
			if (!list.paging.isDocumented) rememberPaging(name, { way: undefined, isExhausted: true });
			ways = undefined;
			return undefined;
		},
		succeed: ({ way }) => {
			rememberPaging(name, { way, isExhausted: false });
			ways = undefined;
		},
	};
}

function inWay(way: Way, here: Position, lastId: string | undefined): Position | undefined {
	const position = { ...here, way, cursor: undefined, cursorParameter: undefined };
	if (way.by !== 'lastId') return position;
	return lastId === undefined
		? undefined
		: { ...position, cursor: lastId, cursorParameter: way.parameter };
}

/** The ways that the reply suggests, the product's usual one, and all others, without the one taken so far. */
function waysBesides({ paging }: ListRequest, here: Position, page: Page | undefined): Way[] {
	const { pageParameter, firstPage, isDocumented } = paging;
	if (isDocumented === true) return [];
	const asked: Way | undefined =
		pageParameter === undefined
			? undefined
			: { parameter: pageParameter, by: 'page', first: firstPage };
	const sameAs = (one: Way) => (other: Way) =>
		one.parameter === other.parameter && one.by === other.by && one.first === other.first;
	const taken = here.way ?? asked;
	return [...(page?.hints?.suggestedWays ?? []), ...(asked ? [asked] : []), ...OTHER_WAYS].filter(
		(way, index, all) =>
			all.findIndex(sameAs(way)) === index && (taken === undefined || !sameAs(taken)(way)),
	);
}

/**
 * Reads a page in a way that the server may not understand.
 *
 * @returns undefined where the server does not understand it
 * @throws {NodeApiError} for failures that say nothing about that
 */
export async function tryPage(
	client: ApiClient,
	list: ListRequest,
	position: Position,
): Promise<Page | undefined> {
	return await fetchPage(client, list, position).catch((error: unknown) => {
		const status = error instanceof NodeApiError ? Number(error.httpCode) : Number.NaN;
		if (status >= 200 && !UNRELATED_STATUSES.includes(status)) return undefined;
		throw error;
	});
}
