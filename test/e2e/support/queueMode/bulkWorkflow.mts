import type { Credential, Workflow } from '../../../../launcher/n8nSession.mts';
import { CRM_LEAD_PRO } from '../n8nAccount.mts';

export const CREATE_LEADS = 'Create leads';

const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });

/**
 * A workflow that takes `{leads: [{name}, …]}` at a webhook of n8n's own and creates all of them.
 *
 * @param path of the webhook
 */
export function bulkWorkflow({ id, name }: Credential, path: string): Workflow {
	return {
		name: path,
		nodes: [
			{
				id: 'webhook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: crypto.randomUUID(),
				parameters: { httpMethod: 'POST', path, options: {} },
			},
			{
				id: 'split',
				name: 'Split leads',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [220, 0],
				parameters: { fieldToSplitOut: 'body.leads', options: {} },
			},
			{
				id: 'create',
				name: CREATE_LEADS,
				type: CRM_LEAD_PRO,
				typeVersion: 1,
				position: [440, 0],
				parameters: { resource: 'lead', operation: 'create', name: '={{ $json.name }}' },
				credentials: { crmLeadProApi: { id, name } },
			},
		],
		connections: { Webhook: to('Split leads'), 'Split leads': to(CREATE_LEADS) },
		settings: { executionOrder: 'v1' },
	};
}
