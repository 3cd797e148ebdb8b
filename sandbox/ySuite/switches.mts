import { z } from 'zod/v4';
import { commonSwitches } from '../commonSwitches.mts';

/**
 * What YSUITE's documents leave open and what may be wrong with an organisation, as a switch of the organisation. The
 * defaults are what is documented.
 */
export const switchesSchema = z.strictObject({
	...commonSwitches({ requestId: 'none', rateLimit: null }),
	failureStatus: z
		.enum(['documented', 'always200'])
		.default('documented')
		.describe(
			'`always200` tells failures only by `success: false`; 429 and the statuses of faults stay',
		),
	sorting: z
		.enum(['honoured', 'ignored', 'ignoredNewestFirst', 'ignoredByName'])
		.default('honoured')
		.describe(
			'Whether `sortBy` and `sortOrder` are heeded, or lists always come oldest first (`ignored`), newest first or by name',
		),
	unlisted: z
		.array(z.int())
		.default([])
		.describe(
			'Ids of leads and contacts that no list shows, as those that become visible late; totals leave them out',
		),
	totals: z
		.enum(['documented', 'none', 'wrong'])
		.or(z.strictObject({ total_records: z.int().min(0), total_pages: z.int().min(0) }))
		.default('documented')
		.describe(
			'`total_records` and `total_pages` of a list: left out, for `wrong` as if the asked page were the last, or always the given numbers',
		),
	organisation: z
		.enum(['assigned', 'none'])
		.default('assigned')
		.describe('`none` refuses every request with 400'),
	addOn: z
		.enum(['active', 'inactive'])
		.default('active')
		.describe('`inactive` refuses every request with 403'),
	contactUpdate: z
		.enum(['partial', 'replace'])
		.default('partial')
		.describe('`replace` demands name and type of a contact and clears what is not sent'),
});

export type Switches = z.infer<typeof switchesSchema>;

/** Some switches and their new values; the others stay. */
export type SwitchChanges = Partial<z.input<typeof switchesSchema>>;
