import { z } from 'zod/v4';
import { contactChangesSchema, leadBodySchema, leadChangesSchema } from './crmLeadPro/requests.mts';
import { faultSchema } from './faults.mts';

export const seedSchema = z.union([
	z.enum(['demo', 'empty']),
	z.strictObject({
		leads: z.int().min(0).max(1_000_000).default(0),
		contacts: z.int().min(0).max(1_000_000).default(0),
	}),
]);
export type Seed = z.infer<typeof seedSchema>;

// The names and values are checked by the workspace, which knows what stands already.
export const switchChangesSchema = z.record(z.string(), z.unknown());
export const faultListSchema = z.array(faultSchema);
export type FaultList = z.infer<typeof faultListSchema>;

export const workspaceOrderSchema = z.strictObject({
	apiKey: z.string().min(1).optional(),
	seed: seedSchema.default('empty'),
	switches: switchChangesSchema.default({}),
	faults: faultListSchema.default([]),
});

export const workspaceSummarySchema = z.object({
	id: z.string(),
	apiKey: z.string(),
	baseUrl: z.string(),
});
export type WorkspaceSummary = z.infer<typeof workspaceSummarySchema>;

export const healthSchema = z.object({
	status: z.literal('ok'),
	origin: z.string(),
	otherOrigin: z.string(),
	demo: workspaceSummarySchema,
});
export type Health = z.infer<typeof healthSchema>;

export const clockChangeSchema = z
	.strictObject({
		advanceMs: z.number().nonnegative().optional(),
		speed: z.number().positive().optional(),
	})
	.refine(({ advanceMs, speed }) => advanceMs !== undefined || speed !== undefined, {
		message: 'say advanceMs or speed',
	});
export type ClockChange = z.infer<typeof clockChangeSchema>;
export const clockSchema = z.object({ now: z.string(), speed: z.number() });
export type ClockReading = z.infer<typeof clockSchema>;

const id = z.string();
/** What people do in the CRM itself, beside the API. */
export const actionSchema = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('lead.create'), lead: leadBodySchema }),
	z.strictObject({ action: z.literal('lead.update'), id, changes: leadChangesSchema }),
	z.strictObject({ action: z.literal('lead.archive'), id }),
	z.strictObject({ action: z.literal('contact.update'), id, changes: contactChangesSchema }),
	z.strictObject({ action: z.literal('deal.move'), id, stage: z.string() }),
	z.strictObject({ action: z.literal('deal.win'), id }),
	z.strictObject({ action: z.literal('deal.lose'), id }),
	z.strictObject({ action: z.literal('webhook.remove'), id }),
	z.strictObject({ action: z.literal('delivery.repeat'), id }),
]);
export type Action = z.infer<typeof actionSchema>;
