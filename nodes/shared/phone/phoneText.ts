import { ParameterError } from '../failures';
import { show } from '../fields/field';
import { toPlainSpelling } from './spelling';

/** A text that can be one phone number, whatever its country. */
export interface PhoneText {
	/** Whether a plus sign stands before the digits. */
	readonly hasPlus: boolean;
	/** 4 to 15 ASCII digits, as they were written: a trunk or international prefix is still in them. */
	readonly digits: string;
	/** Digits of the extension, leading zeros included. */
	readonly extension: string | undefined;
}

/** What a value is instead of one phone number: as the message goes on, and what to do. */
export type Problem = readonly [what: string, advice: string];

const MOST_CHARACTERS = 80;
/** ITU-T E.164 has 15 digits at most; the shortest national numbers have 4. */
const FEWEST_DIGITS = 4;
const MOST_DIGITS = 15;

const SCHEME = /^(?:tel|callto|sms|whatsapp):\s*/i;
const PHONE_CONTEXT = /;phone-context=\+(\d{1,3})$/i;
const EXTENSION = /(?:;ext=|[ ,;]{0,2}(?:extension|extn|ext|x|#)[.:]? ?)(\d{1,7})$/i;
const NUMBER = /^(?:\+ ?)?[\d(][\d ().-]*[\d)]$/;
const BRACKETED_PLUS = /^\(\+(\d{1,3})\)/;
const BRACKETS = /\([^()]*\)/g;

const CHECK = 'Give one phone number, e.g. +91 98765 43210, or leave it empty.';
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
	[isDate, [', a date', 'Check that the value comes from the right column.']],
	[
		(text) => (text.match(/\d{7,}/g) ?? []).length > 1 || /\d[^+]*\+|[/|&\r\n]/.test(text),
		[', which may be more than one number', 'Give one number, and use one field or item for each.'],
	],
];

/** One point, with few digits after it or a whole number before it: `98765.43210` is no decimal. */
function isDecimal(text: string): boolean {
	const [whole = '', decimals = '', more] = text.split('.');
	if (more !== undefined || !/^\d+$/.test(decimals)) return false;
	return decimals.length <= 2 || /\d{7}$/.test(whole);
}

/** Year first, and day and month first in either order. */
const DATES = [
	/^\d{4}([-./])(?<one>\d{1,2})\1(?<other>\d{1,2})(?:$|[T ])/,
	/^(?<one>\d{1,2})([-./])(?<other>\d{1,2})\2(?:\d{2}|\d{4})(?:$|[T ])/,
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
	const plain = toPlainSpelling(text).replace(SCHEME, '');
	const extension = EXTENSION.exec(plain)?.[1];
	const withoutExtension = extension === undefined ? plain : plain.replace(EXTENSION, '');
	const number = placePlus(withoutExtension.trim());
	const lookalike = LOOKALIKES.find(([isOne]) => isOne(number));
	if (lookalike !== undefined) return lookalike[1];
	if (!NUMBER.test(number) || /[()]/.test(number.replace(BRACKETS, ''))) return NOT_A_NUMBER;
	const digits = number.replace(/\D/g, '');
	if (digits.length < FEWEST_DIGITS) return NOT_A_NUMBER;
	if (digits.length > MOST_DIGITS) {
		return [`, which has ${digits.length} digits, more than any phone number`, CHECK];
	}
	return { hasPlus: number.startsWith('+'), digits, extension };
}

/** Puts the plus sign, and the calling code that a URI has as its context, at the start. */
function placePlus(number: string): string {
	const callingCode = PHONE_CONTEXT.exec(number)?.[1];
	return callingCode === undefined
		? number.replace(BRACKETED_PLUS, '+$1 ')
		: `+${callingCode} ${number.replace(PHONE_CONTEXT, '')}`;
}
