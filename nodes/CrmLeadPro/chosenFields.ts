import type { Field } from '../shared/fields';
import { locator, locatorList } from '../shared/fields';

/** @param description what is done with it */
type Choose = (description: string) => Field<string | undefined>;

/** A pipeline of the workspace. */
export const choosePipeline: Choose = (description) =>
	locator({
		displayName: 'Pipeline',
		description,
		placeholder: 'e.g. sales',
		searchListMethod: 'searchPipelines',
		otherwise: 'id',
	});

/** A stage; of the pipeline that the form has chosen, if it has one. */
export const chooseStage = (displayName: string, description: string) =>
	locator({
		displayName,
		description,
		placeholder: 'e.g. demo_scheduled',
		searchListMethod: 'searchStages',
		otherwise: 'name',
	});

/** A status that the newest leads have. */
export const chooseStatus: Choose = (description) =>
	locator({
		displayName: 'Status',
		description,
		placeholder: 'e.g. qualified',
		searchListMethod: 'searchStatuses',
		otherwise: 'name',
	});

/** A source that the newest leads have. */
export const chooseSource: Choose = (description) =>
	locator({
		displayName: 'Source',
		description,
		placeholder: 'e.g. website',
		searchListMethod: 'searchSources',
		otherwise: 'name',
	});

/** A user whom the newest leads are assigned to. */
export const chooseUser: Choose = (description) =>
	locator({
		displayName: 'Assigned To',
		description,
		placeholder: 'e.g. user_sales_rep_01',
		searchListMethod: 'searchUsers',
		otherwise: 'id',
	});

/** A lead that something belongs to. */
export const chooseOptionalLead: Choose = (description) =>
	locator({
		displayName: 'Lead ID',
		description,
		placeholder: 'e.g. lead_01J2XK3M4N5P6Q7R',
		searchListMethod: 'searchLeads',
		otherwise: 'id',
	});

/** A contact that something belongs to. */
export const chooseContact: Choose = (description) =>
	locator({
		displayName: 'Contact ID',
		description,
		placeholder: 'e.g. contact_01J2XK3M4N5P6Q7R',
		searchListMethod: 'searchContacts',
		otherwise: 'id',
	});

/** How tags are given, as a description. */
export const TAGS_HELP =
	'Tags, picked from the list one after the other, or as comma-separated text';

/** Tags that the newest leads have, or those of the newest contacts, and new ones. */
export const chooseTags = (
	placeholder: string,
	{ description = TAGS_HELP, searchListMethod = 'searchSeveralTags' } = {},
) =>
	locatorList({
		displayName: 'Tags',
		description,
		placeholder,
		searchListMethod,
		otherwise: 'name',
	});
