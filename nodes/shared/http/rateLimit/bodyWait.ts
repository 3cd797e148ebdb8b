import { isJsonObject } from '../../json';
import type { ApiReply } from '../reply';
import { toKey } from '../names';
import { WAIT_CONTAINERS, WAIT_FIELDS, WAIT_MESSAGES } from './conventions';
import { readWait } from './waitText';

const CONTAINER_KEYS = new Set(WAIT_CONTAINERS.map(toKey));
const MESSAGE_KEYS = new Set(WAIT_MESSAGES.map(toKey));

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
				const wait = names.some((one) => toKey(one) === name)
					? readWait(asText(value), present, unit)
					: undefined;
				if (wait !== undefined) return wait;
			}
		}
	}
	return objects
		.flat()
		.map(([name, value]) =>
			MESSAGE_KEYS.has(name) && typeof value === 'string' ? readWords(value, present) : undefined,
		)
		.find((wait) => wait !== undefined);
}

type Entry = readonly [name: string, value: unknown];

/** The entries of the body and of its containers, outermost first; names as keys. */
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
					.map(([name, child]) => [toKey(name), child]),
			);
		opened.push(...objects);
		level = objects.flat().flatMap(([name, child]) => (CONTAINER_KEYS.has(name) ? [child] : []));
	}
	return opened;
}

function asText(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function readWords(text: string, present: number): number | undefined {
	return readWait(WAIT_IN_WORDS.exec(text.slice(0, LONGEST_TEXT))?.[1], present, 'seconds');
}
