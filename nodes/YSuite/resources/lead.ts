import {
	bodyFields,
	choice,
	integerId,
	integerIds,
	recordLocator,
	requiredText,
	text,
} from '../../shared/fields';
import { path, readDeletion } from '../../shared/http';
import type { Resource } from '../../shared/operation';
import { defineList, defineOperation, defineSteps } from '../../shared/operation';
import { ySuiteLists } from '../api';
import { createLeadIfNew } from '../createLeadIfNew';
import { readData } from '../reply';
import { nameTexts, personFields, personSorting, search } from './personFields';

const additionalFields = bodyFields(
	{ displayName: 'Additional Fields' },
	{
		...personFields,
		assignedTo: integerId({
			displayName: 'Assigned To',
			description: 'ID of the user who works on the lead',
			placeholder: 'e.g. 7',
			wireName: 'lead_assignedto',
		}),
		assignmentGroup: integerId({
			displayName: 'Assignment Group',
			description: 'ID of the group that works on the lead',
			placeholder: 'e.g. 3',
			wireName: 'lead_assignmentgroup',
		}),
		brandId: integerId({
			displayName: 'Brand ID',
			description: 'ID of the brand that the lead is for',
			placeholder: 'e.g. 2',
		}),
		companyName: text({
			displayName: 'Company Name',
			description: 'Company that the lead works for',
			placeholder: 'e.g. Creekside Interiors',
			wireName: 'lead_company_name',
		}),
		industry: text({
			displayName: 'Industry',
			description: 'Line of business that the lead is in',
			placeholder: 'e.g. Real Estate',
			wireName: 'lead_industry',
		}),
		source: text({
			displayName: 'Source',
			description: 'Where the lead came from',
			placeholder: 'e.g. Website',
			wireName: 'lead_source',
		}),
		tagIds: integerIds({
			displayName: 'Tag IDs',
			description: 'Comma-separated list of tag IDs',
			placeholder: 'e.g. 4, 9',
		}),
	},
);

/** The lead operations. */
export const lead: Resource = {
	value: 'lead',
	name: 'Lead',
	description: 'A person or company that may become a customer',
	operations: [
		defineOperation({
			value: 'create',
			name: 'Create',
			action: 'Create lead',
			description: 'Add a new lead, even if one with the same email or mobile exists',
			parameters: { name: requiredText(nameTexts), additionalFields },
			columns: { parameters: ['name', 'additionalFields'] },
			request: (parameters) => ({
				method: 'POST',
				path: '/leads',
				body: { cstname: parameters.name, ...parameters.additionalFields },
				mayHaveHappened: `The lead "${parameters.name}" may have been created.`,
			}),
			respond: (reply) => [readData(reply, 'lead')],
		}),
		defineSteps({
			value: 'createIfNew',
			name: 'Create if New',
			action: 'Create lead if new',
			description: 'Add a lead, unless one has its email already',
			parameters: {
				matchValue: requiredText({
					displayName: 'Match Value',
					description:
						'Email of the lead. Where a lead has it, that one is returned and nothing is sent; lists of leads show no mobile numbers.',
					placeholder: 'e.g. fatima@example.ae',
				}),
				name: requiredText(nameTexts),
				additionalFields,
			},
			columns: { parameters: ['matchValue', 'name', 'additionalFields'] },
			plan: createLeadIfNew,
		}),
		defineList(ySuiteLists, {
			action: 'Get many leads',
			description: 'Retrieve a list of leads, filtered and sorted as needed',
			path: '/leads',
			plural: 'leads',
			filters: {
				leadStatus: choice({
					displayName: 'Lead Status',
					description: 'Only leads in this state',
					options: [
						{ name: 'Contacted', value: 'Contacted' },
						{ name: 'Converted', value: 'Converted' },
						{ name: 'Lost', value: 'Lost' },
						{ name: 'New', value: 'New' },
						{ name: 'Qualified', value: 'Qualified' },
					],
					default: 'New',
				}),
				search,
			},
			sortBy: [
				...personSorting,
				{ name: 'Company Name', value: 'lead_company_name' },
				{ name: 'Lead Status', value: 'lead_status' },
				{ name: 'Number', value: 'ct_number' },
				{ name: 'Owner', value: 'owner' },
				{ name: 'Source', value: 'lead_source' },
			],
			simplifiedFields: [
				'cstid',
				'cstname',
				'cstemail',
				'lead_status',
				'lead_source',
				'lead_company_name',
				'owner',
				'ct_number',
				'cstcreated_on',
			],
		}),
		defineOperation({
			value: 'delete',
			name: 'Delete',
			action: 'Delete lead',
			description: 'Delete a lead for good: it cannot be brought back through the API',
			parameters: {
				leadId: recordLocator({
					displayName: 'Lead',
					description: 'The lead to delete, which cannot be undone',
					searchListMethod: 'searchLeads',
					idExample: '42',
					integer: true,
				}),
			},
			request: ({ leadId }) => ({ method: 'DELETE', path: path`/leads/${leadId}` }),
			respond: readDeletion,
		}),
	],
};
