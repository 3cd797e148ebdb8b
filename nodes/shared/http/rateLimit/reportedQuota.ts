/** How long a reply's word on the remaining requests counts, in ms. */
const WORD_COUNTS_FOR = 10_000;

/** What replies tell of the requests that are left. All times are in ms of one steady clock. */
export interface ReportedQuota {
	/**
	 * Tells how many requests may start still; undefined where no reply told it lately.
	 */
	readonly left: (now: number) => number | undefined;
	/** Counts a request that starts. */
	readonly start: () => void;
	/** Counts the end of a request. */
	readonly end: () => void;
	/**
	 * Learns what a reply tells. More than the limit of a minute is not about a minute, but about a day,
	 * say, and tells nothing about the next requests.
	 *
	 * @param remaining requests that are left, without those under way, which the server has not counted yet
	 * @param limit requests in any minute
	 */
	readonly report: (remaining: number | undefined, limit: number, now: number) => void;
	/** Forgets it: a refusal knows better. */
	readonly forget: () => void;
}

/** Begins to listen to what replies tell. */
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
			countsUntil = now + WORD_COUNTS_FOR;
		},
		forget: () => {
			countsUntil = 0;
		},
	};
}
