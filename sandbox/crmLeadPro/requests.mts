import { z } from 'zod/v4';
import { contactSchema, leadSchema, recipientsSchema, webhookEventSchema } from './schemas.mts';

const required = (maximum: number) =>
	z.string('is required').trim().min(1, 'is required').max(maximum);
const metadata = z.record(z.string(), z.unknown());
const email = z.email('must be a valid email address').nullable();
const phone = z
	.string()
	.max(40)
	.regex(/^(?:\D*\d){7}/, 'must hold at least 7 digits')
	.nullable();
const tags = z.array(z.string().trim().min(1));
const isoDate = z.iso.date().or(z.iso.datetime({ offset: true }));

export const leadBodySchema = z.looseObject({
	name: required(500),
	email: email.optional(),
	phone: phone.optional(),
	company: z.string().max(500).nullish(),
	status: required(100).optional(),
	pipeline: required(100).optional(),
	pipeline_stage: required(100).optional(),
	score: z
		.number()
		.min(0, 'must be between 0 and 100')
		.max(100, 'must be between 0 and 100')
		.optional(),
	source: z.string().max(200).nullish(),
	assigned_to: z.string().max(200).nullish(),
	tags: tags.optional(),
	metadata: metadata.optional(),
});
export const leadChangesSchema = leadBodySchema.partial();
export const contactChangesSchema = z.looseObject({
	name: required(500).optional(),
	email: email.optional(),
	phone: phone.optional(),
	company: z.string().nullish(),
	tags: tags.optional(),
});
export const dealBodySchema = z.looseObject({
	name: required(500),
	pipeline: required(100),
	stage: required(100).optional(),
	value: z.number().nonnegative('must not be negative').optional(),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as INR')
		.optional(),
	lead_id: z.string().nullish(),
	contact_id: z.string().nullish(),
	expected_close_date: isoDate.nullish(),
	assigned_to: z.string().nullish(),
	tags: tags.optional(),
});
const campaignFields = {
	name: required(500),
	recipients: recipientsSchema.optional(),
	scheduled_at: isoDate.nullish(),
};
export const emailCampaignBodySchema = z.looseObject({
	...campaignFields,
	subject: required(1_000),
	content: required(1_000_000),
	from_name: z.string().optional(),
	reply_to: z.email('must be a valid email address').optional(),
});
export const whatsAppCampaignBodySchema = z
	.looseObject({
		...campaignFields,
		template: z.string().min(1).optional(),
		message: z.string().min(1).max(4_096).optional(),
		variables: z.record(z.string(), z.unknown()).optional(),
	})
	.refine((body) => body.template !== undefined || body.message !== undefined, {
		path: ['message'],
		message: 'is required without a template',
	});
export const webhookBodySchema = z.looseObject({
	url: z.url({ protocol: /^https?$/, error: 'must be a web address' }),
	events: z.array(webhookEventSchema).min(1, 'needs at least one event'),
	secret: z.string().min(1).optional(),
});
export type LeadBody = z.infer<typeof leadBodySchema>;
export type LeadChanges = z.infer<typeof leadChangesSchema>;
export type ContactChanges = z.infer<typeof contactChangesSchema>;
export type DealBody = z.infer<typeof dealBodySchema>;
export type CampaignBody =
	| z.infer<typeof emailCampaignBodySchema>
	| z.infer<typeof whatsAppCampaignBodySchema>;
export type WebhookBody = z.infer<typeof webhookBodySchema>;

const sorting = {
	search: z.string().optional(),
	tags: z.string().optional(),
	sort_order: z.enum(['asc', 'desc']).optional(),
};
const leadFields = leadSchema.keyof();
const contactFields = contactSchema.keyof();
export const leadQuerySchema = z.looseObject({
	...sorting,
	status: z.string().optional(),
	pipeline_stage: z.string().optional(),
	source: z.string().optional(),
	assigned_to: z.string().optional(),
	sort_by: leadFields.optional(),
});
export const contactQuerySchema = z.looseObject({ ...sorting, sort_by: contactFields.optional() });
export const funnelQuerySchema = z
	.looseObject({
		pipeline: z.string().optional(),
		from: z.iso.date('must be a date such as 2025-01-31').optional(),
		to: z.iso.date('must be a date such as 2025-01-31').optional(),
	})
	.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
		path: ['to'],
		message: 'must not be before from',
	});
export type LeadQuery = z.infer<typeof leadQuerySchema>;
export type ContactQuery = z.infer<typeof contactQuerySchema>;
export type FunnelQuery = z.infer<typeof funnelQuerySchema>;
