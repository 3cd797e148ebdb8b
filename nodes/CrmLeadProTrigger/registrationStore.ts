import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';

/** As it is kept in static data. */
const registrationSchema = z.object({
	/** The vendor's ID; undefined where the reply to the registration told none. */
	id: z.string().optional(),
	/** Address that it was registered for. */
	url: z.string(),
	events: z.array(z.string()),
	/** Secrets with which its deliveries may be signed. */
	secrets: z.array(z.string()),
	/** Mark of the key and base URL that it was registered with. */
	account: z.string(),
	/** The n8n instance and workflow that registered it. */
	owner: z.string(),
	/** When it was registered or last checked, in ms since 1970; older versions did not store that. */
	since: z.number().optional(),
});

/** A webhook that was registered from here. */
export type Registration = z.infer<typeof registrationSchema>;

const registrationsSchema = z.object({
	/** The one whose deliveries are accepted. */
	current: registrationSchema.optional(),
	/** Replaced ones that may still exist at the vendor, newest first. */
	leftovers: z.array(registrationSchema).default([]),
});

/** What is known of a node's registrations. */
export type Registrations = z.infer<typeof registrationsSchema>;

/** Whether a workflow runs in production or listens for a test event: they register separately. */
export type Purpose = 'production' | 'test';

/** Leftovers that are remembered. */
const MOST_LEFTOVERS = 20;

/**
 * Reads what is known of a node's registrations. What cannot be read counts as lost.
 *
 * @param staticData the node's static data
 * @param purpose whose registrations
 */
export function readRegistrations(staticData: IDataObject, purpose: Purpose): Registrations {
	const stored = registrationsSchema.safeParse(staticData[purpose]);
	return stored.success ? stored.data : { leftovers: [] };
}

/**
 * Remembers a node's registrations. Where nothing is left to remember, the entry goes.
 *
 * @param staticData the node's static data, saved by n8n afterwards
 * @param purpose whose registrations
 * @param registrations what is known now
 */
export function writeRegistrations(
	staticData: IDataObject,
	purpose: Purpose,
	{ current, leftovers }: Registrations,
): void {
	if (current === undefined && leftovers.length === 0) delete staticData[purpose];
	else staticData[purpose] = { current, leftovers: leftovers.slice(0, MOST_LEFTOVERS) };
}
