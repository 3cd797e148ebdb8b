import { z } from 'zod/v4';

const minuteMs = 60_000;

export const rateLimitSchema = z.strictObject({
	requestsPerMinute: z.int().positive(),
	algorithm: z.enum(['fixedWindow', 'slidingWindow', 'tokenBucket']).default('fixedWindow'),
	capacity: z.int().positive().optional(),
	retryAfter: z.enum(['seconds', 'httpDate', 'reset', 'none']).default('seconds'),
	remainingHeader: z.boolean().default(true),
});

export type RateLimit = z.infer<typeof rateLimitSchema>;

/** What the limiter says about one request; refused requests do not count. */
export interface RateLimitDecision {
	allowed: boolean;
	/** Requests left right now. */
	remaining: number;
	/** Milliseconds until the next request would be allowed, on the clock of `now`; 0 when allowed. */
	waitMs: number;
}

/** Asks for one request. */
export type RateLimiter = () => RateLimitDecision;

/**
 * A limiter for one API key.
 * @param limit requests/min and the algorithm; `capacity` is the token bucket's size, requestsPerMinute by default
 * @param now the clock, in milliseconds
 */
export function createRateLimiter(limit: RateLimit, now: () => number): RateLimiter {
	switch (limit.algorithm) {
		case 'fixedWindow':
			return fixedWindow(limit.requestsPerMinute, now);
		case 'slidingWindow':
			return slidingWindow(limit.requestsPerMinute, now);
		case 'tokenBucket':
			return tokenBucket(limit.requestsPerMinute, limit.capacity ?? limit.requestsPerMinute, now);
	}
}

/** A window opens with its first request and lasts a minute. */
function fixedWindow(requestsPerMinute: number, now: () => number): RateLimiter {
	let openedAt = -Infinity;
	let count = 0;
	return () => {
		const time = now();
		if (time - openedAt >= minuteMs) {
			openedAt = time;
			count = 0;
		}
		if (count >= requestsPerMinute) {
			return { allowed: false, remaining: 0, waitMs: openedAt + minuteMs - time };
		}
		count++;
		return { allowed: true, remaining: requestsPerMinute - count, waitMs: 0 };
	};
}

/** At no time more than the limit within the last minute. */
function slidingWindow(requestsPerMinute: number, now: () => number): RateLimiter {
	const allowedAt: number[] = [];
	return () => {
		const time = now();
		while (allowedAt[0] !== undefined && time - allowedAt[0] >= minuteMs) allowedAt.shift();
		const oldest = allowedAt[0];
		if (oldest !== undefined && allowedAt.length >= requestsPerMinute) {
			return { allowed: false, remaining: 0, waitMs: oldest + minuteMs - time };
		}
		allowedAt.push(time);
		return { allowed: true, remaining: requestsPerMinute - allowedAt.length, waitMs: 0 };
	};
}

/** A full bucket of tokens, refilled evenly; each request takes one. */
function tokenBucket(requestsPerMinute: number, capacity: number, now: () => number): RateLimiter {
	const tokenMs = minuteMs / requestsPerMinute;
	let tokens = capacity;
	let filledAt = now();
	return () => {
		const time = now();
		tokens = Math.min(capacity, tokens + (time - filledAt) / tokenMs);
		filledAt = time;
		if (tokens < 1) return { allowed: false, remaining: 0, waitMs: (1 - tokens) * tokenMs };
		tokens--;
		return { allowed: true, remaining: Math.floor(tokens), waitMs: 0 };
	};
}

export type RetryAfterForm = RateLimit['retryAfter'];

/**
 * The headers that tell a client when to come back, in the client's time.
 * @param form `seconds` and `httpDate` are RFC 9110's two forms of Retry-After, `reset` is X-RateLimit-Reset in Unix
 * seconds
 * @param waitMs real milliseconds to wait; rounded up to whole seconds
 */
export function retryAfterHeaders(form: RetryAfterForm, waitMs: number): Record<string, string> {
	const backAt = Math.ceil((Date.now() + waitMs) / 1000);
	switch (form) {
		case 'seconds':
			return { 'retry-after': String(Math.ceil(waitMs / 1000)) };
		case 'httpDate':
			return { 'retry-after': new Date(backAt * 1000).toUTCString() };
		case 'reset':
			return { 'x-ratelimit-reset': String(backAt) };
		case 'none':
			return {};
	}
}
