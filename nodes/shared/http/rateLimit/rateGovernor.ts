import { keepNewest } from '../../keepNewest';
import type { RateLimitReport } from './headers';
import { createHold, type Hold } from './hold';
import { createRequestSpacing } from './requestSpacing';
import { createSlidingWindow } from './slidingWindow';
import { createReportedQuota } from './reportedQuota';

const MINUTE = 60_000;
/** Distance of requests in ms where no limit is known. */
const USUAL_DISTANCE = 100;
/** Longer waits mean that a window has to end; shorter ones, that requests come too close together. In ms. */
const LONGEST_SHORT_WAIT = 5_000;
/** What window of requests was refused ends gradually: at most so much longer than it told, in ms. */
const LONGEST_BURST = 5_000;
/** How long a server that asked for a long wait counts as one with windows, in ms. */
const WINDOWED_FOR = 120_000;
/** Keys whose governors are kept. */
const MOST_GOVERNORS = 500;
/** Resources of a key whose holds are kept. */
const MOST_RESOURCES = 50;

/** Keeps the requests with one key within its limit. All times are in ms of one steady clock. */
export interface RateGovernor {
	/**
	 * Starts a request, if it may start now.
	 *
	 * @param now the present
	 * @param resource what it is about, e.g. `leads`
	 * @returns 0 where it may, and is counted; else how long to wait before asking again
	 */
	readonly tryStart: (now: number, resource?: string) => number;
	/**
	 * Learns the plan's limit, which the credential of each run tells.
	 *
	 * @param requestsPerMinute undefined for none
	 */
	readonly limitTo: (requestsPerMinute: number | undefined) => void;
	/** Counts the end of a request, whatever came of it. */
	readonly end: () => void;
	/** Learns from a reply that was no refusal for the rate's sake. */
	readonly accept: (
		report: Pick<RateLimitReport, 'remaining'>,
		now: number,
		resource?: string,
	) => void;
	/**
	 * Learns from a refusal: all requests with the key wait for what it tells, else longer with each
	 * refusal. Refusals of requests that were under way together count once.
	 *
	 * @param report what the reply told
	 * @param startedAt when the request started
	 * @param now the present
	 * @param resource where the refusal is about one resource only: the others go on, unless they are
	 * refused as well and nothing was allowed in between
	 */
	readonly postpone: (
		report: Pick<RateLimitReport, 'retryAfter'>,
		startedAt: number,
		now: number,
		resource?: string,
	) => void;
}

/**
 * Makes a governor: at most so many requests start in any minute, as a sliding window, so that a run
 * of up to that many is not slowed at all. Where replies tell how many requests are left, that counts
 * instead. After refusals with short waits requests keep a distance, as a token bucket wants it.
 *
 * @param requestsPerMinute the plan's limit; undefined for none
 * @param random gives numbers from 0 to 1
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
	const resourceHolds = new Map<string, Hold>();
	let allowedAt = -Infinity;
	let windowedUntil = 0;

	const isSpaced = (now: number): boolean => spacing.isOn(now) || (quota.left(now) ?? 1) <= 0;

	const holdOf = (resource: string | undefined): Hold | undefined =>
		resource === undefined ? undefined : resourceHolds.get(resource);

	const findWait = (now: number, own: Hold | undefined): number =>
		Math.max(
			0,
			hold.waitFor(now),
			own?.waitFor(now) ?? 0,
			isSpaced(now) ? spacing.waitFor(now) : 0,
			(quota.left(now) ?? 0) > 0 ? 0 : window.waitFor(now, limit),
		);

	/** Holds one resource back, and tells whether the refusal seems to be about others, too. */
	function holdResource(
		resource: string,
		retryAfter: number | undefined,
		startedAt: number,
		now: number,
	): boolean {
		const own = resourceHolds.get(resource) ?? createHold(random);
		keepNewest(resourceHolds, resource, own, MOST_RESOURCES);
		own.postpone(retryAfter, 0, startedAt, now);
		return [...resourceHolds.values()].some(
			(other) => other !== own && other.end() > now && other.postponedAt() > allowedAt,
		);
	}

	return {
		tryStart: (now, resource) => {
			const own = holdOf(resource);
			const wait = findWait(now, own);
			if (wait > 0) return wait;
			hold.start(now);
			own?.start(now);
			spacing.start(now, isSpaced(now), limit === Infinity ? USUAL_DISTANCE : MINUTE / limit);
			window.add(now);
			quota.start();
			return 0;
		},
		limitTo: (newRequestsPerMinute) => {
			limit = newRequestsPerMinute ?? Infinity;
		},
		end: quota.end,
		accept: ({ remaining }, now, resource) => {
			allowedAt = now;
			hold.accept(now);
			holdOf(resource)?.accept(now);
			quota.report(remaining, limit, now);
		},
		postpone: ({ retryAfter }, startedAt, now, resource) => {
			if (resource !== undefined && !holdResource(resource, retryAfter, startedAt, now)) return;
			quota.forget();
			const isLong = (retryAfter ?? 0) > LONGEST_SHORT_WAIT;
			const drain = isLong ? Math.min(LONGEST_BURST, now - window.oldest(now)) : 0;
			const inARow = hold.postpone(retryAfter, drain, startedAt, now);
			if (isLong) windowedUntil = now + WINDOWED_FOR;
			if (inARow === 0 || now < windowedUntil || hold.end() > now + WINDOWED_FOR) return;
			// Refusals in a row, with no success in between, mean the same thing once more.
			const isFurther = spacing.isOn(now) && inARow === 1;
			spacing.setBack(isFurther, hold.end(), now);
		},
	};
}

const governors = new Map<string, RateGovernor>();

/**
 * Finds the governor of an account, which all that runs in this process shares. Credentials that tell
 * different limits share it, too: the limit told last counts.
 *
 * @param account mark of the key and base URL
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
