import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import { FORM_ENTRIES } from './formLeads.mts';
import { reportForm } from './formReport.mts';
import { readGoodReport } from './report.mts';
import { submitForm } from './formSubmission.mts';
import { runFromOutside } from './startedExecution.mts';

const SUMMARY_NODE = 'Count leads by status';

/**
 * Submits the form of the active workflow of examples/new-leads-from-form.json three times, and reads from the
 * sandbox what came of it.
 *
 * @param readState reads the workspace that the workflow's credential belongs to
 * @returns a report for a person
 * @throws LauncherError when an execution fails, or the workspace does not hold what was asked for
 */
export async function runFormDemo(
	session: N8nSession,
	workflow: SavedWorkflow,
	readState: () => Promise<State>,
): Promise<string> {
	const before = await readState();
	let summary: readonly unknown[] = [];
	for (const entry of FORM_ENTRIES) {
		const { output } = await runFromOutside(session, workflow, () =>
			submitForm(session, workflow, entry),
		);
		summary = output[SUMMARY_NODE]?.map(({ json }) => json) ?? [];
	}
	return readGoodReport(reportForm(FORM_ENTRIES, before, await readState(), summary));
}
