import {
	bodyFields,
	day,
	number,
	otherFields,
	recordLocator,
	requiredText,
	text,
} from '../../shared/fields';
import {
	chooseContact,
	chooseOptionalLead,
	chooseStage,
	chooseTags,
	chooseUser,
} from '../chosenFields';
import type { Resource } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { readRecord } from '../../shared/http';

/** The deal operations. */
export const deal: Resource = {
	value: 'deal',
	name: 'Deal',
	description: 'A sale that is being worked on in a pipeline',
	operations: [
		defineOperation({
			value: 'create',
			name: 'Create',
			action: 'Create deal',
			description: 'Add a new deal to a pipeline',
			parameters: {
				name: requiredText({
					displayName: 'Name',
					description: 'What the deal is called in the pipeline',
					placeholder: 'e.g. Annual licence for Sharma Textiles',
				}),
				pipeline: recordLocator({
					displayName: 'Pipeline',
					description: 'The pipeline to put the deal in',
					searchListMethod: 'searchPipelines',
					idExample: 'sales',
					mayHaveSpaces: true,
				}),
				additionalFields: bodyFields(
					{ displayName: 'Additional Fields' },
					{
						assignedTo: chooseUser('ID of the user who works on the deal'),
						contactId: chooseContact('Contact that the deal is with'),
						currency: text({
							displayName: 'Currency',
							description: 'Three-letter code of the currency of the value',
							default: 'INR',
						}),
						expectedCloseDate: day({
							displayName: 'Expected Close Date',
							description:
								'Day by which the deal should be decided, as YYYY-MM-DD; a time is left out',
						}),
						leadId: chooseOptionalLead('Lead that the deal came from'),
						otherFields,
						stage: chooseStage(
							'Stage',
							'Stage to start in: its key, or its name as the CRM shows it; the first one if left out',
						),
						tags: chooseTags('e.g. renewal, enterprise'),
						value: number({
							displayName: 'Value',
							description:
								'What the deal is worth in its currency, in digits only, e.g. 150000 for 1.5 lakh',
						}),
					},
				),
			},
			columns: {
				parameters: ['name', 'pipeline', 'additionalFields'],
				meanings: { name: 'dealName' },
			},
			request: ({ name, pipeline, additionalFields }) => ({
				method: 'POST',
				path: '/deals',
				body: { name, pipeline, ...additionalFields },
				mayHaveHappened: `The deal "${name}" may have been created.`,
			}),
			respond: (reply) => [readRecord(reply, 'deal')],
		}),
	],
};
