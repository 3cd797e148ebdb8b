import { isJsonObject, valueAt } from '../json';
import { shorten, toPlainText } from '../plainText';
import { FAILURE_OBJECTS, MAIN_FIELD_NAMES, MESSAGE_NAMES, TITLE_NAMES } from './errorConventions';
import type { Detail, Show } from './errorDetails';
import {
	asText,
	isGeneric,
	LONGEST_READ,
	MOST_DETAILS,
	nameField,
	readDetails,
	readFieldName,
	readFields,
	withoutRepeats,
} from './errorDetails';
import { toKey } from './names';
import { createRedactor } from './redact';
import type { ApiReply } from './reply';
import { blankSecretFields } from './secretFields';

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
const REQUEST_ID_PATHS = [
	['request_id'],
	['requestId'],
	['error', 'request_id'],
	['meta', 'request_id'],
];
const failureKeys = FAILURE_OBJECTS.map(toKey);
const mainKeys = ['error', ...MESSAGE_NAMES, ...TITLE_NAMES].map(toKey);
const mainFieldKeys = MAIN_FIELD_NAMES.map(toKey);

/**
 * Finds the API's own words in a failed reply, in the shapes that `errorConventions.ts` lists, plain
 * text and HTML. Words that say no more than the status are shown only where there are no others.
 *
 * @param reply a reply that says that something failed
 */
export function readErrorBody(reply: ApiReply): ApiWords {
	const { body, headers, secrets = [] } = reply;
	const show = createShow(secrets);
	const found = readMessages(body, show);
	const all = readDetails(body, show);
	const specific = all.filter(({ field, text }) => field !== '' || !isGeneric(text));
	const details = dropRepeated(specific.length > 0 ? specific : all);
	const messages = withoutRepeats(found.filter((text) => !isGeneric(text))).filter(
		(text) => !details.some((detail) => saysMore(detail, text)),
	);
	const message =
		messages[0] ?? (details.length > 0 ? undefined : (found[0] ?? excerpt(reply.text)));
	const further = [
		...messages.slice(1),
		...details.filter((detail) => !messages.some((text) => saysAll(text, detail))).map(nameField),
	];
	return {
		message,
		details: further.slice(0, MOST_DETAILS),
		requestId: findText(body, REQUEST_ID_PATHS, show) ?? asText(headers['x-request-id'], show),
	};
}

const includes = (text: string, part: string): boolean =>
	text.toLowerCase().includes(part.toLowerCase());

/** Whether a detail says what a message says, and names the field besides. */
function saysMore({ field, text }: Detail, message: string): boolean {
	return field !== '' && includes(text, message) && !includes(message, field);
}

/** Drops the same again, and what is said without a field where another says it with one. */
function dropRepeated(details: readonly Detail[]): Detail[] {
	return details.filter(
		({ field, text }, index) =>
			!details.some((other, at) =>
				field === ''
					? saysMore(other, text) || (at < index && other.text === text)
					: at < index && other.field === field && includes(other.text, text),
			),
	);
}

/** Whether a message says what a detail says. */
function saysAll(message: string, { field, text }: Detail): boolean {
	return includes(message, text) && includes(message, field);
}

/** The texts that are about the whole failure, the likeliest first. */
function readMessages(body: unknown, show: Show): string[] {
	if (!isJsonObject(body)) return [];
	const outer = readFields(body);
	return failureKeys.flatMap((key) => {
		const fields = key === '' ? outer : readFields(outer.get(key));
		const texts = mainKeys
			.map((name) => asText(fields.get(name), show))
			.filter((text) => text !== undefined);
		const field = mainFieldKeys
			.map((name) => readFieldName(fields.get(name), show))
			.find((name) => name !== undefined);
		return texts.map((text) => (isGeneric(text) ? text : nameOnce(field, text)));
	});
}

/** Names the field, unless the text does so. */
function nameOnce(field: string | undefined, text: string): string {
	return field === undefined || toKey(text).includes(toKey(field))
		? text
		: nameField({ field, text });
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
