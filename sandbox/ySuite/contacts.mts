import { invalidFields } from '../apiError.mts';
import { settableFields, unknownFields } from '../fields.mts';
import type { Context } from './context.mts';
import { mobileCountryId } from './mobileCountry.mts';
import { Records } from './records.mts';
import type { ContactBody, ContactChanges, ContactQuery } from './requests.mts';
import { contactSchema, type Contact } from './schemas.mts';

// The API's own; a body cannot change them.
const ownFields = ['cstid', 'ct_number', 'cstcreated_on'];

/** The contacts of one organisation. */
export class Contacts {
	readonly #context: Context;
	readonly records: Records<Contact>;

	constructor(context: Context) {
		this.#context = context;
		this.records = new Records('Contact', 'CON', context.switches);
	}

	/**
	 * @throws ApiError 422 when the parent is no Business contact
	 */
	create(body: ContactBody, createdOn = this.#context.clock.timestamp()): Contact {
		this.#requireParent(body);
		return this.records.put(
			withDefaults(body, { ...this.records.nextNumbers(), cstcreated_on: createdOn }),
		);
	}

	/**
	 * Changes the given fields and no others.
	 * @throws ApiError 400 when there is no such contact, 422 as `create`
	 */
	update(id: number, changes: ContactChanges): Contact {
		const before = this.records.get(id);
		this.#requireParent(changes);
		return this.records.put({
			...before,
			...settableFields(changes, ownFields),
			cstmobile_country_id: mobileCountryId(changes, before.cstmobile_country_id),
		});
	}

	/**
	 * Puts another contact in the place of the one with this id; what is not given is cleared.
	 * @throws ApiError as `update`
	 */
	replace(id: number, body: ContactBody): Contact {
		const { cstid, ct_number, cstcreated_on } = this.records.get(id);
		this.#requireParent(body);
		return this.records.put(withDefaults(body, { cstid, ct_number, cstcreated_on }));
	}

	/** All contacts that match, newest first unless the query or a switch says otherwise. */
	list({ search, type, sortBy, sortOrder }: ContactQuery): readonly Contact[] {
		const wanted = { contact_type: type === undefined ? undefined : Number(type) };
		return this.records.list({ search, sortBy, sortOrder, wanted });
	}

	#requireParent({ contact_parent: parent }: ContactChanges): void {
		if (parent === undefined || parent === null) return;
		if (this.records.find(parent)?.contact_type !== 2) {
			throw invalidFields({ contact_parent: ['Parent must be a Business contact.'] });
		}
	}
}

function withDefaults(
	body: ContactBody,
	own: Pick<Contact, 'cstid' | 'ct_number' | 'cstcreated_on'>,
): Contact {
	return {
		...own,
		cstname: body.cstname,
		contact_type: body.contact_type,
		cstemail: body.cstemail ?? null,
		cstmobile: body.cstmobile ?? null,
		cstmobile_country_id: mobileCountryId(body),
		cstaddress: body.cstaddress ?? null,
		ct_taxnumber: body.ct_taxnumber ?? null,
		cstnotes: body.cstnotes ?? null,
		cstemailnotify: body.cstemailnotify ?? true,
		cstsmsnotify: body.cstsmsnotify ?? true,
		cst_whatsapp_notify: body.cst_whatsapp_notify ?? true,
		contact_parent: body.contact_parent ?? null,
		cst_tag_id: body.cst_tag_id ?? [],
		...unknownFields(body, contactSchema.shape),
	};
}
