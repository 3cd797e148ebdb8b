import { findClosingQuote } from '../jsonString';

/** How deep a reply's lists and objects may be nested: n8n itself walks an item's data recursively. */
const DEEPEST = 100;

// Character codes, for speed: every reply is scanned.
const QUOTE = 0x22;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Whether a JSON text is nested too deep, found without parsing it.
 *
 * @param text a body; the result is meaningless for anything but JSON
 */
export function isNestedTooDeep(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = findClosingQuote(text, at + 1);
		else if (code === OPENING_BRACKET || code === OPENING_BRACE) depth += 1;
		else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
		if (depth > DEEPEST) return true;
	}
	return false;
}
