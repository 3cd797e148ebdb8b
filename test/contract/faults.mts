import type { FaultOrder } from '../../sandbox/faults.mts';

/** What has to come of a request. */
export type Ending =
	/** It is carried out, once, and the result comes. */
	| 'done'
	/** An error that says that it may have been carried out. */
	| 'open'
	/** An error that says that it was carried out. */
	| 'carriedOut'
	/** An error that has nothing to say about that, since nothing was to be changed or the server refused. */
	| 'failed';

/** A fault, and what has to come of requests that it strikes. */
export interface FaultCase {
	name: string;
	fault: FaultOrder;
	/** By what a request does; `write` stands for PATCH and PUT. */
	endings: Record<'read' | 'create' | 'write' | 'remove', Ending>;
	/** Requests that are sent in all, by the same. */
	requests: Record<'read' | 'create' | 'write' | 'remove', number>;
}

/** How long n8n waits for a reply in these tests, in ms: long enough for a busy machine to answer in time. */
export const REPLY_TIMEOUT = 3_000;

const forAll = <Value,>(value: Value): Record<'read' | 'create' | 'write' | 'remove', Value> => ({
	read: value,
	create: value,
	write: value,
	remove: value,
});

/** The server says that it did nothing, and when to come back. */
const postponed = (name: string, fault: FaultOrder): FaultCase => ({
	name,
	fault,
	endings: forAll('done'),
	requests: forAll(2),
});

/** It is open what the server did: made up for by another attempt, but for a POST, which is not repeated. */
const ambiguous = (name: string, fault: FaultOrder): FaultCase => ({
	name,
	fault,
	endings: { ...forAll('done'), create: 'open' },
	requests: { ...forAll(2), create: 1 },
});

/** The same, as long as anybody tries. */
const lasting = (name: string, fault: FaultOrder): FaultCase => ({
	name,
	fault: { ...fault, times: 'always' },
	endings: { ...forAll('open'), read: 'failed' },
	requests: { ...forAll(4), create: 1 },
});

const badGateway = {
	kind: 'status',
	status: 502,
	body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
	contentType: 'text/html',
} as const;

/** Every kind of fault. */
export const faultCases: FaultCase[] = [
	postponed('429 with Retry-After in seconds', {
		kind: 'status',
		status: 429,
		retryAfter: { form: 'seconds', seconds: 1 },
	}),
	postponed('429 with Retry-After as HTTP date', {
		kind: 'status',
		status: 429,
		retryAfter: { form: 'httpDate', seconds: 1 },
	}),
	postponed('429 with X-RateLimit-Reset', {
		kind: 'status',
		status: 429,
		retryAfter: { form: 'reset', seconds: 1 },
	}),
	postponed('429 that does not tell when to come back', { kind: 'status', status: 429 }),
	{
		...postponed('429 for an hour', {
			kind: 'status',
			status: 429,
			retryAfter: { form: 'seconds', seconds: 3_600 },
			times: 'always',
		}),
		endings: forAll('failed'),
		requests: forAll(1),
	},
	ambiguous('500', { kind: 'status', status: 500 }),
	ambiguous('500 after it was carried out', {
		kind: 'status',
		status: 500,
		carriedOut: 'before',
	}),
	lasting('500 that lasts', { kind: 'status', status: 500 }),
	ambiguous('502 with a web page', badGateway),
	lasting('502 with a web page, after each request was carried out', {
		...badGateway,
		carriedOut: 'before',
	}),
	ambiguous('503', { kind: 'status', status: 503 }),
	postponed('503 with Retry-After', {
		kind: 'status',
		status: 503,
		retryAfter: { form: 'seconds', seconds: 1 },
	}),
	ambiguous('503 with a reset header, which says nothing about this request', {
		kind: 'status',
		status: 503,
		retryAfter: { form: 'reset', seconds: 1 },
		carriedOut: 'before',
	}),
	ambiguous('a reset before the reply', { kind: 'resetBeforeReply' }),
	lasting('resets that last', { kind: 'resetBeforeReply' }),
	ambiguous('a reset after it was carried out', { kind: 'resetAfterProcessing' }),
	ambiguous('a reset in the middle of the body', { kind: 'resetMidBody' }),
	ambiguous('no reply in time', { kind: 'timeout' }),
	ambiguous('a reply too late', { kind: 'slowFirstByte', ms: 2 * REPLY_TIMEOUT }),
	{
		name: 'a slow first byte',
		fault: { kind: 'slowFirstByte', ms: REPLY_TIMEOUT / 10 },
		endings: forAll('done'),
		requests: forAll(1),
	},
	{
		name: 'truncated JSON',
		fault: { kind: 'truncatedJson' },
		endings: { ...forAll('carriedOut'), read: 'failed' },
		requests: forAll(1),
	},
	{
		name: 'an empty body',
		fault: { kind: 'emptyBody' },
		// A deletion needs no words.
		endings: { ...forAll('carriedOut'), read: 'failed', remove: 'done' },
		requests: forAll(1),
	},
	{
		name: 'a redirect to another host',
		fault: {
			kind: 'redirect',
			status: 307,
			location: `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}/elsewhere`,
		},
		endings: forAll('failed'),
		requests: forAll(1),
	},
];
