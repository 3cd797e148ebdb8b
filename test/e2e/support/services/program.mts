import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** Debian keeps PostgreSQL's programs beside the PATH, by version; the newest comes first. */
async function postgresFolders(): Promise<string[]> {
	const versions = await readdir(POSTGRES_FOLDER).catch(() => []);
	return versions
		.toSorted((one, other) => Number(other) - Number(one))
		.map((version) => join(POSTGRES_FOLDER, version, 'bin'));
}

/**
 * Finds a program of a server that the tests need.
 *
 * @param name e.g. `redis-server`
 * @param debianPackage what to install where it is missing
 * @returns its path
 * @throws Error that says what to install
 */
export async function findProgram(name: string, debianPackage: string): Promise<string> {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...(await postgresFolders())];
	for (const folder of folders) {
		const file = join(folder, name);
		try {
			await access(file, constants.X_OK);
			return file;
		} catch {
			continue;
		}
	}
	throw new Error(
		`These tests need ${name}, which is not installed. On Debian and Ubuntu: sudo apt-get install ${debianPackage}`,
	);
}
