import { tryToParseDateTime } from 'n8n-workflow';

import { day, moment } from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const dayField = day({ displayName: 'Day' });
const momentField = moment({ displayName: 'Moment' });

const zones = [
	'Asia/Kolkata',
	'America/New_York',
	'Pacific/Kiritimati',
	'Pacific/Pago_Pago',
	'UTC',
];

/** Texts that the lenient parsers of JavaScript make a date of, and not the one that was meant. */
const noDates: Array<[unknown]> = [
	['tomorrow'],
	['invoice 7'],
	['7'],
	['05/06/2026'],
	['13/06/2026'],
	['2026-02-30'],
	['2026-13-01'],
	['2026-05-01 garbage'],
	['2026-05-011'],
	['2026'],
	['2026-05'],
	['2026-W18-5'],
	['20260501'],
	['2026-05-01 10:00 PM'],
	['2026-05-01T99:99'],
	['2026-05-01T10:00+99:99'],
	[45_000],
	[true],
	[{}],
	[['2026-05-01']],
	[new Date('no date')],
];

describe('day', () => {
	describe.each(zones)('in %s', (zone) => {
		test.each([
			['2026-05-01', '2026-05-01'],
			[' 2026-05-01 ', '2026-05-01'],
			// n8n's date picker adds midnight.
			['2026-05-01T00:00:00', '2026-05-01'],
			['2026-05-01T23:59:59', '2026-05-01'],
			['2026-05-01 23:59:59', '2026-05-01'],
			['2026-05-01T00:30:00+14:00', '2026-05-01'],
			['2026-05-01T23:30:00-11:00', '2026-05-01'],
			['2026-05-01T23:30:00.000Z', '2026-05-01'],
			['2024-02-29', '2024-02-29'],
			// The night in which New York's clocks go forward.
			['2026-03-08T02:30:00', '2026-03-08'],
		])('%s stays %s', (raw, expected) => {
			expect(read(dayField, raw, zone)).toBe(expected);
		});
	});

	test.each([
		['Asia/Kolkata', '2026-05-02'],
		['America/New_York', '2026-05-01'],
	])('a JavaScript date is the day that it is in %s', (zone, expected) => {
		expect(read(dayField, new Date('2026-05-01T20:00:00Z'), zone)).toBe(expected);
	});

	test.each(zones)('a Luxon date keeps its own day in %s', (zone) => {
		const late = tryToParseDateTime('2026-05-01T23:30:00', 'Asia/Tokyo');
		expect(read(dayField, late, zone)).toBe('2026-05-01');
	});

	test.each([[undefined], [null], [''], ['  ']])('%j counts as not filled in', (raw) => {
		expect(read(dayField, raw)).toBeUndefined();
	});

	test.each(noDates)('refuses %j', (raw) => {
		const { message, advice } = refusal(() => read(dayField, raw));
		expect(message).toContain(`${LABEL} must be a date, but it is "`);
		expect(advice).toContain('YYYY-MM-DD');
	});
});

describe('moment', () => {
	// Expected values: India is UTC+05:30 all year; New York is UTC−05:00, and UTC−04:00 from
	// 2026-03-08 02:00 to 2026-11-01 02:00.
	test.each([
		['Asia/Kolkata', '2026-05-01T10:00', '2026-05-01T04:30:00.000Z'],
		['Asia/Kolkata', '2026-05-01T10:00:00', '2026-05-01T04:30:00.000Z'],
		['Asia/Kolkata', ' 2026-05-01 10:00:00 ', '2026-05-01T04:30:00.000Z'],
		['Asia/Kolkata', '2026-05-01T00:00:00', '2026-04-30T18:30:00.000Z'],
		['Asia/Kolkata', '2026-12-01T10:00:00.250', '2026-12-01T04:30:00.250Z'],
		['America/New_York', '2026-01-15T10:00:00', '2026-01-15T15:00:00.000Z'],
		['America/New_York', '2026-07-15T10:00:00', '2026-07-15T14:00:00.000Z'],
		['America/New_York', '2026-03-08T01:59:59', '2026-03-08T06:59:59.000Z'],
		['America/New_York', '2026-03-08T03:00:00', '2026-03-08T07:00:00.000Z'],
		['America/New_York', '2026-11-01T00:59:59', '2026-11-01T04:59:59.000Z'],
		['America/New_York', '2026-11-01T02:00:00', '2026-11-01T07:00:00.000Z'],
	])('in %s, %s is %s', (zone, raw, expected) => {
		expect(read(momentField, raw, zone)).toBe(expected);
	});

	test.each(zones)('a time with its own offset means the same in %s', (zone) => {
		expect(read(momentField, '2026-05-01T10:00:00+05:30', zone)).toBe('2026-05-01T04:30:00.000Z');
		expect(read(momentField, '2026-05-01T10:00:00Z', zone)).toBe('2026-05-01T10:00:00.000Z');
		expect(read(momentField, new Date('2026-05-01T10:00:00Z'), zone)).toBe(
			'2026-05-01T10:00:00.000Z',
		);
		expect(read(momentField, tryToParseDateTime('2026-05-01T10:00:00+09:00'), zone)).toBe(
			'2026-05-01T01:00:00.000Z',
		);
	});

	test.each(zones)('a date without a time stays as it is in %s', (zone) => {
		expect(read(momentField, '2026-05-01', zone)).toBe('2026-05-01');
		expect(read(momentField, ' 2026-05-01 ', zone)).toBe('2026-05-01');
	});

	test.each([[undefined], [null], [''], ['  ']])('%j counts as not filled in', (raw) => {
		expect(read(momentField, raw)).toBeUndefined();
	});

	test.each(noDates)('refuses %j', (raw) => {
		const { message, advice } = refusal(() => read(momentField, raw));
		expect(message).toContain(`${LABEL} must be a date, but it is "`);
		expect(advice).toContain('YYYY-MM-DD');
	});
});
