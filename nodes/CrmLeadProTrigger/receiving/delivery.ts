import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { webhookEvents } from '../../CrmLeadPro/events';
import { firstText, isJsonObject, readId, tryParseJson, valueAt } from '../../shared/json';
import type { DeliveryHeaders } from './signature';

/** An event as it was delivered. */
export interface Delivery {
	readonly body: IDataObject;
	/**
	 * Name of the event, e.g. `lead.created`; undefined where the delivery does not tell it. Only where
	 * the body names none it is a header's, which nobody signed.
	 */
	readonly event: string | undefined;
	/** Names the delivery: repeats of it have the same. It depends on nothing that is not signed. */
	readonly id: string;
	/** Whether nothing signed tells an ID, so that the hash of the body is taken for one. */
	readonly isIdHash: boolean;
}

const EVENT_NAMES = ['event', 'type', 'event_type'];
const EVENT_HEADERS = ['x-crmleadpro-event', 'x-webhook-event'];
/** The name that a record may have, too. */
const AMBIGUOUS_EVENT_NAME = 'type';
const ID_NAMES = ['event_id', 'delivery_id'];
/** Where an event holds the record that it is about, besides under the record's kind. Our reading. */
const RECORD_NAMES = ['data', 'payload'];

/**
 * Reads a delivery. Where it tells its event and ID is our reading: the vendor documents neither.
 * Headers are not signed, so their IDs count for nothing: with them, a recorded event could be sent
 * again as a new one, or in the name of one that is still to come.
 *
 * @param rawBody the body's bytes as they were received
 * @param headers the delivery's headers
 * @param webhookIds IDs of the webhook itself, which every delivery may tell
 * @param signedId the ID in a header that the signature covers, where it does
 * @returns undefined where the body is no JSON object
 */
export function readDelivery(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	webhookIds: readonly string[] = [],
	signedId?: string,
): Delivery | undefined {
	const parsed = tryParseJson(new TextDecoder().decode(rawBody));
	if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
	const body = parsed.value;
	const signedEvent = readSignedEvent(body);
	const idTexts = [
		// Beside the fields of a record, "id" is the record's.
		isEnvelope(body, signedEvent) ? body.id : undefined,
		...valuesOf(body, ID_NAMES),
		signedId,
	];
	const id = idTexts
		.map(readId)
		.find((candidate) => candidate !== undefined && !webhookIds.includes(candidate));
	return {
		body,
		event:
			signedEvent ?? firstEvent([...valuesOf(headers, EVENT_HEADERS), body[AMBIGUOUS_EVENT_NAME]]),
		id: id ?? createHash('sha256').update(rawBody).digest('hex'),
		isIdHash: id === undefined,
	};
}

/** Finds the event that the body names. "type" may be the record's, then it names none. */
function readSignedEvent(body: IDataObject): string | undefined {
	const type = firstText(body[AMBIGUOUS_EVENT_NAME]);
	const isEvent = type !== undefined && (/\w[.:]\w/.test(type) || isEnvelope(body, type));
	const names = EVENT_NAMES.filter((name) => isEvent || name !== AMBIGUOUS_EVENT_NAME);
	return firstEvent(valuesOf(body, names));
}

/** The first documented event, else the first text. */
function firstEvent(texts: readonly unknown[]): string | undefined {
	return firstText(...texts.filter(isDocumentedEvent), ...texts);
}

function isDocumentedEvent(text: unknown): boolean {
	return webhookEvents.some(({ value }) => value === text);
}

/** Whether a body holds the record in an object of its own. Other objects may be the record's fields. */
function isEnvelope(body: IDataObject, event: string | undefined): boolean {
	const kind = event?.split('.')[0] ?? '';
	return valuesOf(body, [...RECORD_NAMES, kind]).some(isJsonObject);
}

function valuesOf(holder: unknown, names: readonly string[]): unknown[] {
	return names.map((name) => valueAt(holder, [name]));
}
