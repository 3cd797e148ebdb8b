import { BLANK } from './redact';

/** Names of fields that hold secrets, whether the user's or anybody else's. */
export const SECRET_NAME =
	/secret|passw(?:or)?d|passphrase|token|authorization|(?:api|access|private|signing)[_-]?key/i;

const WORDS = /[\w-]+/g;
/** Between a quoted name and its value: in JSON, in nested JSON, and as Python and JavaScript print objects. */
const AFTER_QUOTED_NAME = /\\{0,7}["']\s{0,20}:\s{0,20}/y;
/** Between a bare name and its value, as in URLs. */
const AFTER_BARE_NAME = /=/y;
const OPENING_QUOTE = /\\{0,7}["']/y;
const BARE_VALUE = /[^\s&;,"'<>{}[\]\\]+/y;
/** Values that are no secret, whatever the field's name. */
const PLAIN_VALUE = /^(?:true|false|null|none|undefined)$/i;

/**
 * Redacts the values of fields whose names suggest a secret, in JSON, even truncated, and in queries.
 * Takes linear time.
 */
export function blankSecretFields(text: string): string {
	let shown = '';
	let done = 0;
	for (const { 0: word, index } of text.matchAll(WORDS)) {
		if (index < done || !SECRET_NAME.test(word)) continue;
		const value = findValue(text, index + word.length);
		if (value === undefined) continue;
		shown += `${text.slice(done, value.start)}${BLANK}`;
		done = value.end;
	}
	return `${shown}${text.slice(done)}`;
}

/** Where a field's value begins and ends, without its quotes. */
interface ValueRange {
	readonly start: number;
	readonly end: number;
}

function findValue(text: string, nameEnd: number): ValueRange | undefined {
	const afterQuoted = matchEnd(AFTER_QUOTED_NAME, text, nameEnd);
	const start = afterQuoted ?? matchEnd(AFTER_BARE_NAME, text, nameEnd);
	if (start === undefined) return undefined;
	const quoteEnd = matchEnd(OPENING_QUOTE, text, start);
	if (quoteEnd !== undefined) {
		return { start: quoteEnd, end: findQuote(text, quoteEnd, text.slice(start, quoteEnd)) };
	}
	if (afterQuoted !== undefined && '[{'.includes(text.charAt(start))) {
		return { start, end: findEndOfNested(text, start) };
	}
	const end = matchEnd(BARE_VALUE, text, start);
	const isPlain = end === undefined || PLAIN_VALUE.test(text.slice(start, end));
	return isPlain ? undefined : { start, end };
}

/** Where a quoted text ends: the closing quote has at most as many backslashes as the opening one. */
function findQuote(text: string, from: number, opening: string): number {
	const quote = opening.slice(-1);
	const expected = opening.length - 1;
	for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
		let backslashes = 0;
		while (at - backslashes > from && text.charAt(at - backslashes - 1) === '\\') backslashes += 1;
		// A backslash in the text itself doubles with each level of nesting.
		const isClosing = backslashes % (2 * opening.length) === expected;
		if (backslashes < expected || isClosing) return at - Math.min(backslashes, expected);
	}
	return text.length;
}

/** Where a list or an object ends; brackets in strings do not count. */
function findEndOfNested(text: string, start: number): number {
	let depth = 0;
	for (let at = start; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === '"') at = findQuote(text, at + 1, '"');
		else if (character === '[' || character === '{') depth += 1;
		else if (character === ']' || character === '}') depth -= 1;
		if (depth === 0) return at + 1;
	}
	return text.length;
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}
