import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Api } from '../shared/api';
import { authenticateFor, readKey } from '../shared/credential/credential';
import type { ListStyle } from '../shared/operation';

/** Requests/min of one key, as documented. */
const PLAN_LIMITS = { growth: 1000, proPlus: 5000 };

const settingsSchema = z.object({
	baseUrl: z.string().catch(''),
	plan: z.enum(['growth', 'proPlus', 'custom']).catch('growth'),
	requestsPerMinute: z.preprocess(
		(entered) => (entered === '' || entered === null ? undefined : entered),
		z.unknown().default(PLAN_LIMITS.growth),
	),
	webhookSigningSecret: z.string().catch(''),
});

/**
 * Reads the signing secrets that users entered in the credential.
 *
 * @returns one secret a line of the field, without blank ones
 */
export function readSigningSecrets(data: ICredentialDataDecryptedObject): string[] {
	return settingsSchema
		.parse(data)
		.webhookSigningSecret.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

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
		const apiKey = readKey(data, 'apiKey', 'API Key');
		return {
			baseUrl: settings.baseUrl,
			accountKey: apiKey,
			secrets: [apiKey, ...readSigningSecrets(data)],
			requestsPerMinute:
				settings.plan === 'custom' ? settings.requestsPerMinute : PLAN_LIMITS[settings.plan],
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
	defaultSort: 'created_at',
	namesAreOptions: true,
};
