import type { ApiReply } from '../reply';
import { readBodyWait } from './bodyWait';
import { readHeaderName, type HeaderMeaning } from './headerNames';
import { readRateLimitField, type RateLimitPolicy } from './rateLimitField';
import { readWait } from './waitText';

/** What a reply says about the rate limit; undefined where it says nothing. */
export interface RateLimitReport {
	/** Whether the server says that it did not process the request, which may be sent again later. */
	readonly isPostponed: boolean;
	/** How long to wait before the next request, in ms. */
	readonly retryAfter: number | undefined;
	/** Requests left. */
	readonly remaining: number | undefined;
}

/** Longest window whose remaining quota matters, in seconds. */
const LONGEST_WINDOW = 60;

/**
 * Reads what a reply says about the rate limit: how long to wait, from `Retry-After` (RFC 9110) and its
 * variants, reset headers, the IETF's `RateLimit` field, or the body; and how many requests are left.
 * The vendors document none of them; this is our reading.
 * A request counts as postponed after a 429, and after a 503 with a variant of `Retry-After`. A reset
 * header is not enough for a 503, since some servers send one with every reply.
 *
 * @param now in ms since 1970; where the reply has a `Date`, other dates are compared with that instead
 */
export function readRateLimit(reply: ApiReply, now: number): RateLimitReport {
	const { status } = reply;
	const headers = findHeaders(reply);
	const policies = readPolicies(reply);
	const remaining = smallest([
		...headers.flatMap(({ states, text }) => (states === 'remaining' ? text.split(',') : [])),
		...policies.map((policy) => policy.remaining),
	]);
	if (status !== 429 && status !== 503) {
		return { isPostponed: false, retryAfter: undefined, remaining };
	}
	const serverTime = Date.parse(reply.headers.date ?? '');
	const present = Number.isNaN(serverTime) ? now : serverTime;
	const waits = headers
		.map((header) => ({ ...header, wait: readWait(header.text, present, header.unit) }))
		.filter(({ states, wait }) => states !== 'remaining' && wait !== undefined)
		.sort((one, other) => reliability(one) - reliability(other));
	const asksToRetry = waits.some(({ states }) => states === 'retryAfter');
	return {
		isPostponed: status === 429 || asksToRetry,
		retryAfter:
			waits[0]?.wait ??
			readPolicyWait(policies, present) ??
			(status === 429 ? readBodyWait(reply, present) : undefined),
		remaining,
	};
}

interface Header extends HeaderMeaning {
	readonly text: string;
}

function findHeaders({ headers }: ApiReply): Header[] {
	return Object.entries(headers).flatMap(([name, text]): Header[] => {
		const meaning = readHeaderName(name);
		return meaning === undefined ? [] : [{ ...meaning, text }];
	});
}

/** Rank of a header among those that state a wait, the most reliable being 0. */
function reliability({ states, unit, isDuration }: HeaderMeaning): number {
	return [states === 'retryAfter', unit === 'milliseconds', isDuration].reduce(
		(rank, isMoreReliable) => rank * 2 + (isMoreReliable ? 0 : 1),
		0,
	);
}

/** The policies of `RateLimit`. The remaining quota of windows longer than a minute is left out, unless it is 0. */
function readPolicies({ headers }: ApiReply): RateLimitPolicy[] {
	const field = (wanted: string): RateLimitPolicy[] =>
		Object.entries(headers).flatMap(([name, text]) =>
			name.replace(/^x-/, '').replace(/^rate-limit/, 'ratelimit') === wanted
				? readRateLimitField(text)
				: [],
		);
	const windows = field('ratelimit-policy');
	const windowOf = ({ name }: RateLimitPolicy): string | undefined =>
		(name === '' && windows.length === 1 ? windows[0] : windows.find((one) => one.name === name))
			?.window;
	return field('ratelimit').map((policy) =>
		Number(windowOf(policy)) > LONGEST_WINDOW && policy.remaining !== '0'
			? { ...policy, remaining: undefined }
			: policy,
	);
}

/** How long to wait for the policies with the smallest remaining quota. */
function readPolicyWait(policies: readonly RateLimitPolicy[], present: number): number | undefined {
	const least = smallest(policies.map(({ remaining }) => remaining));
	const waits = policies
		.filter(({ remaining }) => least === undefined || readCount(remaining) === least)
		.map(({ reset }) => readWait(reset, present, 'seconds'))
		.filter((wait) => wait !== undefined);
	return waits.length === 0 ? undefined : Math.max(...waits);
}

function smallest(texts: ReadonlyArray<string | undefined>): number | undefined {
	const counts = texts.map(readCount).filter((count) => count !== undefined);
	return counts.length === 0 ? undefined : Math.min(...counts);
}

function readCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,12}(\.\d{1,9})?$/.test(text.trim())
		? Number(text)
		: undefined;
}
