import type { Field } from '../../nodes/shared/fields/index.ts';
import {
	integerId,
	integerIds,
	jsonObject,
	keyValues,
	list,
	number,
	recordLocator,
	requiredText,
	text,
} from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const texts = { displayName: 'Value', description: 'A value' };
const locator = (integer: boolean) =>
	recordLocator({ ...texts, searchListMethod: 'searchLeads', idExample: '42', integer });

/** 9007199254740993 as it arrives in a number, and a longer one. */
const rounded = [9_007_199_254_740_992, -9_007_199_254_740_992, 12_345_678_901_234_567_000, 1e21];

describe('a number that JavaScript has rounded before it arrives', () => {
	test.each<[string, Field<unknown>, (value: unknown) => unknown]>([
		['text', text(texts), (value) => value],
		['text in a list of one', text(texts), (value) => [value]],
		['required text', requiredText(texts), (value) => value],
		['an ID', locator(false), (value) => value],
		['an ID that is a number', locator(true), (value) => value],
		['an ID in a body', integerId(texts), (value) => value],
		['several IDs', integerIds(texts), (value) => [1, value]],
		['a list', list(texts), (value) => ['a', value]],
		['a value of a key', keyValues(texts), (value) => [{ key: 'a', value }]],
		['a key', keyValues(texts), (key) => [{ key, value: 'a' }]],
		['JSON', jsonObject(texts), (id) => ({ id })],
		['JSON, deep inside', jsonObject(texts), (id) => ({ a: [{ b: id }] })],
	])('is not sent as %s', (_kind, field, wrap) => {
		for (const value of rounded) {
			const { message, advice } = refusal(() => read(field, wrap(value)));
			expect(message).toBe(`${LABEL} has a number that is too long to be exact: ${value}`);
			expect(advice).toContain('as text');
		}
	});

	test('is not sent as a number, be it text or one', () => {
		for (const raw of [...rounded, '9007199254740993', '-9007199254740993']) {
			const { message, advice } = refusal(() => read(number(texts), raw));
			expect(message).toBe(
				`${LABEL} must be a number that can be sent exactly, but it is "${raw}"`,
			);
			expect(advice).toContain('9007199254740991');
		}
	});

	test('is not sent in JSON as a bigint, which JSON does not have', () => {
		const value = { id: 12_345_678_901_234_567_890n };
		expect(refusal(() => read(jsonObject(texts), value)).message).toContain('12345678901234567890');
	});
});

describe('digits that are too many for a number', () => {
	const digits = '12345678901234567890';

	test.each<[string, Field<unknown>, unknown, unknown]>([
		['text', text(texts), digits, digits],
		['a bigint', text(texts), 12_345_678_901_234_567_890n, digits],
		['an ID', locator(false), digits, digits],
		['a list as JSON', list(texts), `[${digits}, "a"]`, [digits, 'a']],
		['JSON, in quotes', jsonObject(texts), `{"id": "${digits}"}`, { id: digits }],
		['JSON, as a key', jsonObject(texts), `{"${digits}": 1}`, { [digits]: 1 }],
	])('are sent as they are as %s', (_kind, field, raw, expected) => {
		expect(read(field, raw)).toEqual(expected);
	});

	test.each([
		`{"id": ${digits}}`,
		`{"a": [1, {"b": -${digits}}]}`,
		'{"id": 9007199254740993}',
		`{"text": "\\"${digits}", "id": ${digits}}`,
	])('are refused as a number in JSON that is typed: %s', (raw) => {
		const { message, advice } = refusal(() => read(jsonObject(texts), raw));
		expect(message).toMatch(/^.+ has a number that is too long to be sent exactly: -?\d{16,20}$/);
		expect(message.startsWith(LABEL)).toBe(true);
		expect(advice).toMatch(/^Put it in quotes if it is an ID: "-?\d{16,20}"/);
	});

	test.each([
		['{"id": 9007199254740991}', { id: 9_007_199_254_740_991 }],
		['{"ratio": 0.12345678901234567}', { ratio: 0.123_456_789_012_345_66 }],
		['{"mass": 1.9e30}', { mass: 1.9e30 }],
	])('are not meant by %s', (raw, expected) => {
		expect(read(jsonObject(texts), raw)).toEqual(expected);
	});

	test('are no ID where the API has numbers', () => {
		for (const field of [integerId(texts), locator(true)]) {
			expect(refusal(() => read<unknown>(field, digits)).message).toBe(
				`${LABEL} must be an ID, which is a whole number up to 9007199254740991, but it is "${digits}"`,
			);
		}
	});
});
