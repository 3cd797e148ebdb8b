import { NotStartedError } from '../../nodes/shared/failures.ts';
import {
	createWaitTimer,
	sendWithRetries,
	type SendResult,
	type RetryPolicy,
} from '../../nodes/shared/http/retry.ts';
import {
	createRateGovernor,
	type RateGovernor,
} from '../../nodes/shared/http/rateLimit/rateGovernor.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { openGate } from '../../nodes/shared/runInOrder.ts';
import { jsonReply, textReply } from './support/replies.mts';

type Method = ApiRequest['method'];

const METHODS: Method[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
/** Attempts in all where the server fails for good. */
const MOST_ATTEMPTS = 4;

/** What a server does with one attempt: a status, or the code of what n8n's request helper throws. */
type Answer = number | string | ApiReply;

beforeEach(() => {
	import.meta.jest.useFakeTimers();
});

afterEach(() => {
	import.meta.jest.useRealTimers();
});

/** Sends one request to a server that answers as it is told, the last answer again and again. */
function send(
	method: Method,
	answers: Answer[],
	{
		governor = createRateGovernor(undefined),
		watch = createWaitTimer(),
		latency = 0,
		path = '/leads',
		...patience
	}: Partial<RetryPolicy> & {
		governor?: RateGovernor;
		watch?: ReturnType<typeof createWaitTimer>;
		/** How long an attempt takes, in ms. */
		latency?: number;
		path?: string;
	} = {},
) {
	const attempts: number[] = [];
	const attempt = async (): Promise<ApiReply> => {
		const answer = answers[Math.min(attempts.length, answers.length - 1)] ?? 200;
		attempts.push(performance.now());
		if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
		if (typeof answer === 'string') throw Object.assign(new Error('failed'), { code: answer });
		return await Promise.resolve(
			typeof answer === 'number' ? jsonReply({ id: 1 }, { status: answer }) : answer,
		);
	};
	const ending = sendWithRetries(
		attempt,
		{ method, path },
		governor,
		{ waitLimit: 300_000, signal: undefined, mayStart: () => true, ...patience },
		watch,
	);
	// Awaited later; a rejection meanwhile is no surprise.
	ending.catch(() => undefined);
	return { ending, attempts };
}

/** Lets time pass until something came of it. */
async function settle<Value>(outcome: Promise<Value>): Promise<Value> {
	const progress = { isOver: false };
	const end = () => {
		progress.isOver = true;
	};
	outcome.then(end, end);
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
	while (!progress.isOver) await import.meta.jest.advanceTimersToNextTimerAsync();
	return await outcome;
}

const statusOf = (ending: SendResult): number | undefined =>
	ending.kind === 'reply' ? ending.reply.status : undefined;

const postponed = (retryAfter: string, status = 429): ApiReply =>
	textReply('', { status, headers: { 'retry-after': retryAfter } });

describe('another attempt', () => {
	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
		'is made by every method after %s, when nothing was sent',
		async (code) => {
			for (const method of METHODS) {
				const { ending, attempts } = send(method, [code, code, 200]);
				expect(await settle(ending)).toMatchObject({
					kind: 'reply',
					isUncertain: false,
					attempts: 3,
				});
				expect(attempts).toHaveLength(3);
			}
		},
	);

	test.each([
		500,
		502,
		503,
		504,
		599,
		'ECONNRESET',
		'EPIPE',
		'ETIMEDOUT',
		'ECONNABORTED',
		'ERR_BAD_RESPONSE',
	])('is made after %s, unless by POST, which may have been carried out', async (failure) => {
		for (const method of METHODS) {
			const { ending, attempts } = send(method, [failure, 200]);
			const result = await settle(ending);
			expect(result).toMatchObject({ isUncertain: true });
			expect(attempts).toHaveLength(method === 'POST' ? 1 : 2);
			if (method !== 'POST') expect(statusOf(result)).toBe(200);
		}
	});

	test.each([
		200,
		201,
		204,
		301,
		307,
		400,
		401,
		403,
		404,
		409,
		410,
		422,
		501,
		'ERR_CANCELED',
		'EUNKNOWN',
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_SSL_WRONG_VERSION_NUMBER',
		407,
	])('is made by no method after %s', async (answer) => {
		for (const method of METHODS) {
			const { ending, attempts } = send(method, [answer]);
			expect(await settle(ending)).toMatchObject({ isUncertain: false, attempts: 1 });
			expect(attempts).toHaveLength(1);
		}
	});

	test.each([500, 'ECONNRESET', 'ECONNREFUSED'])(
		'is made three times after %s',
		async (failure) => {
			const { ending, attempts } = send('GET', [failure]);
			expect(await settle(ending)).toMatchObject({ attempts: MOST_ATTEMPTS });
			expect(attempts).toHaveLength(MOST_ATTEMPTS);
		},
	);

	test('is not made by POST where nothing was sent first and something broke off then', async () => {
		const { ending, attempts } = send('POST', ['ECONNREFUSED', 'ECONNRESET', 200]);
		expect(await settle(ending)).toMatchObject({ kind: 'failure', isUncertain: true });
		expect(attempts).toHaveLength(2);
	});

	test('waits longer each time: at most half a second, one, and two', async () => {
		import.meta.jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const { ending, attempts } = send('GET', [500]);
		await settle(ending);
		import.meta.jest.restoreAllMocks();
		const waits = attempts.slice(1).map((time, index) => time - (attempts[index] ?? 0));
		expect(waits.map((wait) => Math.round(wait / 100) * 100)).toEqual([500, 1_000, 2_000]);
	});

	test('waits any part of that, so that not all come back at once', async () => {
		const waits = new Set<number>();
		for (let run = 0; run < 30; run++) {
			const { ending, attempts } = send('GET', [500, 200]);
			await settle(ending);
			waits.add((attempts[1] ?? 0) - (attempts[0] ?? 0));
		}
		expect(Math.max(...waits)).toBeLessThanOrEqual(501);
		expect(waits.size).toBeGreaterThan(15);
	});
});

describe('a reply that says that the server did nothing', () => {
	test.each<[string, Answer]>([
		['429 with seconds', postponed('2')],
		['429 with a date', postponed('Sun, 06 Nov 1994 08:49:37 GMT')],
		['429 with a reset', textReply('', { status: 429, headers: { 'x-ratelimit-reset': '2' } })],
		['429 alone', 429],
		['503 with seconds', postponed('2', 503)],
	])('(%s) lets every method try again, as often as it comes', async (_form, answer) => {
		for (const method of METHODS) {
			const { ending, attempts } = send(method, [
				answer,
				answer,
				answer,
				answer,
				answer,
				answer,
				201,
			]);
			const result = await settle(ending);
			expect(statusOf(result)).toBe(201);
			expect(result).toMatchObject({ isUncertain: false });
			expect(attempts).toHaveLength(7);
		}
	});

	test('is waited for as told, and hardly longer', async () => {
		const { ending, attempts } = send('POST', [postponed('30'), 201]);
		await settle(ending);
		const wait = (attempts[1] ?? 0) - (attempts[0] ?? 0);
		expect(wait).toBeGreaterThanOrEqual(30_000);
		expect(wait).toBeLessThanOrEqual(31_100);
	});

	test('holds back every request with the key, and no other', async () => {
		const governor = createRateGovernor(1_000);
		const first = send('GET', [postponed('30'), 200], { governor });
		await import.meta.jest.advanceTimersByTimeAsync(1_000);
		const second = send('GET', [200], { governor });
		const other = send('GET', [200], { governor: createRateGovernor(1_000) });
		await import.meta.jest.advanceTimersByTimeAsync(28_000);
		expect([first, second, other].map(({ attempts }) => attempts.length)).toEqual([1, 0, 1]);
		await settle(Promise.all([first.ending, second.ending]));
		expect([first, second].map(({ attempts }) => attempts.length)).toEqual([2, 1]);
	});

	test('by 503 holds back the requests for the same, and no others with the key', async () => {
		const governor = createRateGovernor(1_000);
		const first = send('GET', [postponed('30', 503), 200], { governor });
		await import.meta.jest.advanceTimersByTimeAsync(1_000);
		const same = send('GET', [200], { governor, path: '/leads/lead_1' });
		const other = send('GET', [200], { governor, path: '/deals' });
		await import.meta.jest.advanceTimersByTimeAsync(28_000);
		expect([first, same, other].map(({ attempts }) => attempts.length)).toEqual([1, 0, 1]);
		await settle(Promise.all([first.ending, same.ending]));
		expect([first, same].map(({ attempts }) => attempts.length)).toEqual([2, 1]);
	});

	test('that comes after an ambiguous failure leaves it open whether that was carried out', async () => {
		const { ending } = send('PATCH', ['ECONNRESET', postponed('3600')]);
		expect(await settle(ending)).toMatchObject({
			isUncertain: true,
			excessWait: expect.any(Number) as number,
		});
	});
});

describe('the longest wait', () => {
	test('of a rate limit that asks for more ends at once, with the reply and what it asks', async () => {
		const { ending, attempts } = send('POST', [postponed('3600')]);
		const result = await settle(ending);
		expect(performance.now() - (attempts[0] ?? 0)).toBeLessThan(1_000);
		expect(statusOf(result)).toBe(429);
		expect(result.kind === 'reply' && result.excessWait).toBeGreaterThanOrEqual(3_600_000);
		expect(attempts).toHaveLength(1);
	});

	test('lets a request that comes later end at once without being sent', async () => {
		const governor = createRateGovernor(1_000);
		await settle(send('POST', [postponed('3600')], { governor }).ending);
		const { ending, attempts } = send('POST', [200], { governor });
		expect(await settle(ending)).toMatchObject({ kind: 'notSent' });
		expect(attempts).toEqual([]);
	});

	test('counts all waits of a request together', async () => {
		const start = performance.now();
		const { ending, attempts } = send('GET', [postponed('70')]);
		const result = await settle(ending);
		// After four waits of 70 s a fifth one would be too long.
		expect(attempts).toHaveLength(5);
		expect(performance.now() - start).toBeLessThanOrEqual(300_000);
		expect(result).toMatchObject({ kind: 'reply', excessWait: expect.any(Number) as number });
	});

	test('is not begun where it would end too late', async () => {
		import.meta.jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const { ending, attempts } = send('GET', [500, 200], { waitLimit: 400 });
		expect(statusOf(await settle(ending))).toBe(500);
		import.meta.jest.restoreAllMocks();
		expect(attempts).toHaveLength(1);
	});

	test('also ends the attempts after failures of the server', async () => {
		const { ending, attempts } = send('GET', ['ETIMEDOUT'], {
			latency: 120_000,
			waitLimit: 20_000,
		});
		await settle(ending);
		expect(attempts).toHaveLength(1);
	});
});

test('what a reply tells of the remaining requests counts for the next ones', async () => {
	const governor = createRateGovernor(60);
	const told = textReply('', { headers: { 'x-ratelimit-remaining': '0' } });
	await settle(send('GET', [told], { governor }).ending);

	expect(governor.tryStart(performance.now())).toBeGreaterThan(0);
});

describe('cancelling', () => {
	test('ends a wait for the rate limit at once and sends nothing more', async () => {
		const cancelling = new AbortController();
		const gate = openGate(cancelling.signal);
		const { ending, attempts } = send('GET', [postponed('60'), 200], {
			signal: gate.signal,
			mayStart: gate.mayStart,
		});
		await import.meta.jest.advanceTimersByTimeAsync(10_000);
		cancelling.abort();
		await expect(ending).rejects.toThrow(NotStartedError);
		await import.meta.jest.advanceTimersByTimeAsync(300_000);
		expect(attempts).toHaveLength(1);
	});

	test.each<[string, Method, Answer, object]>([
		['of the server', 'PATCH', 500, { kind: 'reply', isUncertain: true }],
		['to reach it', 'POST', 'ECONNREFUSED', { kind: 'failure', isUncertain: false }],
	])(
		'ends a wait between attempts at once, with the failure %s',
		async (_failure, method, answer, expected) => {
			import.meta.jest.spyOn(Math, 'random').mockReturnValue(0.999);
			const cancelling = new AbortController();
			const gate = openGate(cancelling.signal);
			const { ending, attempts } = send(method, [answer, 200], {
				signal: gate.signal,
				mayStart: gate.mayStart,
			});
			await import.meta.jest.advanceTimersByTimeAsync(100);
			cancelling.abort();
			expect(await ending).toMatchObject(expected);
			import.meta.jest.restoreAllMocks();
			await import.meta.jest.advanceTimersByTimeAsync(300_000);
			expect(attempts).toHaveLength(1);
		},
	);

	test('before the first attempt sends nothing', async () => {
		const gate = openGate(AbortSignal.abort());
		const { ending, attempts } = send('GET', [200], {
			signal: gate.signal,
			mayStart: gate.mayStart,
		});
		await expect(ending).rejects.toThrow(NotStartedError);
		expect(attempts).toEqual([]);
	});

	test('keeps what is open: an attempt that may have been carried out is told, not forgotten', async () => {
		const cancelling = new AbortController();
		const gate = openGate(cancelling.signal);
		const { ending } = send('PATCH', ['ECONNRESET', postponed('60'), 200], {
			signal: gate.signal,
			mayStart: gate.mayStart,
		});
		await import.meta.jest.advanceTimersByTimeAsync(10_000);
		cancelling.abort();
		expect(await ending).toMatchObject({ isUncertain: true });
	});
});

test('a failing item wakes those that wait, and they send nothing', async () => {
	const gate = openGate(undefined);
	const governor = createRateGovernor(1_000);
	const waiting = [1, 2, 3].map(() =>
		send('GET', [postponed('60'), 200], { governor, signal: gate.signal, mayStart: gate.mayStart }),
	);
	await import.meta.jest.advanceTimersByTimeAsync(5_000);
	gate.close();
	for (const { ending } of waiting) await expect(ending).rejects.toThrow(NotStartedError);
	await import.meta.jest.advanceTimersByTimeAsync(300_000);
	expect(waiting.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1]);
});

test('a request that n8n’s helper refused to send does not count as under way for ever', async () => {
	const governor = createRateGovernor(10);
	for (let sent = 0; sent < 10; sent++)
		await settle(send('POST', ['EUNKNOWN'], { governor }).ending);
	governor.accept({ remaining: 4 }, governor.started(), performance.now());
	const more = Array.from({ length: 6 }, () => governor.tryStart(performance.now()));
	expect(more.filter((wait) => wait === 0)).toHaveLength(4);
});

describe('the time spent waiting', () => {
	test.each<[string, Array<[from: number, to: number]>, number]>([
		['of nobody', [], 0],
		['of one', [[10, 30]], 20],
		[
			'of several at once is counted once',
			[
				[0, 100],
				[10, 50],
				[20, 120],
			],
			120,
		],
		[
			'of several one after the other is added',
			[
				[0, 10],
				[20, 25],
				[25, 30],
			],
			20,
		],
		[
			'in nested and touching spans',
			[
				[0, 100],
				[20, 30],
				[40, 50],
				[100, 110],
			],
			110,
		],
	])('%s', (_case, spans, expected) => {
		const watch = createWaitTimer();
		const ends = new Map<number, (now: number) => void>();
		const moments = spans.flatMap(([from, to], index) => [
			{ at: from, index, begins: true },
			{ at: to, index, begins: false },
		]);
		moments.sort((a, b) => a.at - b.at || Number(b.begins) - Number(a.begins));
		for (const { at, index, begins } of moments) {
			if (begins) ends.set(index, watch.begin(at));
			else ends.get(index)?.(at);
		}
		expect(watch.total()).toBe(expected);
	});

	test('does not contain the waits between attempts after failures, which are no rate limit', async () => {
		const watch = createWaitTimer();
		await settle(send('GET', [500, 500, 200], { watch }).ending);
		expect(watch.total()).toBe(0);
		await settle(send('GET', [postponed('30'), 200], { watch }).ending);
		expect(watch.total()).toBeGreaterThanOrEqual(30_000);
	});
});
