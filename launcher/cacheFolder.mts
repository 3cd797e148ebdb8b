import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LauncherError } from './launcherError.mts';

const FOLDER_NAME = 'n8n-nodes-crmleadpro';

export const OTHER_CACHE_FOLDER =
	'Another folder can be chosen: XDG_CACHE_HOME=/path/with/space npm start';

function userCacheFolder(environment: NodeJS.ProcessEnv): string {
	if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME;
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
	if (process.platform === 'win32')
		return environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
	return join(homedir(), '.cache');
}

/**
 * The user's cache folder for n8n installations and for the demonstration's n8n data, made if it is missing.
 * `XDG_CACHE_HOME` decides on every platform, else the platform's own convention does.
 *
 * @throws LauncherError when the folder cannot be made
 */
export async function cacheFolder(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
	const folder = join(userCacheFolder(environment), FOLDER_NAME);
	try {
		await mkdir(folder, { recursive: true });
	} catch (error) {
		throw new LauncherError(
			`The cache folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
			OTHER_CACHE_FOLDER,
			{ cause: error },
		);
	}
	return folder;
}
