import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import { reportDeal } from './dealReport.mts';
import { readGoodReport } from './report.mts';
import { runFromOutside } from './startedExecution.mts';

/** The first open deal whose lead can get a WhatsApp message. */
function chooseDeal({ deals, leads }: State): string {
	const reachable = new Set(
		leads
			.filter(({ phone, archived_at: archivedAt }) => phone !== null && archivedAt === null)
			.map(({ id }) => id),
	);
	const deal = deals.find(
		({ status, lead_id: leadId }) => status === 'open' && leadId !== null && reachable.has(leadId),
	);
	if (deal === undefined) throw new Error('the sandbox has no open deal whose lead has a phone');
	return deal.id;
}

/**
 * Wins a deal in the CRM, whose event starts the active workflow of examples/deal-won-thank-you.json, and reads from
 * the sandbox what came of it.
 *
 * @param workspace the one that the workflow's credential belongs to
 * @returns a report for a person
 * @throws LauncherError when the execution fails, or the workspace does not hold what was asked for
 */
export async function runDealDemo(
	session: N8nSession,
	workflow: SavedWorkflow,
	workspace: WorkspaceConnection,
): Promise<string> {
	const before = await workspace.state();
	const id = chooseDeal(before);
	await runFromOutside(session, workflow, () => workspace.act({ action: 'deal.win', id }));
	return readGoodReport(reportDeal(id, before, await workspace.state()));
}
