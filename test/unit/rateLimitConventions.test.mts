import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { readRateLimit } from '../../nodes/shared/http/rateLimit/headers.ts';
import { jsonReply, textReply } from './support/replies.mts';

const fixture = z.object({
	cases: z.array(
		z.object({
			name: z.string(),
			now: z.number(),
			headers: z.record(z.string(), z.string()),
			body: z.unknown(),
		}),
	),
});
const file = join(import.meta.dirname, '../fixtures/conventions/rate-limits.json');
const { cases } = fixture.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Fri, 27 Nov 2026 06:13:20 GMT, as `date -u -d @1795760000` writes it. */
const NOW = 1_795_760_000_000;

function waitOf(headers: Record<string, string>, body: unknown = {}, status = 429) {
	return readRateLimit(jsonReply(body, { status, headers }), NOW).retryAfter;
}

test.each(cases)('a 429 tells by $name to wait 3 seconds', ({ now, headers, body }) => {
	const news = readRateLimit(jsonReply(body, { status: 429, headers }), now * 1000);
	expect(news).toMatchObject({ isPostponed: true, retryAfter: 3_000 });
});

describe('3 seconds are read from', () => {
	test.each<Record<string, string>>([
		// Azure, OpenAI, Stripe and others: in milliseconds
		{ 'retry-after-ms': '3000' },
		{ 'x-ms-retry-after-ms': '3000' },
		{ 'retry-after-ms': '3000', 'retry-after': '3' },
		{ 'retry-after-ms': 'soon', 'retry-after': '3' },
		{ 'x-retry-after-ms': '3000' },
		{ 'x-retry-after-milliseconds': '3000' },
		// others than Retry-After itself
		{ 'x-retry-after-seconds': '3' },
		{ 'x-ratelimit-retry-after': '3' },
		{ 'x-rate-limit-retry-after-seconds': '3' },
		{ 'retry-after': '3, 3' },
		{ 'retry-after': '1795760003' },
		{ 'retry-after': '2026-11-27T06:13:23Z' },
		{ 'retry-after': '3s' },
		{ 'retry-after': 'PT3S' },
		{ 'retry-after': '3 seconds' },
		{ 'retry-after': '00:00:03' },
		// resets, in each unit and spelling
		{ 'x-rate-limit-time-reset-ms': '3000' },
		{ 'x-ratelimit-next-reset': '3' },
		{ 'x-throttle-wait-seconds': '3' },
		{ 'x-rate-limit-reset-ms': '3000', 'x-rate-limit-reset': '9' },
		{ 'x-ratelimit-reset': '1795760003000' },
		{ 'x-rate-limit-reset': '1795760003' },
		{ 'x-ratelimit-reset': '2026-11-27T06:13:23Z' },
		{ 'x-ratelimit-reset': '2026-11-27T06:13:23.000+00:00' },
		{ 'x-ratelimit-reset': '2026-11-27 06:13:23' },
		{ 'x-ratelimit-reset': '2026-11-27T11:43:23+05:30' },
		{ 'x-ratelimit-reset': 'Fri, 27 Nov 2026 06:13:23 GMT' },
		{ 'x-ratelimit-reset-ms': '3000' },
		{ 'x-ratelimit-reset-ms': '1795760003000' },
		{ 'x-rate-limit-reset-ms': '3000' },
		{ 'x-ratelimit-reset-after': '3.000' },
		{ 'x-ratelimit-reset-after-ms': '3000' },
		{ 'x-ratelimit-reset-requests': '3s' },
		{ 'x-ratelimit-reset-requests': '3000ms' },
		{ 'x-ratelimit-requests-reset': '1795760003000' },
		{ 'anthropic-ratelimit-requests-reset': '2026-11-27T06:13:23Z' },
		{ 'x-vendor-ratelimit-reset': '3' },
		{ 'x-ratelimit-reset-minute': '3' },
		{ 'x-ratelimit-reset-in': '3' },
		{ x_rate_limit_reset: '3' },
		// the IETF's drafts
		{ ratelimit: 'limit=1000, remaining=0, reset=3' },
		{ ratelimit: 'limit=1000;remaining=0;reset=3' },
		{ ratelimit: '"default";r=0;t=3' },
		{ ratelimit: '"default"; r=0; t=3', 'ratelimit-policy': '"default";q=1000;w=60' },
		{ ratelimit: '"burst";r=0;t=3, "daily";r=40;t=80000' },
		{ ratelimit: '"daily";r=40;t=80000,"burst";r=0;t=3' },
		{ ratelimit: '"a;b,c";r=0;t=3;pk=:cHM=:' },
		{ ratelimit: 'default;r=0;t=3' },
		{ 'ratelimit-reset': '3', 'ratelimit-policy': '1000;w=60' },
		{ 'x-ratelimit': 'limit=10, remaining=0, reset=3' },
		// a wait that cannot be one yields to the next
		{ 'retry-after': '-1', 'x-ratelimit-reset': '3' },
		{ 'retry-after': '99999999999', 'x-ratelimit-reset': '3' },
		{ 'x-ratelimit-reset': '', 'x-ratelimit-reset-after': '3' },
	])('%j', (headers) => {
		expect(waitOf(headers)).toBe(3_000);
	});

	test.each<unknown>([
		{ retryAfter: 3 },
		{ retry_after: '3' },
		{ retry_after: 3.0, global: false },
		{ retry_after_ms: 3000 },
		{ retryAfterMs: 3000 },
		{ retry_after_seconds: 3 },
		{ retryAfterSeconds: 3 },
		{ 'retry-after': 3 },
		{ RetryAfter: 3 },
		{ error: { retry_after: 3 } },
		{ error: { message: 'Slow down', retryAfter: '3s' } },
		{ errors: [{ retry_after: 3 }] },
		{ parameters: { retry_after: 3 } },
		{ data: { retry_after: 3 } },
		{ meta: { retryAfter: 3 } },
		{ error: { details: [{ reason: 'x' }, { retryDelay: '3s' }] } },
		{ error: { data: { retry_after_ms: 3000 } } },
		{ retry_at: '2026-11-27T06:13:23Z' },
		{ reset_at: 1795760003 },
		{ resetAt: 1795760003000 },
		{ rate_limit: { reset_in: 3 } },
		{ backoff: 3 },
		{ detail: 'Request was throttled. Expected available in 3 seconds.' },
		{ message: 'Too many requests, please try again in 3 seconds' },
		{ message: 'Rate limit reached. Please try again in 3s.' },
		{ error: { message: 'Please retry after 3 seconds.' } },
		{ error: 'Please wait 3 seconds' },
	])('the body %j', (body) => {
		expect(waitOf({}, body)).toBe(3_000);
	});

	test('a body that is text', () => {
		const reply = textReply('Rate limit exceeded, retry in 3 seconds', { status: 429 });
		expect(readRateLimit(reply, NOW).retryAfter).toBe(3_000);
	});
});

test.each([
	['6m0s', 360_000],
	['1m30s', 90_000],
	['1h2m3.5s', 3_723_500],
	['250ms', 250],
	['2 minutes', 120_000],
	['PT1M30S', 90_000],
	['P1DT1S', 86_401_000],
])('%s is %d ms', (text, expected) => {
	expect(waitOf({ 'x-ratelimit-reset-requests': text })).toBe(expected);
});

describe('nothing is read from', () => {
	test.each([
		'-3',
		'-1795760003',
		'+3',
		'3 apples',
		'3x',
		'1,5e3',
		'99999999999999999999',
		// Later than any window of requests ends.
		'999999999',
		'1895760003',
		'2099-01-01T00:00:00Z',
		'Fri, 01 Jan 2100 00:00:00 GMT',
		// Longer ago than clocks differ.
		'1000000000',
		'1970-01-01T00:00:00Z',
		'2026-13-45T99:99:99Z',
		'PT',
		'P',
		's',
		'null',
		'[object Object]',
		'0x3',
		'٣',
	])('a header that says %j', (text) => {
		for (const name of ['retry-after', 'x-ratelimit-reset', 'x-ratelimit-reset-requests']) {
			expect(waitOf({ [name]: text })).toBeUndefined();
		}
	});

	test.each<Record<string, string>>([
		{ 'retry-after-ms': '-1' },
		{ 'retry-after-ms': '99999999999' },
		{ 'x-ratelimit-limit': '3' },
		{ 'x-ratelimit-reset-tokens': '3s' },
		{ 'x-ratelimit-reset-day': '3' },
		{ ratelimit: '' },
		{ ratelimit: 'limit=1000, remaining=0, reset=-3' },
		{ ratelimit: '"default";r=0;t=soon' },
		{ ratelimit: ';;;,,,===' },
		{ ratelimit: `"${'a'.repeat(100_000)}` },
		{ 'ratelimit-policy': '1000;w=60' },
		{ 'x-forwarded-for': '3' },
	])('%j', (headers) => {
		expect(waitOf(headers)).toBeUndefined();
	});

	test.each<unknown>([
		{ retry_after: -3 },
		{ retry_after: null },
		{ retry_after: true },
		{ retry_after: [3] },
		{ retry_after: 1e20 },
		{ retry_after: 'soon' },
		{ retry_after_ms: -1 },
		{ message: 'You may send 1000 requests in 60 seconds' },
		{ message: 'Error 3' },
		[3],
		'3',
		3,
		null,
	])('the body %j', (body) => {
		expect(waitOf({}, body)).toBeUndefined();
	});

	test('the body of a reply that is no 429', () => {
		expect(waitOf({}, { retry_after: 3 }, 200)).toBeUndefined();
		expect(readRateLimit(jsonReply({ retry_after: 3 }, { status: 503 }), NOW).isPostponed).toBe(
			false,
		);
	});
});

describe('how many requests are left is read from', () => {
	test.each<[Record<string, string>, number | undefined]>([
		[{ 'x-rate-limit-remaining': '42' }, 42],
		[{ 'x-ratelimit-remaining-requests': '42' }, 42],
		[{ 'x-ratelimit-requests-remaining': '42' }, 42],
		[{ 'x-ratelimit-remaining-minute': '42', 'x-ratelimit-remaining-day': '3' }, 42],
		[{ 'x-ratelimit-remaining-minute': '42', 'x-ratelimit-remaining-second': '3' }, 3],
		[{ 'x-vendor-ratelimit-remaining': '42.0' }, 42],
		[{ ratelimit: 'limit=1000, remaining=42, reset=3' }, 42],
		[{ ratelimit: '"default";r=42;t=30' }, 42],
		[{ ratelimit: '"burst";r=7;t=1, "minute";r=42;t=30' }, 7],
		[
			{
				ratelimit: '"day";r=7;t=100, "minute";r=42;t=30',
				'ratelimit-policy': '"day";q=5000;w=86400,"minute";q=100;w=60',
			},
			42,
		],
		[
			{ ratelimit: 'limit=5000, remaining=42, reset=9', 'ratelimit-policy': '5000;w=86400' },
			undefined,
		],
		[{ ratelimit: '"default";r=-1;t=30' }, undefined],
		[{ 'x-ratelimit-remaining': '1e3' }, undefined],
		[{ 'x-ratelimit-remaining-tokens': '3' }, undefined],
	])('%j as %j', (headers, expected) => {
		expect(readRateLimit(textReply('', { headers }), NOW).remaining).toBe(expected);
	});
});

test.each(['retry-after-ms', 'x-retry-after'])('a 503 with %s says that it did nothing', (name) => {
	const reply = textReply('', { status: 503, headers: { [name]: '30' } });
	expect(readRateLimit(reply, NOW).isPostponed).toBe(true);
});
