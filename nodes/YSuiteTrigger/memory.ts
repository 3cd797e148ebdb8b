import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** What the trigger keeps from poll to poll, in n8n's static data. */
export interface Memory {
	/** Mark of the organisation that it belongs to. */
	readonly organisation: string;
	/** Highest ID of a lead that was seen; 0 where there was none yet. */
	readonly newestLead: number;
}

const memorySchema = z.object({
	organisation: z.string().min(1),
	newestLead: z.number().int().nonnegative(),
});

/** What was found in the static data. */
export type Recollection =
	| { readonly status: 'known'; readonly newestLead: number }
	/** Nothing is remembered; `reason` says why that is worth telling. */
	| { readonly status: 'unknown'; readonly newestLead?: undefined; readonly reason?: string };

/**
 * Looks for what is remembered of an organisation.
 *
 * @param staticData the node's static data, which a copied workflow or a person may have filled
 * @param organisation mark of the organisation that is polled now
 */
export function recall(staticData: IDataObject, organisation: string): Recollection {
	if (Object.keys(staticData).length === 0) return { status: 'unknown' };
	const memory = memorySchema.safeParse(staticData);
	if (!memory.success) {
		return {
			status: 'unknown',
			reason:
				'What was remembered of earlier polls cannot be read. Starting anew with leads that are added from now on.',
		};
	}
	if (memory.data.organisation !== organisation) {
		return {
			status: 'unknown',
			reason:
				'The credential opens another organisation. Starting anew with leads that are added from now on.',
		};
	}
	return { status: 'known', newestLead: memory.data.newestLead };
}

/**
 * Remembers for the next poll.
 *
 * @param staticData the node's static data
 * @param memory what to remember
 */
export function remember(staticData: IDataObject, memory: Memory): void {
	Object.assign(staticData, memory);
}
