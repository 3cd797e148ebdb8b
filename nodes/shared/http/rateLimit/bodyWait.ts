import { isJsonObject } from '../../json';
import type { ApiReply } from '../reply';
import { readWait, type WaitUnit } from './waitText';

/** Fields that state a wait; names in lower case, without `_` and `-`. */
const WAIT_FIELDS: ReadonlyArray<readonly [names: readonly string[], unit: WaitUnit]> = [
	[
		[
			'retryafterms',
			'retryaftermillis',
			'retryaftermilliseconds',
			'retryinms',
			'retrydelayms',
			'resetinms',
			'resetms',
			'waitms',
		],
		'milliseconds',
	],
	[
		[
			'retryafter',
			'retryafters',
			'retryaftersec',
			'retryafterseconds',
			'retryin',
			'retryinseconds',
			'retrydelay',
			'retryat',
			'resetafter',
			'resetin',
			'resetinseconds',
			'resetat',
			'resettime',
			'reset',
			'waitseconds',
			'waittime',
			'wait',
			'secondstowait',
			'backoff',
		],
		'seconds',
	],
];

/** Objects and lists that may contain such a field. */
const CONTAINERS = [
	'error',
	'errors',
	'parameters',
	'data',
	'meta',
	'details',
	'detail',
	'extensions',
	'extra',
	'ratelimit',
];

/** Fields with a message for people. */
const WORDS = ['message', 'error', 'detail', 'description', 'errordescription', 'msg', 'title'];

const WAIT_IN_WORDS =
	/\b(?:again in|retry in|retry after|available in|resets? in|wait(?: for)?(?: about)?)\s(\d{1,9}(?:\.\d{1,9})?\s?(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?))\b/i;

/** Bounds of the search: depth of containers, entries of each, and characters of a text. */
const MAX_DEPTH = 3;
const MOST_ENTRIES = 50;
const LONGEST_TEXT = 1_000;

/**
 * Finds how long a 429's body asks to wait: in a field such as `retry_after` (seconds), `retryAfterMs`
 * or `reset_at`, at the top or under `error`, `parameters` and the like; otherwise in its message
 * ("try again in 3 seconds").
 *
 * @param present in ms since 1970
 * @returns in ms
 */
export function readBodyWait({ body, text }: ApiReply, present: number): number | undefined {
	if (body === undefined) return readWords(text, present);
	const objects = openContainers(body);
	for (const [names, unit] of WAIT_FIELDS) {
		for (const entries of objects) {
			for (const [name, value] of entries) {
				const wait = names.includes(name) ? readWait(asText(value), present, unit) : undefined;
				if (wait !== undefined) return wait;
			}
		}
	}
	return objects
		.flat()
		.map(([name, value]) =>
			WORDS.includes(name) && typeof value === 'string' ? readWords(value, present) : undefined,
		)
		.find((wait) => wait !== undefined);
}

type Entry = readonly [name: string, value: unknown];

/** The entries of the body and of its containers, outermost first; names as in `WAIT_FIELDS`. */
function openContainers(body: unknown): Entry[][] {
	const opened: Entry[][] = [];
	let level: unknown[] = [body];
	for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
		const objects = level
			.flatMap((value): unknown[] =>
				Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : [value],
			)
			.filter(isJsonObject)
			.slice(0, MOST_ENTRIES)
			.map((value): Entry[] =>
				Object.entries(value)
					.slice(0, MOST_ENTRIES)
					.map(([name, child]) => [name.toLowerCase().replace(/[_-]/g, ''), child]),
			);
		opened.push(...objects);
		level = objects.flat().flatMap(([name, child]) => (CONTAINERS.includes(name) ? [child] : []));
	}
	return opened;
}

function asText(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function readWords(text: string, present: number): number | undefined {
	return readWait(WAIT_IN_WORDS.exec(text.slice(0, LONGEST_TEXT))?.[1], present, 'seconds');
}
