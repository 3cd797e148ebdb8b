const LONGEST = 60;
/** Marks values that JSON cannot represent, to distinguish them from text. */
const FRAME = '\u0000';
const FRAMED = /"\\u0000(.*?)\\u0000"/g;

/**
 * Formats a value for a message: short, on one line, and by its JavaScript name where JSON cannot
 * represent it, such as NaN.
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
	const original = beforeToJson(this, key, value);
	if (original === null) return null;
	if (typeof original === 'function') return frame('a function');
	const isNoJson = value === null || ['undefined', 'bigint', 'symbol'].includes(typeof original);
	return isNoJson || isNoNumber(value) ? frame(String(original)) : value;
}

/**
 * A value that a replacer of JSON.stringify is given, as it was before its own `toJSON`, which makes null of
 * a date that is none.
 *
 * @param holder the replacer's `this`
 */
export function beforeToJson(holder: unknown, key: string, value: unknown): unknown {
	return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : value;
}

function frame(name: string): string {
	return `${FRAME}${name}${FRAME}`;
}

function isNoNumber(value: unknown): boolean {
	return typeof value === 'number' && !Number.isFinite(value);
}
