import { once } from 'node:events';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { watch } from 'gulp';
import {
	copyStaticFiles,
	openBundler,
	STATIC_FILES,
	writeEntryFiles,
} from '../scripts/packageFiles.mts';
import { LauncherError } from './launcherError.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const PACKAGE = 'n8n-nodes-crmleadpro';
const CODE = ['nodes/**/*.ts', 'credentials/**/*.ts'];
/** An editor may write several files at once. */
const SETTLED_AFTER_MS = 50;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The package as it is being worked on, in the user folder of one n8n. */
export type DevelopmentPackage = {
	/**
	 * Builds it in place of what was installed before, without checking types.
	 *
	 * @throws LauncherError that names the place in the code that cannot be read
	 */
	readonly install: () => Promise<void>;
	/**
	 * Builds it again at each change of a shipped file. n8n loads it anew where N8N_DEV_RELOAD is set; what package.json
	 * says is read at its start only.
	 *
	 * @param onBuilt told what has been built, or why it could not be
	 * @returns resolves when no change is missed any more
	 */
	readonly watch: (onBuilt: (text: string) => void) => Promise<void>;
};

/**
 * Prepares the package in the folder where n8n looks for community packages, so that its nodes have their real names.
 *
 * @param userFolder the user folder of an n8n that is not running
 */
export async function openDevelopmentPackage(userFolder: string): Promise<DevelopmentPackage> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	const folder = join(nodesFolder, 'node_modules', PACKAGE);
	const bundler = await openBundler(folder);

	const install = async () => {
		await rm(nodesFolder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(
			join(nodesFolder, 'package.json'),
			JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [PACKAGE]: '*' } }),
		);
		await copyFile(join(PROJECT_FOLDER, 'package.json'), join(folder, 'package.json'));
		await writeEntryFiles(folder);
		await copyStaticFiles(STATIC_FILES, folder);
		try {
			await bundler.rebuild();
		} catch (error) {
			throw new LauncherError('The package cannot be built.', messageOf(error), { cause: error });
		}
	};

	const watchFiles = async (onBuilt: (text: string) => void) => {
		const options = { cwd: PROJECT_FOLDER, delay: SETTLED_AFTER_MS };
		const codeWatcher = watch(CODE, options, async () => {
			const beganAt = Date.now();
			try {
				await bundler.rebuild();
				onBuilt(`Built in ${Date.now() - beganAt} ms`);
			} catch (error) {
				onBuilt(`n8n keeps what it has. ${messageOf(error)}`);
			}
		});
		const staticWatcher = watch(STATIC_FILES, options, async () => {
			await copyStaticFiles(STATIC_FILES, folder);
			onBuilt('Icons and codex files copied');
		});
		await Promise.all([once(codeWatcher, 'ready'), once(staticWatcher, 'ready')]);
	};

	return { install, watch: watchFiles };
}
