import type { IDataObject } from 'n8n-workflow';

import { firstText, readId } from '../shared/json';
import { createListSearch } from '../shared/operation';
import { crmLeadProApi, crmLeadProLists } from './api';
import { pipelineLists } from './resources/pipeline';

/** Lists leads by name, with what distinguishes namesakes. */
export const searchLeads = createListSearch(crmLeadProApi, {
	path: '/leads',
	plural: 'leads',
	paging: crmLeadProLists.paging,
	toQuery: (search) => ({ search }),
	toItem: ({ id, name, email, phone, company }: IDataObject) => {
		const value = readId(id);
		if (value === undefined) return undefined;
		const detail = firstText(email, phone, company);
		const title = firstText(name, value) ?? value;
		return { name: detail === undefined ? title : `${title} (${detail})`, value };
	},
});

const listPipelines = createListSearch(crmLeadProApi, {
	path: '/pipelines',
	plural: 'pipelines',
	paging: pipelineLists.paging,
	toQuery: () => ({}),
	// The documents' sample sends a pipeline by its key ("sales").
	toItem: ({ id, key, slug, name }: IDataObject) => {
		const value = firstText(key, slug) ?? readId(id);
		return value === undefined ? undefined : { name: firstText(name, value) ?? value, value };
	},
});

/** Lists pipelines by name. The API has no search for them, so the names are filtered here. */
export const searchPipelines: typeof listPipelines = async function (filter, paginationToken) {
	const found = await listPipelines.call(this, undefined, paginationToken);
	const wanted = (filter ?? '').trim().toLowerCase();
	return {
		...found,
		results: found.results.filter(({ name }) => name.toLowerCase().includes(wanted)),
	};
};
