import { z } from 'zod/v4';

/** The six documented events. */
export const webhookEvents = [
	'lead.created',
	'lead.status_changed',
	'deal.won',
	'deal.lost',
	'campaign.sent',
	'contact.updated',
] as const;

export const webhookEventSchema = z.enum(webhookEvents);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

export const stageSchema = z.object({
	id: z.string(),
	key: z.string(),
	name: z.string(),
	position: z.int(),
});
export const pipelineSchema = z.object({
	id: z.string(),
	key: z.string(),
	name: z.string(),
	stages: z.array(stageSchema),
});
export type Stage = z.infer<typeof stageSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;

// Loose, because fields unknown to the API are kept under their own name.
const metadataSchema = z.record(z.string(), z.unknown());
export const leadSchema = z.looseObject({
	id: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	company: z.string().nullable(),
	status: z.string(),
	pipeline: z.string(),
	pipeline_stage: z.string(),
	score: z.number(),
	source: z.string().nullable(),
	assigned_to: z.string().nullable(),
	tags: z.array(z.string()),
	metadata: metadataSchema,
	created_at: z.string(),
	updated_at: z.string(),
});
export const historyEntrySchema = z.object({
	at: z.string(),
	event: z.enum(['created', 'changed', 'archived', 'deal_created', 'deal_won', 'deal_lost']),
	field: z.string().optional(),
	from: z.unknown().optional(),
	to: z.unknown().optional(),
	deal_id: z.string().optional(),
});
export const contactSchema = z.looseObject({
	id: z.string(),
	name: z.string(),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	company: z.string().nullable(),
	title: z.string().nullable(),
	city: z.string().nullable(),
	tags: z.array(z.string()),
	created_at: z.string(),
	updated_at: z.string(),
});
export const dealSchema = z.looseObject({
	id: z.string(),
	name: z.string(),
	pipeline: z.string(),
	stage: z.string(),
	status: z.enum(['open', 'won', 'lost']),
	value: z.number(),
	currency: z.string(),
	lead_id: z.string().nullable(),
	contact_id: z.string().nullable(),
	expected_close_date: z.string().nullable(),
	assigned_to: z.string().nullable(),
	tags: z.array(z.string()),
	created_at: z.string(),
	updated_at: z.string(),
	closed_at: z.string().nullable(),
});
export const stageVisitSchema = z.object({ stage: z.string(), entered_at: z.string() });
export const recipientsSchema = z.object({
	tags: z.array(z.string()).default([]),
	lead_ids: z.array(z.string()).default([]),
	contact_ids: z.array(z.string()).default([]),
});
export const campaignSchema = z.looseObject({
	id: z.string(),
	channel: z.enum(['email', 'whatsapp']),
	name: z.string(),
	recipients: recipientsSchema,
	recipient_count: z.int(),
	status: z.enum(['scheduled', 'sent']),
	scheduled_at: z.string().nullable(),
	sent_at: z.string().nullable(),
	created_at: z.string(),
});
export type Lead = z.infer<typeof leadSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export type Contact = z.infer<typeof contactSchema>;
export type Deal = z.infer<typeof dealSchema>;
export type StageVisit = z.infer<typeof stageVisitSchema>;
export type Recipients = z.infer<typeof recipientsSchema>;
export type Campaign = z.infer<typeof campaignSchema>;
export type Channel = Campaign['channel'];

export const deliverySchema = z.object({
	id: z.string(),
	webhook_id: z.string(),
	event: webhookEventSchema,
	url: z.string(),
	body: z.string().describe('the bytes that were signed and sent, as text'),
	state: z.enum(['pending', 'delivered', 'failed']),
	attempts: z.array(
		z.object({
			at: z.string(),
			headers: z.record(z.string(), z.string()),
			status: z.int().nullable(),
			error: z.string().nullable(),
		}),
	),
});
export const webhookSchema = z.object({
	id: z.string(),
	url: z.string(),
	events: z.array(webhookEventSchema),
	secret: z.string(),
	created_at: z.string(),
});
export type Delivery = z.infer<typeof deliverySchema>;
export type Webhook = z.infer<typeof webhookSchema>;

/** All that a workspace holds, for tests to look at. */
export const stateSchema = z.object({
	leads: z.array(
		leadSchema.extend({
			archived_at: z.string().nullable(),
			history: z.array(historyEntrySchema),
		}),
	),
	deals: z.array(dealSchema.extend({ stage_history: z.array(stageVisitSchema) })),
	contacts: z.array(contactSchema),
	campaigns: z.array(campaignSchema),
	pipelines: z.array(pipelineSchema),
	webhooks: z.array(webhookSchema),
	deliveries: z.array(deliverySchema),
});
export type State = z.infer<typeof stateSchema>;
