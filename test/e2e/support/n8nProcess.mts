import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as sandboxProcess from '../../support/sandboxProcess.mts';
import { prepareOwnN8n, type OwnN8n } from './ownN8n.mts';

let folder: string | undefined;
let n8n: OwnN8n | undefined;

/** Starts the sandbox and one n8n with the packed package, and tells the tests about them through the environment. */
export async function start(): Promise<void> {
	await sandboxProcess.start();
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-e2e-'));
	process.env.E2E_FOLDER = folder;
	n8n = await prepareOwnN8n();
	const session = await n8n.start();
	process.env.E2E_N8N_ORIGIN = session.origin;
	process.env.E2E_N8N_COOKIE = session.cookie;
	process.env.E2E_N8N_USER_FOLDER = n8n.userFolder;
}

/** Ends both and removes their data. */
export async function stop(): Promise<void> {
	await n8n?.stop();
	await sandboxProcess.stop();
	if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
