import type { IWebhookFunctions } from 'n8n-workflow';

import { crmLeadProApi, readSigningSecrets } from '../../CrmLeadPro/api';

/** How long secrets are cached, in ms: without a cache, every forged delivery would cost a read of the credential. */
const KEPT_FOR = 10_000;

interface Kept {
	readonly secrets: Promise<string[]>;
	/** In ms since 1970. */
	readonly until: number;
}

const keptByCredential = new Map<string, Kept>();

/**
 * Reads the signing secrets that the user entered in the credential, cached for ten seconds.
 *
 * @param now in ms since 1970
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
