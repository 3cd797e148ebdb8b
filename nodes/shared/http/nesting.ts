import { findClosingQuote } from '../jsonString';

/** How deep a reply's lists and objects may be nested: n8n itself walks an item's data recursively. */
const DEEPEST = 100;
/** Most fields of one object. Many more are no record, and objects with many fields are slow to build and to search. */
const MOST_FIELDS = 10_000;

// Character codes, for speed: every reply is scanned.
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Whether a JSON text is nested more than 100 deep or has an object with more than 10,000 fields, found
 * without parsing it.
 *
 * @param text a body; the result is meaningless for anything but JSON
 */
export function isTooIntricate(text: string): boolean {
	/** Fields that each open object may still have; infinitely many for a list. */
	const left = new Float64Array(DEEPEST + 1);
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = findClosingQuote(text, at + 1);
		else if (code === COMMA) {
			const fields = (left[depth] ?? 0) - 1;
			if (depth > 0 && fields <= 0) return true;
			left[depth] = fields;
		} else if (code === OPENING_BRACKET || code === OPENING_BRACE) {
			if (depth === DEEPEST) return true;
			depth += 1;
			left[depth] = code === OPENING_BRACE ? MOST_FIELDS : Infinity;
		} else if ((code === CLOSING_BRACKET || code === CLOSING_BRACE) && depth > 0) depth -= 1;
	}
	return false;
}
