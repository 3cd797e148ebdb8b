import { readRateLimit } from '../../nodes/shared/http/rateLimit/headers.ts';
import { textReply } from './support/replies.mts';

/** Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110. */
const NOW = 784_111_777_000;
const IN_A_MINUTE = 'Sun, 06 Nov 1994 08:50:37 GMT';

function read(headers: Record<string, string>, status = 429) {
	return readRateLimit(textReply('', { status, headers }), NOW);
}

describe('how long to wait', () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': '120' }, 120_000],
		[{ 'retry-after': ' 7 ' }, 7_000],
		[{ 'retry-after': '1.5' }, 1_500],
		[{ 'retry-after': '1.25' }, 1_250],
		// RFC 9110's three forms of a date
		[{ 'retry-after': IN_A_MINUTE }, 60_000],
		[{ 'retry-after': 'Sunday, 06-Nov-94 08:50:37 GMT' }, 60_000],
		[{ 'retry-after': 'Sun Nov  6 08:50:37 1994 GMT' }, 60_000],
		[{ 'retry-after': 'Sun, 06 Nov 1994 08:49:00 GMT' }, 0],
		[{ 'x-ratelimit-reset': '30' }, 30_000],
		[{ 'x-ratelimit-reset': '2678400' }, 2_678_400_000],
		// Longer than a month is no quota.
		[{ 'x-ratelimit-reset': '2678401' }, undefined],
		[{ 'x-ratelimit-reset': '999999999' }, undefined],
		[{ 'x-ratelimit-reset': '1000000000', date: 'Sun, 09 Sep 2001 01:46:30 GMT' }, 10_000],
		[{ 'ratelimit-reset': '30' }, 30_000],
		[{ 'x-ratelimit-reset': '1784111837', date: 'Wed, 15 Jul 2026 10:36:17 GMT' }, 60_000],
		[{ 'x-ratelimit-reset': '1784111777', date: 'Wed, 15 Jul 2026 10:36:18 GMT' }, 0],
		[{ 'retry-after': '5', 'x-ratelimit-reset': '30' }, 5_000],
		[{ 'retry-after': 'soon', 'x-ratelimit-reset': '30' }, 30_000],
		[{}, undefined],
	])('%j tells %j ms', (headers, expected) => {
		expect(read(headers).retryAfter).toBe(expected);
	});

	test.each([
		'',
		' ',
		'soon',
		'∞',
		'NaN',
		'Infinity',
		'1e9',
		'0x10',
		'9'.repeat(13),
		'{}',
		'undefined',
		'a minute',
	])('%j tells nothing', (text) => {
		for (const name of ['retry-after', 'x-ratelimit-reset']) {
			expect(read({ [name]: text }).retryAfter).toBeUndefined();
		}
	});

	test.each([
		['is an hour behind ours', 'Sun, 06 Nov 1994 07:49:37 GMT', 'Sun, 06 Nov 1994 07:50:37 GMT'],
		['is an hour ahead of ours', 'Sun, 06 Nov 1994 09:49:37 GMT', 'Sun, 06 Nov 1994 09:50:37 GMT'],
	])('is told by the server’s clock where that %s', (_how, date, retryAfter) => {
		expect(read({ date, 'retry-after': retryAfter }).retryAfter).toBe(60_000);
	});

	test('is told by our clock where the server does not tell its own', () => {
		expect(read({ date: 'today', 'retry-after': IN_A_MINUTE }).retryAfter).toBe(60_000);
	});

	test('is never less than nothing', () => {
		for (const text of ['-5', '-1.5', 'Sun, 06 Nov 1904 08:49:37 GMT']) {
			expect(read({ 'retry-after': text }).retryAfter ?? 0).toBeGreaterThanOrEqual(0);
		}
	});
});

describe('how many requests are left', () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{ 'x-ratelimit-remaining': '42' }, 42],
		[{ 'ratelimit-remaining': '0' }, 0],
		[{ 'x-ratelimit-remaining': 'many' }, undefined],
		[{ 'x-ratelimit-remaining': '-1' }, undefined],
		[{ 'x-ratelimit-remaining': '' }, undefined],
		[{}, undefined],
	])('%j tells %j', (headers, expected) => {
		expect(read(headers, 200).remaining).toBe(expected);
	});
});

describe('a request is postponed', () => {
	test.each<[number, Record<string, string>, boolean]>([
		[429, {}, true],
		[429, { 'retry-after': 'soon' }, true],
		[503, { 'retry-after': '5' }, true],
		[503, { 'retry-after': IN_A_MINUTE }, true],
		[503, {}, false],
		[503, { 'retry-after': 'soon' }, false],
		// Servers that send it send it with every reply, also to what they carried out.
		[503, { 'x-ratelimit-reset': '30', 'x-ratelimit-remaining': '12' }, false],
		[500, { 'retry-after': '5' }, false],
		[502, { 'retry-after': '5' }, false],
		[504, { 'retry-after': '5' }, false],
		[200, { 'retry-after': '5' }, false],
		[404, { 'retry-after': '5' }, false],
	])('by %i with %j: %j', (status, headers, expected) => {
		expect(read(headers, status).isPostponed).toBe(expected);
	});
});
