import type { IDataObject } from 'n8n-workflow';

import { isJsonObject, valueAt } from '../json';
import { shorten, toPlainText } from '../plainText';
import { BLANK, createRedactor } from './redact';
import type { ApiReply } from './reply';
import { blankSecretFields, SECRET_NAME } from './secretFields';

/** The API's own words about a failure, without secrets, each on one line and at most 300 characters long. */
export interface ApiWords {
	/** The main message; undefined where the body has none. */
	readonly message: string | undefined;
	/** Further messages, e.g. "email: is not valid". */
	readonly details: readonly string[];
	/** The vendor's ID of the request, for their support. */
	readonly requestId: string | undefined;
}

/** Characters of one text that are shown. */
const LONGEST_TEXT = 300;
/** Characters of a field's name that are shown. */
const LONGEST_NAME = 100;
/** Characters of a text that are looked at: parts of a secret are found within them, however it is written. */
const LONGEST_READ = 1_000;
/** Characters of one message with its field's name that are shown. */
const LONGEST_DETAIL = 1_000;
/** Messages that are shown. */
const MOST_DETAILS = 20;
/** Values that are looked at for messages. */
const MOST_VALUES = 1_000;
/** Texts that are made fit to be shown while messages are looked for, and their UTF-16 units. */
const MOST_TEXTS = 150;
const MOST_UNITS = 40_000;
/** How deep field errors are looked for. */
const MAX_DEPTH = 5;

/** Where the main message stands. */
const MESSAGE_PATHS = [['error', 'message'], ['error'], ['message'], ['detail']];
/** Where further messages stand. */
const DETAIL_PATHS = [['errors'], ['error', 'errors'], ['error', 'details']];
const REQUEST_ID_PATHS = [
	['request_id'],
	['requestId'],
	['error', 'request_id'],
	['meta', 'request_id'],
];
/** Names of an entry's message and of the field that it is about. */
const ENTRY_MESSAGE_PATHS = [['message'], ['detail'], ['error']];
const ENTRY_FIELD_PATHS = [['field'], ['path'], ['param']];

/** Makes a text of a server fit to be shown. */
type Show = (text: string) => string;

/**
 * Finds the API's own words in a failed reply, in each of the shapes that such replies have:
 * `error.message`, `error`, `message`, `detail`, `errors[]`, `errors{field: […]}`, plain text, HTML.
 *
 * @param reply a reply that says that something failed
 */
export function readErrorBody(reply: ApiReply): ApiWords {
	const { body, headers, secrets = [] } = reply;
	const show = createShow(secrets);
	const message = findText(body, MESSAGE_PATHS, show);
	const details = readDetails(body, show);
	return {
		message: message ?? (details.length > 0 ? undefined : excerpt(reply.text)),
		details: details.filter((detail) => detail !== message).slice(0, MOST_DETAILS),
		requestId: findText(body, REQUEST_ID_PATHS, show) ?? asText(headers['x-request-id'], show),
	};
}

/**
 * A reply's body as it can be shown: without HTML tags, on one line, at most 300 characters.
 *
 * @param body the body without secrets
 * @returns undefined where nothing is left
 */
export function excerpt(body: string): string | undefined {
	const plain = toPlainText(stripTags(body.slice(0, 20_000)));
	return plain === '' ? undefined : shorten(plain, LONGEST_TEXT);
}

function createShow(secrets: readonly string[]): Show {
	const redact = createRedactor(secrets);
	// Decoded before secrets are looked for, and shortened after that: a cut could leave a part of one.
	return (text) => {
		const trimmed = text.trim();
		const plain = toPlainText(blankSecretFields(redact(trimmed.slice(0, LONGEST_READ))));
		return shorten(trimmed.length > LONGEST_READ ? `${plain}…` : plain, LONGEST_TEXT);
	};
}

/** The first text or number that stands under one of the paths. */
function findText(
	value: unknown,
	paths: readonly (readonly string[])[],
	show: Show,
): string | undefined {
	for (const path of paths) {
		const text = asText(valueAt(value, path), show);
		if (text !== undefined) return text;
	}
	return undefined;
}

function asText(value: unknown, show: Show): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' ? show(value) || undefined : undefined;
}

/** Flattens field errors, e.g. `{address: {city: ["is unknown"]}}` to "address.city: is unknown". */
function readDetails(body: unknown, showText: Show): string[] {
	const details: string[] = [];
	let values = 0;
	let texts = 0;
	let units = 0;
	const show: Show = (text) => {
		texts += 1;
		units += Math.min(text.length, LONGEST_READ);
		return texts > MOST_TEXTS || units > MOST_UNITS ? '' : showText(text);
	};
	const read = (errors: unknown, field: string, depth: number): void => {
		values += 1;
		// One more than shown, since the message may be among them.
		if (values > MOST_VALUES || details.length > MOST_DETAILS) return;
		const plain = asText(errors, show);
		if (plain !== undefined) details.push(nameField(field, plain));
		else if (depth > MAX_DEPTH) return;
		else if (Array.isArray(errors)) readList(errors.slice(0, MOST_DETAILS), field, depth);
		else if (isJsonObject(errors)) readObject(errors, field, depth);
	};
	const readList = (entries: readonly unknown[], field: string, depth: number): void => {
		const words = entries.map((entry) => asText(entry, show)).filter((text) => text !== undefined);
		if (field !== '' && words.length === entries.length && words.length > 0) {
			details.push(nameField(field, words.join('; ')));
		} else {
			for (const entry of entries) read(entry, field, depth + 1);
		}
	};
	const readObject = (errors: IDataObject, field: string, depth: number): void => {
		const message = findText(errors, ENTRY_MESSAGE_PATHS, show);
		if (message !== undefined) {
			details.push(nameField(findText(errors, ENTRY_FIELD_PATHS, show) ?? field, message));
			return;
		}
		for (const name of firstNames(errors, MOST_DETAILS)) {
			const shown = shorten(show(name), LONGEST_NAME);
			const isHidden = SECRET_NAME.test(name) && typeof errors[name] === 'string';
			const inner = field === '' ? shown : `${field}.${shown}`;
			read(isHidden ? BLANK : errors[name], inner, depth + 1);
		}
	};
	for (const path of DETAIL_PATHS) read(valueAt(body, path), '', 0);
	return details;
}

function nameField(field: string, text: string): string {
	return shorten(field === '' ? text : `${field}: ${text}`, LONGEST_DETAIL);
}

/** The names of an object's first fields: all of them could be a million. */
function firstNames(value: object, most: number): string[] {
	const names: string[] = [];
	for (const name in value) {
		if (names.length === most) break;
		if (Object.hasOwn(value, name)) names.push(name);
	}
	return names;
}

const TAG_NAME = /[a-z/!?]/i;
/** Elements whose content is not shown. */
const HIDDEN_ELEMENT = /(?:script|style)\b/iy;

/** Puts a space in place of each tag, and of scripts and styles. */
function stripTags(html: string): string {
	const lowerCase = html.toLowerCase();
	const unclosed = new Set<string>();
	let shown = '';
	let at = 0;
	for (let tag = html.indexOf('<'); tag >= 0; tag = html.indexOf('<', Math.max(tag + 1, at))) {
		if (!TAG_NAME.test(html.charAt(tag + 1))) continue;
		let end = html.indexOf('>', tag);
		if (end < 0) break;
		HIDDEN_ELEMENT.lastIndex = tag + 1;
		const element = HIDDEN_ELEMENT.exec(lowerCase)?.[0];
		if (element !== undefined && !unclosed.has(element)) {
			const closing = `</${element}>`;
			const close = lowerCase.indexOf(closing, end);
			if (close < 0) unclosed.add(element);
			else end = close + closing.length - 1;
		}
		shown += `${html.slice(at, tag)} `;
		at = end + 1;
	}
	return `${shown}${html.slice(at)}`;
}
