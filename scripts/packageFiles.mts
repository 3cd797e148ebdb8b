import { readFileSync } from 'node:fs';
import { chmod, copyFile, glob, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { BuildContext } from 'esbuild-wasm';
import { z } from 'zod/v4';

import { bundlePackage, openBundler as openBundlerOf, PACKAGE_FILE } from './bundle.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);

/** The files from which n8n takes categories and links, beside each node's code. */
export const CODEX_FILES = 'nodes/**/*.node.json';

/** All shipped files that need no compiling. */
export const STATIC_FILES = [CODEX_FILES, 'icons/*.svg'];

/** Everything that npm packs. */
const PACKED_FILES = ['dist/**/*.*', 'package.json', 'README.md', 'LICENSE.md'];
const READABLE_BY_ALL = 0o644;

const manifestSchema = z.object({
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

/** The files that package.json names as nodes and credentials, e.g. `dist/nodes/YSuite/YSuite.node.js`. */
function entryFiles(): string[] {
	const text = readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8');
	const { n8n } = manifestSchema.parse(JSON.parse(text));
	return [...n8n.nodes, ...n8n.credentials];
}

/** n8n's rule: the class has the name of its file. */
const classOf = (file: string) => basename(file).split('.')[0] ?? '';

/** Exports all nodes and credentials, by paths from the project's folder. */
function packageSource(): string {
	// What is alike stands side by side, which packs 1 % smaller: nodes, then triggers, then credentials.
	const kinds = ['credentials', 'Trigger.', ''];
	const kindOf = (file: string) => -kinds.findIndex((kind) => file.includes(kind));
	const files = entryFiles()
		.reverse()
		.sort((a, b) => kindOf(a) - kindOf(b));
	return files
		.map((file) => {
			const source = file.replace(/^dist\//, './').replace(/\.js$/, '.ts');
			return `export { ${classOf(file)} } from '${source}';`;
		})
		.join('\n');
}

/** Puts all shipped code into the files of `dist` that are published. */
export async function bundle(packageFolder: string): Promise<void> {
	await bundlePackage(packageSource(), packageFolder);
}

/** Prepares to put all shipped code into one readable file, again and again; see `bundle.mts`. */
export async function openBundler(packageFolder: string): Promise<BuildContext> {
	return await openBundlerOf(packageSource(), packageFolder);
}

/** Writes each node's and credential's own file, which takes its class out of the one that holds all code. */
export async function writeEntryFiles(packageFolder: string): Promise<void> {
	await Promise.all(
		entryFiles().map(async (file) => {
			const target = join(packageFolder, file);
			const bundle = relative(dirname(file), PACKAGE_FILE);
			await mkdir(dirname(target), { recursive: true });
			await writeFile(
				target,
				`exports.${classOf(file)} = require('${bundle}').${classOf(file)};\n`,
			);
		}),
	);
}

/**
 * Copies files that need no compiling into a package's `dist`.
 *
 * @param patterns of paths in the project, e.g. `icons/*.svg`
 */
export async function copyStaticFiles(
	patterns: readonly string[],
	packageFolder: string,
): Promise<void> {
	for await (const file of glob(patterns, { cwd: PROJECT_FOLDER })) {
		const target = join(packageFolder, 'dist', file);
		await mkdir(dirname(target), { recursive: true });
		await copyFile(join(PROJECT_FOLDER, file), target);
	}
}

/**
 * Gives what is packed the same permissions on every machine: npm packs those that files have, which depend on the umask
 * of whoever has built them.
 */
export async function settlePermissions(packageFolder: string): Promise<void> {
	for await (const file of glob(PACKED_FILES, { cwd: packageFolder })) {
		await chmod(join(packageFolder, file), READABLE_BY_ALL);
	}
}

/**
 * Builds all that `dist` holds as `npm run build` does, but without checking types or removing what is no longer built.
 *
 * @throws Error that names the place in the code that cannot be read
 */
export async function buildQuickly(packageFolder: string): Promise<void> {
	await bundle(packageFolder);
	await writeEntryFiles(packageFolder);
	await copyStaticFiles(STATIC_FILES, packageFolder);
}
