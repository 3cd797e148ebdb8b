/** How long a reported quota is trusted, in ms. */
const TRUSTED_FOR = 10_000;

/** The remaining quota, as replies report it. All times are in ms of one monotonic clock. */
export interface ReportedQuota {
	/** How many more requests may start; undefined where no recent reply reported it. */
	readonly left: (now: number) => number | undefined;
	/** Records that a request starts. */
	readonly start: () => void;
	/** Records that a request ended. */
	readonly end: () => void;
	/**
	 * Records what a reply reports. A number above the limit per minute is ignored: it is about a longer
	 * window, e.g. a day.
	 *
	 * @param remaining requests left. Those under way are subtracted: the server has not counted them yet.
	 * @param limit requests/min
	 */
	readonly report: (remaining: number | undefined, limit: number, now: number) => void;
	/** Drops the reported quota, which a postponement has proved wrong. */
	readonly forget: () => void;
}

export function createReportedQuota(): ReportedQuota {
	let underWay = 0;
	let left = 0;
	let countsUntil = 0;
	return {
		left: (now) => (now < countsUntil ? left : undefined),
		start: () => {
			underWay += 1;
			left -= 1;
		},
		end: () => {
			underWay -= 1;
		},
		report: (remaining, limit, now) => {
			if (remaining === undefined || remaining > limit) return;
			left = remaining - underWay;
			countsUntil = now + TRUSTED_FOR;
		},
		forget: () => {
			countsUntil = 0;
		},
	};
}
