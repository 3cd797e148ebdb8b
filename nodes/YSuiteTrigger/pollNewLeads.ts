import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiClient } from '../shared/http';
import { createClient } from '../shared/http';
import { toLogLine } from '../shared/plainText';
import { sayAllInMessage } from '../shared/trigger/wholeMessage';
import { ySuiteApi } from '../YSuite/api';
import { recall, remember } from './memory';
import { readLeadId, readNewestLeads } from './newestLeads';

/** A lead with its ID. */
interface IdentifiedLead {
	readonly id: number;
	readonly lead: IDataObject;
}

/**
 * Polls for leads that were added since the last poll. The first poll of an organisation only
 * remembers the newest lead. What is remembered changes after everything was read, so that a failed
 * poll loses and repeats nothing.
 *
 * @param context the trigger's context
 * @returns the new leads, oldest first, or null where there are none; for a test event the newest lead
 * @throws {NodeOperationError} when the credential cannot be used, when the list kept changing, and when there is no lead for a test event
 * @throws {NodeApiError} for what the API refused and for connections that failed
 */
export async function pollNewLeads(
	context: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [[await showNewestLead(context)]];
	return await sayAllInMessage(readAddedLeads(context));
}

async function readAddedLeads(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const client = await createClient(context, ySuiteApi);
	const organisation = client.account;
	const staticData = context.getWorkflowStaticData('node');
	const before = recall(staticData, organisation);
	const leads = await readLeads(context, client, before.newestLead);

	// Another poll may have ended while this one was reading.
	const known = recall(staticData, organisation);
	const newestKnown = known.newestLead ?? 0;
	const newestLead = leads.reduce((highest, { id }) => Math.max(highest, id), newestKnown);
	if (known.status === 'unknown') {
		remember(staticData, { organisation, newestLead });
		if (known.reason !== undefined)
			context.logger.warn(toLogLine(`YSUITE Trigger: ${known.reason}`));
		return null;
	}
	const added = leads.filter(({ id }) => id > newestKnown).sort((a, b) => a.id - b.id);
	if (added.length === 0) return null;
	remember(staticData, { organisation, newestLead });
	return [added.map(({ lead }) => ({ json: lead }))];
}

async function readLeads(
	context: IPollFunctions,
	client: ApiClient,
	newestKnown: number | undefined,
): Promise<IdentifiedLead[]> {
	const { records, cutShort } = await readNewestLeads(client, newestKnown);
	if (cutShort) {
		throw new NodeOperationError(
			context.getNode(),
			'The list of leads in YSUITE kept changing while it was read, or repeated itself, so new leads may have been overlooked',
			{ description: 'Nothing is lost: the next poll looks for the same leads again.' },
		);
	}
	return records.map((lead) => {
		const id = readLeadId(lead);
		if (id === undefined) {
			throw new NodeOperationError(
				context.getNode(),
				'YSUITE sent a lead without a numeric ID ("cstid"), so it is not certain which leads are new',
				{ description: 'Check the Base URL in the credential.' },
			);
		}
		return { id, lead };
	});
}

/** The newest lead, for "Fetch test event"; nothing is remembered. */
async function showNewestLead(context: IPollFunctions): Promise<INodeExecutionData> {
	const client = await createClient(context, ySuiteApi);
	const [first, ...others] = await readLeads(context, client, undefined);
	if (first === undefined) {
		throw new NodeOperationError(context.getNode(), 'There is no lead in YSUITE yet', {
			description: 'Add a lead in YSUITE, then fetch a test event again.',
		});
	}
	const newest = others.reduce((found, other) => (other.id > found.id ? other : found), first);
	return { json: newest.lead };
}
