import { defaultCountry, phone } from '../../nodes/shared/phone/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

describe('a phone of whatever country', () => {
	const field = phone({ displayName: 'Phone' });

	test.each([
		['+91 98765 43210', '+91 98765 43210'],
		[' 098765-43210\n', '098765-43210'],
		['\u202A+91 98765 43210\u202C', '+91 98765 43210'],
		["'0412 345 678", '0412 345 678'],
		['p:+919876543210', '+919876543210'],
		['p: 9876543210', '9876543210'],
		['+91 (0) 98765 43210 ext 12', '+91 (0) 98765 43210 ext 12'],
		['12345', '12345'],
		[919_876_543_210, '919876543210'],
		['', undefined],
		[null, undefined],
	])('is sent for %j as %j', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test.each([
		9_876_543_210.5,
		0.5,
		-9_876_543_210,
		true,
		new Date('2026-03-31T00:00:00.000Z'),
		'9876543210.0',
		'9.19877E+11',
		'2026-03-31',
		'call 9876543210 after 5 pm',
		'9876543210, 9876543211',
	])('is not %p', (raw) => {
		expect(refusal(() => read(field, raw)).message).toContain(`${LABEL} must be a phone number`);
	});
});

test.each([
	[1e21, 'has a number that is too long to be exact'],
	[2 ** 53 * 1000, 'has a number that is too long to be exact'],
	[Number.NaN, 'must be text, but it is NaN'],
])('a phone is not %p', (raw, reason) => {
	expect(refusal(() => read(phone({ displayName: 'Phone' }), raw)).message).toContain(reason);
});

describe('the default country', () => {
	const field = defaultCountry({ displayName: 'Default Country' });

	test.each([
		['AE', 'AE'],
		[' in ', 'IN'],
		['', 'IN'],
	])('is for %j %s', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test.each(['India', 'XX', '91', 'constructor', 'UK'])('cannot be %s', (raw) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toContain(`must be the two-letter code of a country, but it is "${raw}"`);
		expect(advice).toContain('ISO 3166');
	});
});
