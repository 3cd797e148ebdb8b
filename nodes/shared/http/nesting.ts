/** How deep lists and objects of a reply may be in one another: n8n's own walks of an item's data are recursive. */
const DEEPEST = 100;

// Every reply is read like this, so characters are compared by their codes.
const QUOTE = 0x22;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Tells whether a JSON text has lists and objects too deep in one another, without parsing it.
 *
 * @param text a body; anything but JSON gives any answer
 */
export function isNestedTooDeep(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = findStringEnd(text, at + 1);
		else if (code === OPENING_BRACKET || code === OPENING_BRACE) depth += 1;
		else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
		if (depth > DEEPEST) return true;
	}
	return false;
}

function findStringEnd(text: string, from: number): number {
	for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
		let backslashes = 0;
		while (text.charAt(at - backslashes - 1) === '\\') backslashes += 1;
		if (backslashes % 2 === 0) return at;
	}
	return text.length;
}
