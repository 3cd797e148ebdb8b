import type { DecodedText } from './decodedText';
import { decodeStepwise } from './decodedText';
import type { Fragments, SecretForms } from './secretForms';
import { foldCase, prepareSecretForms } from './secretForms';

/** Shown in place of a secret. */
export const BLANK = '•••';

/**
 * Creates a function that redacts secrets in texts: whole ones and every part of eight or more
 * characters, in any letter case, plain, escaped as in JSON, encoded as in URLs, HTML, base64 or hex, and
 * in any nesting of these. Secrets of four to seven characters are redacted as whole words, shorter ones
 * not at all. Takes linear time.
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

/** Redacts secrets in a text, as `createRedactor` does. */
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
		// A part of the source that was dropped in decoding lies between two units.
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

/** Finds parts of secrets; `found` may return where the search continues. */
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

/** The end of a base64 text, which is redacted as a whole: its characters do not align with those of the secret. */
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
