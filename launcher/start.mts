/**
 * `npm start`: a real n8n with the package installed, running against the sandbox, with the example workflows
 * imported and two of them run.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cacheFolder.mts';
import { installCommunityPackage, packPackage } from './communityPackage.mts';
import { describeAddresses } from './demo/addresses.mts';
import { runDealDemo } from './demo/dealDemo.mts';
import { startDemoSandbox, type DemoSandbox } from './demo/demoSandbox.mts';
import { runFormDemo } from './demo/formDemo.mts';
import { restoreExamples, type ActiveExamples } from './demo/restoreExamples.mts';
import { withLock } from './folderLock.mts';
import { stopAllGuarded } from './guardedProcess.mts';
import { DEFAULT_N8N_VERSION, installN8n } from './installN8n.mts';
import { LauncherError, printFailure } from './launcherError.mts';
import { lastLogLines, startN8n } from './n8nInstance.mts';
import { openSession, type N8nSession, type Owner } from './n8nSession.mts';
import { assertPortFree, portFrom } from './ports.mts';

const USAGE = `Usage: npm start [-- options]

  --once                   end after the demonstration (also with CI=true)
  --reset                  begin with an empty n8n
  --user-folder <folder>   where n8n keeps its data, in a folder of its own, instead of the user's cache folder

Environment: N8N_PORT (5678), SANDBOX_PORT (4010), XDG_CACHE_HOME (where n8n is installed)
`;

// For a server on 127.0.0.1 that holds nothing but sample data.
const OWNER: Owner = {
	email: 'owner@example.com',
	password: 'Sandbox-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

async function installPackage(userFolder: string): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-'));
	try {
		await installCommunityPackage(await packPackage(folder), userFolder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function runDemonstration(
	session: N8nSession,
	{ workspace }: DemoSandbox,
	{ form, deal }: ActiveExamples,
): Promise<void> {
	say(`\nThree visitors fill in the form of "${form.name}" …\n`);
	say(await runFormDemo(session, form, workspace.state));
	say(`\nA deal is won in the CRM, which starts "${deal.name}" …\n`);
	say(await runDealDemo(session, deal, workspace));
}

async function demonstrate(userFolder: string, once: boolean): Promise<void> {
	const n8nPort = portFrom('N8N_PORT', 5678);
	const sandboxPort = portFrom('SANDBOX_PORT', 4010);
	if (n8nPort === sandboxPort) {
		throw new LauncherError(
			`N8N_PORT and SANDBOX_PORT are both ${n8nPort}.`,
			'Give them different ports, e.g. N8N_PORT=5679 npm start',
		);
	}
	await assertPortFree(n8nPort, 'N8N_PORT');
	await assertPortFree(sandboxPort, 'SANDBOX_PORT');
	const installation = await installN8n();
	await installPackage(userFolder);
	const sandbox = await startDemoSandbox(sandboxPort);
	say(`Starting n8n ${installation.version} …`);
	const n8n = await startN8n({ installation, userFolder, port: n8nPort });
	const session = await openSession(n8n.origin, OWNER);
	const examples = await restoreExamples(session, sandbox);
	await runDemonstration(session, sandbox, examples);
	say(describeAddresses(n8n, OWNER, examples.form, sandbox));
	if (once) return;
	say('Ctrl-C stops everything.');
	isUp = true;
	await n8n.ended;
	throw new LauncherError('n8n has ended.', await lastLogLines(n8n.logFile));
}

async function demonstrateAlone(userFolder: string, reset: boolean, once: boolean): Promise<void> {
	const work = async () => {
		if (reset) await rm(userFolder, { recursive: true, force: true });
		await demonstrate(userFolder, once);
	};
	await mkdir(dirname(userFolder), { recursive: true });
	await withLock(`${userFolder}.lock`, work, () => {
		throw new LauncherError(
			`Another launcher is using the n8n data in ${userFolder}.`,
			'Stop it, or choose another folder: npm start -- --user-folder <folder>',
		);
	});
}

function readOptions() {
	try {
		return parseArgs({
			options: {
				once: { type: 'boolean', default: process.env.CI === 'true' },
				reset: { type: 'boolean', default: false },
				'user-folder': { type: 'string' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		throw new LauncherError(error instanceof Error ? error.message : String(error), USAGE);
	}
}

async function main(): Promise<void> {
	const { help, once, reset, 'user-folder': chosenFolder } = readOptions();
	if (help) {
		say(USAGE);
		return;
	}
	// A folder of its own, since its contents are replaced: what else is in the chosen one stays.
	const parent = resolve(chosenFolder ?? (await cacheFolder()));
	await demonstrateAlone(join(parent, `demo-n8n-${DEFAULT_N8N_VERSION}`), reset, once);
}

/** Whether all stands that a person has asked for, so that Ctrl-C is the regular end. */
let isUp = false;

async function stopEverything(exitCode: number): Promise<never> {
	// The sandbox ends with this process.
	await stopAllGuarded();
	process.exit(exitCode);
}

const INTERRUPTED = 130;
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.once(signal, () => {
		interruption.abort();
		void stopEverything(isUp ? 0 : INTERRUPTED);
	});
}

try {
	await main();
	await stopEverything(0);
} catch (error) {
	// What fails because it is being stopped is no failure.
	if (!interruption.signal.aborted) {
		printFailure(error);
		await stopEverything(1);
	}
}
