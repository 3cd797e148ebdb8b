/** The minute that limits are for, with a margin for differences in latency, in ms. */
const WINDOW = 61_000;
/** Expired starts are dropped in batches of so many, since each time the array is copied. */
const EXPIRED_BATCH = 1_000;

/** Counts the requests of the last minute. All times are in ms of one monotonic clock. */
export interface SlidingWindow {
	/** Records that a request starts. */
	readonly add: (now: number) => void;
	/**
	 * How long until one more request may start, in ms.
	 *
	 * @param limit requests/min; Infinity for no limit
	 */
	readonly waitFor: (now: number, limit: number) => number;
	/** When the first request in the window started; `now` where there is none. */
	readonly oldest: (now: number) => number;
}

/** Creates an empty sliding window: each request makes room again a minute after its start. */
export function createSlidingWindow(): SlidingWindow {
	let starts: number[] = [];
	let expired = 0;
	const expire = (now: number): void => {
		while (expired < starts.length && (starts[expired] ?? now) <= now - WINDOW) expired += 1;
		if (expired <= EXPIRED_BATCH) return;
		starts = starts.slice(expired);
		expired = 0;
	};
	return {
		add: (now) => {
			expire(now);
			starts.push(now);
		},
		waitFor: (now, limit) => {
			expire(now);
			if (starts.length - expired < limit) return 0;
			return (starts[starts.length - limit] ?? now) + WINDOW - now;
		},
		oldest: (now) => {
			expire(now);
			return starts[expired] ?? now;
		},
	};
}
