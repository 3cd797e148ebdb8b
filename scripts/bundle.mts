import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { minify as compress } from '@swc/core';
import {
	build as bundleOnce,
	context,
	transform,
	type BuildContext,
	type BuildOptions,
	type Plugin,
} from 'esbuild-wasm';

import { phoneNumbersLater, phoneNumbersSource } from './phoneNumbersFile.mts';
import { RUN_MODULES, runModulesLater } from './runFile.mts';

const PROJECT_FOLDER = dirname(import.meta.dirname);
/** What n8n loads at its start. */
export const PACKAGE_FILE = 'dist/package.js';
/** What a first run loads. */
const RUN_FILE = 'dist/run.js';
/** What both need. */
const SHARED_FILE = 'dist/shared.js';
const PHONE_FILE = 'dist/phoneNumbers.js';

const TARGET = 'es2022';
const beside = (file: string): string => `./${basename(file)}`;
const nameOf = (file: string): string => basename(file, '.js');

/** What all bundles have in common. */
const BUNDLING: BuildOptions = {
	bundle: true,
	platform: 'node',
	target: TARGET,
	legalComments: 'none',
	// What it would print is in the error that it throws.
	logLevel: 'silent',
	// Bundles name their parts' paths, which have to be the same on every machine.
	absWorkingDir: PROJECT_FOLDER,
	preserveSymlinks: true,
};

const EXTERNAL = ['n8n-workflow', 'zod'];

/** Makes code small: swc works in several passes, which saves another 5 % of what esbuild does. */
async function minify(code: string): Promise<string> {
	const { code: compressed } = await compress(code, {
		ecma: 2022,
		toplevel: true,
		compress: { passes: 3 },
		mangle: true,
	});
	return compressed;
}

async function readPhoneNumbersFile(): Promise<string> {
	const { outputFiles } = await bundleOnce({
		...BUNDLING,
		format: 'cjs',
		minify: true,
		stdin: { contents: phoneNumbersSource(), resolveDir: PROJECT_FOLDER },
		write: false,
	});
	return outputFiles.map(({ text }) => text).join('');
}

/** Takes an entry point's contents from here instead of a file. */
const entryPoints = (contents: Readonly<Record<string, string>>): Plugin => ({
	name: 'entry points',
	setup: (build) => {
		for (const [name, text] of Object.entries(contents)) {
			build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
				kind === 'entry-point' ? { path: name, namespace: name } : undefined,
			);
			build.onLoad({ filter: /./, namespace: name }, () => ({
				contents: text,
				resolveDir: PROJECT_FOLDER,
			}));
		}
	},
});

/**
 * Puts all shipped code into few files: n8n loads a package at its start, and a hundred small files take it three
 * times as long as one. What only a run needs, and the phone library, are in files of their own.
 *
 * @param source exports all nodes and credentials, by paths from the project's folder
 * @param packageFolder takes the files in its `dist`
 * @throws Error that names the place in the code that cannot be read
 */
export async function bundlePackage(source: string, packageFolder: string): Promise<void> {
	const run = nameOf(RUN_FILE);
	const { outputFiles } = await bundleOnce({
		...BUNDLING,
		// Only modules can be split; they become CommonJS afterwards.
		format: 'esm',
		splitting: true,
		minify: true,
		entryPoints: [nameOf(PACKAGE_FILE), run],
		chunkNames: nameOf(SHARED_FILE),
		outdir: join(packageFolder, 'dist'),
		write: false,
		external: EXTERNAL,
		plugins: [
			phoneNumbersLater(beside(PHONE_FILE)),
			runModulesLater(beside(RUN_FILE), run),
			entryPoints({
				[nameOf(PACKAGE_FILE)]: source,
				[run]: RUN_MODULES.map((module) => `export * from './${module}';`).join('\n'),
			}),
		],
	});
	const bundles = await Promise.all(
		outputFiles.map(async ({ path, text }): Promise<[file: string, code: string]> => {
			const { code } = await transform(text, { format: 'cjs', platform: 'node', target: TARGET });
			return [`dist/${basename(path)}`, code];
		}),
	);
	await mkdir(join(packageFolder, 'dist'), { recursive: true });
	for (const [file, code] of [...bundles, [PHONE_FILE, await readPhoneNumbersFile()] as const]) {
		await writeFile(join(packageFolder, file), await minify(code));
	}
}

/** Builds something else before the first build: an n8n that watches the package loads it anew for each file that is written. */
const buildOnce = (options: BuildOptions): Plugin => ({
	name: 'build once',
	setup: (build) => {
		let built: Promise<unknown> | undefined;
		build.onStart(async () => {
			built ??= bundleOnce(options);
			await built;
		});
	},
});

/**
 * Prepares to put all shipped code, still readable, into one file again and again, for who works on it.
 *
 * @param source exports all nodes and credentials, by paths from the project's folder
 * @param packageFolder takes the file in its `dist`
 * @returns esbuild's context, whose `rebuild()` reads again only what has changed, and throws an error that names the place in
 * the code where it cannot; `dispose()` ends it
 */
export async function openBundler(source: string, packageFolder: string): Promise<BuildContext> {
	const phoneNumbers: BuildOptions = {
		...BUNDLING,
		format: 'cjs',
		stdin: { contents: phoneNumbersSource(), resolveDir: PROJECT_FOLDER },
		outfile: join(packageFolder, PHONE_FILE),
	};
	return await context({
		...BUNDLING,
		format: 'cjs',
		stdin: { contents: source, resolveDir: PROJECT_FOLDER },
		outfile: join(packageFolder, PACKAGE_FILE),
		external: EXTERNAL,
		plugins: [phoneNumbersLater(beside(PHONE_FILE)), buildOnce(phoneNumbers)],
	});
}
