import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod/v4';
import { LauncherError } from './launcherError.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const packReply = z.tuple([z.object({ filename: z.string() })]);

/** Runs npm in a folder, without its notices. */
async function npm(npmArguments: readonly string[], folder: string): Promise<string> {
	const { stdout, stderr, exitCode } = await execa('npm', [...npmArguments], {
		cwd: folder,
		reject: false,
	});
	if (exitCode === 0) return stdout;
	throw new LauncherError(`npm ${npmArguments.join(' ')} failed in ${folder}.`, stderr);
}

async function givenTarball(file: string): Promise<string> {
	const tarball = resolve(PROJECT_FOLDER, file);
	try {
		await access(tarball);
		return tarball;
	} catch (error) {
		throw new LauncherError(
			`There is no tarball ${tarball}.`,
			'Let TESTED_TARBALL name one that npm pack has made, or leave it out.',
			{ cause: error },
		);
	}
}

/**
 * Packs the built package as it would be published. Where `TESTED_TARBALL` names a tarball, absolute or from the
 * project's folder, that one is taken as it is: a release publishes the very file that was tested.
 *
 * @param folder where the tarball goes, made if missing
 * @returns the path of the tarball
 * @throws LauncherError when the package has not been built, npm fails, or there is no such tarball
 */
export async function packPackage(
	folder: string,
	environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
	if (environment.TESTED_TARBALL) return await givenTarball(environment.TESTED_TARBALL);
	const built = await readdir(join(PROJECT_FOLDER, 'dist')).catch(() => []);
	if (built.length === 0)
		throw new LauncherError('The package has not been built.', 'Run: npm run build');
	return await packFolder(PROJECT_FOLDER, folder);
}

/**
 * Packs any package.
 *
 * @param source the folder of the package
 * @param folder where the tarball goes, made if missing
 * @returns the path of the tarball
 * @throws LauncherError when npm fails
 */
export async function packFolder(source: string, folder: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	const reply = await npm(
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		source,
	);
	const [{ filename }] = packReply.parse(JSON.parse(reply));
	return join(folder, filename);
}

/**
 * Installs a packed package for one n8n, as its "Community nodes" page does, in place of what was installed before.
 * Nothing is fetched: such a package has no dependencies.
 *
 * @param tarball made by {@link packPackage}
 * @param userFolder the user folder of an n8n that is not running
 * @param others tarballs of further packages
 */
export async function installCommunityPackage(
	tarball: string,
	userFolder: string,
	others: readonly string[] = [],
): Promise<void> {
	const nodesFolder = join(userFolder, '.n8n', 'nodes');
	await rm(nodesFolder, { recursive: true, force: true });
	await mkdir(nodesFolder, { recursive: true });
	// Without it npm takes the nearest folder above that has one, as n8n knows too.
	await writeFile(
		join(nodesFolder, 'package.json'),
		'{"name":"installed-nodes","private":true,"dependencies":{}}',
	);
	await npm(
		[
			'install',
			'--legacy-peer-deps',
			'--offline',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			tarball,
			...others,
		],
		nodesFolder,
	);
}
