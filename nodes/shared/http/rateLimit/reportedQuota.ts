/** How long a reported quota is trusted, in ms. */
const TRUSTED_FOR = 10_000;

/** The remaining quota, as replies report it. All times are in ms of one monotonic clock. */
export interface ReportedQuota {
	/** How many more requests may start; undefined where no recent reply reported it. */
	readonly left: (now: number) => number | undefined;
	/** Records that a request starts. */
	readonly start: () => void;
	/** How many requests have started so far. */
	readonly started: () => number;
	/**
	 * Records what a reply reports. A number above the limit per minute is ignored: it is about a longer
	 * window, e.g. a day. Requests may overtake each other on their way, so a lower number counts until a
	 * later request is told a higher one.
	 *
	 * @param remaining requests left when the server took the request
	 * @param number how many requests had started with this one; the server has not counted later ones yet
	 */
	readonly report: (
		remaining: number | undefined,
		limit: number,
		number: number,
		now: number,
	) => void;
	/** Drops the reported quota, which a postponement has proved wrong. */
	readonly forget: () => void;
}

export function createReportedQuota(): ReportedQuota {
	let left = 0;
	let countsUntil = 0;
	let started = 0;
	/** How many had started when a reply last reported fewer requests than were known of. */
	let loweredAt = 0;
	return {
		left: (now) => (now < countsUntil ? left : undefined),
		start: () => {
			started += 1;
			left -= 1;
		},
		started: () => started,
		report: (remaining, limit, number, now) => {
			if (remaining === undefined || remaining > limit) return;
			const reported = remaining - (started - number);
			const isLower = now >= countsUntil || reported < left;
			if (!isLower && number <= loweredAt) return;
			if (isLower) loweredAt = started;
			left = reported;
			countsUntil = now + TRUSTED_FOR;
		},
		forget: () => {
			countsUntil = 0;
		},
	};
}
