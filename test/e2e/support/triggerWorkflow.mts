import type { Credential, Workflow } from '../../../launcher/n8nSession.mts';

export const TRIGGER = 'CRMLead Pro Trigger';
export const POLLING_TRIGGER = 'CRMLead Pro Polling Trigger';
export const Y_SUITE_TRIGGER = 'YSUITE Trigger';

/** What a test chooses of a workflow that starts with an event. */
export type TriggerParameters = {
	readonly events: readonly string[];
	readonly options?: Record<string, unknown>;
};

/** When a workflow polls, as n8n's own field Poll Times says it. */
export type PollTime =
	| { readonly mode: 'everyMinute' }
	| { readonly mode: 'everyDay'; readonly hour: number; readonly minute: number }
	| { readonly mode: 'custom'; readonly cronExpression: string };

/** Only in leap years: such a workflow polls when it is activated. */
export const HARDLY_EVER: PollTime = { mode: 'custom', cronExpression: '0 0 29 2 *' };

/** A workflow that starts with a trigger and does nothing more. */
export function workflowFrom(name: string, trigger: Workflow['nodes'][number]): Workflow {
	return {
		name,
		nodes: [
			{ typeVersion: 1, position: [0, 0], ...trigger },
			{
				id: 'end',
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { [trigger.name]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** A workflow that starts with an event of CRMLead Pro and does nothing more. */
export function triggerWorkflow(
	credential: Credential,
	name: string,
	{ events, options = {} }: TriggerParameters,
): Workflow {
	return workflowFrom(name, {
		id: 'crm-trigger',
		name: TRIGGER,
		type: 'n8n-nodes-crmleadpro.crmLeadProTrigger',
		// n8n's address for it, which the editor makes for every new trigger.
		webhookId: crypto.randomUUID(),
		parameters: { events, options },
		credentials: { crmLeadProApi: { id: credential.id, name: credential.name } },
	});
}

/** A workflow that asks CRMLead Pro for events, at its activation only unless told otherwise, and does nothing more. */
export function pollingWorkflow(
	credential: Credential,
	name: string,
	{ events, options = {} }: TriggerParameters,
	pollTimes: readonly PollTime[] = [HARDLY_EVER],
): Workflow {
	return workflowFrom(name, {
		id: 'crm-polling-trigger',
		name: POLLING_TRIGGER,
		type: 'n8n-nodes-crmleadpro.crmLeadProPollingTrigger',
		parameters: { pollTimes: { item: pollTimes }, events, filters: {}, options },
		credentials: { crmLeadProApi: { id: credential.id, name: credential.name } },
	});
}

/** A workflow that starts with new leads in YSUITE and does nothing more. */
export function ySuiteTriggerWorkflow(
	credential: Credential,
	name: string,
	pollTime: PollTime,
): Workflow {
	return workflowFrom(name, {
		id: 'y-suite-trigger',
		name: Y_SUITE_TRIGGER,
		type: 'n8n-nodes-crmleadpro.ySuiteTrigger',
		parameters: { pollTimes: { item: [pollTime] }, event: 'newLead' },
		credentials: { ySuiteApi: { id: credential.id, name: credential.name } },
	});
}
