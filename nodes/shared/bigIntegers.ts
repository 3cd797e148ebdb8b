import { findClosingQuote } from './jsonString';

/** The largest whole number that JavaScript holds exactly, 2^53 - 1. */
const LARGEST_EXACT = String(Number.MAX_SAFE_INTEGER);

const QUOTE = 0x22;
const MINUS = 0x2d;
/** `.`, `e` and `E`. */
const FRACTION_OR_EXPONENT: ReadonlySet<number> = new Set([0x2e, 0x65, 0x45]);
/** `+`, `-` and those. */
const NUMBER_SIGNS: ReadonlySet<number> = new Set([0x2b, MINUS, ...FRACTION_OR_EXPONENT]);
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Whether a number is an integer that JavaScript may have rounded, i.e. one beyond ±(2^53 - 1). */
export function isRoundedInteger(value: number): boolean {
	return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A whole number in a JSON text. */
interface WrittenInteger {
	readonly index: number;
	/** With the sign. */
	readonly digits: string;
}

/**
 * Finds integers that JavaScript would round. It searches the text, since parsing loses them. Takes
 * linear time; loops where a regular expression would need a stack as deep as a number is long.
 *
 * @param json valid JSON
 */
export function findBigIntegers(json: string): WrittenInteger[] {
	const found: WrittenInteger[] = [];
	if (!hasLongNumber(json)) return found;
	let index = 0;
	while (index < json.length) {
		const code = json.charCodeAt(index);
		if (code === QUOTE) {
			index = findClosingQuote(json, index + 1) + 1;
		} else if (code === MINUS || isDigit(code)) {
			const start = index;
			index = findEndOfDigits(json, start + 1);
			if (FRACTION_OR_EXPONENT.has(json.charCodeAt(index))) index = findEndOfNumber(json, index);
			else if (index - start >= LARGEST_EXACT.length) {
				const digits = json.slice(start, index);
				if (isBig(digits)) found.push({ index: start, digits });
			}
		} else {
			index += 1;
		}
	}
	return found;
}

/**
 * Puts integers that JavaScript would round into quotes.
 *
 * @param json valid JSON
 * @returns the text unchanged where there are none
 */
export function quoteBigIntegers(json: string): string {
	let quoted = '';
	let end = 0;
	for (const { index, digits } of findBigIntegers(json)) {
		quoted += `${json.slice(end, index)}"${digits}"`;
		end = index + digits.length;
	}
	return end === 0 ? json : quoted + json.slice(end);
}

/** Compares as text, which works for numbers of the same length: JSON has no leading zeros. */
function isBig(number: string): boolean {
	const digits = number.startsWith('-') ? number.slice(1) : number;
	const { length } = LARGEST_EXACT;
	return digits.length > length || (digits.length === length && digits > LARGEST_EXACT);
}

/** Whether there is a row of digits as long as a big number. Looks at every n-th character only, where n is that length. */
function hasLongNumber(json: string): boolean {
	const { length } = LARGEST_EXACT;
	for (let index = length - 1; index < json.length; index += length) {
		if (!isDigit(json.charCodeAt(index))) continue;
		let start = index;
		while (index - start < length && isDigit(json.charCodeAt(start - 1))) start -= 1;
		let end = index + 1;
		while (end - start < length && isDigit(json.charCodeAt(end))) end += 1;
		if (end - start >= length) return true;
	}
	return false;
}

function findEndOfDigits(json: string, start: number): number {
	let end = start;
	while (isDigit(json.charCodeAt(end))) end += 1;
	return end;
}

/** Where a number with a fraction or an exponent ends. */
function findEndOfNumber(json: string, start: number): number {
	let end = start;
	for (let code = json.charCodeAt(end); isDigit(code) || NUMBER_SIGNS.has(code); ) {
		end += 1;
		code = json.charCodeAt(end);
	}
	return end;
}
