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

/**
 * One instant in the notations in which n8n, JavaScript, mail and other programs write it. It is
 * 31 March in UTC and New York, and 1 April in India: `date -d @1774981800`.
 */
const notationsOfOneInstant: Array<[unknown]> = [
	[new Date(1_774_981_800_000)],
	[tryToParseDateTime('2026-03-31T18:30:00Z', 'UTC')],
	[tryToParseDateTime('2026-03-31T18:30:00Z').setZone('Asia/Kolkata')],
	[tryToParseDateTime('2026-03-31T18:30:00Z').setZone('America/New_York').toISO()],
	['2026-03-31T18:30:00Z'],
	['2026-03-31T18:30:00.000Z'],
	['2026-03-31t18:30:00z'],
	['2026-03-31 18:30:00+00'],
	['2026-03-31 18:30:00 UTC'],
	['2026-04-01T00:00+05:30'],
	['2026-04-01T00:00:00.000+0530'],
	['2026-04-01T00:00:00+05:30[Asia/Kolkata]'],
	['2026-04-01T00:00:00[Asia/Kolkata]'],
	['2026-03-31T14:30:00-04:00'],
	['2026/03/31 18:30Z'],
	['31/03/2026 18:30 GMT'],
	['31/03/2026, 18:30:00 Z'],
	// RFC 2822, HTTP and JavaScript: date -R, date -u, String(new Date()).
	['Tue, 31 Mar 2026 18:30:00 +0000'],
	['Tue, 31 Mar 2026 18:30:00 GMT'],
	['Wed Apr 01 2026 00:00:00 GMT+0530 (India Standard Time)'],
	['\u00a02026-03-31T18:30:00Z\u200b'],
];

describe('day', () => {
	describe.each([
		['Asia/Kolkata', '2026-04-01'],
		['America/New_York', '2026-03-31'],
		['UTC', '2026-03-31'],
		['Pacific/Kiritimati', '2026-04-01'],
		['Pacific/Pago_Pago', '2026-03-31'],
	])('in %s', (zone, expected) => {
		test.each(notationsOfOneInstant)('%j is the day that it is there', (raw) => {
			expect(read(dayField, raw, zone)).toBe(expected);
		});
	});

	describe.each(zones)('without a zone, in %s', (zone) => {
		test.each([
			['2026-05-01', '2026-05-01'],
			[' 2026-05-01 ', '2026-05-01'],
			// n8n's date picker adds midnight.
			['2026-05-01T00:00:00', '2026-05-01'],
			['2026-05-01T23:59:59', '2026-05-01'],
			['2026-05-01 23:59:59', '2026-05-01'],
			['2024-02-29', '2024-02-29'],
			// The night in which New York's clocks go forward.
			['2026-03-08T02:30:00', '2026-03-08'],
			['2026-5-1', '2026-05-01'],
			['2026/12/31', '2026-12-31'],
			['2026.12.31', '2026-12-31'],
			['31/12/2026', '2026-12-31'],
			['12/31/2026', '2026-12-31'],
			['31-12-2026', '2026-12-31'],
			['31.12.2026', '2026-12-31'],
			['13/6/2026', '2026-06-13'],
			['04/04/2026', '2026-04-04'],
			['4/04/2026', '2026-04-04'],
			['29/02/2028', '2028-02-29'],
			['31/12/2026 23:30', '2026-12-31'],
			['31 Mar 2026', '2026-03-31'],
			['31 march 2026', '2026-03-31'],
			['31-Mar-2026', '2026-03-31'],
			['1st Sept. 2026', '2026-09-01'],
			['3 April, 2026', '2026-04-03'],
			['March 31, 2026', '2026-03-31'],
			['Tuesday, March 31, 2026', '2026-03-31'],
			['Tue 31 Mar 2026', '2026-03-31'],
			['1900-01-01', '1900-01-01'],
			['9999-12-31', '9999-12-31'],
		])('%s is %s', (raw, expected) => {
			expect(read(dayField, raw, zone)).toBe(expected);
		});
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

describe.each([
	['day', dayField],
	['moment', momentField],
])('%s', (_name, field) => {
	test.each([
		['03/04/2026', '3 April 2026 or 4 March 2026', '2026-04-03 or 2026-03-04'],
		['3-4-2026', '3 April 2026 or 4 March 2026', '2026-04-03 or 2026-03-04'],
		['03.04.2026', '3 April 2026 or 4 March 2026', '2026-04-03 or 2026-03-04'],
		['12/01/2026 10:00', '12 January 2026 or 1 December 2026', '2026-01-12 or 2026-12-01'],
	])('refuses %s, and names both of its readings', (raw, spelled, written) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must be a date, but it is "${raw}", which may be ${spelled}`);
		expect(advice).toBe(`Give it as YYYY-MM-DD: ${written}.`);
	});

	test.each([
		['2026-02-30', ', a day that does not exist'],
		['31/02/2026', ', a day that does not exist'],
		['00/12/2026', ', a day that does not exist'],
		['02/30/2026', ', a day that does not exist'],
		['29/02/2026', ', a day that does not exist'],
		['29 Feb 2100', ', a day that does not exist'],
		['31/13/2026', ', a day that does not exist'],
		['00/00/0000', ', a day that does not exist'],
		['0000-00-00', ', a day that does not exist'],
		['2026-13-01', ', a day that does not exist'],
		['2026-00-10', ', a day that does not exist'],
		['2026/31/12', ', a day that does not exist'],
		['2026-02-30T10:00:00Z', ', a day that does not exist'],
		['31 June 2026', ', a day that does not exist'],
		['0001-01-01', ', which is before 1900'],
		['0001-01-01T00:00:00Z', ', which is before 1900'],
		['1899-12-30', ', which is before 1900'],
		['Fri, 31 Mar 2026 18:30:00 GMT', ', which is another day of the week'],
		['2026-05-01T24:00', ', a time that does not exist'],
		['2026-05-01T25:61', ', a time that does not exist'],
		['2026-05-01T23:59:60Z', ', a time that does not exist'],
		['2026-05-01T10:00+15:00', ', a time zone that does not exist'],
		['31/12/26', ', whose year has only two digits'],
		['31-Dec-26', ', whose year has only two digits'],
		['1774981800', ', which may be seconds, milliseconds or days'],
		[1_774_981_800_000, ', which may be seconds, milliseconds or days'],
		[46_000.5, ', which may be seconds, milliseconds or days'],
		['2026-05-01 10:00 PM', ', which is not on the 24-hour clock'],
		['31/12/2026, 11:30:00 pm', ', which is not on the 24-hour clock'],
		['2026-05-01 10:00 IST', ', whose time zone may be one of several'],
		[Number.NaN, ''],
		['31 Maz 2026', ''],
		['2026-091', ''],
		['2026-05-01Z', ''],
		['31/12-2026', ''],
		['३१/१२/२०२६', ''],
		['+012026-05-01', ''],
	])('says of %j what is wrong with it', (raw, reason) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must be a date, but it is "${raw}"${reason}`);
		expect(advice).toContain('YYYY-MM-DD');
	});

	test.each(['2026-03-31T18:30:00[Asia/Poona]', '2026-03-31T18:30:00+05:30[America/New_York]'])(
		'refuses the zone of %s',
		(raw) => {
			expect(refusal(() => read(field, raw)).message).toContain(
				', whose time zone is unknown or has another offset',
			);
		},
	);
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

	// What the clocks show twice is the first, what they skip goes on from before: RFC 5545, section
	// 3.3.5; the same with Python's zoneinfo and fold=0.
	test.each([
		['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
		['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
		['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
		['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
		['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
	])('in %s, %s is %s, at whatever time of the year', (zone, raw, expected) => {
		expect(read(momentField, raw, zone)).toBe(expected);
	});

	test.each(zones)('one instant is the same in all notations in %s', (zone) => {
		expect(notationsOfOneInstant.map(([raw]) => read(momentField, raw, zone))).toEqual(
			notationsOfOneInstant.map(() => '2026-03-31T18:30:00.000Z'),
		);
	});

	test('the day of a date of another notation is sent as YYYY-MM-DD', () => {
		expect(read(momentField, '31/12/2026')).toBe('2026-12-31');
		expect(read(momentField, '31/12/2026 10:00')).toBe('2026-12-31T04:30:00.000Z');
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
