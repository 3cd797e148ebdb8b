import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { webhookEvents } from '../../CrmLeadPro/events';
import { firstText, isJsonObject, readId, tryParseJson, valueAt } from '../../shared/json';
import type { DeliveryHeaders } from './signature';

/** An event as it was delivered. */
export interface Delivery {
	readonly body: IDataObject;
	/**
	 * The lead, deal, contact or campaign that the event is about; the body itself where it has no envelope.
	 * Which it is depends on signed data only.
	 */
	readonly record: IDataObject;
	/**
	 * Name of the event, e.g. `lead.created`; undefined where the delivery has none. It is a header's,
	 * which is not signed, only where the body has none.
	 */
	readonly event: string | undefined;
	/** Identifies the delivery: the same for each repeat of it. Depends on signed data only. */
	readonly id: string;
	/** Whether the ID is a hash of the body, since no signed part has one. */
	readonly isIdHash: boolean;
}

const EVENT_NAMES = ['event', 'type', 'event_type'];
const EVENT_HEADERS = ['x-crmleadpro-event', 'x-webhook-event'];
/** A name that may also be a field of the record. */
const AMBIGUOUS_EVENT_NAME = 'type';
const ID_NAMES = ['event_id', 'delivery_id'];
/** Keys under which an event holds its record, apart from the record's type. Our reading. */
const RECORD_NAMES = ['data', 'payload'];
/** Keys under which the record stands inside of that, apart from its type. Our reading. */
const INNER_RECORD_NAMES = ['object', 'record', 'attributes'];

/**
 * Reads a delivery. Where its event and ID are is our reading: the vendor documents neither. IDs in
 * unsigned headers are ignored: with them, a recorded event could be replayed as a new one, or block one
 * that is still to come.
 *
 * @param rawBody the body's bytes as received
 * @param webhookIds IDs of the webhook itself, which any delivery may contain
 * @param signedId the ID from a header, where the signature covers it
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
		// Beside a record's fields, "id" is the record's ID.
		isEnvelope(body, signedEvent) ? body.id : undefined,
		...valuesOf(body, ID_NAMES),
		signedId,
	];
	const id = idTexts
		.map(readId)
		.find((candidate) => candidate !== undefined && !webhookIds.includes(candidate));
	return {
		body,
		record: readRecord(body, signedEvent),
		event:
			signedEvent ?? firstEvent([...valuesOf(headers, EVENT_HEADERS), body[AMBIGUOUS_EVENT_NAME]]),
		id: id ?? createHash('sha256').update(rawBody).digest('hex'),
		isIdHash: id === undefined,
	};
}

/** Finds the event that the body names. A "type" that is the record's field does not count. */
function readSignedEvent(body: IDataObject): string | undefined {
	const type = firstText(body[AMBIGUOUS_EVENT_NAME]);
	const isEvent = type !== undefined && (/\w[.:]\w/.test(type) || isEnvelope(body, type));
	const names = EVENT_NAMES.filter((name) => isEvent || name !== AMBIGUOUS_EVENT_NAME);
	return firstEvent(valuesOf(body, names));
}

/** The first documented event, or else the first text. */
function firstEvent(texts: readonly unknown[]): string | undefined {
	return firstText(...texts.filter(isDocumentedEvent), ...texts);
}

function isDocumentedEvent(text: unknown): boolean {
	return webhookEvents.some(({ value }) => value === text);
}

/** Whether the body has the record in an object of its own; any other object may be a field of the record. */
function isEnvelope(body: IDataObject, event: string | undefined): boolean {
	return valuesOf(body, [...RECORD_NAMES, kindOf(event)]).some(isJsonObject);
}

/** Finds the record in an event's body. What stands beside it in the same object is taken as its fields. */
function readRecord(body: IDataObject, event: string | undefined): IDataObject {
	const kind = kindOf(event);
	const holder = valuesOf(body, [...RECORD_NAMES, kind]).find(isJsonObject);
	if (holder === undefined) return body;
	const inner = [kind, ...INNER_RECORD_NAMES].find((name) => isJsonObject(valueAt(holder, [name])));
	if (inner === undefined) return holder;
	const { [inner]: record, ...others } = holder;
	return isJsonObject(record) ? { ...others, ...record } : holder;
}

/** What an event is about, e.g. `lead`. */
function kindOf(event: string | undefined): string {
	return event?.split('.')[0] ?? '';
}

function valuesOf(holder: unknown, names: readonly string[]): unknown[] {
	return names.map((name) => valueAt(holder, [name]));
}
