/** How deep lists and objects of a reply may be in one another: n8n's own walks of an item's data are recursive. */
const DEEPEST = 100;

/**
 * Tells whether a JSON text has lists and objects too deep in one another, without parsing it.
 *
 * @param text a body; anything but JSON gives any answer
 */
export function isNestedTooDeep(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at += 1) {
		switch (text.charAt(at)) {
			case '"':
				at = findStringEnd(text, at + 1);
				break;
			case '[':
			case '{':
				depth += 1;
				if (depth > DEEPEST) return true;
				break;
			case ']':
			case '}':
				depth -= 1;
				break;
		}
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
