import type { IDataObject } from 'n8n-workflow';

import { isJsonObject } from '../../json';
import {
	LIST_NAMES,
	RECORD_WRAPPERS,
	RESOURCE_OBJECT_KEYS,
	SOLE_LIST_WRAPPERS,
	WRAPPER_NAMES,
} from './conventions';
import { toKey } from '../names';

/** A list within a reply's body. */
export interface FoundList {
	readonly rows: readonly unknown[];
	/** The objects around the list, the outermost first. */
	readonly envelopes: readonly IDataObject[];
}

/** How many envelopes may lie between the outermost one and the list, as in `data.data`. */
const MAX_ENVELOPES = 2;

const listKeys = LIST_NAMES.map(toKey);
const wrapperKeys = WRAPPER_NAMES.map(toKey);
const soleListKeys = new Set(SOLE_LIST_WRAPPERS.map(toKey));

/** Keys that make even an object with an ID an envelope; any other object with an ID is a record. */
const LISTS_BESIDE_ID = ['data', 'result'];

/**
 * Finds the list in a body: bare, or under one of the usual names or the resource's own, perhaps
 * within envelopes.
 *
 * @param body parsed JSON
 * @param plural the resource's plural name, e.g. `leads`
 * @returns undefined where there is none; a list within a record, e.g. a lead's `items`, does not count
 */
export function findList(body: unknown, plural: string): FoundList | undefined {
	return findWithin(body, toKey(plural), 0);
}

function findWithin(body: unknown, plural: string, depth: number): FoundList | undefined {
	if (Array.isArray(body)) return { rows: body, envelopes: [] };
	if (!isJsonObject(body)) return undefined;
	const fields = new Map(Object.entries(body).map(([name, value]) => [toKey(name), value]));
	const isRecord = ['string', 'number'].includes(typeof body.id);
	const isUsable = (key: string): boolean =>
		!isRecord || key === plural || LISTS_BESIDE_ID.includes(key);

	for (const key of ['data', plural, ...listKeys].filter(isUsable)) {
		const rows: unknown = fields.get(key);
		if (Array.isArray(rows)) return { rows, envelopes: [body] };
	}
	if (depth === MAX_ENVELOPES) return undefined;
	for (const key of [...wrapperKeys, plural].filter(isUsable)) {
		const inner = fields.get(key);
		const found =
			(soleListKeys.has(key) ? findSoleList(inner) : undefined) ??
			(isJsonObject(inner) ? findWithin(inner, plural, depth + 1) : undefined);
		if (found !== undefined) return { ...found, envelopes: [body, ...found.envelopes] };
	}
	return undefined;
}

function findSoleList(wrapper: unknown): FoundList | undefined {
	if (!isJsonObject(wrapper)) return undefined;
	const [rows, ...others] = Object.values(wrapper).filter((value) => Array.isArray(value));
	return rows === undefined || others.length > 0 ? undefined : { rows, envelopes: [wrapper] };
}

/**
 * Unwraps a record from `{node: {…}}` and the like, and from JSON:API's
 * `{id, type, attributes: {…}}`, whose attributes are the record's fields.
 *
 * @returns the record with its fields at the top level; unchanged where it is not wrapped
 */
export function unwrapRecord(record: IDataObject): IDataObject {
	const names = Object.keys(record);
	if (names.length <= 2 && !names.includes('id')) {
		const wrapper = RECORD_WRAPPERS.find(
			(name) => names.includes(name) && isJsonObject(record[name]),
		);
		const inner = wrapper === undefined ? undefined : record[wrapper];
		if (isJsonObject(inner)) return unwrapRecord(inner);
	}
	const isResourceObject =
		names.includes('attributes') &&
		names.includes('id') &&
		isJsonObject(record.attributes) &&
		names.every((name) => RESOURCE_OBJECT_KEYS.includes(name));
	if (!isResourceObject) return record;
	const { id, attributes, ...others } = record;
	// The ID stays in front, and no attribute replaces it.
	return Object.assign({ id }, others, attributes, { id });
}
