import { POLLING_TRIGGER } from './triggerWorkflow.mts';
import { storedExecutions } from './storedExecutions.mts';

/** What started a workflow with the YSUITE trigger: the ids of the leads in each execution that was successful, oldest execution first. */
export function startedWith(userFolder: string, workflowId: string): number[][] {
	return storedExecutions(userFolder, workflowId)
		.filter(({ status }) => status === 'success')
		.map(({ output }) => (output[POLLING_TRIGGER] ?? []).map(({ json }) => Number(json.cstid)));
}
