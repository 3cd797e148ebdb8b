import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Api } from '../shared/api';
import { authenticateFor, readKey } from '../shared/credential/credential';
import type { ListStyle } from '../shared/operation';

const settingsSchema = z.object({
	baseUrl: z.string().catch(''),
	requestsPerMinute: z.unknown(),
});

const CHECK_KEYS =
	'Open the credential and enter the access key and the secret key from YSUITE under Settings → API Keys. YSUITE shows a secret key only once: if it is lost, make new keys.';
const CHECK_ADD_ON =
	'Activate the subscription add-on for the API in YSUITE, or ask your administrator to.';
const CHECK_ORGANISATION =
	'The user whose keys these are belongs to no organisation. Assign the user to one in YSUITE, or enter the keys of another user in the credential.';
const CHECK_ID = 'Check the ID: the record may be deleted or belong to another organisation.';

/** What to do about failures that only the API's message distinguishes. */
function adviseOnMessage(message: string): string | undefined {
	// "… not found in the organisation" is about a record, not about the organisation.
	if (/not found\b.*organi[sz]ation/i.test(message)) return CHECK_ID;
	if (/organi[sz]ation/i.test(message)) return CHECK_ORGANISATION;
	if (/credentials/i.test(message)) return CHECK_KEYS;
	if (/add-?on|subscription/i.test(message)) return CHECK_ADD_ON;
	if (/not found/i.test(message)) return CHECK_ID;
	return undefined;
}

/** The keys of a credential. */
function readKeys(data: ICredentialDataDecryptedObject): { accessKey: string; secretKey: string } {
	return {
		accessKey: readKey(data, 'accessKey', 'Access Key'),
		secretKey: readKey(data, 'secretKey', 'Secret Key'),
	};
}

/** YSUITE's API, for the engine. */
export const ySuiteApi: Api = {
	name: 'YSUITE',
	credentialType: 'ySuiteApi',
	advice: { 200: adviseOnMessage, 400: adviseOnMessage, 401: CHECK_KEYS, 403: CHECK_ADD_ON },
	readCredential: (data) => {
		const settings = settingsSchema.parse(data);
		const { accessKey, secretKey } = readKeys(data);
		return {
			baseUrl: settings.baseUrl,
			accountKey: accessKey,
			secrets: [accessKey, secretKey],
			requestsPerMinute: settings.requestsPerMinute,
		};
	},
	authenticate: (data, options) => {
		const { accessKey, secretKey } = readKeys(data);
		return authenticateFor(options, settingsSchema.parse(data).baseUrl, {
			'x-ysuite-access-key': accessKey,
			'x-ysuite-secret-key': secretKey,
		});
	},
};

/** How YSUITE's lists are read, as documented: pages count from 0 and have at most 100 records. */
export const ySuiteLists: ListStyle = {
	paging: {
		firstPage: 0,
		pageParameter: 'pageIndex',
		limitParameter: 'pageSize',
		pageSize: 100,
		idField: 'cstid',
		isDocumented: true,
	},
	sortByParameter: 'sortBy',
	sortOrderParameter: 'sortOrder',
	defaultSort: 'cstcreated_on',
	namesAreOptions: false,
};
