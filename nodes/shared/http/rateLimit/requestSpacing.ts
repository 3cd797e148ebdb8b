/** How late a spaced request may start and still have the next one catch up, in ms: timers fire late. */
const CATCH_UP = 1_000;
/** How long requests stay spaced after a postponement, in ms. */
const SPACED_FOR = 300_000;
/**
 * AIMD (additive increase, multiplicative decrease), by which processes that share a key converge on
 * equal shares of it: the factor of a decrease, the time of an increase from 0 to the full rate, in ms,
 * and the lowest rate, as a part of the full one.
 */
const DECREASE_FACTOR = 0.5;
const RECOVERY_TIME = 30_000;
const LOWEST_RATE = 1 / 20;

/** Spaces requests for a server with a token bucket. All times are in ms of one monotonic clock. */
export interface RequestSpacing {
	/** Whether requests are spaced. */
	readonly isOn: (now: number) => boolean;
	/** How long the next request has to wait, in ms; negative where it is late. */
	readonly waitFor: (now: number) => number;
	/**
	 * Records that a request starts.
	 *
	 * @param isSpaced whether it waited for its turn, so that the next one may catch up on a late start
	 * @param distance time between two requests at the full rate, in ms
	 */
	readonly start: (now: number, isSpaced: boolean, distance: number) => void;
	/**
	 * Starts to space requests, or lowers their rate.
	 *
	 * @param isFurther whether requests were spaced already and one succeeded since the last postponement
	 * @param from when the next request may start
	 */
	readonly setBack: (isFurther: boolean, from: number, now: number) => void;
}

export function createRequestSpacing(): RequestSpacing {
	let isOnUntil = 0;
	let nextStart = 0;
	let setbackRate = 1;
	let setbackAt = 0;

	/** The rate of spaced requests as a part of the full one. */
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
			setbackRate = Math.max(LOWEST_RATE, rateAt(now) * (isFurther ? DECREASE_FACTOR : 1));
			setbackAt = from;
			nextStart = from;
			isOnUntil = now + SPACED_FOR;
		},
	};
}
