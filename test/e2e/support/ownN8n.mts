import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { installCommunityPackage, packPackage } from '../../../launcher/communityPackage.mts';
import { freePorts } from '../../../launcher/freePort.mts';
import { startN8n, type N8nInstance } from '../../../launcher/n8nInstance.mts';
import { openSession, type N8nSession } from '../../../launcher/n8nSession.mts';
import { installTestedN8n } from './testedN8n.mts';

/** Who an n8n of the tests belongs to. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'End-to-end-1',
	firstName: 'Test',
	lastName: 'Owner',
};

/**
 * An n8n of a test's own, which can be stopped, killed and started again with the same data. The data stay until all
 * tests have ended, so that the last one can look for secrets in them.
 */
export interface OwnN8n {
	readonly userFolder: string;
	readonly port: number;
	/** Starts it again with the same data, and logs in. */
	start(settings?: Readonly<Record<string, string>>): Promise<N8nSession>;
	stop(): Promise<void>;
	/** Kills it with SIGKILL. */
	kill(): Promise<void>;
}

/** Installs the package for an n8n that is not started yet. */
export async function prepareOwnN8n(): Promise<OwnN8n> {
	const installation = await installTestedN8n();
	const folder = await mkdtemp(join(process.env.E2E_FOLDER ?? '', 'n8n-'));
	const userFolder = join(folder, 'user');
	await installCommunityPackage(await packPackage(folder), userFolder);
	const [port = 0] = await freePorts(1);
	let instance: N8nInstance | undefined;
	return {
		userFolder,
		port,
		start: async (settings) => {
			instance = await startN8n({ installation, userFolder, port, settings });
			return await openSession(instance.origin, OWNER);
		},
		stop: async () => await instance?.stop(),
		kill: async () => await instance?.kill(),
	};
}
