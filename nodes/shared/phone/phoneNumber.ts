import parsePhoneNumber from 'libphonenumber-js/core';
import type { CountryCode, MetadataJson } from 'libphonenumber-js/core';
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
	const number = parsePhoneNumber(
		`${hasPlus ? '+' : ''}${digits}`,
		{ defaultCountry: country, extract: false },
		metadata,
	);
	if (number === undefined || !isComplete(number.countryCallingCode, number.nationalNumber)) {
		return [
			`, which is not a complete number of ${hasPlus ? 'its country' : `the default country ${country}`}`,
			'Check for missing or additional digits, and give numbers of other countries with + and their country code.',
		];
	}
	if (/^(\d)\1+$/.test(number.nationalNumber)) {
		return [
			', which many people enter in place of a number',
			'Leave it empty, or match by email: a lead with this number may be somebody else.',
		];
	}
	return extension === undefined ? number.number : `${number.number};ext=${extension}`;
}

/** Where a country's general pattern is too wide: in India only toll-free numbers (18...) differ from ten digits. */
const NARROWER: Readonly<Record<string, RegExp>> = { '91': /^(?:\d{10}|18\d{6,11}|000800\d{7})$/ };

/** The countries' general patterns: the narrower ones of types of numbers are often behind reality. */
function isComplete(callingCode: string, nationalNumber: string): boolean {
	if (NARROWER[callingCode]?.test(nationalNumber) === false) return false;
	return plansOf(callingCode).some(([, , pattern]) =>
		new RegExp(`^(?:${String(pattern)})$`).test(nationalNumber),
	);
}

function plansOf(callingCode: string): unknown[][] {
	const { countries, nonGeographic, country_calling_codes: byCode }: NumberingPlans = metadata;
	const shared = nonGeographic[callingCode];
	const codes = byCode[callingCode] ?? [];
	return [...codes.map((code) => countries[code]), shared].filter((plan) => plan !== undefined);
}

/** What is used of the library's data; the third entry of a plan is the pattern of all its numbers. */
interface NumberingPlans {
	readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
	readonly countries: Readonly<Record<string, unknown[]>>;
	readonly nonGeographic: Readonly<Record<string, unknown[]>>;
}
