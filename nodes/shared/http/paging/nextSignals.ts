import { isJsonObject } from '../../json';
import type { ApiReply } from '../reply';
import type { NextField } from './conventions';
import { LINK_KEYS, NEXT_FIELDS, OFFSET_NAMES, TOKEN_KEYS, TOKEN_PARAMETERS } from './conventions';
import { findLink } from './linkHeader';
import { spellLike, toKey } from '../names';
import type { SignalField } from './signalFields';

/** What a list reply says about its next page. */
export interface NextSignals {
	/** The token to send back for the next page; null where the server says that there is no next page. */
	readonly cursor: string | null | undefined;
	/** Query parameters that the token may be meant for, the likeliest first. */
	readonly cursorParameters: readonly string[];
	/** Whether the last page has such a token, too. */
	readonly isPosition: boolean;
	/** Whether the token is the number of records before the next page. */
	readonly isOffset: boolean;
	/** The next page's URL, of the same origin and without a user name; null where the server says that there is none. */
	readonly url: string | null | undefined;
	/** Where the reply has a link that may not be followed. */
	readonly strangeLink: string | undefined;
	/** The next page's number. */
	readonly nextPage: number | undefined;
}

type NextValue =
	| { readonly kind: 'token'; readonly token: string; readonly parameters: readonly string[] }
	| { readonly kind: 'link'; readonly link: string }
	| { readonly kind: 'page'; readonly page: number };

const NOTHING: NextSignals = {
	cursor: undefined,
	cursorParameters: [],
	isPosition: false,
	isOffset: false,
	url: undefined,
	strangeLink: undefined,
	nextPage: undefined,
};

const lines = NEXT_FIELDS.map((line) => ({ ...line, key: toKey(line.name) }));
const offsetKeys = new Set(OFFSET_NAMES.map(toKey));
/** The container whose values are always links. */
const LINK_CONTAINER = 'links';
/** Most fields of an object with a link that are looked at. */
const MOST_LINK_FIELDS = 50;

/**
 * Reads which page is next: from a token first, then from a link, then from a number.
 *
 * @param fields the fields beside the list
 * @param listUrl absolute URL of the list, to resolve relative links
 */
export function readNextSignals(
	reply: ApiReply,
	fields: readonly SignalField[],
	listUrl: string,
): NextSignals {
	const all = [...fields, ...listedLinks(fields)];
	const present = new Set(all.map(({ key }) => key));
	// The Link header ranks after all tokens.
	const named = lines.filter(({ key, kind }) => present.has(key) || kind !== 'token');
	const ended = named.filter(
		({ key, isPosition }) =>
			isPosition !== true && all.some((field) => field.key === key && isNothing(field.value)),
	);
	// A field that says that there is no next page counts only where no other field names one.
	const end = {
		cursor: ended.some(({ kind }) => kind === 'token') ? null : undefined,
		url: ended.some(({ kind }) => kind !== 'token') ? null : undefined,
	};
	const header = findLink(reply.headers.link ?? '', 'next');
	let strangeLink: string | undefined;
	for (const line of named) {
		if (header !== undefined && strangeLink === undefined && line.kind !== 'token') {
			const url = resolve(header, listUrl);
			if (url !== undefined) return { ...NOTHING, ...end, url };
			strangeLink = 'Link';
		}
		for (const field of all) {
			const value = field.key === line.key ? readValue(field, line) : undefined;
			if (value === undefined) continue;
			if (value.kind === 'page') return { ...NOTHING, ...end, url: null, nextPage: value.page };
			if (value.kind === 'token') return { ...NOTHING, ...end, ...toSignals(value, line) };
			const url = resolve(value.link, listUrl);
			if (url !== undefined) return { ...NOTHING, ...end, url };
			strangeLink = field.place;
		}
	}
	return { ...NOTHING, ...end, strangeLink };
}

function toSignals(
	{ token, parameters }: NextValue & { kind: 'token' },
	{ isPosition = false }: NextField,
): Pick<NextSignals, 'cursor' | 'cursorParameters' | 'isPosition' | 'isOffset'> {
	const cursorParameters = [...new Set([...parameters, ...TOKEN_PARAMETERS])];
	const isOffset = /^\d+$/.test(token) && offsetKeys.has(toKey(parameters[0] ?? ''));
	return { cursor: token, cursorParameters, isPosition, isOffset };
}

/** Links given as a list: `[{"rel": "next", "href": …}]`. */
function listedLinks(fields: readonly SignalField[]): SignalField[] {
	return fields.flatMap((field) => {
		if (field.key !== LINK_CONTAINER || !Array.isArray(field.value)) return [];
		const next = field.value.filter(isJsonObject).find(({ rel }) => rel === 'next');
		if (next === undefined) return [];
		const place = `${field.place}.next`;
		return [{ key: 'next', spelling: 'next', value: next, container: LINK_CONTAINER, place }];
	});
}

const isNothing = (value: unknown): boolean => value === null || value === '' || value === false;

const isText = (value: unknown): value is string | number =>
	(typeof value === 'string' || typeof value === 'number') && !isNothing(value);

function readValue(
	{ spelling, value, container }: SignalField,
	line: NextField,
): NextValue | undefined {
	if (isJsonObject(value)) return line.isPosition === true ? undefined : readObject(value);
	if (!isText(value)) return undefined;
	const text = String(value);
	const isNumber = /^\d+$/.test(text);
	const kind = container === LINK_CONTAINER && line.kind === 'any' ? 'link' : line.kind;
	if (kind === 'token') {
		if (isNumber && line.isNoNumber === true) return undefined;
		if (/^https?:\/\//i.test(text)) return { kind: 'link', link: text };
		const parameters = (line.parameters ?? []).map((parameter) => spellLike(parameter, spelling));
		return { kind: 'token', token: text, parameters };
	}
	if (isNumber) return { kind: 'page', page: Number(text) };
	if (kind === 'link' || (kind === 'any' && looksLikeLink(text))) {
		return { kind: 'link', link: text };
	}
	return kind === 'any' ? { kind: 'token', token: text, parameters: [] } : undefined;
}

/** `{"href": …}`, `{"after": …, "link": …}`, `{"page": 2, "limit": 10}`. */
function readObject(value: Readonly<Record<string, unknown>>): NextValue | undefined {
	const entries = Object.entries(value)
		.slice(0, MOST_LINK_FIELDS)
		.filter(([, inner]) => isText(inner));
	for (const key of TOKEN_KEYS.map(toKey)) {
		const [name, token] = entries.find(([candidate]) => toKey(candidate) === key) ?? [];
		if (name !== undefined) return { kind: 'token', token: String(token), parameters: [name] };
	}
	for (const key of LINK_KEYS.map(toKey)) {
		const link = entries.find(([name]) => toKey(name) === key)?.[1];
		if (link !== undefined) return { kind: 'link', link: String(link) };
	}
	const page = Number(entries.find(([name]) => ['page', 'number'].includes(toKey(name)))?.[1]);
	return Number.isInteger(page) ? { kind: 'page', page } : undefined;
}

function looksLikeLink(text: string): boolean {
	return /^(?:[/?]|[a-z][a-z0-9+.-]*:\/\/)/i.test(text);
}

function resolve(link: string, listUrl: string): string | undefined {
	if (!URL.canParse(link, listUrl)) return undefined;
	const url = new URL(link, listUrl);
	// A user name in the URL would be sent in place of the key.
	const hasUser = url.username !== '' || url.password !== '';
	return url.origin === new URL(listUrl).origin && !hasUser ? url.href : undefined;
}
