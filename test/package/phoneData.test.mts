import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import parsePhoneNumber from 'libphonenumber-js/core';
import type { CountryCode, MetadataJson } from 'libphonenumber-js/core';

import { readNumberingPlans } from '../../scripts/phoneNumbersFile.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';

const isMetadata = (data: unknown): data is MetadataJson =>
	typeof data === 'object' && data !== null && 'country_calling_codes' in data;

function requireMetadata(data: unknown): MetadataJson {
	if (isMetadata(data)) return data;
	throw new TypeError('These are no data of libphonenumber-js');
}

const file = join(PACKAGE_FOLDER, 'node_modules/libphonenumber-js/metadata.min.json');
const whole = requireMetadata(JSON.parse(readFileSync(file, 'utf8')));
const shipped = requireMetadata(readNumberingPlans());

const isCountry = (code: string): code is CountryCode => Object.hasOwn(whole.countries, code);
const countries = Object.keys(whole.countries).filter(isCountry);
const callingCodes = Object.keys(whole.country_calling_codes);

/** Numbers without end that are the same in every run (Park and Miller, 1988). */
function createDice(): (sides: number) => number {
	let state = 1;
	return (sides) => {
		state = (state * 48_271) % 2_147_483_647;
		return state % sides;
	};
}

function read(text: string, country: CountryCode, data: MetadataJson): string | undefined {
	const number = parsePhoneNumber(text, { defaultCountry: country, extract: false }, data);
	return number && `${number.number} ${number.countryCallingCode} ${number.nationalNumber}`;
}

test('the data that are shipped read numbers of all countries as the whole data do', () => {
	const roll = createDice();
	const digits = (): string =>
		Array.from({ length: 3 + roll(12) }, () => String(roll(10))).join('');
	let understood = 0;
	for (let count = 0; count < 30_000; count++) {
		const country = countries[roll(countries.length)] ?? 'IN';
		const callingCode = callingCodes[roll(callingCodes.length)] ?? '91';
		const prefixes = ['', '0', '+', `+${callingCode}`, `00${callingCode}`, `011${callingCode}`];
		const text = `${prefixes[roll(prefixes.length)] ?? ''}${digits()}`;
		const expected = read(text, country, whole);
		if (expected !== undefined) understood += 1;
		const actual = read(text, country, shipped);
		if (actual !== expected) expect([country, text, actual]).toEqual([country, text, expected]);
	}

	expect(understood).toBeGreaterThan(10_000);
});
