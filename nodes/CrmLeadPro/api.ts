import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Api } from '../shared/api';
import { createAccountMark } from '../shared/credential/accountMark';
import { readBaseUrl } from '../shared/credential/baseUrl';
import { authenticateFor, readKey } from '../shared/credential/keys';
import type { ListStyle } from '../shared/operation/listOperation';

const settingsSchema = z.object({
	baseUrl: z.string().default(''),
	webhookSigningSecret: z.string().default(''),
});

/**
 * Reads the signing secrets that users entered in the credential.
 *
 * @param data the decrypted credential
 * @returns one secret a line of the field, without blank ones
 */
export function readSigningSecrets(data: ICredentialDataDecryptedObject): string[] {
	return settingsSchema
		.parse(data)
		.webhookSigningSecret.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/**
 * Makes a mark of the account that a credential is for, which does not tell the key.
 *
 * @param data the decrypted credential
 * @returns 16 hex digits, the same for the same key and base URL
 * @throws {ParameterError} when the credential is incomplete
 */
export function markAccount(data: ICredentialDataDecryptedObject): string {
	const { baseUrl } = settingsSchema.parse(data);
	return createAccountMark(readBaseUrl(baseUrl), readKey(data, 'apiKey', 'API Key'));
}

/** CRMLead Pro's API, for the engine. */
export const crmLeadProApi: Api = {
	name: 'CRMLead Pro',
	credentialType: 'crmLeadProApi',
	advice: {
		401: 'Open the credential and enter a key from CRMLead Pro under Settings → API → Generate Key. A key belongs to one workspace and stops working when it is deleted there.',
		403: 'Check in CRMLead Pro that the workspace and plan of this key allow this.',
	},
	readCredential: (data) => ({
		baseUrl: readBaseUrl(settingsSchema.parse(data).baseUrl),
		secrets: [readKey(data, 'apiKey', 'API Key'), ...readSigningSecrets(data)],
	}),
	authenticate: (data, options) =>
		authenticateFor(options, settingsSchema.parse(data).baseUrl, {
			Authorization: `Bearer ${readKey(data, 'apiKey', 'API Key')}`,
		}),
};

/** How CRMLead Pro's lists are read: the names are our reading, the vendor documents none. */
export const crmLeadProLists: ListStyle = {
	paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize: 100 },
	sortByParameter: 'sort_by',
	sortOrderParameter: 'sort_order',
	namesAreOptions: true,
};
