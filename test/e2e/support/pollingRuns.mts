import type { N8nSession, SavedWorkflow } from '../../../launcher/n8nSession.mts';
import { storedExecutions } from './storedExecutions.mts';

/** Lets an active workflow poll now: n8n polls at each activation. */
export async function pollNow(session: N8nSession, workflow: SavedWorkflow): Promise<void> {
	await session.deactivateWorkflow(workflow);
	await session.activateWorkflow(workflow);
}

/** What started a workflow: the trigger's items in each execution that was successful, oldest execution first. */
export function startedWith(
	userFolder: string,
	workflowId: string,
	trigger: string,
): Array<Array<Record<string, unknown>>> {
	return storedExecutions(userFolder, workflowId)
		.filter(({ status }) => status === 'success')
		.map(({ output }) => (output[trigger] ?? []).map(({ json }) => json));
}
