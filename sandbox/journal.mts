import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import { z } from 'zod/v4';

export const outcomeSchema = z.enum([
	'pending',
	'replied',
	'replayed',
	'rateLimited',
	'unauthorized',
	'reset',
	'cut',
	'noReply',
	'clientClosed',
]);

export type Outcome = z.infer<typeof outcomeSchema>;

export const journalEntrySchema = z.object({
	number: z.int().describe('1 for the first request; goes on after the journal was cleared'),
	origin: z.enum(['sandbox', 'other']),
	receivedAt: z.string().describe('real time, ISO 8601 UTC with milliseconds'),
	finishedAt: z.string().nullable().describe('when the reply was handed over, or the fault struck'),
	method: z.string(),
	path: z.string().describe('as received: whole and still percent-encoded, without the query'),
	query: z.object({
		raw: z.string().describe('as received, without the question mark'),
		parsed: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
	}),
	headers: z
		.record(z.string(), z.string())
		.describe('lower-case names; repeated ones joined by ", "'),
	rawBody: z.string(),
	body: z.unknown().describe('the parsed JSON, or null'),
	idempotencyKey: z.string().nullable(),
	status: z.int().nullable().describe('the status that was sent, null when none was'),
	outcome: outcomeSchema,
	fault: z.string().nullable().describe('the kind of the fault that struck'),
	carriedOut: z.boolean().describe('whether the API did what was asked'),
	replyHeaders: z.record(z.string(), z.string()),
	replyBody: z.string().nullable().describe('the first 2,000 characters of the body that was sent'),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;

const longestJournal = 50_000;
const longestReplyBody = 2_000;

/** The requests that one workspace received, oldest first; of more than 50,000 the oldest are dropped. */
export class Journal {
	readonly #origin: JournalEntry['origin'];
	#entries: JournalEntry[] = [];
	#lastNumber = 0;

	constructor(origin: JournalEntry['origin'] = 'sandbox') {
		this.#origin = origin;
	}

	get entries(): readonly JournalEntry[] {
		return this.#entries;
	}

	/** Starts the entry of a request whose headers have come in. */
	open(request: IncomingMessage, origin = this.#origin): JournalEntry {
		const url = request.url ?? '';
		const queryStart = url.indexOf('?');
		const rawQuery = queryStart === -1 ? '' : url.slice(queryStart + 1);
		const headers = receivedHeaders(request.rawHeaders);
		const entry: JournalEntry = {
			number: ++this.#lastNumber,
			origin,
			receivedAt: new Date().toISOString(),
			finishedAt: null,
			method: request.method ?? '',
			path: queryStart === -1 ? url : url.slice(0, queryStart),
			query: { raw: rawQuery, parsed: parsedQuery(rawQuery) },
			headers,
			rawBody: '',
			body: null,
			idempotencyKey: headers['idempotency-key'] ?? null,
			status: null,
			outcome: 'pending',
			fault: null,
			carriedOut: false,
			replyHeaders: {},
			replyBody: null,
		};
		this.#entries.push(entry);
		if (this.#entries.length > longestJournal) this.#entries.splice(0, longestJournal / 10);
		return entry;
	}

	clear(): void {
		this.#entries = [];
	}
}

/** What the client got: a status with headers and body, or only an outcome. */
export interface SentReply {
	status: number | null;
	headers: Record<string, number | string | string[] | undefined>;
	body: string | null;
}

/** Completes an entry with what the client got. */
export function finishEntry(entry: JournalEntry, outcome: Outcome, reply?: SentReply): void {
	entry.outcome = outcome;
	entry.finishedAt = new Date().toISOString();
	if (reply === undefined) return;
	entry.status = reply.status;
	entry.replyBody = reply.body === null ? null : beginning(reply.body);
	for (const [name, value] of Object.entries(reply.headers)) {
		if (value !== undefined) entry.replyHeaders[name] = String(value);
	}
}

function beginning(text: string): string {
	if (text.length <= longestReplyBody) return text;
	// A slice alone would keep the whole text in memory.
	return Buffer.from(text.slice(0, longestReplyBody)).toString();
}

function receivedHeaders(rawHeaders: readonly string[]): Record<string, string> {
	const headers: Record<string, string> = {};
	for (let position = 0; position + 1 < rawHeaders.length; position += 2) {
		const name = (rawHeaders[position] ?? '').toLowerCase();
		const value = rawHeaders[position + 1] ?? '';
		const earlier = headers[name];
		headers[name] = earlier === undefined ? value : `${earlier}, ${value}`;
	}
	return headers;
}

function parsedQuery(rawQuery: string): Record<string, string | string[]> {
	const parsed: Record<string, string | string[]> = {};
	for (const [name, value] of Object.entries(parse(rawQuery))) {
		if (value !== undefined) parsed[name] = value;
	}
	return parsed;
}
