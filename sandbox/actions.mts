import type { Action } from './controlSchemas.mts';
import type { Account } from './crmLeadPro/account.mts';

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
