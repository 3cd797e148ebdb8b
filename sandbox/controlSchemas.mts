import { z } from 'zod/v4';
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

/** How a workspace starts. What else is said are its keys, which each API knows. */
export const workspaceOrderSchema = z.looseObject({
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

export const organisationSummarySchema = z.object({
	id: z.string(),
	accessKey: z.string(),
	secretKey: z.string(),
	baseUrl: z.string(),
});
export type OrganisationSummary = z.infer<typeof organisationSummarySchema>;

export const healthSchema = z.object({
	status: z.literal('ok'),
	origin: z.string(),
	otherOrigin: z.string(),
	demo: workspaceSummarySchema,
	demoOrganisation: organisationSummarySchema,
});
export type Health = z.infer<typeof healthSchema>;

export const sentSecretsSchema = z.object({ secrets: z.array(z.string()) });

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
