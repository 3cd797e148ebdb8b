import type { INodePropertyOptions } from 'n8n-workflow';

import { webhookEvents } from '../CrmLeadPro/events';
import { simplifyField } from '../CrmLeadPro/simplifiedEvent';
import { choices, collection } from '../shared/fields';

/** Finds an event that webhooks have, too, so that both triggers call it the same. */
function webhookEvent<Value extends (typeof webhookEvents)[number]['value']>(value: Value) {
	const { name = value, description = '' } = webhookEvents.find((one) => one.value === value) ?? {};
	return { name, value, description };
}

/** The events that can be found by asking. */
export const polledEvents = [
	webhookEvent('contact.updated'),
	webhookEvent('lead.created'),
	webhookEvent('lead.status_changed'),
	{
		name: 'Lead Updated',
		value: 'lead.updated',
		description: 'Values of a lead were changed, its status or pipeline stage among them',
	},
] as const satisfies readonly INodePropertyOptions[];

/** Name of an event that can be found by asking. */
export type PolledEvent = (typeof polledEvents)[number]['value'];

/** Which events start the workflow. */
export const eventsField = choices({
	displayName: 'Events',
	description:
		'What starts the workflow. What was there at its first activation stays out; what is added or changed while it is inactive starts it as soon as it is active again.',
	options: polledEvents,
});

/** What the workflow gets of the events. */
export const optionsField = collection(
	{ displayName: 'Options', placeholder: 'Add option' },
	{ simplify: simplifyField },
);
