import { installN8n } from '../installN8n.mts';
import { LauncherError } from '../launcherError.mts';
import { lastLogLines, startN8n, type N8nInstance, type StartOptions } from '../n8nInstance.mts';
import { openSession, type N8nSession, type Owner } from '../n8nSession.mts';
import { assertPortFree, portFrom } from '../ports.mts';
import { describeAddresses } from './addresses.mts';
import { startDemoSandbox, type DemoSandbox } from './demoSandbox.mts';
import { restoreExamples, type ActiveExamples } from './restoreExamples.mts';

// For a server on 127.0.0.1 that holds nothing but sample data.
const OWNER: Owner = {
	email: 'owner@example.com',
	password: 'Sandbox-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

export type DemoOptions = Pick<StartOptions, 'userFolder' | 'settings'> & {
	/** Puts the package into the user folder, before n8n starts. */
	readonly installPackage: () => Promise<void>;
	/** Told what is being started. */
	readonly onProgress: (text: string) => void;
};

/** An n8n that runs against the sandbox, with the package installed and the examples active. */
export type DemoN8n = {
	readonly n8n: N8nInstance;
	readonly session: N8nSession;
	readonly sandbox: DemoSandbox;
	readonly examples: ActiveExamples;
	/** What a person needs to go on by hand: addresses, login, keys. */
	readonly addresses: string;
};

async function choosePorts(): Promise<{ n8nPort: number; sandboxPort: number }> {
	const n8nPort = portFrom('N8N_PORT', 5678);
	const sandboxPort = portFrom('SANDBOX_PORT', 4010);
	if (n8nPort === sandboxPort) {
		throw new LauncherError(
			`N8N_PORT and SANDBOX_PORT are both ${n8nPort}.`,
			`Give them different ports, e.g. N8N_PORT=${n8nPort + 1}`,
		);
	}
	await assertPortFree(n8nPort, 'N8N_PORT');
	await assertPortFree(sandboxPort, 'SANDBOX_PORT');
	return { n8nPort, sandboxPort };
}

/**
 * Starts the sandbox and an n8n that knows it, on the ports that N8N_PORT (5678) and SANDBOX_PORT (4010) name. n8n is
 * installed first where it is missing.
 *
 * @throws LauncherError when a port is taken, or n8n cannot be installed or started
 */
export async function startDemoN8n({
	userFolder,
	settings,
	installPackage,
	onProgress,
}: DemoOptions): Promise<DemoN8n> {
	const { n8nPort, sandboxPort } = await choosePorts();
	const installation = await installN8n();
	await installPackage();
	const sandbox = await startDemoSandbox(sandboxPort);
	onProgress(`Starting n8n ${installation.version} …`);
	const n8n = await startN8n({ installation, userFolder, port: n8nPort, settings });
	const session = await openSession(n8n.origin, OWNER);
	const examples = await restoreExamples(session, sandbox);
	const addresses = await describeAddresses(n8n, OWNER, examples.form, sandbox);
	return { n8n, session, sandbox, examples, addresses };
}

/** Waits while n8n runs. @throws LauncherError when it ends, with the end of its log */
export async function whileRunning({ ended, logFile }: N8nInstance): Promise<never> {
	await ended;
	throw new LauncherError('n8n has ended.', await lastLogLines(logFile));
}
