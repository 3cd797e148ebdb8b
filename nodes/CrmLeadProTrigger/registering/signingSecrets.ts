import { isBlank } from '../../shared/fields';

/**
 * Bounds of a secret's length. A shorter one could be guessed, and a longer one is something else: even
 * 64 random bytes in hex have no more than 128 characters.
 */
const SHORTEST_SECRET = 16;
const LONGEST_SECRET = 256;
/** Fewest distinct characters of a random text: 16 hex digits have 10 on average. */
const LEAST_VARIETY = 8;
/** Smallest share of distinct ones among a text's groups of three characters: random texts hardly repeat any. */
const LEAST_DIFFERENT_GROUPS = 0.75;
const GROUP_LENGTH = 3;

/** What encoders and generators output: no whitespace, quotes, brackets, or characters beyond ASCII. */
const SECRET_CHARACTERS = /^[\w!#$%&*+,\-./:;=^|~]+$/;

/** Texts that are a placeholder for a secret, or something else. */
const OTHER_FORMS: readonly RegExp[] = [
	// Masks: a symbol, or x, four times in a row; dots or stars three times; any character six times.
	/([^a-wyz0-9])\1{3}|[*.]{3}|(.)\2{5}/i,
	// A web address, a date, a number, a hash.
	/:\/\/|^(?:arn|vault|env|file|ref|secret):|^[a-z]+\/[\w-]+\/secrets?\//i,
	// A variable of a template or of the environment.
	/^%\w+%$|(?<![a-z])env[.:]/i,
	// The alphabet, the keyboard, and filler text.
	/abcdefghijkl|qwertyuiop|lorem|super_?secret/i,
	// MD5, SHA-1 and SHA-256 of an empty text.
	/^(?:d41d8cd98f00b204|da39a3ee5e6b4b0d|e3b0c44298fc1c14)/i,
	/^\d{4}-\d\d-\d\d/,
	/^[\d.,:+-]+$/,
	/^\$\d?[a-z]/i,
	/^(?:md5|sha-?\d+)[:=_-]/i,
	// Words that say that the secret is not shown, anywhere in the text.
	/redact|hidden|masked|obscur|obfusc|conceal|censor|placehold|example|encrypt|confident|protected|omitted|filtered|removed|withh[eo]ld|suppress|truncat|available|undefined|disclos|reveal|visible|display|classified|unknown|unspecif|unchanged|hashed|stored|insert|replace|change_?me|provided|supplied|already|generated|configur|dashboard|settings/i,
	// Shorter words, only as whole words.
	/(?<![a-z])(?:null|none|empty|unset|not|shown|never|your|sample|dummy|todo|here|once|private|password|was|the|same|only|you)(?![a-z])/i,
];

/** A mask over a part of a text: a run of dots, stars or bullets, or an ellipsis at either end. */
const MASK = /^(.*?)(?:[*•.]{3,}|^…+|…+$)(.*)/s;
/** The same with any other symbol, or an ellipsis in the middle; counts only where enough of the rest is shown. */
const OTHER_MASK = /^(.*?)(?:…+|([^a-wyz0-9])\2{2,})(.*)$/is;
/** Fewest characters by which a secret masked in that way is recognised. */
const LEAST_SHOWN = 4;

/**
 * Finds out which secrets a webhook's deliveries may be signed with: those in the reply, where they look
 * like secrets, and the one that was sent. Any other text in place of a secret, unless it is the sent
 * one masked, means that the server signs with a secret that it does not show. Our reading.
 *
 * @param reported the values in the reply's fields for a secret
 * @param otherTexts texts that are not signing secrets, such as the webhook's ID and address: a value
 * equal to one of them, or part of one, does not count as a secret
 * @returns none where the secret is unknown
 */
export function findSigningSecrets(
	sent: string,
	reported: readonly unknown[],
	otherTexts: readonly string[] = [],
): string[] {
	const values = reported.filter((value) => !isBlank(value));
	const texts = values.filter((value) => typeof value === 'string');
	const believed = texts.filter((text) => text === sent || canBeSecret(text, otherTexts));
	if (values.length === 0 || believed.length > 0) return [...new Set([...believed, sent])];
	return texts.some((text) => isMaskOf(text, sent)) ? [sent] : [];
}

function canBeSecret(text: string, otherTexts: readonly string[]): boolean {
	return (
		text.length >= SHORTEST_SECRET &&
		text.length <= LONGEST_SECRET &&
		SECRET_CHARACTERS.test(text) &&
		isVaried(text) &&
		![text, fromBase64(text)].some((said) => OTHER_FORMS.some((form) => form.test(said))) &&
		!otherTexts.some((other) => isPartOf(text, other) || isPartOf(other, text))
	);
}

/** The text that a secret is the base64 of; empty where that is no text. */
function fromBase64(secret: string): string {
	const decoded = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').toString('latin1');
	return /^[\x20-\x7e]+$/.test(decoded) ? decoded : '';
}

function isVaried(text: string): boolean {
	const groups = Array.from({ length: text.length - GROUP_LENGTH + 1 }, (_, start) =>
		text.slice(start, start + GROUP_LENGTH),
	);
	return (
		new Set(text).size >= LEAST_VARIETY &&
		new Set(groups).size >= LEAST_DIFFERENT_GROUPS * groups.length
	);
}

function isPartOf(part: string, whole: string): boolean {
	return part.length >= SHORTEST_SECRET && whole.includes(part);
}

function isMaskOf(text: string, sent: string): boolean {
	if (text.length > LONGEST_SECRET) return false;
	const [, start, end] = MASK.exec(text) ?? [];
	if (start !== undefined && end !== undefined) return isAround(start, end, sent);
	const [, shownStart = '', , shownEnd = ''] = OTHER_MASK.exec(text) ?? [];
	const shown = shownStart.length + shownEnd.length;
	return shown >= LEAST_SHOWN && isAround(shownStart, shownEnd, sent);
}

function isAround(start: string, end: string, sent: string): boolean {
	return sent.startsWith(start) && sent.endsWith(end);
}
