import type { IWebhookFunctions } from 'n8n-workflow';

import { crmLeadProApi, readSigningSecrets } from '../../CrmLeadPro/api';

/** How long secrets are kept, in ms: reading a credential is what makes a forged delivery expensive. */
const KEPT_FOR = 10_000;

interface Kept {
	readonly secrets: Promise<string[]>;
	/** In ms since 1970. */
	readonly until: number;
}

const keptByCredential = new Map<string, Kept>();

/**
 * Reads the signing secrets that the user entered in the credential, at most every ten seconds once
 * that went well.
 *
 * @param context n8n's context of a delivery
 * @param now the present, in ms since 1970
 * @returns none where the credential cannot be read
 */
export async function readCredentialSecrets(
	context: IWebhookFunctions,
	now: number,
): Promise<string[]> {
	const { credentialType } = crmLeadProApi;
	const id = context.getNode().credentials?.[credentialType]?.id ?? '';
	const kept = keptByCredential.get(id);
	if (kept !== undefined && kept.until > now) return await kept.secrets;
	const secrets = context
		.getCredentials(credentialType)
		.then(readSigningSecrets)
		.catch(() => {
			keptByCredential.delete(id);
			return [];
		});
	keptByCredential.set(id, { secrets, until: now + KEPT_FOR });
	return await secrets;
}
