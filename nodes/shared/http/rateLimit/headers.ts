import type { ApiReply } from '../reply';

/** What a reply tells about the rate limit; undefined where it tells nothing. */
export interface RateLimitNews {
	/** Whether the server says that it did nothing with the request, and may do it later. */
	readonly isPostponed: boolean;
	/** How long to wait before the next request, in ms. */
	readonly retryAfter: number | undefined;
	/** Requests that are left. */
	readonly remaining: number | undefined;
}

/** Larger values of a reset header are a point in time, smaller ones seconds from now. */
const FIRST_POINT_IN_TIME = 1_000_000_000;

/**
 * Reads what a reply tells about the rate limit: `Retry-After` as seconds or HTTP date (RFC 9110),
 * else `X-RateLimit-Reset`, and `X-RateLimit-Remaining`. The vendors document none; this is our reading.
 * A request is postponed by 429, and by 503 with `Retry-After`; a reset header comes with every reply
 * of some servers, so beside 503 it says nothing about the request.
 *
 * @param reply the reply
 * @param now the present, in ms since 1970; where the reply has a `Date`, dates are compared with that
 */
export function readRateLimit({ status, headers }: ApiReply, now: number): RateLimitNews {
	const serverTime = Date.parse(headers.date ?? '');
	const present = Number.isNaN(serverTime) ? now : serverTime;
	const retryAfter = readWait(headers['retry-after'], present);
	return {
		isPostponed: status === 429 || (status === 503 && retryAfter !== undefined),
		retryAfter:
			retryAfter ?? readReset(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'], present),
		remaining: readCount(headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']),
	};
}

function readWait(text: string | undefined, present: number): number | undefined {
	const seconds = readCount(text);
	if (seconds !== undefined) return seconds * 1000;
	const date = Date.parse(text ?? '');
	return Number.isNaN(date) ? undefined : Math.max(0, date - present);
}

function readReset(text: string | undefined, present: number): number | undefined {
	const seconds = readCount(text);
	if (seconds === undefined) return undefined;
	return seconds < FIRST_POINT_IN_TIME ? seconds * 1000 : Math.max(0, seconds * 1000 - present);
}

function readCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
