import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, readId } from '../json';
import {
	COMPANIONS,
	DETAIL_NAMES,
	ERROR_NAMES,
	FAILURE_CONTAINERS,
	FAILURE_FLAGS,
	FAILURE_WORDS,
	FIELD_PATHS,
	MAIN_FIELD_NAMES,
	MESSAGE_NAMES,
	SILENT_NAMES,
	STATUS_NAMES,
	SUCCESS_WORDS,
	TITLE_NAMES,
} from './errorConventions';
import { toKey } from './names';

/** How many envelopes may be around what says that it failed. */
const MAX_ENVELOPES = 2;
/** Fields of a failure, and entries of a list of them, that are looked at. */
const MOST_FIELDS = 40;
const MOST_ENTRIES = 20;

const keysOf = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map(toKey));

const flags = FAILURE_FLAGS.map(({ names, value }) => ({ keys: keysOf(...names), value }));
const outcomeFlags = flags.slice(0, 1);
const statusKeys = keysOf(...STATUS_NAMES);
const errorKeys = keysOf(...ERROR_NAMES);
const containerKeys = keysOf(...FAILURE_CONTAINERS);
const messageKeys = keysOf(...MESSAGE_NAMES, ...TITLE_NAMES);
const detailKeys = keysOf(...DETAIL_NAMES);
/** `name` and `subject` are a record's own. */
const failureFields = keysOf(
	...FAILURE_FLAGS.flatMap(({ names }) => names),
	...STATUS_NAMES,
	...ERROR_NAMES,
	...FAILURE_CONTAINERS,
	...MESSAGE_NAMES,
	...TITLE_NAMES,
	...DETAIL_NAMES,
	...MAIN_FIELD_NAMES,
	...SILENT_NAMES,
	...COMPANIONS,
);
const fieldKeys = keysOf(...FIELD_PATHS.filter((path) => path.length === 1).flat());
const idsOfRequests = keysOf(...COMPANIONS.filter((name) => name.endsWith('_id')));

type Field = readonly [key: string, value: unknown];

/**
 * Tells whether a body says by itself that something failed, whatever the status: `success: false`,
 * `status: "error"` with a message, `error`, `errors` without data, or a list of nothing but failures.
 * A record is no failure, whatever fields it has: what has an ID, or, except beside a flag such as
 * `success`, a field that failures do not have (`errorConventions.ts`).
 *
 * @param body parsed JSON
 */
export function saysFailure(body: unknown): boolean {
	if (!isJsonObject(body)) return Array.isArray(body) && areFailures(body, 0);
	if (readId(body.id) !== undefined) return false;
	return findFlag(body) || isFailureObject(body, 0);
}

/** Whether a flag that is about the whole reply says so; of what else is there, only an ID speaks against it. */
function findFlag(body: IDataObject): boolean {
	if (body.success === false || body.ok === false) return true;
	return !hasId(body) && (fieldsOf(body) ?? []).some((field) => isFlag(field, outcomeFlags));
}

function isFlag([key, value]: Field, some: typeof flags): boolean {
	return some.some(
		({ keys, value: failed }) => keys.has(key) && (value === failed || value === String(failed)),
	);
}

function isFailureObject(body: IDataObject, depth: number): boolean {
	const fields = fieldsOf(body);
	if (fields === undefined || !fields.every(isOfFailure)) return false;
	if (hasRecord(body, fields) || fields.some(saysSuccess)) return false;
	if (fields.some((field) => isFlag(field, flags))) return true;
	if (fields.some(([key, value]) => errorKeys.has(key) && isSomething(value))) return true;
	if (fields.some(saysFailedStatus) && fields.some(hasWords)) return true;
	return (
		depth < MAX_ENVELOPES &&
		fields.some(
			([key, value]) =>
				containerKeys.has(key) &&
				(isJsonObject(value)
					? isFailureObject(value, depth + 1)
					: Array.isArray(value) && areFailures(value, depth + 1)),
		)
	);
}

function isOfFailure([key, value]: Field): boolean {
	return failureFields.has(key) || (typeof value === 'object' && !isSomething(value));
}

/** Whether a list has nothing but failures, as Zoho sends one for each record. */
function areFailures(entries: readonly unknown[], depth: number): boolean {
	return (
		entries.length > 0 &&
		entries.length <= MOST_ENTRIES &&
		entries.every((entry) => isJsonObject(entry) && isFailureObject(entry, depth + 1))
	);
}

/** A failure's fields; undefined where there are too many for one. */
function fieldsOf(body: IDataObject): Field[] | undefined {
	const fields: Field[] = [];
	for (const name in body) {
		if (fields.length === MOST_FIELDS) return undefined;
		if (Object.hasOwn(body, name)) fields.push([toKey(name.slice(0, 100)), body[name]]);
	}
	return fields;
}

/** Whether there is a record: an ID, or an object or a list with one under a record's usual names. */
function hasRecord(body: IDataObject, fields: readonly Field[]): boolean {
	return (
		hasId(body) ||
		fields.some(
			([key, value]) =>
				containerKeys.has(key) &&
				(Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : [value]).some(holdsRecord),
		)
	);
}

/** Also under one key more, as in GraphQL's `{data: {lead: {…}}}`. */
function holdsRecord(value: unknown): boolean {
	if (!isJsonObject(value)) return false;
	return (
		hasId(value) ||
		Object.values(value)
			.slice(0, MOST_FIELDS)
			.some((inner) => (Array.isArray(inner) ? inner.some(hasId) : hasId(inner)))
	);
}

/** Whether something has an ID of its own, such as `id` or `cstid`, but not of a request. */
function hasId(value: unknown): boolean {
	return (
		isJsonObject(value) &&
		(fieldsOf(value) ?? [['id', 'many fields']]).some(
			([key, id]) => key.endsWith('id') && !idsOfRequests.has(key) && readId(id) !== undefined,
		)
	);
}

function saysSuccess([key, value]: Field): boolean {
	return (
		(statusKeys.has(key) || outcomeFlags.some(({ keys }) => keys.has(key))) &&
		(value === true || (typeof value === 'string' && SUCCESS_WORDS.includes(value.toLowerCase())))
	);
}

function saysFailedStatus([key, value]: Field): boolean {
	if (!statusKeys.has(key)) return false;
	if (typeof value === 'string' && FAILURE_WORDS.includes(value.trim().toLowerCase())) return true;
	const status = typeof value === 'string' ? Number(value) : value;
	return value === false || (typeof status === 'number' && status >= 400 && status <= 599);
}

/** Whether a field says what failed: a text, or a list or an object of them. */
function hasWords([key, value]: Field): boolean {
	const isText = typeof value === 'string' && value.trim() !== '';
	return messageKeys.has(key) && isText
		? true
		: (detailKeys.has(key) || fieldKeys.has(key)) &&
				typeof value === 'object' &&
				isSomething(value);
}

function isSomething(value: unknown): boolean {
	if (typeof value === 'string') return !['', '0', 'false', 'null', 'none'].includes(value.trim());
	if (Array.isArray(value)) return value.length > 0;
	if (isJsonObject(value)) return fieldsOf(value)?.length !== 0;
	return value === true || (typeof value === 'number' && value !== 0);
}
