import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const HEADER = join('include', 'node', 'node_api.h');

/** npm's package with the Node binary and headers of this platform, as npm's `node` package names them. */
function platformPackage(): string {
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
	return `${prefix}-${platform}-${process.arch}`;
}

/**
 * The folder whose `include/node` holds the headers of the running Node, to compile native modules with
 * (node-gyp's `nodedir`). They lie beside the binary, unless an `npm install` in the project has pruned them: then
 * the platform's package is fetched into `downloadFolder`.
 *
 * @param downloadFolder where to put the headers if they have to be fetched
 * @param npm runs npm with the given arguments in the given folder
 */
export async function findNodeHeaders(
	downloadFolder: string,
	npm: (npmArguments: readonly string[], folder: string) => Promise<void>,
): Promise<string> {
	const prefix = dirname(dirname(process.execPath));
	const besideBinary = [prefix, join(prefix, 'node_modules', platformPackage())];
	const found = besideBinary.find((folder) => existsSync(join(folder, HEADER)));
	if (found !== undefined) return found;
	await mkdir(downloadFolder, { recursive: true });
	await writeFile(join(downloadFolder, 'package.json'), '{"private":true}');
	await npm(
		['install', '--no-save', '--ignore-scripts', `${platformPackage()}@${process.versions.node}`],
		downloadFolder,
	);
	return join(downloadFolder, 'node_modules', platformPackage());
}
