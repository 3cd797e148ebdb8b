import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCrmLeadProApi } from '../CrmLeadPro/credentialTest';
import { sayAllInMessage } from '../shared/trigger/wholeMessage';
import { eventsField, optionsField } from './parameters';
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
		subtitle: '={{$parameter["events"].join(", ")}}',
		description: 'Starts the workflow when something happens in CRMLead Pro',
		eventTriggerDescription: 'Do something in CRMLead Pro that sends one of the events',
		activationMessage: 'CRMLead Pro now sends the events to this workflow.',
		defaults: { name: 'CRMLead Pro Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmLeadProApi', required: true, testedBy: 'testCrmLeadProApi' }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{ ...eventsField.property, name: 'events' },
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
