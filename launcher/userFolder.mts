import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cacheFolder } from './cacheFolder.mts';
import { withLock } from './folderLock.mts';
import { LauncherError } from './launcherError.mts';

export type UserFolderChoice = {
	/** Its name in the chosen folder: a folder of its own, since its contents are replaced. */
	readonly name: string;
	/** The user's cache folder where it is left out. */
	readonly parent: string | undefined;
	/** Whether what an earlier start has left is removed first. */
	readonly reset: boolean;
};

/**
 * Works with the data of one n8n while no other launcher does.
 *
 * @param work called with the user folder of the n8n
 * @throws LauncherError when another launcher uses the same folder
 */
export async function withUserFolder(
	{ name, parent, reset }: UserFolderChoice,
	work: (userFolder: string) => Promise<void>,
): Promise<void> {
	const userFolder = join(resolve(parent ?? (await cacheFolder())), name);
	await mkdir(dirname(userFolder), { recursive: true });
	const workAlone = async () => {
		if (reset) await rm(userFolder, { recursive: true, force: true });
		await work(userFolder);
	};
	await withLock(`${userFolder}.lock`, workAlone, () => {
		throw new LauncherError(
			`Another launcher is using the n8n data in ${userFolder}.`,
			'Stop it, or choose another folder: add -- --user-folder <folder> to the command.',
		);
	});
}
