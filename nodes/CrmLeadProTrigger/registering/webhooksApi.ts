import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { crmLeadProLists } from '../../CrmLeadPro/api';
import { firstText, isJsonObject, readId, valueAt } from '../../shared/json';
import type { ApiClient, ApiReply } from '../../shared/http';
import { collectRecords, idempotencyKey, path, readDeletion, readRecord } from '../../shared/http';
import type { RegisteredWebhook } from '../acceptedWebhooks';
import { findSigningSecrets } from './signingSecrets';

/** A webhook as the vendor lists it. */
export interface ListedWebhook {
	readonly id: string | undefined;
	readonly url: string | undefined;
	/** Undefined where the list does not contain them. */
	readonly events: readonly string[] | undefined;
	/** True unless the list says that it sends no events. */
	readonly isActive: boolean;
}

/** Statuses for an endpoint that does not exist. Our reading. */
const UNSUPPORTED_STATUSES = [404, 405, 501];
/** Statuses for a webhook that no longer exists. Our reading. */
const GONE_STATUSES = [404, 410];

/** Words for a webhook's address in an error message. */
const ADDRESS_WORDS = /(?<![a-z])(url|address)(?![a-z])/i;

const ID_NAMES = ['id', 'webhook_id'];
const SECRET_NAMES = ['secret', 'signing_secret', 'webhook_secret'];
/** States of a listed webhook that sends nothing. Our reading. */
const INACTIVE_STATES = ['disabled', 'inactive'];
/** Where the reply to a registration may have the webhook. */
const ENVELOPES = [[], ['data'], ['webhook'], ['data', 'webhook']];

/**
 * Lists the account's webhooks.
 *
 * @returns undefined where the API does not list webhooks, or not all of them: what is missing there may exist
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
	if (collected === undefined || collected.cutShort) return undefined;
	return collected.records.map((record) => ({
		id: findId(record, [[]]),
		url: firstText(record.url),
		events: readEvents(record.events),
		isActive: isActive(record),
	}));
}

/**
 * Registers a webhook.
 *
 * @param keptSecret the credential's key and secrets, which must not be stored with the webhook
 * @returns its ID, and the secrets that may sign: none where the server signs with one that it does not show
 * @throws {NodeApiError} when the API rejects the request or fails, or the reply's body is neither an object nor empty
 */
export async function registerWebhook(
	client: ApiClient,
	{ url, events, secret }: { url: string; events: string[]; secret: string },
	keptSecret: readonly string[],
): Promise<RegisteredWebhook> {
	const request = { method: 'POST', path: '/webhooks', body: { url, events, secret } } as const;
	return await client.send(
		request,
		(reply) => readRegistered(reply, secret, [url, client.baseUrl, ...keptSecret]),
		// A new secret in the request makes a new idempotency key.
		idempotencyKey(url, 0, request),
	);
}

/**
 * Removes a webhook; one that is gone already counts as removed.
 *
 * @param listing whether the API lists webhooks: where it does not, a 404 may also mean that it cannot
 * remove them
 * @returns whether it is gone; false where the API cannot remove webhooks
 * @throws {NodeApiError} for every other failure
 */
export async function removeWebhook(
	client: ApiClient,
	id: string,
	listing: boolean,
): Promise<boolean> {
	const goneStatuses = listing ? GONE_STATUSES : GONE_STATUSES.filter((status) => status !== 404);
	return await client
		.send({ method: 'DELETE', path: path`/webhooks/${id}` }, readDeletion)
		.then(() => true)
		.catch(answering(goneStatuses, true))
		.catch(answering(UNSUPPORTED_STATUSES, false));
}

/** Makes a handler of failures that returns `answer` for one of the statuses, and throws all others. */
function answering<const Answer>(
	statuses: readonly number[],
	answer: Answer,
): (error: unknown) => Answer {
	return (error) => {
		if (hasStatus(error, statuses)) return answer;
		throw error;
	};
}

/** Whether a failure is a reply with one of the HTTP statuses. */
export function hasStatus(error: unknown, statuses: readonly number[]): error is NodeApiError {
	return error instanceof NodeApiError && statuses.includes(Number(error.httpCode));
}

/**
 * Whether a registration may have failed because its address has a webhook already: 409, or 422 with a
 * message that mentions the address. Our reading.
 */
export function isAddressConflict(error: unknown): boolean {
	if (hasStatus(error, [409])) return true;
	return (
		hasStatus(error, [422]) && ADDRESS_WORDS.test(`${error.message}\n${error.description ?? ''}`)
	);
}

function readRegistered(
	reply: ApiReply,
	sent: string,
	otherTexts: readonly string[],
): RegisteredWebhook {
	// The status alone means success, but any other body suggests that the reply is not the API's.
	if (reply.text !== '') readRecord(reply, 'webhook');
	const id = findId(reply.body, ENVELOPES);
	const reported = findValues(reply.body, ENVELOPES, SECRET_NAMES);
	const known = id === undefined ? otherTexts : [id, ...otherTexts];
	return { id, secrets: findSigningSecrets(sent, reported, known) };
}

function isActive({ active, enabled, status }: IDataObject): boolean {
	const state = String(status).toLowerCase();
	return active !== false && enabled !== false && !INACTIVE_STATES.includes(state);
}

function findId(body: unknown, envelopes: readonly string[][]): string | undefined {
	return findValues(body, envelopes, ID_NAMES)
		.map(readId)
		.find((id) => id !== undefined);
}

/** All values under one of the names in one of the envelopes. */
function findValues(
	body: unknown,
	envelopes: readonly string[][],
	names: readonly string[],
): unknown[] {
	return envelopes.flatMap((envelope) => names.map((name) => valueAt(body, [...envelope, name])));
}

/** Reads event names, given as texts or as objects with a name. */
function readEvents(events: unknown): string[] | undefined {
	if (!Array.isArray(events)) return undefined;
	return events.map((event) =>
		isJsonObject(event) ? String(event.name ?? event.event ?? '') : String(event),
	);
}
