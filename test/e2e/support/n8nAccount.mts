import { N8nSession, type Credential, type Workflow } from '../../../launcher/n8nSession.mts';
import type { Execution } from '../../../launcher/n8nExecution.mts';
import type { WorkspaceOptions } from '../../../sandbox/client.mts';
import { createWorkspace, type TestWorkspace } from '../../support/workspace.mts';

/** The n8n that jest started, with the package installed. */
export const session = new N8nSession(
	process.env.E2E_N8N_ORIGIN ?? '',
	process.env.E2E_N8N_COOKIE ?? '',
);

export const CRM_LEAD_PRO = 'n8n-nodes-crmleadpro.crmLeadPro';
const TRIGGER = 'When clicking Execute';
const NODE = 'CRMLead Pro';

type Json = Record<string, unknown>;

export type NodeOptions = {
	/** What the node gets; one empty item by default. */
	items?: readonly Json[];
	onError?: 'continueRegularOutput';
};

/** A workspace of the sandbox and the n8n credential that opens it. */
export type N8nAccount = {
	workspace: TestWorkspace;
	credential: Credential;
	/** Imports a workflow with the node under these parameters, and runs it. */
	execute: (parameters: Json, options?: NodeOptions) => Promise<Execution>;
	/** The same, for a run that succeeds: the items that the node put out. */
	run: (parameters: Json, options?: NodeOptions) => Promise<Json[]>;
};

function workflowWith(credential: Credential, parameters: Json, options: NodeOptions): Workflow {
	const { items = [{}], onError } = options;
	return {
		name: `${String(parameters.resource)}: ${String(parameters.operation)}`,
		nodes: [
			{
				id: 'trigger',
				name: TRIGGER,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node',
				name: NODE,
				type: CRM_LEAD_PRO,
				typeVersion: 1,
				position: [220, 0],
				parameters,
				credentials: { crmLeadProApi: { id: credential.id, name: credential.name } },
				...(onError === undefined ? {} : { onError }),
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		pinData: { [TRIGGER]: items.map((json) => ({ json })) },
		settings: { executionOrder: 'v1' },
	};
}

/** Makes a workspace with the sandbox's sample data, and a credential for it in n8n. */
export async function createAccount(options: WorkspaceOptions = {}): Promise<N8nAccount> {
	const workspace = await createWorkspace(options);
	const { id, credentials } = workspace;
	const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
	const execute = async (parameters: Json, nodeOptions: NodeOptions = {}) => {
		const workflow = await session.saveWorkflow(workflowWith(credential, parameters, nodeOptions));
		return await session.runWorkflow(workflow);
	};
	return {
		workspace,
		credential,
		execute,
		run: async (parameters, nodeOptions) => {
			const { status, error, output } = await execute(parameters, nodeOptions);
			if (status !== 'success') throw new Error(`${status}: ${error?.message ?? ''}`);
			return (output[NODE] ?? []).map(({ json }) => json);
		},
	};
}
