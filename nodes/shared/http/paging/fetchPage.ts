import type { ApiClient } from '../client';
import { readList } from '../reply';
import type { ApiRequest } from '../request';
import type { PagedList } from './knownPaging';
import { recallPaging } from './knownPaging';
import { findNextPosition } from './nextPosition';
import type { ListRequest, Page, Position } from './page';
import { sizeOfPages, startOf } from './page';
import { readPagingSignals } from './signals';

/**
 * Reads one page.
 *
 * @throws {NodeApiError} for connection failures, failed replies, and replies without a list
 */
export async function fetchPage(
	client: ApiClient,
	list: ListRequest,
	position: Position,
): Promise<Page> {
	return await client.send(toRequest(list, position), (reply) => {
		const records = readList(reply, list.plural);
		const signals = readPagingSignals(reply, `${client.baseUrl}${list.path}`, list.plural);
		const known = recallPaging(pagedList(client, list));
		const next = findNextPosition({ signals, position, records, list, known });
		return { records: list.keep === undefined ? records : records.map(list.keep), ...next };
	});
}

/** Identifies a list among those whose paging is known. */
export function pagedList({ account }: ApiClient, { path, paging }: ListRequest): PagedList {
	return { account, path, pageParameter: paging.pageParameter };
}

/** Where a walk starts: the first page, requested in the way that is known to work for the account. */
export function firstPosition(client: ApiClient, list: ListRequest): Position {
	const { way } = list.paging.isDocumented ? {} : recallPaging(pagedList(client, list));
	return way === undefined ? startOf(list) : { ...startOf(list), way };
}

function toRequest(list: ListRequest, position: Position): ApiRequest {
	const { limitParameter } = list.paging;
	const { url } = position;
	return {
		method: 'GET',
		path: list.path,
		query: {
			...list.query,
			...askForPage(list, position),
			...(limitParameter === undefined ? {} : { [limitParameter]: String(sizeOfPages(list)) }),
			...(position.cursor === undefined
				? {}
				: { [position.cursorParameter ?? 'cursor']: position.cursor }),
		},
		url: url === undefined ? undefined : completeLink(url, list),
	};
}

function askForPage(
	{ paging: { pageParameter, firstPage } }: ListRequest,
	{ page, received, cursor, way }: Position,
): Record<string, string> {
	if (cursor !== undefined || way?.by === 'lastId') return {};
	if (way?.by === 'offset') return { [way.parameter]: String(received + way.first) };
	if (way !== undefined) return { [way.parameter]: String(page - firstPage + way.first) };
	const isFirst = received === 0;
	if (isFirst && pageParameter === undefined) return {};
	return { [pageParameter ?? 'page']: String(page) };
}

/** Adds query parameters that the link lacks: some frameworks drop filters from links, which would return other records. */
function completeLink(link: string, list: ListRequest): string {
	const url = new URL(link);
	if (!url.pathname.endsWith(list.path)) return link;
	const { limitParameter } = list.paging;
	const size = limitParameter === undefined ? {} : { [limitParameter]: String(sizeOfPages(list)) };
	for (const [name, value] of Object.entries({ ...list.query, ...size })) {
		if (url.searchParams.has(name)) continue;
		for (const one of [value ?? []].flat()) url.searchParams.append(name, one);
	}
	return url.href;
}
