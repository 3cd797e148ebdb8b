import type { INodePropertyOptions } from 'n8n-workflow';

/** The events that CRMLead Pro documents. */
export const webhookEvents = [
	{
		name: 'Campaign Sent',
		value: 'campaign.sent',
		description: 'An email or WhatsApp campaign was sent',
	},
	{
		name: 'Contact Updated',
		value: 'contact.updated',
		description: 'Values of a contact were changed',
	},
	{ name: 'Deal Lost', value: 'deal.lost', description: 'A deal was closed without a sale' },
	{ name: 'Deal Won', value: 'deal.won', description: 'A deal was closed with a sale' },
	{ name: 'Lead Created', value: 'lead.created', description: 'A lead was added' },
	{
		name: 'Lead Status Changed',
		value: 'lead.status_changed',
		description: 'The status or the pipeline stage of a lead was changed',
	},
] as const satisfies readonly INodePropertyOptions[];

/**
 * The expression for a trigger's subtitle: the names of the chosen events.
 *
 * @param events those that can be chosen
 */
export function describeEvents(events: readonly INodePropertyOptions[]): string {
	const names = Object.fromEntries(events.map(({ value, name }) => [value, name]));
	return `={{ $parameter["events"].map(event => (${JSON.stringify(names)})[event] ?? event).join(", ") }}`;
}
