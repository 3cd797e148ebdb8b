const LONGEST = 60;
/** Stands around what is no JSON, so that it can be told from text. */
const FRAME = '\u0000';
const FRAMED = /"\\u0000(.*?)\\u0000"/g;

/**
 * Writes a value as it may be shown in a message: short, on one line, and by its own name where JSON
 * has none for it, such as NaN.
 *
 * @param raw anything
 */
export function show(raw: unknown): string {
	const text = typeof raw === 'string' ? raw : write(raw);
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function write(raw: unknown): string {
	try {
		return JSON.stringify({ raw }, nameWhatIsNoJson)
			.slice('{"raw":'.length, -1)
			.replace(FRAMED, '$1');
	} catch {
		// It contains itself, or does not let itself be read.
		return Array.isArray(raw) ? '[…]' : '{…}';
	}
}

/** A replacer of JSON.stringify, which makes null of NaN, and nothing of a function. */
function nameWhatIsNoJson(this: unknown, key: string, value: unknown): unknown {
	// As it was before its own toJSON, which makes null of a date that is none.
	const original: unknown =
		typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
	if (original === null) return null;
	if (typeof original === 'function') return frame('a function');
	const isNoJson = value === null || ['undefined', 'bigint', 'symbol'].includes(typeof original);
	return isNoJson || isNoNumber(value) ? frame(String(original)) : value;
}

function frame(name: string): string {
	return `${FRAME}${name}${FRAME}`;
}

function isNoNumber(value: unknown): boolean {
	return typeof value === 'number' && !Number.isFinite(value);
}
