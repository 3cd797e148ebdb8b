import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import {
	connectSandbox,
	type OrganisationConnection,
	type OrganisationOptions,
	type WorkspaceConnection,
	type WorkspaceOptions,
} from '../../sandbox/client.mts';
import type { JournalEntry } from '../../sandbox/journal.mts';

/** The sandbox that jest started. */
export const sandbox = connectSandbox(process.env.SANDBOX_ORIGIN ?? '');

/** A workspace of the test's own, and the credential that opens it. */
export interface TestWorkspace extends WorkspaceConnection {
	credentials: { crmLeadProApi: ICredentialDataDecryptedObject };
}

/** Makes a workspace, with the seeded data unless told otherwise. */
export async function createWorkspace(options: WorkspaceOptions = {}): Promise<TestWorkspace> {
	const workspace = await sandbox.createWorkspace({ seed: 'demo', ...options });
	const { apiKey, baseUrl } = workspace;
	return { ...workspace, credentials: { crmLeadProApi: { apiKey, baseUrl, plan: 'growth' } } };
}

/** A YSUITE organisation of the test's own, and the credential that opens it. */
export interface TestOrganisation extends OrganisationConnection {
	credentials: { ySuiteApi: ICredentialDataDecryptedObject };
}

/** Makes a YSUITE organisation, with the seeded data unless told otherwise. */
export async function createOrganisation(
	options: OrganisationOptions = {},
): Promise<TestOrganisation> {
	const organisation = await sandbox.createOrganisation({ seed: 'demo', ...options });
	const { accessKey, secretKey, baseUrl } = organisation;
	return { ...organisation, credentials: { ySuiteApi: { accessKey, secretKey, baseUrl } } };
}

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

type Method = z.infer<typeof methodSchema>;

/** A request as the documents would write it down. */
export interface WireRequest {
	method: Method;
	/** Path below the base URL, still encoded. */
	path: string;
	query?: Record<string, string>;
	body?: object;
}

/** What arrived, in the words of the documents. */
export function toWireRequest(entry: JournalEntry): WireRequest {
	return {
		method: methodSchema.parse(entry.method),
		path: entry.path.replace(/^\/(api|ysuite)\/v1/, ''),
		...(entry.query.raw === ''
			? {}
			: { query: Object.fromEntries(new URLSearchParams(entry.query.raw)) }),
		...(typeof entry.body === 'object' && entry.body !== null ? { body: entry.body } : {}),
	};
}
