import type { IDataObject } from 'n8n-workflow';

import { UnexpectedReplyError } from '../failures';
import { isJsonObject, valueAt } from '../json';
import { saysFailure } from './failedBody';
import { RECORD_NAMES } from './paging/conventions';
import { findList, unwrapRecord } from './paging/envelopes';

/** What a server answered, read as far as it could be. */
export interface ApiReply {
	/** HTTP status. */
	readonly status: number;
	/** Header values by lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	/** The parsed JSON body; undefined where the body is empty or no JSON. */
	readonly body: unknown;
	/** The body's beginning as it can be shown: 20,000 characters as they came, but with secrets blanked out. */
	readonly text: string;
	/** What must not be shown of headers and body. */
	readonly secrets?: readonly string[];
}

/**
 * Tells whether a reply says that something failed: by a status outside 2xx, or by its body, such as
 * `success: false`, which counts whatever the status.
 *
 * @param reply what the server answered
 */
export function isFailure({ status, body }: ApiReply): boolean {
	return status < 200 || status > 299 || saysFailure(body);
}

/**
 * Tells whether a reply says that a record does not exist any more: by 404 or 410, or, where an API
 * has its own status for that, by its message.
 *
 * @param reply what the server answered
 */
export function isGone({ status, body }: ApiReply): boolean {
	const message = valueAt(body, ['message']);
	const tells = typeof message === 'string' && /not found/i.test(message);
	return [404, 410].includes(status) || ([200, 400].includes(status) && tells);
}

/**
 * Finds the records in a list reply: a bare array, or one in the envelopes that `conventions.ts`
 * names. What records are wrapped in themselves is taken off.
 *
 * @param plural the resource's plural name, e.g. `leads`
 * @throws {UnexpectedReplyError} when there is no list of objects, so that a strange reply is never taken for an empty list
 */
export function readList(reply: ApiReply, plural: string): IDataObject[] {
	const rows = findList(reply.body, plural)?.rows;
	if (!rows?.every(isJsonObject)) throw new UnexpectedReplyError(`a list of ${plural}`);
	return rows.map(unwrapRecord);
}

/** How many envelopes may be around each other, as in `data.data`. */
const MAX_ENVELOPES = 2;

/**
 * Finds the one record in a reply: bare, under `data` or the resource's own name, or, where it has
 * an ID, in another usual envelope. What it is wrapped in itself is taken off.
 *
 * @param singular what the record is, for the message, e.g. `lead`
 * @param names names of the resource that it may come under
 * @throws {UnexpectedReplyError} when there is no object, or an empty one
 */
export function readRecord(
	reply: ApiReply,
	singular: string,
	names: readonly string[] = [singular],
): IDataObject {
	const record = findRecord(reply.body, ['data', ...names]);
	if (record === undefined || Object.keys(record).length === 0) {
		throw new UnexpectedReplyError(`a ${singular}`);
	}
	return unwrapRecord(record);
}

function findRecord(body: unknown, keys: readonly string[], depth = 0): IDataObject | undefined {
	if (!isJsonObject(body)) return undefined;
	if (Object.hasOwn(body, 'id')) return body;
	const named = keys.map((key) => valueAt(body, [key])).find((value) => value !== undefined);
	const inner =
		named === undefined ? RECORD_NAMES.map((key) => valueAt(body, [key])).find(hasId) : named;
	if (inner !== undefined && depth < MAX_ENVELOPES) return findRecord(inner, keys, depth + 1);
	// Some servers report failures with a good status.
	return Object.hasOwn(body, 'error') ? undefined : body;
}

const hasId = (value: unknown): boolean => isJsonObject(value) && Object.hasOwn(value, 'id');

/**
 * Finds the rows of a report: one object, bare or under `data` or the report's own name, or a list
 * of objects, bare or under `data`.
 *
 * @param reply what the server answered
 * @param singular what the report is, for the message, e.g. `funnel`
 * @param names names that it may come under
 * @throws {UnexpectedReplyError} when there is no object
 */
export function readReport(
	reply: ApiReply,
	singular: string,
	names: readonly string[],
): IDataObject[] {
	const list = [reply.body, valueAt(reply.body, ['data'])].find((value) => Array.isArray(value));
	if (list?.every(isJsonObject)) return list;
	const inner = names.map((name) => valueAt(reply.body, [name])).find(isJsonObject);
	const namesNoObject =
		inner === undefined && names.some((name) => valueAt(reply.body, [name]) !== undefined);
	if (namesNoObject && isJsonObject(reply.body)) return [reply.body];
	return [readRecord(reply, singular, names)];
}

/**
 * Reads the reply to a deletion: nothing, or JSON that does not say that it failed.
 *
 * @param reply what the server answered
 * @returns what every delete-like operation gives
 * @throws {UnexpectedReplyError} for anything else, e.g. a web page
 */
export function readDeletion(reply: ApiReply): IDataObject[] {
	const says = (key: string): unknown => valueAt(reply.body, [key]);
	const failed = says('error') !== undefined || says('ok') === false || says('deleted') === false;
	if (reply.text !== '' && (reply.body === undefined || failed)) {
		throw new UnexpectedReplyError('a confirmation');
	}
	return [{ deleted: true }];
}
