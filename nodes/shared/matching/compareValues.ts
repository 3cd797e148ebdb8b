import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, jsonObjectSchema } from '../json';
import type { Matching } from './matching';
import { identify } from './matching';

/** Where a record has an object for what is set by one text, e.g. a user: what that text may be. */
const REFERENCE_FIELDS = ['id', 'key', 'slug', 'name'];

/**
 * Whether a record has all values already. A value that the record does not show is taken for another one.
 *
 * @param values what would be sent, under the API's names
 */
export function hasAllValues(record: IDataObject, values: IDataObject): boolean {
	return Object.entries(values).every(([name, value]) =>
		isEqual(Object.hasOwn(record, name) ? record[name] : undefined, value),
	);
}

/**
 * Puts the record's own spelling in place of a value that is the same, e.g. of a phone number: an update does
 * not rewrite `+91 98765 43210` as `098765 43210`.
 *
 * @param values what would be sent, under the API's names
 * @param matchings how values of a field are compared that have several spellings, by the field's name
 */
export function keepSpellings(
	values: IDataObject,
	record: IDataObject,
	matchings: Readonly<Record<string, Matching>>,
): IDataObject {
	const kept = Object.entries(matchings)
		.filter(([name, matching]) => isMatch(record[name], values[name], matching))
		.map(([name]): [string, unknown] => [name, record[name]]);
	return jsonObjectSchema.parse({ ...values, ...Object.fromEntries(kept) });
}

function isMatch(present: unknown, value: unknown, matching: Matching): boolean {
	const identity = identify(value, matching);
	return identity !== undefined && identity !== '' && identify(present, matching) === identity;
}

function isEqual(present: unknown, value: unknown): boolean {
	if (isNothing(value)) return isNothing(present);
	if (Array.isArray(value)) {
		return (
			Array.isArray(present) &&
			present.length === value.length &&
			value.every((part) => present.some((other) => isEqual(other, part)))
		);
	}
	if (isJsonObject(value)) {
		return (
			isJsonObject(present) &&
			Object.entries(value).every(
				([name, part]) => Object.hasOwn(present, name) && isEqual(present[name], part),
			)
		);
	}
	if (isJsonObject(present)) {
		return REFERENCE_FIELDS.some(
			(name) => !isNothing(present[name]) && isEqual(present[name], value),
		);
	}
	return !isNothing(present) && String(present) === String(value);
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}
