import { NotStartedError } from '../failures';
import { readConnectionFailure } from './connectionFailure';
import { readIntermediaryReply } from './intermediaryReply';
import { pause } from './pause';
import type { RateGovernor } from './rateLimit/rateGovernor';
import { readRateLimit } from './rateLimit/headers';
import type { ApiReply } from './reply';
import type { ApiRequest } from './request';

/** How long to keep trying a request. */
export interface RetryPolicy {
	/** Total time one request may spend waiting, in ms: for its turn, for the rate limit, and between attempts. */
	readonly waitLimit: number;
	/** Aborted when there is no point in waiting any longer, e.g. because the execution was cancelled. */
	readonly signal: AbortSignal | undefined;
	/** Asked before each attempt, which starts only where this is true. */
	readonly mayStart: () => boolean;
	/**
	 * Told of each attempt.
	 *
	 * @param duration in ms
	 * @param isOverload whether the server postponed it, failed, or could not be reached
	 */
	readonly noteAttempt?: (duration: number, isOverload: boolean) => void;
}

/** What came of a request that was sent. */
export type SentResult = AttemptResult & {
	/** Whether some attempt may have been carried out although it failed. */
	readonly isUncertain: boolean;
	readonly attempts: number;
	/** The wait that the rate limit requires, in ms, where that exceeds `waitLimit`. */
	readonly excessWait?: number;
};

/** What came of a request. */
export type SendResult =
	| SentResult
	/** Nothing was sent. */
	| { readonly kind: 'notSent'; readonly excessWait: number };

type AttemptResult =
	| { readonly kind: 'reply'; readonly reply: ApiReply }
	/** What n8n's request helper threw. */
	| { readonly kind: 'failure'; readonly failure: unknown };

/** Retries after a failure of the server or the connection. */
const MOST_RETRIES = 3;
/** Exponential backoff with full jitter: bound of the first wait, in ms, doubled for each retry. */
const FIRST_BACKOFF = 500;
const NOT_IMPLEMENTED = 501;

/**
 * Sends a request within the key's rate limit, and retries it where that is safe:
 * - always where nothing reached the server, or where the server postponed it (429, or 503 with a
 *   `Retry-After`);
 * - but not a POST after a 5xx or a broken connection: it is not idempotent and may have been carried out.
 *
 * @param watch measures how long the request waits for the rate limit
 * @throws {NotStartedError} when no attempt may start
 */
export async function sendWithRetries(
	attempt: () => Promise<ApiReply>,
	{ method, path }: ApiRequest,
	governor: RateGovernor,
	policy: RetryPolicy,
	watch: WaitTimer,
): Promise<SendResult> {
	const giveUpAt = performance.now() + policy.waitLimit;
	const resource = resourceOf(path);
	let isUncertain = false;
	let retries = 0;
	let last: SentResult | undefined;

	for (let attempts = 1; ; attempts += 1) {
		let number = 0;
		const turn = await awaitTurn(
			() => {
				const wait = governor.tryStart(performance.now(), resource);
				if (wait === 0) number = governor.started();
				return wait;
			},
			policy,
			giveUpAt,
			watch,
		);
		if (turn === 'closed') {
			if (last !== undefined && isUncertain) return last;
			throw new NotStartedError();
		}
		if (turn !== 'started') {
			return last === undefined ? { kind: 'notSent', ...turn } : { ...last, ...turn };
		}
		const startedAt = performance.now();
		const result = await attempt()
			.then((reply): AttemptResult => ({ kind: 'reply', reply }))
			.catch((failure: unknown): AttemptResult => ({ kind: 'failure', failure }));
		const duration = performance.now() - startedAt;
		if (
			result.kind === 'reply' &&
			isPostponed(result.reply, governor, { startedAt, number }, resource)
		) {
			policy.noteAttempt?.(duration, true);
			last = { ...result, isUncertain, attempts };
			continue;
		}
		const { isTransient, isUnsent } = judge(result);
		policy.noteAttempt?.(duration, isTransient);
		isUncertain ||= isTransient && !isUnsent;
		last = { ...result, isUncertain, attempts };
		const wait = Math.random() * FIRST_BACKOFF * 2 ** retries;
		const isOver = retries >= MOST_RETRIES || performance.now() + wait > giveUpAt;
		if (!isTransient || isOver || (method === 'POST' && !isUnsent)) return last;
		retries += 1;
		await pause(wait, policy.signal);
		if (!policy.mayStart()) return last;
	}
}

/**
 * Passes a reply to the governor, and returns whether the server postponed the request. A 429 concerns
 * the key, a 503 only the resource (RFC 6585, RFC 9110).
 */
function isPostponed(
	reply: ApiReply,
	governor: RateGovernor,
	{ startedAt, number }: { readonly startedAt: number; readonly number: number },
	resource: string,
): boolean {
	const report = readRateLimit(reply, Date.now());
	const now = performance.now();
	if (!report.isPostponed) governor.accept(report, number, now, resource);
	else if (reply.status === 503) governor.postpone(report, startedAt, now, resource);
	else governor.postpone(report, startedAt, now);
	return report.isPostponed;
}

/** The first segment of a path, e.g. `leads`. */
function resourceOf(path: string): string {
	return path.split('/')[1] ?? '';
}

function judge(result: AttemptResult): { isTransient: boolean; isUnsent: boolean } {
	if (result.kind === 'failure') return readConnectionFailure(result.failure);
	const { status } = result.reply;
	const intermediary = readIntermediaryReply(result.reply);
	if (intermediary !== undefined) return { isTransient: intermediary.isTransient, isUnsent: true };
	return { isTransient: status >= 500 && status !== NOT_IMPLEMENTED, isUnsent: false };
}

/** Waits until the governor lets the request start, it may no longer start, or the wait would be too long. */
async function awaitTurn(
	tryStart: () => number,
	{ mayStart, signal }: RetryPolicy,
	giveUpAt: number,
	watch: WaitTimer,
): Promise<'started' | 'closed' | { excessWait: number }> {
	for (;;) {
		if (!mayStart()) return 'closed';
		const wait = tryStart();
		const now = performance.now();
		if (wait === 0) return 'started';
		if (now + wait > giveUpAt) return { excessWait: wait };
		const end = watch.begin(now);
		await pause(wait, signal);
		end(performance.now());
	}
}

/** Measures the time during which at least one request was waiting. */
export interface WaitTimer {
	/** Records that a request begins to wait; the returned function records the end. Times in ms of a monotonic clock. */
	readonly begin: (now: number) => (now: number) => void;
	/** In ms. */
	readonly total: () => number;
}

export function createWaitTimer(): WaitTimer {
	let waiting = 0;
	let since = 0;
	let total = 0;
	return {
		begin: (now) => {
			if (waiting === 0) since = now;
			waiting += 1;
			return (end) => {
				waiting -= 1;
				if (waiting === 0) total += end - since;
			};
		},
		total: () => total,
	};
}
