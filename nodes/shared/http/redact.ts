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
	for (const fragments of forms.folded) findFragments(folded, fragments, hide);
	const base64 = reading.text.replaceAll('-', '+').replaceAll('_', '/');
	for (const fragments of forms.base64) findFragments(base64, fragments, hide);
	for (const word of forms.words) findWord(reading.text, word, hide);
}

function findFragments(
	text: string,
	fragments: Fragments,
	hide: (from: number, to: number) => void,
): void {
	let hiddenTo = 0;
	for (let at = 0; at + fragments.size <= text.length; at += 1) {
		if (!fragments.isAt(text, at)) continue;
		const end = at + fragments.size;
		// What is left out of a reading stands between two of its units.
		hide(at < hiddenTo ? hiddenTo - 1 : at, end);
		hiddenTo = end;
	}
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
