import { createAutomaticConcurrency } from '../../../nodes/shared/automaticConcurrency.ts';
import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import { createWaitTimer, sendWithRetries } from '../../../nodes/shared/http/retry.ts';
import { createRateGovernor } from '../../../nodes/shared/http/rateLimit/rateGovernor.ts';
import { openGate, runInOrder } from '../../../nodes/shared/runInOrder.ts';
import {
	createRateLimiter,
	rateLimitSchema,
	retryAfterHeaders,
	type RateLimit,
} from '../../../sandbox/rateLimit.mts';
import type { VirtualClock } from '../../support/virtualClock.mts';

/** What is simulated. */
export interface RateSimulation {
	/** The server's limit, as the sandbox enforces it. */
	limit: Partial<RateLimit> & Pick<RateLimit, 'requestsPerMinute'>;
	/** Processes that use the key and know nothing of each other. */
	workers: number;
	/** Items of each worker. */
	items: number;
	/** Items that a worker works on at once. */
	concurrency: number | 'automatic';
	/**
	 * Time from a request's start to its reply, in ms: half of it there, half of it back. A function takes the
	 * number of requests that the server has at the moment.
	 */
	latency: number | ((underWay: number) => number);
	/** Requests/min that the workers believe they may send; undefined for no limit. */
	plan: number | undefined;
}

/** What came of it. */
export interface SimulatedRun {
	/** Time until the last item was done, in ms. */
	duration: number;
	/** Items that the server carried out. */
	carriedOut: number;
	/** Requests that the server answered with 429. */
	refused: number;
	/** Items that were given up. */
	failed: number;
	/** Most requests that the server had at once. */
	mostAtOnce: number;
}

/**
 * Runs items through governors and retries against a server with the sandbox's own rate limit.
 *
 * @param simulation what to simulate
 * @param clock an installed one, which it moves on
 */
export async function simulate(
	{ limit, workers, items, concurrency, latency, plan }: RateSimulation,
	clock: VirtualClock,
): Promise<SimulatedRun> {
	const rateLimit = rateLimitSchema.parse(limit);
	const start = performance.now();
	const limiter = createRateLimiter(rateLimit, () => performance.now());
	const sleep = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration));
	let carriedOut = 0;
	let refused = 0;

	let underWay = 0;
	let mostAtOnce = 0;
	const ask = async (): Promise<ApiReply> => {
		underWay += 1;
		mostAtOnce = Math.max(mostAtOnce, underWay);
		const way = (typeof latency === 'number' ? latency : latency(underWay)) / 2;
		await sleep(way);
		const { allowed, remaining, waitMs } = limiter();
		if (allowed) carriedOut += 1;
		else refused += 1;
		const headers = {
			date: new Date(Date.now()).toUTCString(),
			...(rateLimit.remainingHeader ? { 'x-ratelimit-remaining': String(remaining) } : {}),
			...(allowed ? {} : retryAfterHeaders(rateLimit.retryAfter, waitMs)),
		};
		await sleep(way);
		underWay -= 1;
		return { status: allowed ? 201 : 429, headers, body: {}, text: '{}' };
	};

	const work = async () => {
		const governor = createRateGovernor(plan);
		const gate = openGate(undefined);
		const automatic = createAutomaticConcurrency({ requestsPerMinute: plan, most: 200 });
		const slots = concurrency === 'automatic' ? automatic : concurrency;
		return await runInOrder(
			Array.from({ length: items }),
			{ concurrency: slots, gate, stopsAtFailure: false, serialKey: () => undefined },
			async () =>
				await sendWithRetries(
					ask,
					{ method: 'POST', path: '/leads' },
					governor,
					{
						waitLimit: 300_000,
						signal: undefined,
						mayStart: gate.mayStart,
						noteAttempt: automatic.note,
					},
					createWaitTimer(),
				),
		);
	};

	const running = Promise.all(Array.from({ length: workers }, work));
	const endings = (await clock.passUntilSettled(running)).flat();
	return {
		duration: performance.now() - start,
		carriedOut,
		refused,
		mostAtOnce,
		failed: endings.filter(
			(ending) =>
				ending.status !== 'done' ||
				ending.result.kind !== 'reply' ||
				ending.result.reply.status !== 201,
		).length,
	};
}
