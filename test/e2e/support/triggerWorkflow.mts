import type { Credential, Workflow } from '../../../launcher/n8nSession.mts';

export const TRIGGER = 'CRMLead Pro Trigger';

/** What a test chooses of a workflow that starts with an event. */
export type TriggerParameters = {
	readonly events: readonly string[];
	readonly options?: Record<string, unknown>;
};

/** A workflow that starts with an event of CRMLead Pro and does nothing more. */
export function triggerWorkflow(
	credential: Credential,
	name: string,
	{ events, options = {} }: TriggerParameters,
): Workflow {
	return {
		name,
		nodes: [
			{
				id: 'crm-trigger',
				name: TRIGGER,
				type: 'n8n-nodes-crmleadpro.crmLeadProTrigger',
				typeVersion: 1,
				position: [0, 0],
				// n8n's address for it, which the editor makes for every new trigger.
				webhookId: crypto.randomUUID(),
				parameters: { events, options },
				credentials: { crmLeadProApi: { id: credential.id, name: credential.name } },
			},
			{
				id: 'end',
				name: 'End',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [220, 0],
				parameters: {},
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}
