import type { IDataObject } from 'n8n-workflow';

import { sortedByName } from '../shared/fields';
import type { ApiClient } from '../shared/http';
import { collectRecords, readFurtherPage } from '../shared/http';
import { firstText, isJsonObject, readId } from '../shared/json';
import type { Term } from '../shared/operation';
import { rememberForAccount } from '../shared/operation';
import { crmLeadProLists } from './api';
import { pipelineLists } from './resources/pipeline';

/** How many of the newest records tell which statuses, sources, users and tags there are. */
export const NEWEST = crmLeadProLists.paging.pageSize;

/** The query for the newest records. */
export const newestFirst = {
	[crmLeadProLists.sortByParameter]: crmLeadProLists.defaultSort,
	[crmLeadProLists.sortOrderParameter]: 'desc',
};

/** Reads the first page of a list, the newest records first, at most once a minute. */
const readNewest = (plural: 'leads' | 'contacts') =>
	rememberForAccount(async (client) => {
		const { paging } = crmLeadProLists;
		const list = { path: `/${plural}`, plural, query: newestFirst, paging, limit: undefined };
		return await readFurtherPage(client, list, undefined);
	});

/** Reads the newest leads, at most once a minute. */
export const readNewestLeads = readNewest('leads');
/** Reads the newest contacts, at most once a minute. */
export const readNewestContacts = readNewest('contacts');

const readPipelines = rememberForAccount(async (client) => {
	const { records } = await collectRecords(client, {
		path: '/pipelines',
		plural: 'pipelines',
		query: {},
		paging: pipelineLists.paging,
		limit: undefined,
	});
	return records;
});

/** Reads the workspace's pipelines. */
export async function readPipelineTerms(client: ApiClient): Promise<Term[]> {
	return (await readPipelines(client)).flatMap(toTerm);
}

/** Reads the stages of all pipelines, each with its pipeline as its owner. */
export async function readStageTerms(client: ApiClient): Promise<Term[]> {
	return (await readPipelines(client)).flatMap((record) => {
		const [owner] = toTerm(record);
		const stages: unknown[] = Array.isArray(record.stages) ? record.stages : [];
		return stages.flatMap(toTerm).map((term) => ({ ...term, owner }));
	});
}

/**
 * Makes a reader of the values that a field has in the newest records, in the order of their names.
 *
 * @param readRecords `readNewestLeads` or `readNewestContacts`
 * @param field the API's name of a field that holds one value, an object with an ID and a name, or a list
 */
export function valuesOf(
	readRecords: typeof readNewestLeads,
	field: string,
): (client: ApiClient) => Promise<Term[]> {
	return async (client) => {
		const { records } = await readRecords(client);
		const values = records.flatMap((record): unknown[] => [record[field]].flat());
		const byValue = new Map(values.flatMap(toTerm).map((term) => [term.value, term]));
		return sortedByName([...byValue.values()]);
	};
}

/**
 * Reads what stands for a thing: a text, or a record. The documents' sample sends a pipeline by its key
 * ("sales"); whatever has no key is sent by its ID.
 */
function toTerm(value: unknown): Term[] {
	if (!isJsonObject(value)) {
		const text = firstText(value);
		return text === undefined ? [] : [{ value: text, name: text }];
	}
	const { key, slug, id, name, email }: IDataObject = value;
	const sent = firstText(key, slug) ?? readId(id) ?? firstText(name);
	return sent === undefined ? [] : [{ value: sent, name: firstText(name, email, sent) ?? sent }];
}
