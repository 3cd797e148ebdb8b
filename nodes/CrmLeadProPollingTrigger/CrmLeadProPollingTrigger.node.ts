import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCrmLeadProApi } from '../CrmLeadPro/credentialTest';
import { filtersField } from '../CrmLeadPro/eventFilters';
import { describeEvents } from '../CrmLeadPro/events';
import { eventsField, optionsField, polledEvents } from './parameters';
import { pollForEvents } from './pollForEvents';

export class CrmLeadProPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRMLead Pro Polling Trigger',
		name: 'crmLeadProPollingTrigger',
		icon: {
			light: 'file:../../icons/crmLeadPro.svg',
			dark: 'file:../../icons/crmLeadPro.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: describeEvents(polledEvents),
		description:
			'Start a workflow with new and changed leads and contacts in CRMLead Pro, without a public address',
		eventTriggerDescription: '',
		activationMessage: 'What is added or changed in CRMLead Pro from now on starts this workflow.',
		defaults: { name: 'CRMLead Pro Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmLeadProApi', required: true, testedBy: 'testCrmLeadProApi' }],
		properties: [
			{ ...eventsField.property, name: 'events' },
			{ ...filtersField.property, name: 'filters' },
			{ ...optionsField.property, name: 'options' },
		],
	};

	methods = { credentialTest: { testCrmLeadProApi } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollForEvents(this);
	}
}
