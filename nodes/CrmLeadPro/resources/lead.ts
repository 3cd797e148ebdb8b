import type { Fields } from '../../shared/fields';
import {
	bodyFields,
	choice,
	keyValues,
	number,
	otherFields,
	recordLocator,
	requiredText,
	text,
} from '../../shared/fields';
import { unchangedOption } from '../../shared/matching';
import type { Resource } from '../../shared/operation';
import {
	defineList,
	defineOperation,
	defineSteps,
	pick,
	requireChange,
	simplify,
} from '../../shared/operation';
import { defaultCountry, phone } from '../../shared/phone';
import { path, readDeletion, readRecord } from '../../shared/http';
import { crmLeadProLists } from '../api';
import {
	choosePipeline,
	chooseSource,
	chooseStage,
	chooseStatus,
	chooseTags,
	chooseUser,
} from '../chosenFields';
import { sinceFilters } from '../sinceFilters';
import { describeCreation, upsertLead } from '../upsertLead';

const chooseLead = (description: string) =>
	recordLocator({
		displayName: 'Lead',
		description,
		searchListMethod: 'searchLeads',
		idExample: 'lead_01J2XK3M4N5P6Q7R',
	});

const name = requiredText({
	displayName: 'Name',
	description: 'Full name of the person',
	placeholder: 'e.g. Priya Sharma',
});

const filters: Fields = {
	assignedTo: chooseUser('ID of the user who works on the lead'),
	pipelineStage: chooseStage(
		'Pipeline Stage',
		'Stage that the lead is in: its key, or its name as the CRM shows it',
	),
	source: chooseSource('Where the lead came from'),
	status: chooseStatus('Status as your workspace names it'),
	tags: chooseTags('e.g. hot-lead, enterprise'),
};

const fields: Fields = {
	...filters,
	company: text({
		displayName: 'Company',
		description: 'Company that the person works for',
		placeholder: 'e.g. Sharma Textiles',
	}),
	email: text({
		displayName: 'Email',
		description: 'Email address of the person',
		placeholder: 'e.g. name@email.com',
	}),
	metadata: keyValues({
		displayName: 'Metadata',
		description: 'Values of your own that are kept with the lead',
		placeholder: 'Add value',
	}),
	otherFields,
	phone: phone({
		displayName: 'Phone',
		description: 'Phone number with its country prefix, e.g. +91 for India',
		placeholder: 'e.g. +91 98765 43210',
	}),
	pipeline: choosePipeline('Pipeline to put the lead in: its key, ID or name'),
	score: number({
		displayName: 'Score',
		description: 'How promising the lead is, e.g. 87',
	}),
};

const additionalFields = bodyFields({ displayName: 'Additional Fields' }, fields);

const updateFields = bodyFields(
	{
		displayName: 'Update Fields',
		description: 'What to change; all other values stay as they are',
	},
	{
		...fields,
		name: text({
			displayName: 'Name',
			description: 'Full name of the person',
			placeholder: 'e.g. Priya Sharma',
		}),
	},
);

const simplifiedFields = [
	'id',
	'name',
	'email',
	'phone',
	'company',
	'status',
	'pipeline_stage',
	'score',
	'source',
	'assigned_to',
];

/** The lead operations. */
export const lead: Resource = {
	value: 'lead',
	name: 'Lead',
	description: 'A person who may become a customer',
	operations: [
		defineOperation({
			value: 'create',
			name: 'Create',
			action: 'Create lead',
			description:
				'Add a new lead, even if one with the same email or phone exists; Create or Update avoids that',
			parameters: { name, additionalFields },
			columns: { parameters: ['name', 'additionalFields'] },
			request: (parameters) => ({
				method: 'POST',
				path: '/leads',
				body: { name: parameters.name, ...parameters.additionalFields },
				mayHaveHappened: `${describeCreation(parameters.name, parameters.additionalFields)} Create or Update finds it by its email or phone.`,
			}),
			respond: (reply) => [readRecord(reply, 'lead')],
		}),
		defineSteps({
			value: 'upsert',
			name: 'Create or Update',
			action: 'Create or update lead',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
			parameters: {
				matchBy: choice({
					displayName: 'Match By',
					description: 'How an existing lead is recognised',
					options: [
						{ name: 'Email', value: 'email' },
						{ name: 'Phone', value: 'phone' },
					],
					default: 'email',
				}),
				matchValue: requiredText({
					displayName: 'Match Value',
					description:
						'Email or phone of the lead. A lead that has it is updated; otherwise one is created with it.',
					placeholder: 'e.g. priya@example.com',
				}),
				name,
				additionalFields,
			},
			columns: { parameters: ['matchValue', 'name', 'additionalFields'] },
			options: {
				defaultCountry: defaultCountry({
					displayName: 'Default Country',
					description:
						'Two-letter code (ISO 3166) of the country whose phone numbers are written without a country prefix, e.g. IN or AE. For Match By Phone.',
					placeholder: 'e.g. IN',
				}),
				unchanged: unchangedOption('leads'),
			},
			plan: upsertLead,
		}),
		defineOperation({
			value: 'get',
			name: 'Get',
			action: 'Get lead',
			description: 'Retrieve one lead with its full history',
			parameters: { leadId: chooseLead('The lead to read'), simplify },
			request: (parameters) => ({ method: 'GET', path: path`/leads/${parameters.leadId}` }),
			respond: (reply, parameters) => {
				const record = readRecord(reply, 'lead');
				return [parameters.simplify ? pick(record, simplifiedFields) : record];
			},
		}),
		defineList(crmLeadProLists, {
			action: 'Get many leads',
			description: 'Retrieve a list of leads, filtered and sorted as needed',
			path: '/leads',
			plural: 'leads',
			filters: {
				...filters,
				search: text({
					displayName: 'Search',
					description: 'Text to look for in the leads, e.g. part of a name, email or phone',
					placeholder: 'e.g. sharma',
				}),
			},
			sinceFilters: sinceFilters('leads'),
			sortBy: [
				{ name: 'Assigned To', value: 'assigned_to' },
				{ name: 'Company', value: 'company' },
				{ name: 'Created At', value: 'created_at' },
				{ name: 'Email', value: 'email' },
				{ name: 'Name', value: 'name' },
				{ name: 'Pipeline Stage', value: 'pipeline_stage' },
				{ name: 'Score', value: 'score' },
				{ name: 'Source', value: 'source' },
				{ name: 'Status', value: 'status' },
				{ name: 'Updated At', value: 'updated_at' },
			],
			simplifiedFields,
		}),
		defineOperation({
			value: 'update',
			name: 'Update',
			action: 'Update lead',
			description: 'Change some values of a lead, e.g. its status, stage or assigned user',
			parameters: { leadId: chooseLead('The lead to change'), updateFields },
			columns: { parameters: ['updateFields'] },
			request: (parameters) => ({
				method: 'PATCH',
				path: path`/leads/${parameters.leadId}`,
				body: requireChange(parameters.updateFields),
			}),
			respond: (reply) => [readRecord(reply, 'lead')],
		}),
		defineOperation({
			value: 'delete',
			name: 'Archive',
			action: 'Archive lead',
			description:
				'Archive a lead (soft delete): it leaves all lists, and only CRMLead Pro itself can bring it back',
			parameters: { leadId: chooseLead('The lead to archive, which takes it out of all lists') },
			request: (parameters) => ({ method: 'DELETE', path: path`/leads/${parameters.leadId}` }),
			respond: readDeletion,
		}),
	],
};
