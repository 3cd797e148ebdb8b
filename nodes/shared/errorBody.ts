import { isJsonObject, valueAt } from './json';
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

const EXCERPT_LENGTH = 300;

/**
 * Finds the API's own words in a failed reply, in each of the shapes that such replies have:
 * `error.message`, `error`, `message`, `detail`, `errors[]`, `errors{field: […]}`, plain text, HTML.
 *
 * @param reply a reply that says that something failed
 */
export function readErrorBody(reply: ApiReply): ApiWords {
	const message = [['error', 'message'], ['error'], ['message'], ['detail']]
		.map((path) => asText(valueAt(reply.body, path)))
		.find((text) => text !== undefined);
	const details = [['errors'], ['error', 'errors'], ['error', 'details']].flatMap((path) =>
		readDetails(valueAt(reply.body, path)),
	);
	const requestId = [['request_id'], ['requestId'], ['error', 'request_id'], ['meta', 'request_id']]
		.map((path) => asText(valueAt(reply.body, path)))
		.find((text) => text !== undefined);
	return {
		message: message ?? (details.length > 0 ? undefined : excerpt(reply.text)),
		details: details.filter((detail) => detail !== message),
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
	return plain.length > EXCERPT_LENGTH ? `${plain.slice(0, EXCERPT_LENGTH)}…` : plain;
}

function asText(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function readDetails(errors: unknown): string[] {
	if (Array.isArray(errors)) return errors.flatMap((entry: unknown) => readDetail(entry));
	if (!isJsonObject(errors)) return [];
	return Object.entries(errors).map(([field, texts]) => {
		const words = Array.isArray(texts) ? texts : [texts];
		return `${field}: ${words.flatMap((entry: unknown) => readDetail(entry)).join('; ')}`;
	});
}

function readDetail(entry: unknown): string[] {
	const plain = asText(entry);
	if (plain !== undefined) return [plain];
	if (!isJsonObject(entry)) return [];
	const field = asText(entry.field) ?? asText(entry.path) ?? asText(entry.param);
	const message = asText(entry.message) ?? asText(entry.detail) ?? asText(entry.error);
	if (message === undefined) return [];
	return [field === undefined ? message : `${field}: ${message}`];
}
