import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
	access,
	appendFile,
	constants,
	copyFile,
	mkdir,
	readFile,
	rename,
	rm,
	writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, OTHER_CACHE_FOLDER } from './cacheFolder.mts';
import { withLock } from './folderLock.mts';
import { startGuarded } from './guardedProcess.mts';
import { LauncherError } from './launcherError.mts';
import { findNodeHeaders } from './nodeHeaders.mts';
import { VERSIONS_FOLDER } from './n8nVersions.mts';
import { explainNpmFailure } from './npmFailure.mts';
import { freeBytes, readableSize, withProgress, type ProgressOutput } from './progress.mts';

/** The n8n that `npm start` and the end-to-end tests use unless told otherwise. */
export const DEFAULT_N8N_VERSION = '2.41.1';

const MANIFEST_FILES = ['package.json', 'package-lock.json'] as const;
/** 2.7 GB stay; npm's own cache and the compiler's files come on top while it runs. */
const NEEDED_BYTES = 4e9;

/** A ready n8n on this machine. */
export type N8nInstallation = {
	readonly version: string;
	/** The folder that holds its node_modules. */
	readonly folder: string;
	/** n8n's command, a JavaScript file for the running Node. */
	readonly command: string;
};

export type InstallOptions = {
	/** A version with a folder in launcher/n8n-versions. */
	readonly version?: string;
	/** Where installations are kept, instead of the user's cache folder. */
	readonly folder?: string;
	/** How much disk must be free to begin, 4 GB by default. */
	readonly neededBytes?: number;
	readonly output?: ProgressOutput;
};

function installationAt(version: string, folder: string): N8nInstallation {
	return { version, folder, command: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** A name that changes with everything that decides what npm installs: lockfile, Node version and platform. */
async function installationName(version: string): Promise<string> {
	try {
		const hash = createHash('sha256')
			.update(`${process.version} ${process.platform} ${process.arch}`)
			.update(await readFile(join(VERSIONS_FOLDER, version, 'package-lock.json')));
		return `n8n-${version}-${hash.digest('hex').slice(0, 12)}`;
	} catch (error) {
		throw new LauncherError(
			`There is no lockfile for n8n ${version}.`,
			`Choose a version that has a folder in ${VERSIONS_FOLDER}.`,
			{ cause: error },
		);
	}
}

async function assertRoom(folder: string, neededBytes: number): Promise<void> {
	try {
		await access(folder, constants.W_OK);
	} catch (error) {
		throw new LauncherError(`The cache folder ${folder} is not writable.`, OTHER_CACHE_FOLDER, {
			cause: error,
		});
	}
	const free = await freeBytes(folder);
	if (free >= neededBytes) return;
	throw new LauncherError(
		`n8n needs about ${readableSize(neededBytes)} of disk while it is installed, and ${folder} has ${readableSize(free)} left.`,
		`Free some space and start again. ${OTHER_CACHE_FOLDER}`,
	);
}

const taskOf = (version: string) => `Installing n8n ${version}`;

/** Such as a full disk; npm reports the same ones by the same codes. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'syscall' in error;
}

type NpmRun = { folder: string; logFile: string; task: string };

/** @throws LauncherError in words for the person at the terminal when npm fails */
async function runNpm(
	npmArguments: readonly string[],
	{ folder, logFile, task }: NpmRun,
	environment: Record<string, string> = {},
): Promise<void> {
	const npm = startGuarded('npm', [...npmArguments, '--no-audit', '--no-fund'], {
		cwd: folder,
		env: { npm_config_yes: 'true', ...environment },
		all: true,
	});
	const { all, exitCode } = await npm.subprocess;
	const output = String(all);
	await appendFile(logFile, `$ npm ${npmArguments.join(' ')}\n${output}\n`);
	if (exitCode !== 0) throw explainNpmFailure(output, task, logFile);
}

async function installInto(
	partial: string,
	version: string,
	logFile: string,
	output: ProgressOutput,
): Promise<void> {
	const task = taskOf(version);
	await mkdir(partial);
	await writeFile(logFile, '');
	for (const file of MANIFEST_FILES) {
		await copyFile(join(VERSIONS_FOLDER, version, file), join(partial, file));
	}
	await withProgress('1/2 Fetching n8n and its packages', partial, output, () =>
		runNpm(['ci', '--ignore-scripts'], { folder: partial, logFile, task }),
	);
	await withProgress("2/2 Preparing n8n's SQLite driver", partial, output, async () => {
		const headersFolder = join(partial, 'node-headers');
		const nodedir = await findNodeHeaders(headersFolder, (npmArguments, folder) =>
			runNpm(npmArguments, { folder, logFile, task }),
		);
		await runNpm(
			['rebuild', 'sqlite3', '--ignore-scripts=false'],
			{ folder: partial, logFile, task },
			{ npm_config_nodedir: nodedir, npm_config_jobs: 'max' },
		);
		await rm(headersFolder, { recursive: true, force: true });
	});
}

/**
 * A ready n8n, installed into the user's cache folder if it is not there yet. An installation is made in a folder
 * beside its place and moved there when it is complete, so that an interrupted one is never used; of two at once the
 * second waits for the first.
 *
 * @throws LauncherError when the disk, the network, the registry or the compiler is in the way
 */
export async function installN8n({
	version = DEFAULT_N8N_VERSION,
	folder,
	neededBytes = NEEDED_BYTES,
	output = process.stderr,
}: InstallOptions = {}): Promise<N8nInstallation> {
	const parent = folder ?? (await cacheFolder());
	const target = join(parent, await installationName(version));
	if (existsSync(target)) return installationAt(version, target);

	await assertRoom(parent, neededBytes);
	const partial = `${target}.partial`;
	const logFile = `${target}.log`;
	const install = async () => {
		if (existsSync(target)) return;
		output.write(
			`n8n ${version} is not on this machine yet. It is fetched from the npm registry, once:\n` +
				`about 2,200 packages, 2.7 GB on disk, 3 to 5 minutes. It goes to ${target}\n`,
		);
		try {
			await rm(partial, { recursive: true, force: true });
			await installInto(partial, version, logFile, output);
			await rename(partial, target);
		} catch (error) {
			await rm(partial, { recursive: true, force: true });
			throw isSystemError(error)
				? explainNpmFailure(error.message, taskOf(version), logFile)
				: error;
		}
	};
	await withLock(`${target}.lock`, install, () => {
		output.write(`Another process is installing n8n ${version}; waiting for it …\n`);
	});
	return installationAt(version, target);
}
