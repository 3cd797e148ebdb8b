import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { webhookEvents } from '../../CrmLeadPro/events';
import { firstText, isJsonObject, tryParseJson, valueAt } from '../../shared/json';
import type { DeliveryHeaders } from './signature';

/** An event as it was delivered. */
export interface Delivery {
	readonly body: IDataObject;
	/** Name of the event, e.g. `lead.created`; undefined where the delivery does not tell it. */
	readonly event: string | undefined;
	/** Names the delivery: repeats of it have the same. */
	readonly id: string;
	/** Whether the delivery tells no ID of its own, so that the hash of its body is taken for one. */
	readonly isIdHash: boolean;
}

const EVENT_NAMES = ['event', 'type', 'event_type'];
const EVENT_HEADERS = ['x-crmleadpro-event', 'x-webhook-event'];
const ID_NAMES = ['event_id', 'delivery_id'];
const ID_HEADERS = ['x-crmleadpro-delivery', 'x-webhook-id'];
/** Where an event holds the record that it is about, besides under the record's kind. Our reading. */
const RECORD_NAMES = ['data', 'payload'];

/**
 * Reads a delivery. Where it tells its event and ID is our reading: the vendor documents neither.
 *
 * @param rawBody the body's bytes as they were received
 * @param headers the delivery's headers
 * @param webhookIds IDs of the webhook itself, which every delivery may tell
 * @returns undefined where the body is no JSON object
 */
export function readDelivery(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	webhookIds: readonly string[] = [],
): Delivery | undefined {
	const parsed = tryParseJson(new TextDecoder().decode(rawBody));
	if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
	const body = parsed.value;
	const eventTexts = [...valuesOf(body, EVENT_NAMES), ...valuesOf(headers, EVENT_HEADERS)];
	// "type" may be the record's.
	const event = firstText(...eventTexts.filter(isDocumentedEvent), ...eventTexts);
	const idTexts = [
		// Beside the fields of a record, "id" is the record's.
		isEnvelope(body, event) ? body.id : undefined,
		...valuesOf(body, ID_NAMES),
		...valuesOf(headers, ID_HEADERS),
	];
	const id = firstText(...idTexts.filter((text) => !webhookIds.includes(String(text))));
	return {
		body,
		event,
		id: id ?? createHash('sha256').update(rawBody).digest('hex'),
		isIdHash: id === undefined,
	};
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
