import parsePhoneNumber from 'libphonenumber-js/core';
import type { CountryCode, MetadataJson, PhoneNumber } from 'libphonenumber-js/core';
import metadataJson from 'libphonenumber-js/metadata.min.json';

import { ParameterError } from '../failures';
import { isJsonObject } from '../json';
import type { Problem } from './phoneText';
import { notAPhone, parsePhoneText } from './phoneText';

const metadata = readMetadata(metadataJson);

function readMetadata(data: unknown): MetadataJson {
	if (isMetadata(data)) return data;
	throw new TypeError('The data of libphonenumber-js are missing');
}

function isMetadata(data: unknown): data is MetadataJson {
	return isJsonObject(data);
}

/** ISO 3166-1 code of a country whose numbers are known, e.g. `IN`. */
export type Country = CountryCode;

/**
 * @throws {ParameterError} for a text that is no code of a country with phone numbers of its own
 */
export function readCountry(text: string, label: string): Country {
	const code = text.trim().toUpperCase();
	if (!isCountry(code)) {
		throw new ParameterError(
			`${label} must be the two-letter code of a country, but it is "${text}"`,
			'Use a code of ISO 3166, e.g. IN for India or AE for the United Arab Emirates.',
		);
	}
	return code;
}

function isCountry(code: string): code is Country {
	return Object.hasOwn(metadata.countries, code);
}

/**
 * Reads one phone number, so that all its usual spellings become the same.
 *
 * @param country whose number it is where it has no prefix
 * @param label the parameter as users see it
 * @returns E.164, with the extension as RFC 3966 writes it, e.g. `+919876543210;ext=12`
 * @throws {ParameterError} for what is not surely one phone number of a known length
 */
export function readPhoneNumber(text: string, country: Country, label: string): string {
	const number = parse(text, country);
	if (typeof number === 'string') return number;
	throw notAPhone(label, text, number);
}

/** Like `readPhoneNumber`, but returns undefined for what is not surely one phone number. */
export function tryPhoneNumber(text: string, country: Country): string | undefined {
	const number = parse(text, country);
	return typeof number === 'string' ? number : undefined;
}

function parse(text: string, country: Country): string | Problem {
	const read = parsePhoneText(text);
	if (!('digits' in read)) return read;
	const { hasPlus, digits, extension } = read;
	const number = readComplete(`${hasPlus ? '+' : ''}${digits}`, country);
	if (number === undefined) {
		return [
			`, which is not a complete number of ${hasPlus ? 'its country' : `the default country ${country}`}`,
			'Check for missing or additional digits, and give numbers of other countries with + and their country code.',
		];
	}
	const doubt =
		(hasPlus ? undefined : doubtWithoutPlus(digits, number, country)) ?? doubtAny(text, number);
	if (doubt !== undefined) return doubt;
	return extension === undefined ? number.number : `${number.number};ext=${extension}`;
}

/** Reads a number of a length that its country has. */
function readComplete(digits: string, country: Country): PhoneNumber | undefined {
	const number = parsePhoneNumber(digits, { defaultCountry: country, extract: false }, metadata);
	return number !== undefined && isComplete(number.countryCallingCode, number.nationalNumber)
		? number
		: undefined;
}

/** Calling codes of countries where a town's own numbers have up to eight digits; elsewhere they have seven at most. */
const EIGHT_DIGITS_IN_TOWN = new Set(
	'20 43 44 46 49 54 55 60 61 62 63 81 82 84 86 92 98 358 381 880 886'.split(' '),
);
/** Shorter numbers begin with the digits of many calling codes without being meant so. */
const FEWEST_DIGITS_WITH_CALLING_CODE = 11;

/** What makes a number that has no plus sign more than one. */
function doubtWithoutPlus(
	digits: string,
	{ number, nationalNumber, countryCallingCode }: PhoneNumber,
	country: Country,
): Problem | undefined {
	const hasPrefix = digits.length > nationalNumber.length;
	const mostInTown = EIGHT_DIGITS_IN_TOWN.has(countryCallingCode) ? 8 : 7;
	if (!hasPrefix && digits.length <= mostInTown && hasAreaCodes(country, mostInTown)) {
		return [
			`, which in ${country} may be a local number without its area code`,
			'Give it with its area code and the prefix before it, or with + and its country code.',
		];
	}
	const callingCode = String(planOf(country)[0]);
	const isInternational =
		digits.startsWith('00') ||
		(digits.startsWith(callingCode) && digits.length >= FEWEST_DIGITS_WITH_CALLING_CODE);
	const other = isInternational
		? readComplete(`+${digits.replace(/^00/, '')}`, country)
		: undefined;
	if (other === undefined || other.number === number) return undefined;
	return [`, which may be ${other.number} or ${number}`, 'Give it with + and its country code.'];
}

/** Where a prefix is dialled before them, e.g. the zero of 022, and numbers can be longer than those of a town. */
function hasAreaCodes(country: Country, mostInTown: number): boolean {
	const { 3: lengths, 5: prefix } = planOf(country);
	const hasPrefix = prefix !== undefined && prefix !== 0;
	return hasPrefix && Array.isArray(lengths) && lengths.some((length) => length > mostInTown);
}

/** What a spreadsheet shows as `9.19877E+11`, and writes so when the file is opened and saved again. */
const LENGTHENED = /^[1-9]\d{2,6}0{6,}$/;

/** What makes a complete number one that several people may have. */
function doubtAny(text: string, { nationalNumber }: PhoneNumber): Problem | undefined {
	if (/^(\d)\1+$/.test(nationalNumber)) {
		return [
			', which many people enter in place of a number',
			'Leave it empty, or match by email: a lead with this number may be somebody else.',
		];
	}
	if (LENGTHENED.test(text.trim())) {
		return [
			', which a spreadsheet may have shortened to its first digits',
			'Format the column as text in the spreadsheet and enter the number again. If it really ends so, write it with spaces or with + and its country code.',
		];
	}
	return undefined;
}

/** Where a country's general pattern is too wide: it has numbers of a town, of pagers or of services, too. */
const NARROWER: Readonly<Record<string, RegExp>> = {
	// Of its numbers with seven digits, 310 1234 is a service.
	'1': /^\d{10}$/,
	'44': /^(?:\d{9,10}|8001111|845464\d)$/,
	// Seven digits were numbers of a town until 2005.
	'48': /^\d{9,10}$/,
	'55': /^(?:\d{10,11}|[3589]00\d{6}|[34]00\d{5})$/,
	// In India only toll-free numbers (18...) differ from ten digits.
	'91': /^(?:\d{10}|18\d{6,11}|000800\d{7})$/,
};

/** The countries' general patterns: the narrower ones of types of numbers are often behind reality. */
function isComplete(callingCode: string, nationalNumber: string): boolean {
	if (NARROWER[callingCode]?.test(nationalNumber) === false) return false;
	return plansOf(callingCode).some(([, , pattern]) =>
		new RegExp(`^(?:${String(pattern)})$`).test(nationalNumber),
	);
}

function planOf(country: Country): unknown[] {
	const { [country]: plan = [] }: NumberingPlans['countries'] = metadata.countries;
	return plan;
}

function plansOf(callingCode: string): unknown[][] {
	const { countries, nonGeographic, country_calling_codes: byCode }: NumberingPlans = metadata;
	const shared = nonGeographic[callingCode];
	const codes = byCode[callingCode] ?? [];
	return [...codes.map((code) => countries[code]), shared].filter((plan) => plan !== undefined);
}

/** What is used of the library's data; of a plan, the entries 2 (pattern of all numbers), 3 (their lengths) and 5 (prefix). */
interface NumberingPlans {
	readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
	readonly countries: Readonly<Record<string, unknown[]>>;
	readonly nonGeographic: Readonly<Record<string, unknown[]>>;
}
