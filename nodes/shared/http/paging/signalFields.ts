import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, tryParseJson } from '../../json';
import type { ApiReply } from '../reply';
import { HEADER_PREFIXES, PLAIN_HEADERS, SIGNAL_CONTAINERS } from './conventions';
import { findList } from './envelopes';
import { toKey } from '../names';

/** A field beside a list, or a header. */
export interface SignalField {
	/** Its name, normalised by `toKey`. */
	readonly key: string;
	/** Its name as spelled in the reply. */
	readonly spelling: string;
	readonly value: unknown;
	/** Normalised key of the container around it; empty directly in an envelope. */
	readonly container: string;
	/** Its path in the reply, for messages, e.g. `meta.total`. */
	readonly place: string;
}

/** How deep containers may be nested, as in `additional_data.pagination`. */
const MAX_CONTAINERS = 3;
/** Most fields that are read, so that a reply with a hundred thousand does not take long. */
const MOST_FIELDS = 5_000;

const containerKeys = new Set(SIGNAL_CONTAINERS.map(toKey));

/**
 * Reads the fields that may hold paging signals: those of the list's envelopes, the outermost first,
 * each followed by those of its containers, and then headers; never those of records.
 *
 * @param plural the resource's plural name, which may be the list's key
 */
export function readFields(reply: ApiReply, plural: string): SignalField[] {
	const { body } = reply;
	const envelopes = findList(body, plural)?.envelopes ?? (isJsonObject(body) ? [body] : []);
	const fields: SignalField[] = [];
	for (const envelope of envelopes) addFields(fields, envelope, []);
	return [...fields, ...readHeaders(reply)];
}

/** Adds an object's fields, as far as there is room, and then those of the containers in it. */
function addFields(fields: SignalField[], object: IDataObject, path: readonly string[]): void {
	const room = MOST_FIELDS - fields.length;
	if (room <= 0) return;
	const own = Object.entries(object)
		.slice(0, room)
		.map(([name, value]) => ({
			key: toKey(name),
			spelling: name,
			value,
			container: toKey(path.at(-1) ?? ''),
			place: [...path, name].join('.'),
		}));
	fields.push(...own);
	if (path.length === MAX_CONTAINERS) return;
	for (const { key, spelling, value } of own) {
		if (isJsonObject(value) && containerKeys.has(key)) {
			addFields(fields, value, [...path, spelling]);
		}
	}
}

function readHeaders({ headers }: ApiReply): SignalField[] {
	return Object.entries(headers).flatMap(([header, value]) => {
		// ASP.NET services send an object: `X-Pagination: {"TotalCount": 7, "HasNext": true}`.
		const parsed = /^x-pag/.test(header) ? tryParseJson(value) : undefined;
		if (parsed?.ok === true && isJsonObject(parsed.value)) {
			const fields: SignalField[] = [];
			addFields(fields, parsed.value, [header]);
			return fields;
		}
		const prefix = HEADER_PREFIXES.find((candidate) => header.startsWith(candidate));
		if (prefix === undefined && !PLAIN_HEADERS.test(header)) return [];
		const name = header.slice(prefix?.length ?? 0);
		return [{ key: toKey(name), spelling: name, value, container: '', place: header }];
	});
}
