import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testYSuiteApi } from '../YSuite/credentialTest';
import { pollNewLeads } from './pollNewLeads';

export class YSuiteTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'YSUITE Trigger',
		name: 'ySuiteTrigger',
		icon: {
			light: 'file:../../icons/ySuite.svg',
			dark: 'file:../../icons/ySuite.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: 'On new lead',
		// n8n's panel shows it for both nodes together.
		description:
			'Start a workflow with each new lead in YSUITE, or work with its leads and contacts',
		eventTriggerDescription: '',
		activationMessage:
			'Leads that are added in YSUITE start this workflow. Those that were there at its first activation stay out.',
		defaults: { name: 'YSUITE Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ySuiteApi', required: true, testedBy: 'testYSuiteApi' }],
		properties: [
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'New Lead',
						value: 'newLead',
						description: 'A lead was added, by whomever and in whatever way',
					},
				],
				default: 'newLead',
				description:
					'What starts the workflow. Leads that were there at its first activation stay out; those that are added while it is inactive start it as soon as it is active again.',
			},
		],
	};

	methods = { credentialTest: { testYSuiteApi } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollNewLeads(this);
	}
}
