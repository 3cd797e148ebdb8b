import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { keyProperty } from '../nodes/shared/credential/credential';
import { ySuiteApi } from '../nodes/YSuite/api';

export class YSuiteApi implements ICredentialType {
	name = 'ySuiteApi';

	displayName = 'YSUITE API';

	icon = {
		light: 'file:../icons/ySuite.svg',
		dark: 'file:../icons/ySuite.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-crmleadpro/n8n-nodes-crmleadpro#credentials';

	properties: INodeProperties[] = [
		keyProperty({
			displayName: 'Access Key',
			name: 'accessKey',
			description: 'Made in YSUITE under Settings → API Keys',
		}),
		keyProperty({
			displayName: 'Secret Key',
			name: 'secretKey',
			description: 'Made together with the access key. YSUITE shows it only once.',
		}),
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.ysuite.org/v1',
			description: 'Address of the API. Must start with https://, except on this computer.',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: '',
			description: 'How many requests these keys may make in a minute; empty for no limit',
		},
	];

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ySuiteApi.authenticate(credentials, requestOptions);
}
