/** First and longest wait where a refusal does not tell one, in ms. */
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 60_000;
/** Refusals in a row after which a told wait of nothing counts as none that is told: some servers always tell 0. */
const MOST_TRUSTED = 3;
/** Added to a wait that was told, at least and at most, in ms: not all who wait for a key come back at once. */
const MARGIN: readonly [number, number] = [50, 1_000];
/** Longest hold, in ms. */
const LONGEST_HOLD = 3_600_000;
/** How long requests are held, at least and at most, before one of them finds out whether that is still so, in ms. */
const PROBE_AFTER: readonly [number, number] = [120_000, 240_000];

/** Holds requests back after refusals. All times are in ms of one steady clock. */
export interface Hold {
	/** Tells how long the next request has to wait; 0 where none is held, or where one may be the probe. */
	readonly waitFor: (now: number) => number;
	/** Counts a request that starts. */
	readonly start: (now: number) => void;
	/**
	 * Learns from a refusal.
	 *
	 * @param retryAfter what it told, in ms
	 * @param drain how long, in ms, a refused window may take to drain beyond that
	 * @param startedAt when the request started
	 * @returns how many refusals came in a row; 0 for one whose request was under way when another was refused
	 */
	readonly postpone: (
		retryAfter: number | undefined,
		drain: number,
		startedAt: number,
		now: number,
	) => number;
	/** Learns that a request was not refused: one that started during the hold ends it. */
	readonly accept: (now: number) => void;
	/** When the hold ends. */
	readonly end: () => number;
	/** When the last refusal came. */
	readonly postponedAt: () => number;
}

/**
 * Begins without a hold. A long one lets a single request through every few minutes, so that a mistaken
 * `Retry-After` locks nobody out.
 *
 * @param random gives numbers from 0 to 1
 */
export function createHold(random: () => number): Hold {
	let endsAt = 0;
	let postponedAt = -Infinity;
	let postponementsInARow = 0;
	let probeAt = Infinity;
	let isProbing = false;

	const within = ([least, most]: readonly [number, number]): number =>
		least + (most - least) * random();

	/** Chooses the end after a refusal. */
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
