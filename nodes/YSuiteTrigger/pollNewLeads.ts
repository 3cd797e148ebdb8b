import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { createClient } from '../shared/http';
import { toLogLine } from '../shared/plainText';
import { sayAllInMessage } from '../shared/trigger/wholeMessage';
import { ySuiteApi } from '../YSuite/api';
import { findAddedLeads } from './addedLeads';
import { readLeads } from './leadReading';

/**
 * Polls for leads that were added since the last poll. The first poll of an organisation returns no
 * leads; a test event changes no state.
 *
 * @returns the new leads, oldest first, or null where there are none; for a test event the newest lead
 * @throws {NodeOperationError} when the credential cannot be used, when the list kept changing, and when there is no lead for a test event
 * @throws {NodeApiError} when a request fails
 */
export async function pollNewLeads(
	context: IPollFunctions,
): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return [[await showNewestLead(context)]];
	return await sayAllInMessage(readAddedLeads(context));
}

async function readAddedLeads(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const client = await createClient(context, ySuiteApi);
	const staticData = context.getWorkflowStaticData('node');
	const { leads, warning } = await findAddedLeads(client, staticData, context.getNode());
	if (warning !== undefined) context.logger.warn(toLogLine(`YSUITE Trigger: ${warning}`));
	return leads.length === 0 ? null : [leads.map((json) => ({ json }))];
}

/** The newest lead, for "Fetch test event"; changes no state. */
async function showNewestLead(context: IPollFunctions): Promise<INodeExecutionData> {
	const client = await createClient(context, ySuiteApi);
	const { leads } = await readLeads(client, context.getNode(), undefined);
	const [newest] = leads;
	if (newest === undefined) {
		throw new NodeOperationError(context.getNode(), 'There is no lead in YSUITE yet', {
			description: 'Add a lead in YSUITE, then fetch a test event again.',
		});
	}
	return { json: newest.record };
}
