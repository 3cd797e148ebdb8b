import { isJsonObject, tryParseJson, valueAt } from '../json';
import type { ApiReply } from './reply';

/** The API's own words about a failure. */
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
/** Messages that are shown. */
const MOST_DETAILS = 20;
/** How deep field errors are looked for. */
const MAX_DEPTH = 5;

/**
 * Finds the API's own words in a failed reply, in each of the shapes that such replies have:
 * `error.message`, `error`, `message`, `detail`, `errors[]`, `errors{field: […]}`, plain text, HTML.
 *
 * @param reply a reply that says that something failed
 */
export function readErrorBody(reply: ApiReply): ApiWords {
	// The text has its secrets blanked out; shortening first would leave a part of them.
	const parsed = tryParseJson(reply.text);
	const body = parsed.ok ? parsed.value : undefined;
	const message = [['error', 'message'], ['error'], ['message'], ['detail']]
		.map((path) => asText(valueAt(body, path)))
		.find((text) => text !== undefined);
	const details = [['errors'], ['error', 'errors'], ['error', 'details']].flatMap((path) =>
		readDetails(valueAt(body, path)),
	);
	const requestId = [['request_id'], ['requestId'], ['error', 'request_id'], ['meta', 'request_id']]
		.map((path) => asText(valueAt(body, path)))
		.find((text) => text !== undefined);
	return {
		message: message ?? (details.length > 0 ? undefined : excerpt(reply.text)),
		details: details.filter((detail) => detail !== message).slice(0, MOST_DETAILS),
		requestId: requestId ?? asText(reply.headers['x-request-id']),
	};
}

/**
 * A reply's body as it can be shown: without HTML tags, on one line, at most 300 characters.
 *
 * @param body the body as it came
 * @returns undefined where nothing is left
 */
export function excerpt(body: string): string | undefined {
	const plain = body
		.slice(0, 20_000)
		.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	if (plain === '') return undefined;
	return shorten(plain);
}

function asText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? shorten(value.trim()) : undefined;
}

function shorten(text: string): string {
	return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** Flattens field errors, e.g. `{address: {city: ["is unknown"]}}` to "address.city: is unknown". */
function readDetails(errors: unknown, field = '', depth = 0): string[] {
	const plain = asText(errors);
	if (plain !== undefined) return [field === '' ? plain : `${field}: ${plain}`];
	if (depth > MAX_DEPTH) return [];
	if (Array.isArray(errors)) {
		const entries: unknown[] = errors.slice(0, MOST_DETAILS);
		const texts = entries.map(asText).filter((text) => text !== undefined);
		return field !== '' && texts.length === entries.length && texts.length > 0
			? [`${field}: ${texts.join('; ')}`]
			: entries.flatMap((entry) => readDetails(entry, field, depth + 1));
	}
	if (!isJsonObject(errors)) return [];
	const message = asText(errors.message) ?? asText(errors.detail) ?? asText(errors.error);
	if (message !== undefined) {
		const named = asText(errors.field) ?? asText(errors.path) ?? asText(errors.param) ?? field;
		return [named === '' ? message : `${named}: ${message}`];
	}
	return Object.entries(errors)
		.slice(0, MOST_DETAILS)
		.flatMap(([name, entry]) =>
			readDetails(entry, field === '' ? name : `${field}.${name}`, depth + 1),
		);
}
