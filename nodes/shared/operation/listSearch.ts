import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { Api } from '../api';
import { isBlank, joinList, splitList, unwrapLocator } from '../fields';
import type { ApiClient, ListRequest } from '../http';
import { createClient, readBookmark, readFurtherPage } from '../http';
import { isJsonObject, tryParseJson } from '../json';

/** A list that a resource locator offers. */
export interface SearchableList extends Omit<ListRequest, 'query' | 'limit'> {
	/** Records that the list shows at once; 50 if left out. */
	readonly shownAtOnce?: number;
	/** Query for a search text; undefined while the user has typed none. */
	readonly toQuery: (search: string | undefined) => ListRequest['query'];
	/** How a record is shown and which value it has; undefined leaves it out. */
	readonly toItem: (record: IDataObject) => INodeListSearchItems | undefined;
	/** Reads the first page while the user has typed nothing, where it is known from elsewhere. */
	readonly readFirstPage?: (client: ApiClient) => ReturnType<typeof readFurtherPage>;
}

/** A list search method of a node. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

const SHOWN_AT_ONCE = 50;

/**
 * Creates a list search method: one page of records at a time, the next one when the user scrolls.
 */
export function createListSearch(api: Api, list: SearchableList): ListSearch {
	return async function (filter, paginationToken) {
		const client = await createClient(this, api);
		const search = filter?.trim() || undefined;
		const request: ListRequest = {
			...list,
			paging: { ...list.paging, pageSize: list.shownAtOnce ?? SHOWN_AT_ONCE },
			query: list.toQuery(search),
			limit: undefined,
		};
		const token = tryParseJson(paginationToken ?? '');
		const known = readBookmark(token.ok ? token.value : undefined);
		const isFirst = search === undefined && known === undefined;
		const { records, bookmark } = await (isFirst && list.readFirstPage !== undefined
			? list.readFirstPage(client)
			: readFurtherPage(client, request, known));
		return {
			results: records.map(list.toItem).filter((item) => item !== undefined),
			paginationToken: bookmark && JSON.stringify(bookmark),
		};
	};
}

/**
 * Creates a list search method for entries that are known all at once, narrowed to what the user types.
 *
 * @param load reads the entries; it is told what another parameter of the form has
 */
export function createEntrySearch(
	api: Api,
	load: (
		client: ApiClient,
		parameterOf: (name: string) => string | undefined,
	) => Promise<readonly INodeListSearchItems[]>,
): ListSearch {
	return async function (filter) {
		const client = await createClient(this, api);
		const entries = await load(client, (name) => readParameter(this, name));
		const found = entries.filter(({ name }) => includes(name, filter));
		return { results: found.map(({ name, value }) => ({ name, value })) };
	};
}

/**
 * Makes a list search method whose entries join what is chosen already, so that several values can be
 * picked one after the other. What the user types narrows the list to values that stand alone; behind a
 * comma it joins what is before it.
 *
 * @param parameter name of the parameter that is chosen
 * @param takesNew whether what the user types may be a new value
 */
export function pickSeveral(parameter: string, takesNew: boolean, search: ListSearch): ListSearch {
	return async function (filter = '', paginationToken) {
		const typed = filter.split(',').map((part) => part.trim());
		const last = typed.pop() ?? '';
		const raw = filter.trim() === '' ? readRaw(this, parameter) : undefined;
		const before = filter.trim() === '' ? readChosen(raw) : typed.filter((part) => part !== '');
		const shown = isJsonObject(raw) && !isBlank(raw.cachedResultName) && raw.cachedResultName;
		const label = typeof shown === 'string' ? shown : before.join(', ');
		const { results, ...rest } = await search.call(this, last, paginationToken);
		const isNew = takesNew && last !== '' && results.every(({ value }) => value !== last);
		const offered = isNew ? [...results, { name: last, value: last }] : results;
		return {
			...rest,
			results: offered
				.filter(({ value }) => !before.includes(String(value)))
				.map(({ name, value }) => ({
					name: label === '' ? name : `${label}, ${name}`,
					value: joinList([...before, String(value)]),
				})),
		};
	};
}

function readChosen(raw: unknown): string[] {
	const value = unwrapLocator(raw);
	if (typeof value !== 'string' || value.startsWith('=')) return [];
	try {
		return splitList(value, '')
			.filter((part) => !isBlank(part))
			.map(String);
	} catch {
		return [];
	}
}

/** What a parameter beside the one that is chosen has, or else one at the top of the form. */
function readRaw(context: ILoadOptionsFunctions, name: string): unknown {
	return context.getCurrentNodeParameter(`&${name}`) ?? context.getCurrentNodeParameter(name);
}

/** @returns undefined for what is not filled in, and for expressions that have no value yet */
function readParameter(context: ILoadOptionsFunctions, name: string): string | undefined {
	const value = unwrapLocator(readRaw(context, name));
	return typeof value === 'string' && !isBlank(value) && !value.startsWith('=') ? value : undefined;
}

function includes(name: string, filter = ''): boolean {
	return name.toLowerCase().includes(filter.trim().toLowerCase());
}
