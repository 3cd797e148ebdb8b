import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod/v4';

import { EXAMPLE_CREDENTIALS, readExamples, type Example } from '../../../launcher/examples.mts';
import type { Execution } from '../../../launcher/n8nExecution.mts';
import type { Credential, N8nSession, SavedWorkflow } from '../../../launcher/n8nSession.mts';
import type { OrganisationOptions, WorkspaceOptions } from '../../../sandbox/client.mts';
import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../../support/workspace.mts';
import { session } from './n8nAccount.mts';

/** The lead of the documents' sample, whom the sandbox's demo data holds. */
export const PRIYA = {
	id: 'lead_01J2XK3M4N5P6Q7R',
	name: 'Priya Sharma',
	email: 'priya.sharma@indus-analytics.example',
};

const parametersSchema = z.record(z.string(), z.unknown());

/** What a test changes in an example before it is imported. */
export type ExampleChanges = {
	readonly pinData?: unknown;
	/** Parameters that replace those of the nodes with these names. */
	readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Stores the CRMLead Pro credential under the name that the examples use. */
export async function saveCrmLeadPro(
	data: ICredentialDataDecryptedObject,
	n8n: N8nSession = session,
): Promise<Credential> {
	return await n8n.saveCredential('crmLeadProApi', EXAMPLE_CREDENTIALS.crmLeadProApi, data);
}

/** Makes a workspace with the sandbox's sample data, which the examples' credential opens from now on. */
export async function openWorkspace(options: WorkspaceOptions = {}): Promise<TestWorkspace> {
	const workspace = await createWorkspace(options);
	await saveCrmLeadPro(workspace.credentials.crmLeadProApi);
	return workspace;
}

/** Makes an organisation with the sandbox's sample data, which the examples' credential opens from now on. */
export async function openOrganisation(
	options: OrganisationOptions = {},
): Promise<TestOrganisation> {
	const organisation = await createOrganisation(options);
	const { ySuiteApi } = organisation.credentials;
	await session.saveCredential('ySuiteApi', EXAMPLE_CREDENTIALS.ySuiteApi, ySuiteApi);
	return organisation;
}

async function readExample(id: string): Promise<Example> {
	const example = (await readExamples()).find((workflow) => workflow.id === id);
	if (example === undefined) throw new Error(`there is no example ${id}`);
	return example;
}

function withParameters(
	{ nodes }: Example,
	changes: NonNullable<ExampleChanges['parameters']>,
): Example['nodes'] {
	for (const name of Object.keys(changes)) {
		if (!nodes.some((node) => node.name === name)) throw new Error(`there is no node "${name}"`);
	}
	return nodes.map((node) => ({
		...node,
		parameters: { ...parametersSchema.parse(node.parameters), ...changes[node.name] },
	}));
}

/** Stores a copy of an example, for which n8n remembers nothing of other tests. */
export async function importExample(
	id: string,
	{ pinData, parameters = {} }: ExampleChanges = {},
	n8n: N8nSession = session,
): Promise<SavedWorkflow> {
	const example = await readExample(id);
	const nodes = withParameters(example, parameters);
	return await n8n.saveWorkflow({ ...example, id: undefined, nodes, pinData });
}

/** Imports an example and runs it as the editor's button does. */
export async function runExample(id: string, changes: ExampleChanges = {}): Promise<Execution> {
	return await session.runWorkflow(await importExample(id, changes));
}

/** Lets a copy of an example be active while something is done, and deactivates it afterwards, come what may. */
export async function whileActive<Result>(
	workflow: SavedWorkflow,
	work: (workflow: SavedWorkflow) => Promise<Result>,
): Promise<Result> {
	await session.activateWorkflow(workflow);
	try {
		return await work(workflow);
	} finally {
		await session.deactivateWorkflow(workflow);
	}
}

/** Adds an open deal to the sales pipeline, as somebody does in the CRM; its id. */
export async function addDeal(
	{ baseUrl, apiKey }: TestWorkspace,
	deal: Readonly<Record<string, unknown>>,
): Promise<string> {
	const reply = await fetch(`${baseUrl}/deals`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ pipeline: 'sales', ...deal }),
	});
	return z.looseObject({ id: z.string() }).parse(await reply.json()).id;
}
