import { text } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { defineList } from '../../shared/operation';
import { crmLeadProLists } from '../api';
import { chooseTags } from '../chosenFields';
import { sinceFilters } from '../sinceFilters';

/** The contact operations. */
export const contact: Resource = {
	value: 'contact',
	name: 'Contact',
	description: 'A person in the address book of the workspace',
	operations: [
		defineList(crmLeadProLists, {
			action: 'Get many contacts',
			description: 'Retrieve a list of contacts, filtered and sorted as needed',
			path: '/contacts',
			plural: 'contacts',
			filters: {
				search: text({
					displayName: 'Search',
					description: 'Text to look for in the contacts, e.g. part of a name, email or phone',
					placeholder: 'e.g. patel',
				}),
				tags: chooseTags('e.g. customer, newsletter', {
					searchListMethod: 'searchSeveralContactTags',
				}),
			},
			sinceFilters: sinceFilters('contacts'),
			sortBy: [
				{ name: 'Company', value: 'company' },
				{ name: 'Created At', value: 'created_at' },
				{ name: 'Email', value: 'email' },
				{ name: 'Name', value: 'name' },
				{ name: 'Updated At', value: 'updated_at' },
			],
			simplifiedFields: [
				'id',
				'name',
				'email',
				'phone',
				'company',
				'tags',
				'created_at',
				'updated_at',
			],
		}),
	],
};
