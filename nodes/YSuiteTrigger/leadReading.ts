import type { IDataObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiClient } from '../shared/http';
import type { NewestRecords } from '../shared/trigger/newestRecords';
import type { LeadId, ReadingLimits } from './newestLeads';
import { compareLeadIds, readLeadId, readNewestLeads } from './newestLeads';

/** A lead with its ID. */
export interface IdentifiedLead {
	readonly id: LeadId;
	readonly record: IDataObject;
}

/** The leads that were read. */
export interface LeadReading extends Pick<NewestRecords, 'isWhole' | 'total'> {
	/** The highest ID first. */
	readonly leads: readonly IdentifiedLead[];
}

/**
 * Reads leads for a poll, the newest first, as `readNewestLeads` does.
 *
 * @param newestKnown leads up to this ID are known; undefined where only the newest lead is wanted
 * @throws {NodeOperationError} when the list kept changing, and when a lead has no ID
 */
export async function readLeads(
	client: ApiClient,
	node: INode,
	newestKnown: LeadId | undefined,
	limits?: ReadingLimits,
): Promise<LeadReading> {
	const { records, cutShort, ...extent } = await readNewestLeads(client, newestKnown, limits);
	if (cutShort) {
		throw new NodeOperationError(
			node,
			'The list of leads in YSUITE kept changing while it was read, or repeated itself, so new leads may have been overlooked',
			{ description: 'Nothing is lost: the next poll looks for the same leads again.' },
		);
	}
	const leads = records.map((record) => {
		const id = readLeadId(record);
		if (id === undefined) {
			throw new NodeOperationError(
				node,
				'YSUITE sent a lead without a numeric ID ("cstid"), so it is not certain which leads are new',
				{ description: 'Check the Base URL in the credential.' },
			);
		}
		return { id, record };
	});
	return { ...extent, leads: leads.sort((first, second) => compareLeadIds(second.id, first.id)) };
}
