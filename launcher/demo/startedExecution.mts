import { setTimeout as sleep } from 'node:timers/promises';
import { LauncherError } from '../launcherError.mts';
import type { Execution } from '../n8nExecution.mts';
import type { N8nSession, SavedWorkflow } from '../n8nSession.mts';

const EXECUTION_STARTS_WITHIN_MS = 30_000;
const POLL_INTERVAL_MS = 100;

async function newExecutionId(
	session: N8nSession,
	{ id: workflowId, name }: SavedWorkflow,
	known: ReadonlySet<string>,
): Promise<string> {
	const deadline = Date.now() + EXECUTION_STARTS_WITHIN_MS;
	while (Date.now() < deadline) {
		const id = (await session.executionIds(workflowId)).find((candidate) => !known.has(candidate));
		if (id !== undefined) return id;
		await sleep(POLL_INTERVAL_MS);
	}
	throw new Error(
		`nothing started "${name}" within ${EXECUTION_STARTS_WITHIN_MS / 1_000} s, though it is active`,
	);
}

/**
 * Does something that starts an active workflow, and waits for the end of the execution.
 *
 * @param start what starts the workflow
 * @throws LauncherError when the execution fails
 * @throws Error when none starts within 30 s, or it does not end in time
 */
export async function runFromOutside(
	session: N8nSession,
	workflow: SavedWorkflow,
	start: () => Promise<unknown>,
): Promise<Execution> {
	const known = new Set(await session.executionIds(workflow.id));
	await start();
	const id = await newExecutionId(session, workflow, known);
	const execution = await session.waitForExecution(id);
	if (execution.status === 'success') return execution;
	const { status, error } = execution;
	throw new LauncherError(
		`Execution ${id} of "${workflow.name}" ended with status ${status}: ${error?.message ?? 'n8n gives no reason'}`,
		error?.description ??
			`Open it in n8n: ${session.origin}/workflow/${workflow.id}/executions/${id}`,
	);
}
