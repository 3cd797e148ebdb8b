import { createHash } from 'node:crypto';

import { NodeApiError } from 'n8n-workflow';

import { crmLeadProLists } from '../CrmLeadPro/api';
import { firstText, isJsonObject, valueAt } from '../shared/json';
import type { ApiClient } from '../shared/http/client';
import { idempotencyKey } from '../shared/http/idempotencyKey';
import { collectRecords } from '../shared/http/pagination';
import { path } from '../shared/http/path';
import { readDeletion, readRecord } from '../shared/http/reply';
import type { ApiReply } from '../shared/http/reply';

/** A webhook as the vendor lists it. */
export interface ListedWebhook {
	readonly id: string | undefined;
	readonly url: string | undefined;
	/** Undefined where the list does not tell them. */
	readonly events: readonly string[] | undefined;
}

/** What the reply to a registration told. */
export interface RegisteredWebhook {
	readonly id: string | undefined;
	/** The signing secret, if one came. */
	readonly secret: string | undefined;
}

/** How the removal of a webhook ended. */
export type Removal = 'removed' | 'unsupported';

/** Statuses that say that an endpoint does not exist. Our reading. */
const UNSUPPORTED_STATUSES = [404, 405, 501];
/** Statuses that say that one webhook does not exist any more. Our reading. */
const GONE_STATUSES = [404, 410];

const ID_NAMES = ['id', 'webhook_id'];
const SECRET_NAMES = ['secret', 'signing_secret', 'webhook_secret'];
/** Where the reply to a registration tells the webhook, besides the top level. */
const ENVELOPES = [[], ['data'], ['webhook'], ['data', 'webhook']];

/**
 * Lists the account's webhooks.
 *
 * @returns undefined where the API does not offer the list
 * @throws {NodeApiError} for every other failure
 */
export async function listWebhooks(client: ApiClient): Promise<ListedWebhook[] | undefined> {
	const collected = await collectRecords(client, {
		path: '/webhooks',
		plural: 'webhooks',
		query: {},
		paging: crmLeadProLists.paging,
		limit: undefined,
	}).catch(answering(UNSUPPORTED_STATUSES, undefined));
	return collected?.records.map((record) => ({
		id: findText(record, [[]], ID_NAMES),
		url: findText(record, [[]], ['url']),
		events: readEvents(record.events),
	}));
}

/**
 * Registers a webhook.
 *
 * @param secret what deliveries are to be signed with
 * @throws {NodeApiError} when the API refuses, or answers with something else than an object or nothing
 */
export async function registerWebhook(
	client: ApiClient,
	{ url, events, secret }: { url: string; events: string[]; secret: string },
): Promise<RegisteredWebhook> {
	const request = { method: 'POST', path: '/webhooks', body: { url, events, secret } } as const;
	const attempt = createHash('sha256').update(secret).digest('hex');
	return await client.send(request, readRegistered, idempotencyKey(attempt, 0, request));
}

/**
 * Removes a webhook; one that is gone already counts as removed.
 *
 * @param id the vendor's ID
 * @param listing whether the API offers the list: where it does not, 404 may as well mean that it
 * offers no removal
 * @throws {NodeApiError} for every other failure
 */
export async function removeWebhook(
	client: ApiClient,
	id: string,
	listing: boolean,
): Promise<Removal> {
	const goneStatuses = listing ? GONE_STATUSES : GONE_STATUSES.filter((status) => status !== 404);
	return await client
		.send({ method: 'DELETE', path: path`/webhooks/${id}` }, readDeletion)
		.then((): Removal => 'removed')
		.catch(answering(goneStatuses, 'removed'))
		.catch(answering(UNSUPPORTED_STATUSES, 'unsupported'));
}

/** Makes a handler of failures: an answer for replies with one of the statuses, the failure for all others. */
function answering<const Answer>(
	statuses: readonly number[],
	answer: Answer,
): (error: unknown) => Answer {
	return (error) => {
		if (hasStatus(error, statuses)) return answer;
		throw error;
	};
}

/**
 * Tells whether a failure is a reply with one of the statuses.
 *
 * @param statuses HTTP statuses
 */
export function hasStatus(error: unknown, statuses: readonly number[]): error is NodeApiError {
	return error instanceof NodeApiError && statuses.includes(Number(error.httpCode));
}

function readRegistered(reply: ApiReply): RegisteredWebhook {
	// The status alone says that it was registered, but another body than an object is another server's.
	if (reply.text !== '') readRecord(reply, 'webhook');
	return {
		id: findText(reply.body, ENVELOPES, ID_NAMES),
		secret: findText(reply.body, ENVELOPES, SECRET_NAMES),
	};
}

/** The first text or number that stands under one of the names in one of the envelopes. */
function findText(
	body: unknown,
	envelopes: readonly string[][],
	names: readonly string[],
): string | undefined {
	return firstText(
		...envelopes.flatMap((envelope) => names.map((name) => valueAt(body, [...envelope, name]))),
	);
}

/** Event names, listed bare or as objects with a name. */
function readEvents(events: unknown): string[] | undefined {
	if (!Array.isArray(events)) return undefined;
	return events.map((event) =>
		isJsonObject(event) ? String(event.name ?? event.event ?? '') : String(event),
	);
}
