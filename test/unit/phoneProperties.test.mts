import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { z } from 'zod/v4';

import { readCountry } from '../../nodes/shared/phone/phoneNumber.ts';
import { readPhoneNumber, tryPhoneNumber } from '../../nodes/shared/phone/index.ts';

const fixtureSchema = z.array(
	z.object({ country: z.string(), number: z.string(), spellings: z.array(z.string()) }),
);
const file = join(import.meta.dirname, 'fixtures/phones.json');
const phones = fixtureSchema.parse(JSON.parse(await readFile(file, 'utf8')));

const countryOf = (code: string) => readCountry(code, 'Default Country');
const anyPhone = fc.constantFrom(...phones);
const spelled = anyPhone.chain(({ spellings, ...phone }) =>
	fc.constantFrom(...spellings).map((text) => ({ ...phone, text })),
);
const separator = fc.constantFrom(' ', '-', '\u00A0', '\u2011', '\u200B', ' - ');
const zero = fc.constantFrom(0x30, 0x0966, 0x0660, 0xff10);

test('the usual spellings of numbers of many countries are read as Google’s library reads them', () => {
	expect(phones.length).toBeGreaterThan(80);
	const readings = phones.flatMap(({ country, spellings }) =>
		spellings.map((text) => [text, country, tryPhoneNumber(text, countryOf(country))]),
	);
	const expected = phones.flatMap(({ country, number, spellings }) =>
		spellings.map((text) => [text, country, number]),
	);
	expect(readings).toEqual(expected);
});

test('other separators, digits of other scripts and surrounding spaces make no difference', () => {
	fc.assert(
		fc.property(spelled, separator, zero, ({ country, number, text }, between, first) => {
			const respelled = text
				.replaceAll(/[ -]+/g, between)
				.replaceAll(/\d/g, (digit) => String.fromCodePoint(first + Number(digit)));
			expect(readPhoneNumber(` ${respelled}\u200E `, countryOf(country), 'Phone')).toBe(number);
		}),
	);
});

test('no two numbers are taken for the same, in whatever default country and spelling', () => {
	fc.assert(
		fc.property(spelled, spelled, (one, other) => {
			const country = countryOf(one.country);
			const same = tryPhoneNumber(other.text, country) === one.number;
			const isNational = !/^(tel:)?\+/.test(other.text);
			fc.pre(!isNational || other.country === one.country);
			expect(same).toBe(one.number === other.number);
		}),
	);
});

test('whatever stands around a number, it is refused or read as the number itself', () => {
	fc.assert(
		fc.property(anyPhone, fc.string(), fc.string(), ({ country, number }, before, after) => {
			fc.pre(/[\p{L}@/,&|]/u.test(before));
			expect(tryPhoneNumber(`${before}${number}${after}`, countryOf(country)) ?? number).toBe(
				number,
			);
		}),
	);
});
