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
	return [...envelopes.flatMap((envelope) => fieldsOf(envelope, [])), ...readHeaders(reply)];
}

function fieldsOf(object: IDataObject, path: readonly string[]): SignalField[] {
	const own = Object.entries(object).map(([name, value]) => ({
		key: toKey(name),
		spelling: name,
		value,
		container: toKey(path.at(-1) ?? ''),
		place: [...path, name].join('.'),
	}));
	const inner = own.flatMap(({ key, spelling, value }) =>
		isJsonObject(value) && containerKeys.has(key) && path.length < MAX_CONTAINERS
			? fieldsOf(value, [...path, spelling])
			: [],
	);
	return [...own, ...inner];
}

function readHeaders({ headers }: ApiReply): SignalField[] {
	return Object.entries(headers).flatMap(([header, value]) => {
		// ASP.NET services send an object: `X-Pagination: {"TotalCount": 7, "HasNext": true}`.
		const parsed = /^x-pag/.test(header) ? tryParseJson(value) : undefined;
		if (parsed?.ok === true && isJsonObject(parsed.value)) return fieldsOf(parsed.value, [header]);
		const prefix = HEADER_PREFIXES.find((candidate) => header.startsWith(candidate));
		if (prefix === undefined && !PLAIN_HEADERS.test(header)) return [];
		const name = header.slice(prefix?.length ?? 0);
		return [{ key: toKey(name), spelling: name, value, container: '', place: header }];
	});
}
