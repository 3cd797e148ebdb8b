import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod/v4';

import {
	N8nSession,
	type Credential,
	type SavedWorkflow,
	type Workflow,
} from '../../../launcher/n8nSession.mts';
import type { Execution } from '../../../launcher/n8nExecution.mts';
import type { OrganisationOptions, WorkspaceOptions } from '../../../sandbox/client.mts';
import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../../support/workspace.mts';
import { MANUAL_TRIGGER, manualWorkflow } from './manualWorkflow.mts';

/** The n8n that jest started, with the package installed. */
export const session = new N8nSession(
	process.env.E2E_N8N_ORIGIN ?? '',
	process.env.E2E_N8N_COOKIE ?? '',
);

export const CRM_LEAD_PRO = 'n8n-nodes-crmleadpro.crmLeadPro';
export const Y_SUITE = 'n8n-nodes-crmleadpro.ySuite';
const NODE = 'Node';

type Json = Record<string, unknown>;

const searchReplySchema = z.looseObject({
	results: z.array(z.looseObject({ name: z.string(), value: z.string() })),
	paginationToken: z.string().optional(),
});
type ListSearchReply = z.infer<typeof searchReplySchema>;

export type NodeOptions = {
	/** What the node gets; one empty item by default. */
	items?: readonly Json[];
	/** What the node is called; `Node` by default. */
	name?: string;
	onError?: 'continueRegularOutput';
};

/** What a resource locator asks n8n for. */
export type ListSearch = {
	/** E.g. `searchLeads`. */
	methodName: string;
	/** The parameter that is chosen, e.g. `leadId`. */
	parameter: string;
	/** The node's other parameters. */
	parameters: Json;
	/** What the user typed. */
	filter?: string;
	paginationToken?: string | undefined;
};

/** A node of the package with a credential of its own in n8n. */
export type ConnectedNode = {
	credential: Credential;
	/** Imports a workflow with the node under these parameters. */
	save: (parameters: Json, options?: NodeOptions) => Promise<SavedWorkflow>;
	/** The same, and runs it. */
	execute: (parameters: Json, options?: NodeOptions) => Promise<Execution>;
	/** The same, for a run that succeeds: the items that the node put out. */
	run: (parameters: Json, options?: NodeOptions) => Promise<Json[]>;
	/** Asks for a list to choose from, as the editor does. */
	search: (list: ListSearch) => Promise<ListSearchReply>;
};

/** A workspace of the sandbox and the n8n credential that opens it. */
export type N8nAccount = ConnectedNode & { workspace: TestWorkspace };

/** A YSUITE organisation of the sandbox and the n8n credential that opens it. */
export type YSuiteAccount = ConnectedNode & { organisation: TestOrganisation };

/** A node's type and its credential, as a workflow names them. */
type NodeOfWorkflow = {
	readonly type: string;
	readonly credentials: Record<string, Pick<Credential, 'id' | 'name'>>;
};

function workflowWith(node: NodeOfWorkflow, parameters: Json, options: NodeOptions): Workflow {
	const { items = [{}], name = NODE, onError } = options;
	const workflow = manualWorkflow(
		`${String(parameters.resource)}: ${String(parameters.operation)}`,
		{
			name,
			typeVersion: 1,
			parameters,
			...node,
			...(onError === undefined ? {} : { onError }),
		},
	);
	return { ...workflow, pinData: { [MANUAL_TRIGGER.name]: items.map((json) => ({ json })) } };
}

async function connectNode(
	type: string,
	credentialType: string,
	credentialName: string,
	data: ICredentialDataDecryptedObject,
): Promise<ConnectedNode> {
	const credential = await session.saveCredential(credentialType, credentialName, data);
	const { id, name } = credential;
	const node: NodeOfWorkflow = { type, credentials: { [credentialType]: { id, name } } };
	const save = async (parameters: Json, options: NodeOptions = {}) =>
		await session.saveWorkflow(workflowWith(node, parameters, options));
	const execute = async (parameters: Json, options?: NodeOptions) =>
		await session.runWorkflow(await save(parameters, options));
	return {
		credential,
		save,
		execute,
		run: async (parameters, options) => {
			const { status, error, output } = await execute(parameters, options);
			if (status !== 'success') throw new Error(`${status}: ${error?.message ?? ''}`);
			return (output[options?.name ?? NODE] ?? []).map(({ json }) => json);
		},
		search: async ({ methodName, parameter, parameters, filter = '', paginationToken }) => {
			const reply = await session.request(
				'POST',
				'/dynamic-node-parameters/resource-locator-results',
				{
					path: `parameters.${parameter}`,
					methodName,
					filter,
					paginationToken,
					nodeTypeAndVersion: { name: type, version: 1 },
					currentNodeParameters: parameters,
					credentials: node.credentials,
				},
			);
			return searchReplySchema.parse(reply);
		},
	};
}

/**
 * Makes a workspace with the sandbox's sample data, and a credential for it in n8n.
 *
 * @param credentialName in place of the workspace's id, which is another one in each run
 */
export async function createAccount(
	options: WorkspaceOptions = {},
	credentialName?: string,
): Promise<N8nAccount> {
	const workspace = await createWorkspace(options);
	const { id, credentials } = workspace;
	const node = await connectNode(
		CRM_LEAD_PRO,
		'crmLeadProApi',
		credentialName ?? id,
		credentials.crmLeadProApi,
	);
	return { workspace, ...node };
}

/** Makes a YSUITE organisation with the sandbox's sample data, and a credential for it in n8n. */
export async function createYSuiteAccount(
	options: OrganisationOptions = {},
): Promise<YSuiteAccount> {
	const organisation = await createOrganisation(options);
	const { id, credentials } = organisation;
	const node = await connectNode(Y_SUITE, 'ySuiteApi', id, credentials.ySuiteApi);
	return { organisation, ...node };
}
