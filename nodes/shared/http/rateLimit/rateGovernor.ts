import { keepNewest } from '../../keepNewest';
import type { RateLimitNews } from './headers';
import { createRequestSpacing } from './requestSpacing';
import { createRequestWindow } from './slidingWindow';
import { createToldQuota } from './reportedQuota';

const MINUTE = 60_000;
/** Distance of requests in ms where no limit is known. */
const USUAL_DISTANCE = 100;
/** Longer waits mean that a window has to end; shorter ones, that requests come too close together. In ms. */
const LONGEST_SHORT_WAIT = 5_000;
/** What window of requests was refused ends gradually: at most so much longer than it told, in ms. */
const LONGEST_BURST = 5_000;
/** How long a server that asked for a long wait counts as one with windows, in ms. */
const WINDOWED_FOR = 120_000;
/** First and longest wait where a refusal does not tell one, in ms. */
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;
/** Added to a wait that was told, at least and at most, in ms: not all who wait for a key come back at once. */
const MARGIN: readonly [number, number] = [50, 1_000];
/** Longest pause of a key, in ms: a longer one that was told may be a mistake, and one request finds out. */
const LONGEST_PAUSE = 3_600_000;

/** Keys whose governors are kept. */
const MOST_GOVERNORS = 500;

/** Keeps the requests with one key within its limit. All times are in ms of one steady clock. */
export interface RateGovernor {
	/**
	 * Starts a request, if it may start now.
	 *
	 * @param now the present
	 * @returns 0 where it may, and is counted; else how long to wait before asking again
	 */
	readonly tryStart: (now: number) => number;
	/**
	 * Learns the plan's limit, which the credential of each run tells.
	 *
	 * @param requestsPerMinute undefined for none
	 */
	readonly limitTo: (requestsPerMinute: number | undefined) => void;
	/** Counts the end of a request, whatever came of it. */
	readonly end: () => void;
	/** Learns from a reply that was no refusal for the rate's sake. */
	readonly allow: (news: Pick<RateLimitNews, 'remaining'>, now: number) => void;
	/**
	 * Learns from a refusal: all requests with the key wait for what it tells, else longer with each
	 * refusal. Refusals of requests that were under way together count once.
	 *
	 * @param news what the reply told
	 * @param startedAt when the request started
	 * @param now the present
	 */
	readonly refuse: (
		news: Pick<RateLimitNews, 'retryAfter'>,
		startedAt: number,
		now: number,
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
	const window = createRequestWindow();
	const spacing = createRequestSpacing();
	const quota = createToldQuota();
	let limit = requestsPerMinute ?? Infinity;
	let pausedUntil = 0;
	let refusedAt = -Infinity;
	let refusalsInARow = 0;
	let windowedUntil = 0;

	const isSpaced = (now: number): boolean => spacing.isOn(now) || (quota.left(now) ?? 1) <= 0;

	const findWait = (now: number): number =>
		Math.max(
			0,
			pausedUntil - now,
			isSpaced(now) ? spacing.waitFor(now) : 0,
			(quota.left(now) ?? 0) > 0 ? 0 : window.waitFor(now, limit),
		);

	/** Chooses the end of the pause after a refusal. */
	function findPauseEnd(retryAfter: number | undefined, isFirst: boolean, now: number): number {
		if (retryAfter !== undefined) {
			const [least, most] = MARGIN;
			const isLong = retryAfter > LONGEST_SHORT_WAIT;
			const burst = isLong ? Math.min(LONGEST_BURST, now - window.oldest(now)) : 0;
			const margin = least + (most - least) * random() + burst;
			return Math.max(pausedUntil, now + Math.min(retryAfter, LONGEST_PAUSE) + margin);
		}
		const longest = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (refusalsInARow - 1));
		return isFirst ? now + random() * longest : pausedUntil;
	}

	return {
		tryStart: (now) => {
			const wait = findWait(now);
			if (wait > 0) return wait;
			spacing.start(now, isSpaced(now), limit === Infinity ? USUAL_DISTANCE : MINUTE / limit);
			window.add(now);
			quota.start();
			return 0;
		},
		limitTo: (newRequestsPerMinute) => {
			limit = newRequestsPerMinute ?? Infinity;
		},
		end: quota.end,
		allow: ({ remaining }, now) => {
			refusalsInARow = 0;
			quota.tell(remaining, limit, now);
		},
		refuse: ({ retryAfter }, startedAt, now) => {
			const isFirst = startedAt >= refusedAt;
			if (isFirst) {
				refusalsInARow += 1;
				refusedAt = now;
			}
			quota.forget();
			pausedUntil = findPauseEnd(retryAfter, isFirst, now);
			if ((retryAfter ?? 0) > LONGEST_SHORT_WAIT) windowedUntil = now + WINDOWED_FOR;
			if (!isFirst || now < windowedUntil) return;
			// Refusals in a row, with no success in between, mean the same thing once more.
			const isFurther = spacing.isOn(now) && refusalsInARow === 1;
			spacing.setBack(isFurther, pausedUntil, now);
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
