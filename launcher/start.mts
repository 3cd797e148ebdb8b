/**
 * `npm start`: a real n8n with the package installed, running against the sandbox, with the example workflows
 * imported and two of them run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommunityPackage, packPackage } from './communityPackage.mts';
import { runDealDemo } from './demo/dealDemo.mts';
import { startDemoN8n, whileRunning, type DemoN8n } from './demo/demoN8n.mts';
import { runFormDemo } from './demo/formDemo.mts';
import { DEFAULT_N8N_VERSION } from './installN8n.mts';
import { readOptions, runLauncher, say } from './launcherCommand.mts';
import { withUserFolder } from './userFolder.mts';

const USAGE = `Usage: npm start [-- options]

  --once                   end after the demonstration (also with CI=true)
  --reset                  begin with an empty n8n
  --user-folder <folder>   where n8n keeps its data, in a folder of its own, instead of the user's cache folder

Environment: N8N_PORT (5678), SANDBOX_PORT (4010), XDG_CACHE_HOME (where n8n is installed)
`;

async function installPackage(userFolder: string): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-'));
	try {
		await installCommunityPackage(await packPackage(folder), userFolder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function runDemonstration({ session, sandbox, examples }: DemoN8n): Promise<void> {
	const { form, deal } = examples;
	say(`\nThree visitors fill in the form of "${form.name}" …\n`);
	say(await runFormDemo(session, form, sandbox.workspace.state));
	say(`\nA deal is won in the CRM, which starts "${deal.name}" …\n`);
	say(await runDealDemo(session, deal, sandbox.workspace));
}

await runLauncher(async (onUp) => {
	const options = {
		once: { type: 'boolean', default: process.env.CI === 'true' },
		reset: { type: 'boolean', default: false },
		'user-folder': { type: 'string' },
		help: { type: 'boolean', default: false },
	} as const;
	const { help, once, reset, 'user-folder': parent } = readOptions(options, USAGE);
	if (help) {
		say(USAGE);
		return;
	}
	const name = `demo-n8n-${DEFAULT_N8N_VERSION}`;
	await withUserFolder({ name, parent, reset }, async (userFolder) => {
		const demo = await startDemoN8n({
			userFolder,
			installPackage: async () => {
				await installPackage(userFolder);
			},
			onProgress: say,
		});
		await runDemonstration(demo);
		say(demo.addresses);
		if (once) return;
		say('Ctrl-C stops everything.');
		onUp();
		await whileRunning(demo.n8n);
	});
});
