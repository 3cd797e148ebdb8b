/**
 * `npm run dev`: a real n8n with the sandbox, in which each change of nodes, credentials and icons shows at once.
 */
import { dirname, join } from 'node:path';
import { startDemoN8n, whileRunning } from './demo/demoN8n.mts';
import { openDevelopmentPackage } from './developmentPackage.mts';
import { startGuarded } from './guardedProcess.mts';
import { DEFAULT_N8N_VERSION } from './installN8n.mts';
import { readOptions, runLauncher, say } from './launcherCommand.mts';
import { withUserFolder } from './userFolder.mts';

const USAGE = `Usage: npm run dev [-- options]

  --reset                  begin with an empty n8n
  --user-folder <folder>   where n8n keeps its data, in a folder of its own, instead of the user's cache folder

Environment: N8N_PORT (5678), SANDBOX_PORT (4010), XDG_CACHE_HOME (where n8n is installed)
`;

const PROJECT_FOLDER = dirname(import.meta.dirname);

/** Shows type errors, which stop nothing, at each change. */
function startTypeCheck(): void {
	const compiler = join(PROJECT_FOLDER, 'node_modules', 'typescript', 'bin', 'tsc');
	startGuarded(process.execPath, [compiler, '--noEmit', '--watch', '--preserveWatchOutput'], {
		cwd: PROJECT_FOLDER,
		stdout: 'inherit',
		stderr: 'inherit',
		buffer: false,
	});
}

await runLauncher(async (onUp) => {
	const options = {
		reset: { type: 'boolean', default: false },
		'user-folder': { type: 'string' },
		help: { type: 'boolean', default: false },
	} as const;
	const { help, reset, 'user-folder': parent } = readOptions(options, USAGE);
	if (help) {
		say(USAGE);
		return;
	}
	const name = `dev-n8n-${DEFAULT_N8N_VERSION}`;
	await withUserFolder({ name, parent, reset }, async (userFolder) => {
		const developmentPackage = await openDevelopmentPackage(userFolder);
		const demo = await startDemoN8n({
			userFolder,
			settings: { N8N_DEV_RELOAD: 'true' },
			installPackage: developmentPackage.install,
			onProgress: say,
		});
		say(demo.addresses);
		await developmentPackage.watch(say);
		startTypeCheck();
		say(
			'Save a file in nodes/, credentials/ or icons/, and n8n shows it. Ctrl-C stops everything.',
		);
		onUp();
		await whileRunning(demo.n8n);
	});
});
