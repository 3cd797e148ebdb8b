import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';

/** As it is kept in static data. */
const registrationSchema = z.object({
	/** The vendor's ID; undefined where the reply to the registration had none. */
	id: z.string().optional(),
	/** Address that it was registered for. */
	url: z.string(),
	events: z.array(z.string()),
	/** Secrets that its deliveries may be signed with. */
	secrets: z.array(z.string()),
	/** Hash of the key and base URL that it was registered with. */
	account: z.string(),
	/** The n8n instance and workflow that registered it. */
	owner: z.string(),
	/** When it was registered or last checked, in ms since 1970; older versions did not store this. */
	since: z.number().optional(),
});

/** A webhook that this node registered. */
export type Registration = z.infer<typeof registrationSchema>;

const registrationsSchema = z.object({
	/** The registration whose deliveries are accepted. */
	current: registrationSchema.optional(),
	/** Replaced registrations that may still exist at the vendor, newest first. */
	leftovers: z.array(registrationSchema).default([]),
});

/** What is stored of a node's registrations. */
export type Registrations = z.infer<typeof registrationsSchema>;

/** Whether a workflow runs in production or listens for a test event: they register separately. */
export type Purpose = 'production' | 'test';

/** Most leftovers that are stored. */
const MOST_LEFTOVERS = 20;

/**
 * Reads a node's registrations from its static data. Entries that cannot be read are dropped.
 */
export function readRegistrations(staticData: IDataObject, purpose: Purpose): Registrations {
	const stored = registrationsSchema.safeParse(staticData[purpose]);
	return stored.success ? stored.data : { leftovers: [] };
}

/**
 * Writes a node's registrations to its static data, which n8n saves afterwards. Removes the entry where
 * there are none.
 */
export function writeRegistrations(
	staticData: IDataObject,
	purpose: Purpose,
	{ current, leftovers }: Registrations,
): void {
	if (current === undefined && leftovers.length === 0) delete staticData[purpose];
	else staticData[purpose] = { current, leftovers: leftovers.slice(0, MOST_LEFTOVERS) };
}
