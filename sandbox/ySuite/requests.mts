import { z } from 'zod/v4';
import { contactRowFields, leadRowFields, leadStatuses } from './schemas.mts';

const text = (label: string, maximum: number, otherwise = `${label} must be text.`) =>
	z.string(otherwise).max(maximum, `${label} must not be longer than ${maximum} characters.`);
const name = (label: string) =>
	text(label, 100, `${label} is required.`).trim().min(1, `${label} is required.`);
const id = (label: string) => z.int(`${label} must be a whole number.`);
const ids = z.array(id('Tag'), 'Tags must be a list.');
const oneOf = <Value extends string>(label: string, values: readonly Value[]) =>
	z.enum(values, `${label} must be one of ${values.join(', ')}.`);
const leadStatus = oneOf('Lead status', leadStatuses);
const person = {
	cstemail: z.email('Email must be a valid email address.').nullish(),
	cstmobile: z
		.string()
		.regex(
			/^(?:\d+|\+[1-9]\d{6,14})$/,
			'Mobile must hold digits only, or be a full international number such as +971501234567.',
		)
		.nullish(),
	cstmobile_country_id: id('Mobile country').nullish(),
	cstaddress: text('Address', 255).nullish(),
	cstnotes: text('Notes', 2_000).nullish(),
};

export const leadBodySchema = z.looseObject({
	cstname: name('Lead name'),
	...person,
	lead_status: leadStatus.optional(),
	lead_source: z.string().nullish(),
	lead_industry: z.string().nullish(),
	lead_company_name: z.string().nullish(),
	lead_assignedto: id('Assigned user').nullish(),
	lead_assignmentgroup: id('Assignment group').nullish(),
	brand_id: id('Brand').nullish(),
	tag_ids: ids.optional(),
});
export const leadChangesSchema = leadBodySchema.partial();
export const contactBodySchema = z.looseObject({
	cstname: name('Contact name'),
	contact_type: z.union(
		[z.literal(1), z.literal(2)],
		'Contact type must be 1 (Individual) or 2 (Business).',
	),
	...person,
	ct_taxnumber: text('Tax number', 50).nullish(),
	cstemailnotify: z.boolean().optional(),
	cstsmsnotify: z.boolean().optional(),
	cst_whatsapp_notify: z.boolean().optional(),
	contact_parent: id('Parent').nullish(),
	cst_tag_id: ids.optional(),
});
export const contactChangesSchema = contactBodySchema.partial();
export type LeadBody = z.infer<typeof leadBodySchema>;
export type LeadChanges = z.infer<typeof leadChangesSchema>;
export type ContactBody = z.infer<typeof contactBodySchema>;
export type ContactChanges = z.infer<typeof contactChangesSchema>;

const wholeNumber = (label: string, minimum: number) => {
	const message = `${label} must be a whole number, ${minimum} or more.`;
	return z.coerce.number(message).int(message).min(minimum, message);
};
const list = {
	pageSize: wholeNumber('Page size', 1).default(10),
	pageIndex: wholeNumber('Page index', 0).default(0),
	search: z.string().optional(),
	sortOrder: oneOf('Sort order', ['asc', 'desc']).optional(),
};
export const leadQuerySchema = z.looseObject({
	...list,
	lead_status: leadStatus.optional(),
	sortBy: oneOf('Sort by', leadRowFields).optional(),
});
export const contactQuerySchema = z.looseObject({
	...list,
	type: oneOf('Type', ['1', '2']).optional(),
	sortBy: oneOf('Sort by', contactRowFields).optional(),
});
export type LeadQuery = z.infer<typeof leadQuerySchema>;
export type ContactQuery = z.infer<typeof contactQuerySchema>;
