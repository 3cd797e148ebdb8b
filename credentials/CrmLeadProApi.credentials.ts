import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { crmLeadProApi } from '../nodes/CrmLeadPro/api';
import { keyProperty } from '../nodes/shared/credential/credential';

export class CrmLeadProApi implements ICredentialType {
	name = 'crmLeadProApi';

	displayName = 'CRMLead Pro API';

	icon = {
		light: 'file:../icons/crmLeadPro.svg',
		dark: 'file:../icons/crmLeadPro.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-crmleadpro/n8n-nodes-crmleadpro#credentials';

	properties: INodeProperties[] = [
		keyProperty({
			displayName: 'API Key',
			name: 'apiKey',
			placeholder: 'e.g. crmlp_live_…',
			description: 'Made in CRMLead Pro under Settings → API → Generate Key, for one workspace',
		}),
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://crmleadpro.in/api/v1',
			description: 'Address of the API. Must start with https://, except on this computer.',
		},
		{
			displayName: 'Plan',
			name: 'plan',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom', description: 'A limit of your own' },
				{ name: 'Growth', value: 'growth', description: '1,000 requests per minute' },
				{ name: 'Pro+', value: 'proPlus', description: '5,000 requests per minute' },
			],
			default: 'growth',
			description: 'Plan of the workspace, which sets how many requests it may make',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1 },
			displayOptions: { show: { plan: ['custom'] } },
			default: 1000,
			description: 'How many requests this key may make in a minute',
		},
		{
			displayName: 'Webhook Signing Secret',
			name: 'webhookSigningSecret',
			type: 'string',
			typeOptions: { password: true, rows: 2 },
			default: '',
			description:
				'Secret that CRMLead Pro signs events with, where it shows one. Several, one a line, while you change it.',
		},
	];

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => crmLeadProApi.authenticate(credentials, requestOptions);
}
