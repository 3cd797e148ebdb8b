import { settableFields, unknownFields } from '../fields.mts';
import type { Context } from './context.mts';
import { mobileCountryId } from './mobileCountry.mts';
import { Records } from './records.mts';
import type { LeadBody, LeadChanges, LeadQuery } from './requests.mts';
import { leadSchema, type Lead } from './schemas.mts';
import { userName } from './users.mts';

// The API's own; a body cannot change them.
const ownFields = ['cstid', 'ct_number', 'owner', 'cstcreated_on'];

/** The leads of one organisation. */
export class Leads {
	readonly #context: Context;
	readonly records: Records<Lead>;

	constructor(context: Context) {
		this.#context = context;
		this.records = new Records('Lead', 'LED', context.switches);
	}

	create(body: LeadBody, createdOn = this.#context.clock.timestamp()): Lead {
		return this.records.put({
			...this.records.nextNumbers(),
			cstname: body.cstname,
			cstemail: body.cstemail ?? null,
			cstmobile: body.cstmobile ?? null,
			cstmobile_country_id: mobileCountryId(body),
			cstaddress: body.cstaddress ?? null,
			cstnotes: body.cstnotes ?? null,
			lead_status: body.lead_status ?? 'New',
			lead_source: body.lead_source ?? null,
			lead_industry: body.lead_industry ?? null,
			lead_company_name: body.lead_company_name ?? null,
			lead_assignedto: body.lead_assignedto ?? null,
			lead_assignmentgroup: body.lead_assignmentgroup ?? null,
			brand_id: body.brand_id ?? null,
			tag_ids: body.tag_ids ?? [],
			owner: userName(body.lead_assignedto),
			cstcreated_on: createdOn,
			...unknownFields(body, leadSchema.shape),
		});
	}

	/**
	 * Changes the given fields. The API has no such operation; people do it.
	 * @throws ApiError 400 when there is no such lead
	 */
	update(id: number, changes: LeadChanges): Lead {
		const before = this.records.get(id);
		const lead: Lead = { ...before, ...settableFields(changes, ownFields) };
		return this.records.put({
			...lead,
			cstmobile_country_id: mobileCountryId(changes, before.cstmobile_country_id),
			owner: userName(lead.lead_assignedto),
		});
	}

	/** All leads that match, newest first unless the query or a switch says otherwise. */
	list({ search, lead_status, sortBy, sortOrder }: LeadQuery): readonly Lead[] {
		return this.records.list({ search, sortBy, sortOrder, wanted: { lead_status } });
	}
}
