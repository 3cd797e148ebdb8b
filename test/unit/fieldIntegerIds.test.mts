import fc from 'fast-check';
import { z } from 'zod/v4';

import type { Field } from '../../nodes/shared/fields/index.ts';
import { choice, integerId, integerIds, recordLocator } from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const id = integerId({ displayName: 'Value' });
const ids = integerIds({ displayName: 'Value' });
const locator = recordLocator({
	displayName: 'Value',
	searchListMethod: 'searchLeads',
	idExample: '42',
	integer: true,
});

const validationSchema = z.object({ properties: z.object({ regex: z.string() }) });

const notIds = [0, -1, 1.5, '0', '-1', '1.5', '1e3', '0x10', '٣', 'LED-0042', '4 2', true];

describe('an integer ID', () => {
	test('is read from a number and from its digits', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (value) => {
				expect(read(id, value)).toBe(value);
				expect(read(id, ` ${value} `)).toBe(value);
				expect(read(id, `\u200E${value}\u200B`)).toBe(value);
				expect(read(ids, [value, String(value)])).toEqual([value]);
				expect(read(locator, value)).toBe(String(value));
			}),
		);
	});

	test.each([[''], [' '], [null], [undefined], [['']], [[null]]])(
		'is not filled in with %j',
		(raw) => {
			expect(read(id, raw)).toBeUndefined();
			expect(read(ids, raw)).toBeUndefined();
			expect(refusal(() => read(locator, raw)).message).toBe(`${LABEL} is required`);
		},
	);

	test.each([...notIds, '9007199254740993'])('is not %j', (raw) => {
		const fields: Array<Field<unknown>> = [id, ids, locator];
		for (const field of fields) {
			const { message, advice } = refusal(() => read(field, raw));
			expect(message).toContain(`${LABEL} must be an ID, which is a whole number`);
			expect(advice).toContain('42');
		}
	});

	test('is not NaN, which is named', () => {
		const fields: Array<Field<unknown>> = [id, ids, locator];
		for (const field of fields) {
			expect(refusal(() => read(field, NaN)).message).toBe(`${LABEL} must be text, but it is NaN`);
		}
	});

	test.each([[{}], [{ id: 1 }]])('is not %j', (raw) => {
		expect(refusal(() => read(id, raw)).message).toContain(`${LABEL} must be text`);
	});
});

describe('several integer IDs', () => {
	test.each([
		['4, 9', [4, 9]],
		['4', [4]],
		[4, [4]],
		[
			[4, '9'],
			[4, 9],
		],
		['4,,9,', [4, 9]],
		[', ,', undefined],
		[[], undefined],
	])('are read from %j as %j', (raw, expected) => {
		expect(read(ids, raw)).toEqual(expected);
	});

	test.each(notIds.map((wrong) => [[1, wrong]]))('are refused as a whole with %j', (raw) => {
		expect(refusal(() => read(ids, raw)).message).toContain('must be an ID');
	});
});

test('the editor checks an integer ID in the same way', () => {
	const mode = locator.property.modes?.find(({ name }) => name === 'id');
	const { properties } = validationSchema.parse(mode?.validation?.[0]);
	const pattern = new RegExp(properties.regex);

	expect(pattern.test(' 42 ')).toBe(true);
	for (const wrong of ['0', '4.2', 'LED-0042', '', '4/2']) expect(pattern.test(wrong)).toBe(false);
});

describe('options that are numbers', () => {
	const field = choice({
		displayName: 'Type',
		options: [
			{ name: 'Individual', value: 1 },
			{ name: 'Business', value: 2 },
		],
		default: 1,
	});

	test.each([
		[2, 2],
		['2', 2],
		[1, 1],
		['Business', 2],
		['individual', 1],
		['', 1],
		[undefined, 1],
	])('are read from %j as %j', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test.each([3, '3', 'Company', true, [2], { value: 2 }])('do not include %j', (raw) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toContain(`${LABEL} cannot be`);
		expect(advice).toBe('Use one of: 1, 2.');
	});
});
