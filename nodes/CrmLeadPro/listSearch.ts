import type { IDataObject, INodeListSearchItems } from 'n8n-workflow';

import { firstText, readId } from '../shared/json';
import type { ListSearch, Term } from '../shared/operation';
import { createEntrySearch, createListSearch, means, pickSeveral } from '../shared/operation';
import {
	NEWEST,
	newestFirst,
	readNewestContacts,
	readNewestLeads,
	readPipelineTerms,
	readStageTerms,
	valuesOf,
} from './accountLists';
import { crmLeadProApi, crmLeadProLists } from './api';

/** A person by name, with what distinguishes namesakes. */
function toPerson({
	id,
	name,
	email,
	phone,
	company,
}: IDataObject): INodeListSearchItems | undefined {
	const value = readId(id);
	if (value === undefined) return undefined;
	const detail = firstText(email, phone, company);
	const title = firstText(name, value) ?? value;
	return { name: detail === undefined ? title : `${title} (${detail})`, value };
}

const searchPeople = (plural: 'leads' | 'contacts', readFirstPage: typeof readNewestLeads) =>
	createListSearch(crmLeadProApi, {
		path: `/${plural}`,
		plural,
		paging: crmLeadProLists.paging,
		shownAtOnce: NEWEST,
		toQuery: (search) => (search === undefined ? newestFirst : { search }),
		readFirstPage,
		toItem: toPerson,
	});

const searchLeads = searchPeople('leads', readNewestLeads);
const searchContacts = searchPeople('contacts', readNewestContacts);

const searchTerms = (load: Parameters<typeof createEntrySearch>[1]): ListSearch =>
	createEntrySearch(crmLeadProApi, load);

/** The stages of the pipeline that the form has chosen; without one, those of all, each with its pipeline. */
const searchStages = createEntrySearch(crmLeadProApi, async (client, parameterOf) => {
	const stages = await readStageTerms(client);
	const pipeline = parameterOf('pipeline');
	const owned = pipeline === undefined ? [] : stages.filter(({ owner }) => means(owner, pipeline));
	return owned.length > 0 ? owned : stages.map(withOwner);
});

function withOwner({ value, name, owner }: Term): INodeListSearchItems {
	return { value, name: owner === undefined ? name : `${name} (${owner.name})` };
}

/** What the forms of CRMLead Pro offer to choose from. */
export const listSearch = {
	searchContacts,
	searchLeads,
	searchPipelines: searchTerms(readPipelineTerms),
	searchSources: searchTerms(valuesOf(readNewestLeads, 'source')),
	searchStages,
	searchStatuses: searchTerms(valuesOf(readNewestLeads, 'status')),
	searchUsers: searchTerms(valuesOf(readNewestLeads, 'assigned_to')),
	searchSeveralContacts: pickSeveral('contactIds', false, searchContacts),
	searchSeveralLeads: pickSeveral('leadIds', false, searchLeads),
	searchSeveralTags: pickSeveral('tags', true, searchTerms(valuesOf(readNewestLeads, 'tags'))),
	searchSeveralContactTags: pickSeveral(
		'tags',
		true,
		searchTerms(valuesOf(readNewestContacts, 'tags')),
	),
};
