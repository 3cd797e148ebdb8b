/** By how much spaced requests may be late and catch up, in ms: timers are. */
const CATCH_UP = 1_000;
/** How long requests keep their distance after they came too close together, in ms. */
const SPACED_FOR = 300_000;
/**
 * What a further refusal leaves of the rate of spaced requests, the time in which it grows from nothing to
 * the usual one, in ms, and its least part. Less by a factor, more by addition: so several processes with
 * one key come to share it evenly, and none of them is left with nothing.
 */
const SETBACK = 0.5;
const RECOVERY_TIME = 30_000;
const LEAST_RATE = 1 / 20;

/** The distance of requests that came too close together, as a token bucket wants it. All times are in ms of one steady clock. */
export interface RequestSpacing {
	/** Tells whether requests keep a distance. */
	readonly isOn: (now: number) => boolean;
	/** Tells how long the next request has to wait, in ms; less than 0 where it is late. */
	readonly waitFor: (now: number) => number;
	/**
	 * Counts a request that starts.
	 *
	 * @param isSpaced whether it kept its distance, so that the next one may make up for a late start
	 * @param distance the usual one of two requests, in ms
	 */
	readonly start: (now: number, isSpaced: boolean, distance: number) => void;
	/**
	 * Has requests keep a distance from a point in time on, and a longer one after a further refusal.
	 *
	 * @param isFurther whether requests kept their distance and were allowed before
	 * @param from when the next request may start
	 */
	readonly setBack: (isFurther: boolean, from: number, now: number) => void;
}

/** Begins without a distance. */
export function createRequestSpacing(): RequestSpacing {
	let isOnUntil = 0;
	let nextStart = 0;
	let setbackRate = 1;
	let setbackAt = 0;

	/** The rate of spaced requests as a part of the usual one. */
	const rateAt = (now: number): number =>
		Math.min(1, setbackRate + Math.max(0, now - setbackAt) / RECOVERY_TIME);

	return {
		isOn: (now) => now < isOnUntil,
		waitFor: (now) => nextStart - now,
		start: (now, isSpaced, distance) => {
			const due = isSpaced ? Math.max(nextStart, now - CATCH_UP) : now;
			nextStart = due + distance / rateAt(now);
		},
		setBack: (isFurther, from, now) => {
			setbackRate = Math.max(LEAST_RATE, rateAt(now) * (isFurther ? SETBACK : 1));
			setbackAt = from;
			nextStart = from;
			isOnUntil = now + SPACED_FOR;
		},
	};
}
