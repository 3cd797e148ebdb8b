import type { StoredText } from './storedText.mts';

/** The API keys of the sandbox, of both products, and the signing secrets that tests enter into credentials. */
export const KEYS = /(?:crmlp_live|ysuite_access|ysuite_secret|entered_secret)_[0-9a-f]{32}/g;

/** Secrets as the trigger makes them: 32 bytes. What users choose as a secret is part of their workflow. */
export const MADE_SECRET = /^[0-9a-f]{64}$/;

/** Signing secrets in the static data of workflows. */
const STORED_SECRETS = /"secrets":\[("[^\]]+")\]/g;

/** Finds the signing secrets that triggers keep in static data. */
export function readStoredSecrets(text: string): string[] {
	return [...text.matchAll(STORED_SECRETS)].flatMap(([, list = '']) =>
		list.split(',').map((secret) => secret.slice(1, -1)),
	);
}

/**
 * Finds the places where secrets stand, and how many different ones stand there.
 *
 * @param texts where to look
 * @param secretsIn finds the secrets in a text
 * @returns number of secrets by place, e.g. `workflow_entity.staticData`
 */
export async function placesOfSecrets(
	texts: AsyncIterable<StoredText>,
	secretsIn: (text: string) => readonly string[],
): Promise<Record<string, number>> {
	const found = new Map<string, Set<string>>();
	for await (const { place, text } of texts) {
		for (const secret of secretsIn(text)) {
			found.set(place, (found.get(place) ?? new Set()).add(secret));
		}
	}
	return Object.fromEntries([...found].map(([place, secrets]) => [place, secrets.size]));
}
