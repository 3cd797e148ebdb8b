import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { LauncherError } from '../launcherError.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';
import { FORM_ENTRIES } from './formLeads.mts';
import { reportForm } from './formReport.mts';
import { submitForm } from './formSubmission.mts';

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
		const { id, status, error, output } = await submitForm(session, workflow, entry);
		if (status !== 'success') {
			throw new LauncherError(
				`Execution ${id} of "${workflow.name}" ended with status ${status}: ${error?.message ?? 'n8n gives no reason'}`,
				error?.description ??
					`Open it in n8n: ${session.origin}/workflow/${workflow.id}/executions/${id}`,
			);
		}
		summary = output[SUMMARY_NODE]?.map(({ json }) => json) ?? [];
	}
	const { text, problems } = reportForm(FORM_ENTRIES, before, await readState(), summary);
	if (problems.length > 0) {
		throw new LauncherError(
			`The sandbox does not hold what the workflow was asked for:\n\n${text}`,
			problems.map((problem) => `  ✗ ${problem}`).join('\n'),
		);
	}
	return text;
}
