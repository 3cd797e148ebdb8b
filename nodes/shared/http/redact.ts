import type { DecodedText } from './decodedText';
import { decodeStepwise } from './decodedText';
import type { Fragments, SecretForms } from './secretForms';
import { foldCase, prepareSecretForms } from './secretForms';

/** What stands for a secret. */
export const BLANK = '•••';

/**
 * Makes a function that blanks secrets out of texts: whole ones and every part of eight or more
 * characters, as they are, in any letter case, escaped as in JSON, encoded as in URLs, HTML, base64 or
 * hex, and in these within one another. Secrets of four to seven characters are blanked as whole words,
 * shorter ones not at all. Takes time in proportion to a text's length.
 *
 * @param secrets what must not be shown
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
	if (secrets.length === 0) return (text) => text;
	let forms: SecretForms | undefined;
	return (text) => {
		forms ??= prepareSecretForms(secrets);
		const hidden = new Uint8Array(text.length);
		for (const reading of decodeStepwise(text)) hideIn(hidden, reading, forms);
		return blank(text, hidden);
	};
}

/**
 * Blanks secrets out of a text, as `createRedactor` says.
 *
 * @param text a text for users
 * @param secrets what must not be in it
 */
export function redact(text: string, secrets: readonly string[]): string {
	return createRedactor(secrets)(text);
}

function hideIn(hidden: Uint8Array, reading: DecodedText, forms: SecretForms): void {
	const hide = (from: number, to: number): void => {
		hidden.fill(1, reading.starts[from], reading.ends[to - 1]);
	};
	const folded = foldCase(reading.text);
	let hiddenTo = 0;
	const hidePart = (from: number, to: number): undefined => {
		// What is left out of a reading stands between two of its units.
		hide(from < hiddenTo ? hiddenTo - 1 : from, to);
		hiddenTo = to;
	};
	for (const fragments of forms.folded) {
		hiddenTo = 0;
		findFragments(folded, fragments, hidePart);
	}
	const base64 = reading.text.replaceAll('-', '+').replaceAll('_', '/');
	const hideRun = (from: number, to: number): number => {
		const [start, end] = [findRunStart(base64, from), findRunEnd(base64, to)];
		hide(start, end);
		return end;
	};
	for (const fragments of forms.base64) findFragments(base64, fragments, hideRun);
	for (const word of forms.words) findWord(reading.text, word, hide);
}

/** Where parts of secrets stand; `found` may tell where the search goes on. */
function findFragments(
	text: string,
	fragments: Fragments,
	found: (from: number, to: number) => number | undefined,
): void {
	for (let at = 0; at + fragments.size <= text.length; ) {
		const next = fragments.isAt(text, at) ? found(at, at + fragments.size) : undefined;
		at = next ?? at + 1;
	}
}

const BASE64_CHARACTER = /[\w+/=]/;

/** All of a text in base64 is hidden: its characters do not begin and end where those of a secret do. */
function findRunEnd(text: string, from: number): number {
	let end = from;
	while (BASE64_CHARACTER.test(text.charAt(end))) end += 1;
	return end;
}

function findRunStart(text: string, from: number): number {
	let start = from;
	while (BASE64_CHARACTER.test(text.charAt(start - 1))) start -= 1;
	return start;
}

const WORD_CHARACTER = /[\p{Letter}\p{Number}]/u;

function findWord(text: string, word: string, hide: (from: number, to: number) => void): void {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
		const end = at + word.length;
		const isPart =
			WORD_CHARACTER.test(text.charAt(at - 1)) || WORD_CHARACTER.test(text.charAt(end));
		if (!isPart) hide(at, end);
	}
}

function blank(text: string, hidden: Uint8Array): string {
	let shown = '';
	for (let at = 0; at < text.length; ) {
		const isHidden = hidden[at] === 1;
		const next = hidden.indexOf(isHidden ? 0 : 1, at);
		const end = next < 0 ? text.length : next;
		shown += isHidden ? BLANK : text.slice(at, end);
		at = end;
	}
	return shown;
}
