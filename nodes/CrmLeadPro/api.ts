import { z } from 'zod';

import type { Api } from '../shared/api';
import { readBaseUrl } from '../shared/credential/baseUrl';
import { authenticateFor, readKey } from '../shared/credential/keys';
import type { ListStyle } from '../shared/operation/listOperation';

const settingsSchema = z.object({
	baseUrl: z.string().default(''),
	webhookSigningSecret: z.string().default(''),
});

/** CRMLead Pro's API, for the engine. */
export const crmLeadProApi: Api = {
	name: 'CRMLead Pro',
	credentialType: 'crmLeadProApi',
	advice: {
		401: 'Open the credential and enter a key from CRMLead Pro under Settings → API → Generate Key. A key belongs to one workspace and stops working when it is deleted there.',
		403: 'Check in CRMLead Pro that the workspace and plan of this key allow this.',
	},
	readCredential: (data) => {
		const settings = settingsSchema.parse(data);
		const signingSecrets = settings.webhookSigningSecret.split('\n').map((line) => line.trim());
		return {
			baseUrl: readBaseUrl(settings.baseUrl),
			secrets: [readKey(data, 'apiKey', 'API Key'), ...signingSecrets],
		};
	},
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
