import type { WaitUnit } from './waitText';

/** What a header about the rate limit states. */
export type RateLimitStatement = 'retryAfter' | 'reset' | 'remaining';

/** Words that make a header one about the rate limit. What stands before, such as `x-` or a vendor's name, is ignored. */
export const SUBJECT_WORDS = ['ratelimit', 'retryafter', 'throttle', 'throttling'];

/** Words that say what the header states. */
export const STATEMENT_WORDS: Readonly<Record<RateLimitStatement, readonly string[]>> = {
	retryAfter: ['retryafter'],
	reset: ['reset', 'resets', 'nextreset', 'wait'],
	remaining: ['remaining', 'left', 'available'],
};

export const MILLISECOND_WORDS = ['ms', 'msec', 'millis', 'milliseconds'];
export const DURATION_WORDS = ['after', 'in', 'wait'];
/** Words without influence on the meaning. Windows longer than a minute are not among them: they say nothing about the pace. */
export const NEUTRAL_WORDS = [
	'at',
	'time',
	'timestamp',
	'epoch',
	'date',
	'next',
	's',
	'sec',
	'secs',
	'second',
	'seconds',
	'minute',
	'request',
	'requests',
	'call',
	'calls',
];

/** Fields that state a wait; spellings do not matter. */
export const WAIT_FIELDS: ReadonlyArray<readonly [names: readonly string[], unit: WaitUnit]> = [
	[
		[
			'retry_after_ms',
			'retry_after_millis',
			'retry_after_milliseconds',
			'retry_in_ms',
			'retry_delay_ms',
			'reset_in_ms',
			'reset_ms',
			'wait_ms',
			'backoff_ms',
		],
		'milliseconds',
	],
	[
		[
			'retry_after',
			'retry_after_s',
			'retry_after_sec',
			'retry_after_seconds',
			'retry_in',
			'retry_in_seconds',
			'retry_delay',
			'retry_at',
			'reset_after',
			'reset_in',
			'reset_in_seconds',
			'reset_at',
			'reset_time',
			'reset',
			'wait_seconds',
			'wait_time',
			'wait',
			'seconds_to_wait',
			'backoff',
		],
		'seconds',
	],
];

/** Objects and lists that may contain such a field. */
export const WAIT_CONTAINERS = [
	'error',
	'errors',
	'parameters',
	'data',
	'meta',
	'details',
	'detail',
	'extensions',
	'extra',
	'rate_limit',
];

/** Fields with a message for people, which may state it in words. */
export const WAIT_MESSAGES = [
	'message',
	'error',
	'detail',
	'description',
	'error_description',
	'msg',
	'title',
];
