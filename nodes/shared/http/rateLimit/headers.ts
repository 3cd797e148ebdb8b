import type { ApiReply } from '../reply';
import { readBodyWait } from './bodyWait';
import { readRateLimitField, type RateLimitPolicy } from './rateLimitField';
import { readWait, type WaitUnit } from './waitText';

/** What a reply says about the rate limit; undefined where it says nothing. */
export interface RateLimitReport {
	/** Whether the server says that it did not process the request, which may be sent again later. */
	readonly isPostponed: boolean;
	/** How long to wait before the next request, in ms. */
	readonly retryAfter: number | undefined;
	/** Requests left. */
	readonly remaining: number | undefined;
}

/**
 * Headers that state a wait, the most reliable first. Names are in lower case and start at `retry-after`
 * or `ratelimit`: a prefix, such as `x-` or a vendor's name, and the hyphen of `rate-limit` are ignored.
 */
const WAIT_HEADERS: ReadonlyArray<readonly [name: RegExp, unit: WaitUnit]> = [
	[/^(?:ratelimit-)?retry-after-(?:ms|millis|milliseconds)$/, 'milliseconds'],
	[/^(?:ratelimit-)?retry-after(?:-(?:s|secs?|seconds))?$/, 'seconds'],
	[/^ratelimit-(?:requests-)?reset-(?:after-|in-)?(?:ms|millis|milliseconds)$/, 'milliseconds'],
	[/^ratelimit-(?:requests-)?reset-(?:after|in)(?:-(?:s|secs?|seconds))?$/, 'seconds'],
	[
		/^ratelimit-(?:requests-)?reset(?:-(?:at|time|timestamp|epoch|date|seconds|requests|second|minute))?$/,
		'seconds',
	],
];

/** Headers with the requests left in a window of a minute or less; names as above. */
const REMAINING_HEADER = /^ratelimit-(?:requests-)?remaining(?:-(?:requests|second|minute))?$/;

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
	const policies = readPolicies(headers);
	const remaining = smallest([
		...headers.flatMap(([name, text]) => (REMAINING_HEADER.test(name) ? text.split(',') : [])),
		...policies.map((policy) => policy.remaining),
	]);
	if (status !== 429 && status !== 503) {
		return { isPostponed: false, retryAfter: undefined, remaining };
	}
	const serverTime = Date.parse(reply.headers.date ?? '');
	const present = Number.isNaN(serverTime) ? now : serverTime;
	const waits = WAIT_HEADERS.flatMap(([pattern, unit]) =>
		headers
			.filter(([name]) => pattern.test(name))
			.map(([name, text]) => ({ name, wait: readWait(text, present, unit) })),
	).filter(({ wait }) => wait !== undefined);
	const asksToRetry = waits.some(({ name }) => name.includes('retry-after'));
	return {
		isPostponed: status === 429 || asksToRetry,
		retryAfter:
			waits[0]?.wait ??
			readPolicyWait(policies, present) ??
			(status === 429 ? readBodyWait(reply, present) : undefined),
		remaining,
	};
}

type Header = readonly [name: string, text: string];

/** The headers about the rate limit, their names cut and spelled as in `WAIT_HEADERS`. */
function findHeaders({ headers }: ApiReply): Header[] {
	return Object.entries(headers).flatMap(([name, text]): Header[] => {
		const [, known] =
			/(?:^|-)((?:rate-?limit|retry-after)(?:-.*)?)$/.exec(name.replaceAll('_', '-')) ?? [];
		return known === undefined ? [] : [[known.replace(/^rate-limit/, 'ratelimit'), text]];
	});
}

/** The policies of `RateLimit`. The remaining quota of windows longer than a minute is left out, unless it is 0. */
function readPolicies(headers: readonly Header[]): RateLimitPolicy[] {
	const field = (wanted: string): RateLimitPolicy[] =>
		headers.flatMap(([name, text]) => (name === wanted ? readRateLimitField(text) : []));
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
