import {
	DURATION_WORDS,
	MILLISECOND_WORDS,
	NEUTRAL_WORDS,
	STATEMENT_WORDS,
	SUBJECT_WORDS,
	type RateLimitStatement,
} from './conventions';
import type { WaitUnit } from './waitText';

/** Meaning of a header about the rate limit. */
export interface HeaderMeaning {
	readonly states: RateLimitStatement;
	/** Unit of a number in it. */
	readonly unit: WaitUnit;
	/** Whether it states a duration for certain; a reset may be a point in time, too. */
	readonly isDuration: boolean;
}

const STATEMENTS: readonly RateLimitStatement[] = ['retryAfter', 'reset', 'remaining'];
const OTHER_WORDS = new Set([
	...SUBJECT_WORDS,
	...MILLISECOND_WORDS,
	...DURATION_WORDS,
	...NEUTRAL_WORDS,
]);

/**
 * Reads what a header states about the rate limit from the words of its name: `X-Rate-Limit-Reset-Ms`
 * is a reset in milliseconds.
 *
 * @param name in any letter case, its words joined by `-` or `_`
 * @returns undefined where it is about something else, or has a word that is not in the tables
 */
export function readHeaderName(name: string): HeaderMeaning | undefined {
	const words = name
		.toLowerCase()
		.replaceAll('_', '-')
		.replaceAll('rate-limit', 'ratelimit')
		.replaceAll('retry-after', 'retryafter')
		.split('-');
	const first = words.findIndex((word) => SUBJECT_WORDS.includes(word));
	if (first < 0) return undefined;
	const named = words.slice(first);
	const states = STATEMENTS.find((one) =>
		named.some((word) => STATEMENT_WORDS[one].includes(word)),
	);
	if (states === undefined) return undefined;
	const isKnown = (word: string): boolean =>
		OTHER_WORDS.has(word) || STATEMENT_WORDS[states].includes(word);
	if (!named.every(isKnown)) return undefined;
	const has = (wanted: readonly string[]): boolean => named.some((word) => wanted.includes(word));
	return {
		states,
		unit: has(MILLISECOND_WORDS) ? 'milliseconds' : 'seconds',
		isDuration: has(DURATION_WORDS),
	};
}
