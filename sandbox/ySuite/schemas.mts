import { z } from 'zod/v4';

/** The five documented states of a lead. */
export const leadStatuses = ['New', 'Contacted', 'Qualified', 'Lost', 'Converted'] as const;

// Loose, because fields unknown to the API are kept under their own name.
export const leadSchema = z.looseObject({
	cstid: z.int(),
	ct_number: z.string(),
	cstname: z.string(),
	cstemail: z.string().nullable(),
	cstmobile: z.string().nullable(),
	cstmobile_country_id: z.int().nullable(),
	cstaddress: z.string().nullable(),
	cstnotes: z.string().nullable(),
	lead_status: z.enum(leadStatuses),
	lead_source: z.string().nullable(),
	lead_industry: z.string().nullable(),
	lead_company_name: z.string().nullable(),
	lead_assignedto: z.int().nullable(),
	lead_assignmentgroup: z.int().nullable(),
	brand_id: z.int().nullable(),
	tag_ids: z.array(z.int()),
	owner: z.string().nullable(),
	cstcreated_on: z.string(),
});
export const contactSchema = z.looseObject({
	cstid: z.int(),
	ct_number: z.string(),
	cstname: z.string(),
	contact_type: z.union([z.literal(1), z.literal(2)]),
	cstemail: z.string().nullable(),
	cstmobile: z.string().nullable(),
	cstmobile_country_id: z.int().nullable(),
	cstaddress: z.string().nullable(),
	ct_taxnumber: z.string().nullable(),
	cstnotes: z.string().nullable(),
	cstemailnotify: z.boolean(),
	cstsmsnotify: z.boolean(),
	cst_whatsapp_notify: z.boolean(),
	contact_parent: z.int().nullable(),
	cst_tag_id: z.array(z.int()),
	cstcreated_on: z.string(),
});
export type Lead = z.infer<typeof leadSchema>;
export type Contact = z.infer<typeof contactSchema>;

/** All that an organisation holds, for tests to look at; deleted records are gone. */
export const stateSchema = z.object({
	leads: z.array(leadSchema),
	contacts: z.array(contactSchema),
});
export type State = z.infer<typeof stateSchema>;

/** The fields of a lead in a list, as in the documents' sample. */
export const leadRowFields = [
	'cstid',
	'ct_number',
	'cstname',
	'cstemail',
	'lead_status',
	'lead_source',
	'lead_company_name',
	'owner',
	'cstcreated_on',
] as const;

/** The fields of a contact in a list, as in the documents' sample. */
export const contactRowFields = [
	'cstid',
	'cstname',
	'cstemail',
	'cstmobile',
	'contact_type',
	'cstcreated_on',
] as const;
