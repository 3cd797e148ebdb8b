import { keepNewest } from '../../keepNewest';
import type { RateLimitReport } from './headers';
import { createHold } from './hold';
import { createRequestSpacing } from './requestSpacing';
import { createResourceHolds } from './resourceHolds';
import { createSlidingWindow } from './slidingWindow';
import { createReportedQuota } from './reportedQuota';

const MINUTE = 60_000;
/** Time between spaced requests where no limit is known, in ms. */
const USUAL_DISTANCE = 100;
/** A longer `Retry-After` suggests that the server counts by window; a shorter one, that it has a token bucket. In ms. */
const LONGEST_SHORT_WAIT = 5_000;
/** How long, in ms, a refused window may take to drain beyond its `Retry-After`, at most. */
const LONGEST_DRAIN = 5_000;
/** How long after a long `Retry-After` the server is assumed to count by window, in ms. */
const WINDOWED_FOR = 120_000;
/**
 * A window that was filled so recently, in ms, is hardly a new one at the server: of the quota that is reported then, this
 * part of the limit may only be requests that the server took later than others that had started after them.
 */
const RECENTLY = 30_000;
const OVERTAKING = 0.02;
/** Accounts whose governors are kept. */
const MOST_GOVERNORS = 500;

/** Keeps the requests with one key within its rate limit. All times are in ms of one monotonic clock. */
export interface RateGovernor {
	/**
	 * Starts a request, if it may start now.
	 *
	 * @param resource what the request is about, e.g. `leads`
	 * @returns 0 where it started and is counted; otherwise how long to wait before asking again
	 */
	readonly tryStart: (now: number, resource?: string) => number;
	/** How many requests have started so far. */
	readonly started: () => number;
	/**
	 * Sets the plan's limit, which each run takes from its credential.
	 *
	 * @param requestsPerMinute undefined for no limit
	 */
	readonly limitTo: (requestsPerMinute: number | undefined) => void;
	/**
	 * Records a reply that postponed nothing, even where it reports another failure.
	 *
	 * @param number how many requests had started with this one
	 */
	readonly accept: (
		report: Pick<RateLimitReport, 'remaining'>,
		number: number,
		now: number,
		resource?: string,
	) => void;
	/**
	 * Records that the server postponed a request: all requests with the key wait as long as the server
	 * asks, or, where it asks for no time, by exponential backoff. Requests that were under way together
	 * count as one postponement.
	 *
	 * @param startedAt when the request started
	 * @param resource set where only this resource is postponed. The others go on, unless one of them is
	 * postponed too before any request succeeds.
	 */
	readonly postpone: (
		report: Pick<RateLimitReport, 'retryAfter'>,
		startedAt: number,
		now: number,
		resource?: string,
	) => void;
}

/**
 * Creates a governor. It counts requests in a sliding window of a minute, so that a run of no more
 * requests than the limit is not slowed down at all. Where replies report the remaining quota, that
 * counts instead of the window. After postponements with a short wait it spaces requests as a token
 * bucket would.
 *
 * @param requestsPerMinute the plan's limit; undefined for none
 * @param random returns numbers from 0 up to 1
 */
export function createRateGovernor(
	requestsPerMinute: number | undefined,
	random: () => number = Math.random,
): RateGovernor {
	const window = createSlidingWindow();
	const spacing = createRequestSpacing();
	const quota = createReportedQuota();
	let limit = requestsPerMinute ?? Infinity;
	const hold = createHold(random);
	const resourceHolds = createResourceHolds(random);
	let windowedUntil = 0;

	const isSpaced = (now: number): boolean => spacing.isOn(now) || (quota.left(now) ?? 1) <= 0;

	const outweighsOwnCount = (now: number): boolean => {
		const isRecent = window.oldest(now) > now - RECENTLY;
		return (quota.left(now) ?? 0) > (isRecent ? limit * OVERTAKING : 0);
	};

	const findWait = (now: number, resource: string | undefined): number =>
		Math.max(
			0,
			hold.waitFor(now),
			resourceHolds.waitFor(now, resource),
			isSpaced(now) ? spacing.waitFor(now) : 0,
			outweighsOwnCount(now) ? 0 : window.waitFor(now, limit),
		);

	return {
		tryStart: (now, resource) => {
			const wait = findWait(now, resource);
			if (wait > 0) return wait;
			hold.start(now);
			resourceHolds.start(now, resource);
			spacing.start(now, isSpaced(now), limit === Infinity ? USUAL_DISTANCE : MINUTE / limit);
			window.add(now);
			quota.start();
			return 0;
		},
		started: quota.started,
		limitTo: (newRequestsPerMinute) => {
			limit = newRequestsPerMinute ?? Infinity;
		},
		accept: ({ remaining }, number, now, resource) => {
			hold.accept(now);
			resourceHolds.accept(now, resource);
			quota.report(remaining, limit, number, now);
		},
		postpone: ({ retryAfter }, startedAt, now, resource) => {
			const concernsKey =
				resource === undefined || resourceHolds.postpone(resource, retryAfter, startedAt, now);
			if (!concernsKey) return;
			quota.forget();
			const isLong = (retryAfter ?? 0) > LONGEST_SHORT_WAIT;
			const drain = isLong ? Math.min(LONGEST_DRAIN, now - window.oldest(now)) : 0;
			const inARow = hold.postpone(retryAfter, drain, startedAt, now);
			if (isLong) windowedUntil = now + WINDOWED_FOR;
			if (inARow === 0 || now < windowedUntil || hold.end() > now + WINDOWED_FOR) return;
			// A postponement with no success since the last one is no news about the rate.
			const isFurther = spacing.isOn(now) && inARow === 1;
			spacing.setBack(isFurther, hold.end(), now);
		},
	};
}

const governors = new Map<string, RateGovernor>();

/**
 * Finds the governor of an account, shared by everything that runs in this process. Credentials that
 * set different limits for one account share it, too: the latest limit counts.
 *
 * @param account hash of the key and base URL
 * @param requestsPerMinute the plan's limit; undefined for none
 */
export function findRateGovernor(
	account: string,
	requestsPerMinute: number | undefined,
): RateGovernor {
	const governor = governors.get(account) ?? createRateGovernor(requestsPerMinute);
	governor.limitTo(requestsPerMinute);
	keepNewest(governors, account, governor, MOST_GOVERNORS);
	return governor;
}
