import { invalidFields, notFound } from '../apiError.mts';
import type { Context } from './context.mts';
import { ListCache, matchesSearch, sortRecords } from '../listing.mts';
import type { Contact } from './schemas.mts';
import type { ContactChanges, ContactQuery } from './requests.mts';
import { hasAllTags } from './tags.mts';

/** The contacts of one workspace. The API only lists them; the control API changes them. */
export class Contacts {
	readonly #context: Context;
	readonly #contacts = new Map<string, Contact>();
	readonly #lists = new ListCache<Contact>();

	constructor(context: Context) {
		this.#context = context;
	}

	get all(): Contact[] {
		return [...this.#contacts.values()];
	}

	has(id: string): boolean {
		return this.#contacts.has(id);
	}

	insert(contact: Contact): void {
		this.#contacts.set(contact.id, contact);
		this.#lists.clear();
	}

	/**
	 * Changes the given fields and publishes `contact.updated`.
	 * @throws ApiError 404 when the contact does not exist
	 */
	update(id: string, changes: ContactChanges): Contact {
		const before = this.#contacts.get(id);
		if (before === undefined) throw notFound('contact', id);
		const contact: Contact = {
			...before,
			...changes,
			name: changes.name ?? before.name,
			email: changes.email === undefined ? before.email : changes.email,
			phone: changes.phone === undefined ? before.phone : changes.phone,
			company: changes.company === undefined ? before.company : changes.company,
			tags: changes.tags ?? before.tags,
			id,
			created_at: before.created_at,
			updated_at: this.#context.clock.timestamp(),
		};
		this.insert(contact);
		this.#context.publish('contact.updated', contact);
		return contact;
	}

	/** All contacts that match, newest first unless the query says otherwise. */
	list({ search, tags, sort_by, sort_order }: ContactQuery): readonly Contact[] {
		return this.#lists.get({ search, tags, sort_by, sort_order }, () => {
			const found = this.all.filter(
				({ name, email, phone, company, tags: ownTags }) =>
					hasAllTags(ownTags, tags) && matchesSearch([name, email, phone, company], search),
			);
			return sortRecords(found, sort_by ?? 'created_at', sort_order ?? (sort_by ? 'asc' : 'desc'));
		});
	}

	/**
	 * @throws ApiError 422 on `field` when a contact does not exist
	 */
	requireAll(ids: readonly string[], field: string): void {
		const missing = ids.filter((id) => !this.has(id));
		if (missing.length > 0) {
			throw invalidFields({ [field]: missing.map((id) => `There is no contact "${id}".`) });
		}
	}
}
