import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage, packPackage } from '../../../launcher/communityPackage.mts';
import { installN8n } from '../../../launcher/installN8n.mts';
import { startN8n, type N8nInstance } from '../../../launcher/n8nInstance.mts';
import { openSession } from '../../../launcher/n8nSession.mts';
import * as sandboxProcess from '../../support/sandboxProcess.mts';

let folder: string | undefined;
let n8n: N8nInstance | undefined;

/** Starts the sandbox and one n8n with the packed package, and tells the tests about them through the environment. */
export async function start(): Promise<void> {
	const installation = await installN8n();
	await sandboxProcess.start();
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-e2e-'));
	const userFolder = join(folder, 'user');
	await installCommunityPackage(await packPackage(folder), userFolder);
	n8n = await startN8n({ installation, userFolder });
	const session = await openSession(n8n.origin, {
		email: 'owner@example.com',
		password: 'End-to-end-1',
		firstName: 'Test',
		lastName: 'Owner',
	});
	process.env.E2E_N8N_ORIGIN = session.origin;
	process.env.E2E_N8N_COOKIE = session.cookie;
	process.env.E2E_N8N_USER_FOLDER = userFolder;
}

/** Ends both and removes their data. */
export async function stop(): Promise<void> {
	await n8n?.stop();
	await sandboxProcess.stop();
	if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
