import { z } from 'zod/v4';
import type { Account } from './account.mts';
import { contactChangesSchema, leadBodySchema, leadChangesSchema } from './requests.mts';

const id = z.string();
/** What people do in the CRM itself, beside the API. */
export const actionSchema = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('lead.create'), lead: leadBodySchema }),
	z.strictObject({ action: z.literal('lead.update'), id, changes: leadChangesSchema }),
	z.strictObject({ action: z.literal('lead.archive'), id }),
	z.strictObject({ action: z.literal('contact.update'), id, changes: contactChangesSchema }),
	z.strictObject({ action: z.literal('deal.move'), id, stage: z.string() }),
	z.strictObject({ action: z.literal('deal.win'), id }),
	z.strictObject({ action: z.literal('deal.lose'), id }),
	z.strictObject({ action: z.literal('webhook.remove'), id }),
	z.strictObject({ action: z.literal('delivery.repeat'), id }),
]);
export type Action = z.infer<typeof actionSchema>;

/**
 * Does in an account what people do in the CRM itself, with the same events as through the API.
 * @returns the record that came of it
 * @throws ApiError 404, 409 or 422 as the records say
 */
export function act(account: Account, action: Action): object {
	const { leads, contacts, deals, webhooks } = account;
	switch (action.action) {
		case 'lead.create':
			return leads.create(action.lead);
		case 'lead.update':
			return leads.update(action.id, action.changes);
		case 'lead.archive':
			leads.archive(action.id);
			return {};
		case 'contact.update':
			return contacts.update(action.id, action.changes);
		case 'deal.move':
			return deals.move(action.id, action.stage);
		case 'deal.win':
			return deals.close(action.id, 'won');
		case 'deal.lose':
			return deals.close(action.id, 'lost');
		case 'webhook.remove':
			webhooks.remove(action.id);
			return {};
		case 'delivery.repeat':
			return webhooks.redeliver(action.id);
	}
}
