/** Shorter texts are no secrets, and blanking them out would garble ordinary words. */
const SHORTEST_SECRET = 8;
/** Backslashes before a character where JSON stands in JSON; bounded, so that no text takes long. */
const ESCAPES = '\\\\{0,7}';

/**
 * Blanks secrets out of a text, also where they are escaped as in JSON or encoded as in URLs.
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
			.reduce((clean, secret) => clean.replace(patternOf(secret), '•••'), shown)
	);
}

function patternOf(secret: string): RegExp {
	return new RegExp(secret.replace(/[!-/:-@[-`{-~]/g, writingsOf), 'g');
}

/** How a punctuation mark may be written; PHP, for one, escapes slashes in JSON. */
function writingsOf(mark: string): string {
	const code = mark.charCodeAt(0).toString(16);
	return `(?:${ESCAPES}\\${mark}|%${code}|%${code.toUpperCase()})`;
}
