/** Length of the window that limits are for, in ms, with a margin for requests that travel differently long. */
const WINDOW = 61_000;
/** Forgotten starts are kept until there are so many of them, since cutting them off copies the others. */
const MOST_FORGOTTEN = 1_000;

/** When requests started, as far back as the limit's minute reaches. All times are in ms of one steady clock. */
export interface SlidingWindow {
	/** Counts a request that starts. */
	readonly add: (now: number) => void;
	/**
	 * Tells how long until one more may start, in ms.
	 *
	 * @param limit requests in any minute; Infinity for no limit
	 */
	readonly waitFor: (now: number, limit: number) => number;
	/** Tells when the first request in the window started; now where there is none. */
	readonly oldest: (now: number) => number;
}

/** Begins to count requests, as a sliding window: each of them makes room again a minute after its start. */
export function createSlidingWindow(): SlidingWindow {
	let starts: number[] = [];
	let forgotten = 0;
	const forget = (now: number): void => {
		while (forgotten < starts.length && (starts[forgotten] ?? now) <= now - WINDOW) forgotten += 1;
		if (forgotten <= MOST_FORGOTTEN) return;
		starts = starts.slice(forgotten);
		forgotten = 0;
	};
	return {
		add: (now) => {
			forget(now);
			starts.push(now);
		},
		waitFor: (now, limit) => {
			forget(now);
			if (starts.length - forgotten < limit) return 0;
			return (starts[starts.length - limit] ?? now) + WINDOW - now;
		},
		oldest: (now) => {
			forget(now);
			return starts[forgotten] ?? now;
		},
	};
}
