import { z } from 'zod/v4';
import type { Account } from './account.mts';
import type { KeyPairs } from './keyPairs.mts';
import {
	contactBodySchema,
	contactChangesSchema,
	leadBodySchema,
	leadChangesSchema,
} from './requests.mts';

const id = z.int();
/** What people do in YSUITE itself, beside the API. */
export const actionSchema = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('lead.create'), lead: leadBodySchema }),
	z.strictObject({ action: z.literal('lead.update'), id, changes: leadChangesSchema }),
	z.strictObject({ action: z.literal('lead.delete'), id }),
	z.strictObject({ action: z.literal('contact.create'), contact: contactBodySchema }),
	z.strictObject({ action: z.literal('contact.update'), id, changes: contactChangesSchema }),
	z.strictObject({ action: z.literal('contact.delete'), id }),
	z.strictObject({ action: z.literal('keys.create') }),
]);
export type Action = z.infer<typeof actionSchema>;

/**
 * Does in an account what people do in YSUITE itself.
 * @returns the record or the key pair that came of it, `{}` for a deletion
 * @throws ApiError 400 or 422 as the records say
 */
export function act({ leads, contacts }: Account, keyPairs: KeyPairs, action: Action): object {
	switch (action.action) {
		case 'lead.create':
			return leads.create(action.lead);
		case 'lead.update':
			return leads.update(action.id, action.changes);
		case 'lead.delete':
			leads.records.delete(action.id);
			return {};
		case 'contact.create':
			return contacts.create(action.contact);
		case 'contact.update':
			return contacts.update(action.id, action.changes);
		case 'contact.delete':
			contacts.records.delete(action.id);
			return {};
		case 'keys.create':
			return keyPairs.create();
	}
}
