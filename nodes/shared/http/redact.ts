/** Shorter texts are no secrets, and blanking them out would garble ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * Blanks secrets out of a text.
 *
 * @param shown a text for users
 * @param secrets what must not be in it
 */
export function redact(shown: string, secrets: readonly string[]): string {
	return (
		secrets
			.filter((secret) => secret.length >= SHORTEST_SECRET)
			// A secret may be a part of another one.
			.sort((a, b) => b.length - a.length)
			.reduce((clean, secret) => clean.split(secret).join('•••'), shown)
	);
}
