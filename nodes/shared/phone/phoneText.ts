import { ParameterError } from '../failures';
import { show } from '../fields/field';
import { toPlainSpelling } from './spelling';

/** A text that can be one phone number, whatever its country. */
export interface PhoneText {
	/** Whether a plus sign stands before the digits. */
	readonly hasPlus: boolean;
	/** 4 to 16 ASCII digits, as they were written: a trunk or international prefix is still in them. */
	readonly digits: string;
	/** Digits of the extension, leading zeros included. */
	readonly extension: string | undefined;
}

/** What a value is instead of one phone number: as the message goes on, and what to do. */
export type Problem = readonly [what: string, advice: string];

const MOST_CHARACTERS = 80;
/** The shortest national numbers have 4. */
const FEWEST_DIGITS = 4;
/**
 * ITU-T E.164 has 15 digits at most. Longer ones than 13 are not written without a plus sign or a
 * prefix: those are numbers of cards, times, or two numbers.
 */
const MOST_DIGITS = { afterPlus: 15, afterZero: 16, otherwise: 13 };

/** `p:` is how lead ads of Facebook and Instagram export numbers. */
const SCHEME = /^(?:tel|callto|sms|whatsapp|phone|mobile|mob|cell|ph|p|m)(?:\.:|:)\s*/i;
const PHONE_CONTEXT = /;phone-context=\+(\d{1,3})$/i;
/** What stands before an extension, in the languages of libphonenumber and in German, French and Portuguese. */
const EXTENSION_WORDS =
	'extensi(?:o|\u00f3|o\u0301)n|extn|ext|interno|int|anexo|ramal|poste|durchwahl|dw|nebenstelle|\u0434\u043e\u0431|x|#';
const EXTENSION = new RegExp(
	`(?:;ext=|[ ,;-]{0,3}(?:${EXTENSION_WORDS})[.:=]? ?(?:#|no\\.? )?)(\\d{1,7})$`,
	'iu',
);
const EXTENSION_IN_BRACKETS = new RegExp(` ?\\(((?:${EXTENSION_WORDS})[^()]*)\\)$`, 'iu');
const NUMBER = /^(?:\+ ?)?[\d(][\d ().-]*[\d)]$/;
const BRACKETED_PLUS = /^\(\+(\d{1,3})\)/;
const BRACKETS = /\([^()]*\)/g;

const CHECK = 'Give one phone number, e.g. +91 98765 43210, or leave it empty.';
const CHECK_COLUMN = 'Check that the value comes from the right column.';
const NOT_A_NUMBER: Problem = ['', CHECK];

/** Texts that look like numbers and are something else. */
const LOOKALIKES: ReadonlyArray<[isOne: (text: string) => boolean, problem: Problem]> = [
	[
		(text) => /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(text),
		[
			', which a spreadsheet has shortened',
			'Format the column as text in the spreadsheet and enter the number again: its last digits are lost.',
		],
	],
	[
		isDecimal,
		[
			', a number with decimals, as spreadsheets write it',
			'Format the column as text in the spreadsheet, and remove what follows the point.',
		],
	],
	[isDate, [', a date', CHECK_COLUMN]],
	[(text) => /^1[0-8]\d{11}$/.test(text), [', a time in milliseconds', CHECK_COLUMN]],
	[isIpAddress, [', an IP address', CHECK_COLUMN]],
	[
		(text) => /^(?:https?:\/\/|www\.|wa\.me\/)/i.test(text),
		[', a link', 'Give the number in it, with + and its country code, e.g. +91 98765 43210.'],
	],
	[(text) => /^\+?[0 ()-]+$/.test(text), [', which has only zeros', CHECK]],
	[
		(text) => (text.match(/\d{7,}/g) ?? []).length > 1 || /\d[^+]*\+|[/|&\r\n]/.test(text),
		[', which may be more than one number', 'Give one number, and use one field or item for each.'],
	],
];

/**
 * One point, with few digits after it, a whole number before it, or few digits before it, as in a
 * coordinate: `98765.43210` and `022.23456789` are no decimals.
 */
function isDecimal(text: string): boolean {
	const [whole = '', decimals = '', more] = text.split('.');
	if (more !== undefined || !/^\d+$/.test(decimals)) return false;
	return decimals.length <= 2 || /\d{7}$/.test(whole) || /^(?:0|[1-9]\d{0,2})$/.test(whole);
}

/** Groups of two digits, as in `12.34.56.78`, are rather a number of a country with eight digits. */
function isIpAddress(text: string): boolean {
	const parts = /^\d{1,3}(?:\.\d{1,3}){3}(?=:|$)/.exec(text)?.[0].split('.') ?? [];
	return (
		parts.length > 0 &&
		parts.every((part) => Number(part) <= 255) &&
		parts.some(({ length }) => length !== 2)
	);
}

/** Year first, and day and month first in either order. */
const DATES = [
	/^\d{4}([-./])(?<one>\d{1,2})\1(?<other>\d{1,2})(?:$|[T ])/,
	/^(?<one>\d{1,2})([-./])(?<other>\d{1,2})\2(?:\d{2}|\d{4})(?:$|[T ])/,
	/^(?:19|20)\d{2} (?<one>\d{2}) (?<other>\d{2})$/,
	/^(?<one>\d{2}) (?<other>\d{2}) (?:19|20)\d{2}$/,
];

function isDate(text: string): boolean {
	return DATES.some((pattern) => {
		const parts = pattern.exec(text)?.groups;
		const [month = 0, day = 0] = [Number(parts?.one), Number(parts?.other)].sort((a, b) => a - b);
		return month >= 1 && month <= 12 && day <= 31;
	});
}

/**
 * Reads a text that is one phone number of whatever country: digits in any script, in groups, with a
 * plus sign, an extension, or as a `tel:` URI (RFC 3966).
 *
 * @param label the parameter as users see it
 * @throws {ParameterError} for what is surely not one phone number, such as a date, two numbers or a sentence
 */
export function readPhoneText(text: string, label: string): PhoneText {
	const read = parsePhoneText(text);
	if ('digits' in read) return read;
	throw notAPhone(label, text, read);
}

/** The error for a value that is not one phone number. */
export function notAPhone(label: string, text: string, [what, advice]: Problem): ParameterError {
	return new ParameterError(
		`${label} must be a phone number, but it is "${show(text.trim())}"${what}`,
		advice,
	);
}

/** Like `readPhoneText`, but returns what is wrong. */
export function parsePhoneText(text: string): PhoneText | Problem {
	if (text.length > MOST_CHARACTERS) return NOT_A_NUMBER;
	const plain = toPlainSpelling(text).replace(SCHEME, '').replace(EXTENSION_IN_BRACKETS, ' $1');
	const extension = EXTENSION.exec(plain)?.[1];
	const withoutExtension = extension === undefined ? plain : plain.replace(EXTENSION, '');
	const number = placePlus(withoutExtension.trim());
	const lookalike = LOOKALIKES.find(([isOne]) => isOne(number));
	if (lookalike !== undefined) return lookalike[1];
	if (!NUMBER.test(number) || /[()]/.test(number.replace(BRACKETS, ''))) return NOT_A_NUMBER;
	const digits = number.replace(/\D/g, '');
	if (digits.length < FEWEST_DIGITS) return NOT_A_NUMBER;
	if (digits.length > mostDigitsOf(number)) {
		return [`, which has ${digits.length} digits, more than any phone number`, CHECK];
	}
	return { hasPlus: number.startsWith('+'), digits, extension };
}

function mostDigitsOf(number: string): number {
	if (number.startsWith('+')) return MOST_DIGITS.afterPlus;
	return /^\(?0/.test(number) ? MOST_DIGITS.afterZero : MOST_DIGITS.otherwise;
}

/** Puts the plus sign, and the calling code that a URI has as its context, at the start. */
function placePlus(number: string): string {
	const callingCode = PHONE_CONTEXT.exec(number)?.[1];
	return callingCode === undefined
		? number.replace(BRACKETED_PLUS, '+$1 ')
		: `+${callingCode} ${number.replace(PHONE_CONTEXT, '')}`;
}
