import type { RateLimitNews } from './rateLimitReply';

/** Length of the window that limits are for, in ms, with a margin for requests that travel differently long. */
const WINDOW = 61_000;
const MINUTE = 60_000;
/** How long a reply's word on the remaining requests counts, in ms. */
const WORD_COUNTS_FOR = 10_000;
/** Longer waits mean that a window has to end; shorter ones, that requests come too close together. In ms. */
const LONGEST_SHORT_WAIT = 5_000;
/** What window of requests was refused ends gradually: at most so much longer than it told, in ms. */
const LONGEST_BURST = 5_000;
/** How long a server that asked for a long wait counts as one with windows, in ms. */
const WINDOWED_FOR = 120_000;
/** By how much spaced requests may be late and catch up, in ms: timers are. */
const CATCH_UP = 1_000;
/** How long requests keep their distance after they came too close together, in ms. */
const SPACED_FOR = 300_000;
/** Distance of requests in ms where no limit is known. */
const USUAL_SPACING = 100;
/**
 * What a further refusal leaves of the rate of spaced requests, the time in which it grows from nothing to
 * the usual one, in ms, and its least part. Less by a factor, more by addition: so several processes with
 * one key come to share it evenly, and none of them is left with nothing.
 */
const SETBACK = 0.5;
const RECOVERY_TIME = 30_000;
const LEAST_RATE = 1 / 20;
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
	const usualSpacing = requestsPerMinute === undefined ? USUAL_SPACING : MINUTE / requestsPerMinute;
	const window = createWindow(requestsPerMinute);
	let underWay = 0;
	let pausedUntil = 0;
	let refusedAt = -Infinity;
	let refusals = 0;
	let setbackRate = 1;
	let setbackAt = 0;
	let spacedUntil = 0;
	let windowedUntil = 0;
	let nextStart = 0;
	let left = 0;
	let leftUntil = 0;

	const isSpaced = (now: number): boolean => now < spacedUntil || (now < leftUntil && left <= 0);

	/** The rate of spaced requests as a part of the usual one. */
	const rateAt = (now: number): number =>
		Math.min(1, setbackRate + Math.max(0, now - setbackAt) / RECOVERY_TIME);

	function findWait(now: number): number {
		return Math.max(
			0,
			pausedUntil - now,
			isSpaced(now) ? nextStart - now : 0,
			now < leftUntil && left > 0 ? 0 : window.waitFor(now),
		);
	}

	return {
		tryStart: (now) => {
			const wait = findWait(now);
			if (wait > 0) return wait;
			const due = isSpaced(now) ? Math.max(nextStart, now - CATCH_UP) : now;
			nextStart = due + usualSpacing / rateAt(now);
			window.add(now);
			underWay += 1;
			left -= 1;
			return 0;
		},
		end: () => {
			underWay -= 1;
		},
		allow: ({ remaining }, now) => {
			refusals = 0;
			if (remaining === undefined) return;
			left = remaining - underWay;
			leftUntil = now + WORD_COUNTS_FOR;
		},
		refuse: ({ retryAfter }, startedAt, now) => {
			const isFirst = startedAt >= refusedAt;
			if (isFirst) {
				refusals += 1;
				refusedAt = now;
			}
			leftUntil = 0;
			const isLong = (retryAfter ?? 0) > LONGEST_SHORT_WAIT;
			if (retryAfter !== undefined) {
				const [least, most] = MARGIN;
				const burst = isLong ? Math.min(LONGEST_BURST, now - window.oldest(now)) : 0;
				const margin = least + (most - least) * random() + burst;
				const pause = Math.min(retryAfter, LONGEST_PAUSE) + margin;
				pausedUntil = Math.max(pausedUntil, now + pause);
			} else if (isFirst) {
				pausedUntil =
					now + random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (refusals - 1));
			}
			if (isLong) windowedUntil = now + WINDOWED_FOR;
			if (!isFirst || now < windowedUntil) return;
			// Refusals in a row, with no success in between, mean the same thing once more.
			const isFurther = now < spacedUntil && refusals === 1;
			setbackRate = Math.max(LEAST_RATE, rateAt(now) * (isFurther ? SETBACK : 1));
			setbackAt = pausedUntil;
			nextStart = pausedUntil;
			spacedUntil = now + SPACED_FOR;
		},
	};
}

/** Remembers when requests started, as far back as the window reaches. */
function createWindow(limit = Infinity): {
	add: (now: number) => void;
	/** How long until one more may start, in ms. */
	waitFor: (now: number) => number;
	/** When the first request in the window started; now where there is none. */
	oldest: (now: number) => number;
} {
	let starts: number[] = [];
	let oldest = 0;
	const forget = (now: number): void => {
		while (oldest < starts.length && (starts[oldest] ?? now) <= now - WINDOW) oldest += 1;
		if (oldest <= limit) return;
		starts = starts.slice(oldest);
		oldest = 0;
	};
	return {
		add: (now) => {
			if (limit === Infinity) return;
			forget(now);
			starts.push(now);
		},
		waitFor: (now) => {
			forget(now);
			if (starts.length - oldest < limit) return 0;
			return (starts[starts.length - limit] ?? now) + WINDOW - now;
		},
		oldest: (now) => {
			forget(now);
			return starts[oldest] ?? now;
		},
	};
}

const governors = new Map<string, RateGovernor>();

/**
 * Finds the governor of an account, which all that runs in this process shares.
 *
 * @param account mark of the key and base URL
 * @param requestsPerMinute the plan's limit; undefined for none
 */
export function findRateGovernor(
	account: string,
	requestsPerMinute: number | undefined,
): RateGovernor {
	const name = `${account} ${requestsPerMinute}`;
	const governor = governors.get(name) ?? createRateGovernor(requestsPerMinute);
	// The one used last goes last, so that the first one is the one to forget.
	governors.delete(name);
	governors.set(name, governor);
	const [unused] = governors.keys();
	if (governors.size > MOST_GOVERNORS && unused !== undefined) governors.delete(unused);
	return governor;
}
