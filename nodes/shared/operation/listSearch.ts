import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { Api } from '../api';
import type { ListRequest } from '../http';
import { bookmarkSchema, createClient, readFurtherPage } from '../http';
import { tryParseJson } from '../json';

/** A list that a resource locator offers. */
export interface SearchableList extends Omit<ListRequest, 'query' | 'limit'> {
	/** Query for a search text; undefined while the user has typed none. */
	readonly toQuery: (search: string | undefined) => ListRequest['query'];
	/** How a record is shown and which value it has; undefined leaves it out. */
	readonly toItem: (record: IDataObject) => INodeListSearchItems | undefined;
}

/** Records that the list shows at once. */
const SHOWN_AT_ONCE = 50;

/**
 * Creates a list search method: one page of records at a time, the next one when the user scrolls.
 */
export function createListSearch(api: Api, list: SearchableList) {
	return async function search(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const client = await createClient(this, api);
		const request: ListRequest = {
			...list,
			paging: { ...list.paging, pageSize: SHOWN_AT_ONCE },
			query: list.toQuery(filter?.trim() || undefined),
			limit: undefined,
		};
		const token = tryParseJson(paginationToken ?? '');
		const known = bookmarkSchema.safeParse(token.ok ? token.value : undefined);
		const { records, bookmark } = await readFurtherPage(client, request, known.data);
		return {
			results: records.map(list.toItem).filter((item) => item !== undefined),
			paginationToken: bookmark && JSON.stringify(bookmark),
		};
	};
}
