/** Exponential backoff, for replies without a `Retry-After`: bounds of the first and of the longest wait, in ms. */
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;
/** Postponements in a row after which a `Retry-After` of 0 is ignored: some servers always send 0. */
const MOST_TRUSTED = 3;
/** Jitter added to a `Retry-After`, in ms: processes that share a key must not all come back at once. */
const MARGIN: readonly [number, number] = [50, 1_000];
/** Longest hold, in ms. */
const LONGEST_HOLD = 3_600_000;
/** Time between half-open probes during a long hold, chosen at random between these bounds, in ms. */
const PROBE_AFTER: readonly [number, number] = [120_000, 240_000];

/** A circuit breaker for postponed requests. All times are in ms of one monotonic clock. */
export interface Hold {
	/** How long the next request has to wait; 0 where nothing is held, or where it may go as the probe. */
	readonly waitFor: (now: number) => number;
	/** Records that a request starts. */
	readonly start: (now: number) => void;
	/**
	 * Records that the server postponed a request, and holds the next ones back.
	 *
	 * @param retryAfter the wait that the server asked for, in ms; exponential backoff with full jitter where undefined
	 * @param drain how long, in ms, the server's window may take to drain beyond `retryAfter`
	 * @returns postponements in a row; 0 where the request was already under way at the last one, which covers it
	 */
	readonly postpone: (
		retryAfter: number | undefined,
		drain: number,
		startedAt: number,
		now: number,
	) => number;
	/** Records a reply that postponed nothing. Where it answers a probe, the hold ends. */
	readonly accept: (now: number) => void;
	/** When the hold ends. */
	readonly end: () => number;
	/** When the last postponement came; -Infinity where there was none. */
	readonly postponedAt: () => number;
}

/**
 * Creates a hold that is not in force. Once it is, a long one lets a single probe through every few
 * minutes, so that a mistaken `Retry-After` locks nobody out.
 *
 * @param random returns numbers from 0 up to 1
 */
export function createHold(random: () => number): Hold {
	let endsAt = 0;
	let postponedAt = -Infinity;
	let postponementsInARow = 0;
	let probeAt = Infinity;
	let isProbing = false;

	const within = ([least, most]: readonly [number, number]): number =>
		least + (most - least) * random();

	/** When the hold ends after a postponement. */
	function findEnd(
		retryAfter: number | undefined,
		drain: number,
		isFirst: boolean,
		now: number,
	): number {
		const longest = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (postponementsInARow - 1));
		if (retryAfter === undefined)
			return isFirst ? Math.max(endsAt, now + random() * longest) : endsAt;
		const isNothing = retryAfter < MARGIN[0] && postponementsInARow > MOST_TRUSTED;
		const wait = isNothing ? random() * longest : Math.min(retryAfter, LONGEST_HOLD);
		return Math.max(endsAt, now + wait + within(MARGIN) + drain);
	}

	return {
		waitFor: (now) =>
			now >= probeAt && now < endsAt - PROBE_AFTER[0] ? 0 : Math.max(0, endsAt - now),
		start: (now) => {
			if (now >= endsAt) return;
			isProbing = true;
			probeAt = now + within(PROBE_AFTER);
		},
		postpone: (retryAfter, drain, startedAt, now) => {
			const isFirst = startedAt >= postponedAt;
			if (isFirst) {
				postponementsInARow += 1;
				postponedAt = now;
			}
			const isNew = now >= endsAt;
			endsAt = findEnd(retryAfter, drain, isFirst, now);
			if (endsAt - now <= PROBE_AFTER[0]) probeAt = Infinity;
			else if (isNew || probeAt === Infinity || probeAt <= now) probeAt = now + within(PROBE_AFTER);
			isProbing = false;
			return isFirst ? postponementsInARow : 0;
		},
		accept: (now) => {
			postponementsInARow = 0;
			if (!isProbing) return;
			isProbing = false;
			endsAt = Math.min(endsAt, now);
		},
		end: () => endsAt,
		postponedAt: () => postponedAt,
	};
}
