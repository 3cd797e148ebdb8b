import type { IDataObject } from 'n8n-workflow';

import { toggle } from '../shared/fields';

/** Whether events are simplified. */
export const simplifyField = toggle({
	displayName: 'Simplify',
	description:
		'Whether to return the record itself with the name, ID and time of the event before its fields, instead of the event as it came',
});

/** An event and the record that it is about. */
interface RecordEvent {
	readonly body: IDataObject;
	/** The body itself where it has no envelope. */
	readonly record: IDataObject;
	readonly event: string | undefined;
}

/** What the event's own fields are called beside those of the record, whose `id` and `created_at` mean the record's. */
const EVENT_FIELDS: ReadonlyArray<readonly [name: string, sources: readonly string[]]> = [
	['event_id', ['id', 'event_id', 'delivery_id']],
	['event_created_at', ['created_at', 'timestamp', 'occurred_at']],
];
/** Put before a field of the record that has the name of one of the event's. */
const PREFIX = 'record_';

/**
 * The record of an event with its fields at the top level, after `event`, `event_id` and
 * `event_created_at` as far as the event has them. No field is lost to another with its name.
 *
 * @returns e.g. `{ event: 'lead.created', event_id, event_created_at, id: 'lead_01', name, … }`
 */
export function simplifyEvent({ body, record, event }: RecordEvent): IDataObject {
	const ofEvent: IDataObject = event === undefined ? {} : { event };
	// Without an envelope the body's ID and time are the record's.
	for (const [name, sources] of body === record ? [] : EVENT_FIELDS) {
		const source = sources.find((key) => Object.hasOwn(body, key));
		if (source !== undefined) ofEvent[name] = body[source];
	}
	const ofRecord = Object.entries(record).map(([name, value]): [string, typeof value] => {
		const isTaken = Object.hasOwn(ofEvent, name) && ofEvent[name] !== value;
		return [isTaken ? `${PREFIX}${name}` : name, value];
	});
	return { ...ofEvent, ...Object.fromEntries(ofRecord) };
}
