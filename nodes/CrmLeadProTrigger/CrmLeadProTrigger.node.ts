import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCrmLeadProApi } from '../CrmLeadPro/credentialTest';
import { filtersField } from '../CrmLeadPro/eventFilters';
import { describeEvents, webhookEvents } from '../CrmLeadPro/events';
import { sayAllInMessage } from '../shared/trigger/wholeMessage';
import { addressNotice, eventsField, optionsField } from './parameters';
import { receiveDelivery } from './receiving/receiveDelivery';
import {
	checkRegistration,
	createRegistration,
	deleteRegistration,
} from './registering/registration';

export class CrmLeadProTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRMLead Pro Trigger',
		name: 'crmLeadProTrigger',
		icon: {
			light: 'file:../../icons/crmLeadPro.svg',
			dark: 'file:../../icons/crmLeadPro.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: describeEvents(webhookEvents),
		// n8n's panel shows it for both nodes together.
		description:
			'Start a workflow with an event in CRMLead Pro, or work with its leads, deals, contacts, campaigns and funnel figures',
		eventTriggerDescription:
			'Waiting for CRMLead Pro: go there and do what one of the chosen events stands for, e.g. add a lead or change the status of one',
		activationMessage: 'CRMLead Pro now sends the events to this workflow.',
		triggerPanel: {
			header: 'Try it with an event from CRMLead Pro',
			executionsHelp: {
				inactive:
					'<b>While you build your workflow</b>, click the button, then go to CRMLead Pro and do what one of the chosen events stands for, e.g. add a lead. The event shows up here.<br><br><b>Once it is finished</b>, <a data-key="activate">activate</a> the workflow: each event starts it, and you find them in the <a data-key="executions">executions list</a>.',
				active:
					'<b>While you build your workflow</b>, click the button, then go to CRMLead Pro and do what one of the chosen events stands for, e.g. add a lead. The event shows up here.<br><br><b>The workflow is active</b>: each event starts it, and you find them in the <a data-key="executions">executions list</a>.',
			},
			activationHint: {
				inactive: 'Once the workflow is active, events start it without this button.',
				active: 'The workflow is active: events start it without this button.',
			},
		},
		defaults: { name: 'CRMLead Pro Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmLeadProApi', required: true, testedBy: 'testCrmLeadProApi' }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{ ...addressNotice.property, name: 'addressNotice' },
			{ ...eventsField.property, name: 'events' },
			{ ...filtersField.property, name: 'filters' },
			{ ...optionsField.property, name: 'options' },
		],
	};

	methods = { credentialTest: { testCrmLeadProApi } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await sayAllInMessage(checkRegistration(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await sayAllInMessage(createRegistration(this));
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deleteRegistration(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}
