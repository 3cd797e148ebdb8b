import {
	DURATION_WORDS,
	MILLISECOND_WORDS,
	NEUTRAL_WORDS,
	STATEMENT_WORDS,
	SUBJECT_WORDS,
	WAIT_CONTAINERS,
	WAIT_FIELDS,
} from '../nodes/shared/http/rateLimit/conventions.ts';
import { listNames, renderTable } from './markdownTable.mts';

/** How a server may state its rate limit, from the tables of the engine. */
export function describeRateLimits(): string {
	return [
		'## Rate limits',
		'A header is one about the rate limit by the words of its name: one of the first row, whatever stands before it, one of the second or third, and none that is not in the table. `rate-limit` is `ratelimit`, and `_` is `-`.',
		renderTable(
			['Words of a header’s name', 'What is understood'],
			[
				['What it is about', listNames(SUBJECT_WORDS)],
				['How long to wait', listNames([...STATEMENT_WORDS.retryAfter, ...STATEMENT_WORDS.reset])],
				['Requests left', listNames(STATEMENT_WORDS.remaining)],
				['In milliseconds', listNames(MILLISECOND_WORDS)],
				['A duration, not a point in time', listNames(DURATION_WORDS)],
				['Without influence', listNames(NEUTRAL_WORDS)],
			],
		),
		'A wait may be a number of seconds, or of milliseconds where its name says so; a time since 1970 in seconds or milliseconds; ISO 8601 or a date of HTTP; or a duration such as `1m30s`, `PT3S` or `00:00:03`. The IETF’s `RateLimit` and `RateLimit-Policy` are read in all their drafts. Where no header of a 429 states a wait, its body may, in one of these fields or in words such as “try again in 3 seconds”:',
		renderTable(
			['Fields of a body', 'What is understood'],
			[
				...WAIT_FIELDS.map(([names, unit]) => [`Wait in ${unit}`, listNames(names)]),
				['Objects that hold it', `the body, ${listNames(WAIT_CONTAINERS)}`],
			],
		),
	].join('\n\n');
}
