import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, tryParseJson } from '../../json';
import type { ApiReply } from '../reply';
import { HEADER_PREFIXES, PLAIN_HEADERS, SIGNAL_CONTAINERS } from './conventions';
import { findList } from './envelopes';
import { toKey } from './names';

/** A field beside a list, or a header. */
export interface SignalField {
	/** Its name in the form in which names are compared. */
	readonly key: string;
	/** Its name as it is spelled. */
	readonly spelling: string;
	readonly value: unknown;
	/** Key of the container that it stands in; empty in an envelope. */
	readonly container: string;
	/** Where it stands, as a person would say it, e.g. `meta.total`. */
	readonly place: string;
}

/** How deep containers stand within each other, as in `additional_data.pagination`. */
const MAX_CONTAINERS = 3;

const containerKeys = new Set(SIGNAL_CONTAINERS.map(toKey));

/**
 * Reads the fields beside a list, where paging signals stand: those of its envelopes, the outermost
 * first, each before those of its containers, then headers; never those of its records.
 *
 * @param reply the reply
 * @param plural the resource's plural name, under which the list may come
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
		// ASP.NET's services send an object: `X-Pagination: {"TotalCount": 7, "HasNext": true}`.
		const parsed = /^x-pag/.test(header) ? tryParseJson(value) : undefined;
		if (parsed?.ok === true && isJsonObject(parsed.value)) return fieldsOf(parsed.value, [header]);
		const prefix = HEADER_PREFIXES.find((candidate) => header.startsWith(candidate));
		if (prefix === undefined && !PLAIN_HEADERS.test(header)) return [];
		const name = header.slice(prefix?.length ?? 0);
		return [{ key: toKey(name), spelling: name, value, container: '', place: header }];
	});
}
