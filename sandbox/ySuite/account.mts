import type { Context } from './context.mts';
import { Contacts } from './contacts.mts';
import { Leads } from './leads.mts';
import type { State } from './schemas.mts';

/** All YSUITE records of one organisation. */
export class Account {
	readonly leads: Leads;
	readonly contacts: Contacts;

	constructor(context: Context) {
		this.leads = new Leads(context);
		this.contacts = new Contacts(context);
	}

	/** Everything, oldest first. */
	get state(): State {
		return { leads: this.leads.records.all, contacts: this.contacts.records.all };
	}
}
