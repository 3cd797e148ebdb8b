import { readFileSync } from 'node:fs';
import { chmod, copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { minify as compress } from '@swc/core';
import {
	build as bundleOnce,
	context,
	type BuildContext,
	type BuildOptions,
	type Plugin,
} from 'esbuild-wasm';
import { z } from 'zod/v4';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const BUNDLE = 'dist/package.js';
const PHONE_BUNDLE = 'dist/phoneNumbers.js';
const LIBPHONENUMBER = join(PROJECT_FOLDER, 'node_modules/libphonenumber-js');
/** Where a country's formats stand in its data. */
const FORMATS_INDEX = 4;
/** The entries of a country's data from which numbers are read. */
const ENTRIES_FOR_READING = 9;

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

const numberingPlansSchema = z.looseObject({
	country_calling_codes: z.record(z.string(), z.array(z.string())),
	countries: z.record(z.string(), z.array(z.unknown())),
	nonGeographic: z.record(z.string(), z.array(z.unknown())),
});
/** Numbering plans by country, and those of no country by calling code. */
export type NumberingPlans = z.infer<typeof numberingPlansSchema>;

/** The countries' calling codes, as `withCallingCodes` finds them in the countries' own data. */
function isDerived(
	[code, countries]: [code: string, countries: string[]],
	plans: NumberingPlans,
): boolean {
	const own = Object.keys(plans.countries).filter(
		(country) => plans.countries[country]?.[0] === code,
	);
	return own.join() === countries.join();
}

/** JavaScript that gives `plans` all calling codes again. */
const withCallingCodes = `
const codes = {};
for (const [country, [code]] of Object.entries(plans.countries)) (codes[code] ??= []).push(country);
export const metadata = { ...plans, country_calling_codes: { ...codes, ...plans.country_calling_codes } };`;

/**
 * The data of libphonenumber-js without what reading a number does not need, which is most of it: the formats that it
 * writes numbers in, and the patterns by which it tells countries with the same calling code apart.
 */
export function readNumberingPlans(): NumberingPlans {
	const text = readFileSync(join(LIBPHONENUMBER, 'metadata.min.json'), 'utf8');
	const data = numberingPlansSchema.parse(JSON.parse(text));
	for (const plan of [...Object.values(data.countries), ...Object.values(data.nonGeographic)]) {
		plan[FORMATS_INDEX] = [];
		plan.splice(ENTRIES_FOR_READING);
	}
	return data;
}

/** The plans without the calling codes that `withCallingCodes` gives them again. */
function withoutDerivedCodes(plans: NumberingPlans): NumberingPlans {
	const codes = Object.entries(plans.country_calling_codes);
	const kept = codes.filter((entry) => !isDerived(entry, plans));
	return { ...plans, country_calling_codes: Object.fromEntries(kept) };
}

/** What both bundles have in common. */
const BUNDLING: BuildOptions = {
	bundle: true,
	format: 'cjs',
	platform: 'node',
	target: 'es2022',
	legalComments: 'none',
	// What it would print is in the error that it throws.
	logLevel: 'silent',
};

type BundleOptions = Pick<BuildOptions, 'minify'>;

/** Makes a minified bundle smaller still: swc works in several passes, which saves another 5 %. */
const compression: Plugin = {
	name: 'compression',
	setup: (build) => {
		const { minify, outfile } = build.initialOptions;
		if (minify !== true || outfile === undefined) return;
		build.onEnd(async ({ errors }) => {
			if (errors.length > 0) return;
			const { code } = await compress(await readFile(outfile, 'utf8'), {
				ecma: 2022,
				toplevel: true,
				compress: { passes: 3 },
				mangle: true,
			});
			await writeFile(outfile, code);
		});
	},
};

/**
 * Puts libphonenumber-js into a file of its own, which is loaded when the first phone number is read: n8n loads all
 * nodes at its start.
 */
const phoneNumbers = (packageFolder: string, options: BundleOptions): Plugin => ({
	name: 'phone numbers',
	setup: (build) => {
		const plans = withoutDerivedCodes(readNumberingPlans());
		const file = `./${basename(PHONE_BUNDLE)}`;
		const getters = Object.keys(plans).map((name) => `get ${name}() { return load().${name}; }`);
		const standIns = new Map([
			[
				'libphonenumber-js/core',
				`export default (...values) => require('${file}').default(...values);`,
			],
			[
				'libphonenumber-js/metadata.min.json',
				`const load = () => require('${file}').metadata; export default { ${getters.join(', ')} };`,
			],
		]);
		// Once for all rebuilds: an n8n that watches the package would load it anew for each file that is written.
		let written: Promise<unknown> | undefined;
		build.onStart(async () => {
			written ??= bundleOnce({
				...BUNDLING,
				...options,
				stdin: {
					contents: [
						`export { default } from 'libphonenumber-js/core';`,
						`const plans = JSON.parse(${JSON.stringify(JSON.stringify(plans))});`,
						withCallingCodes,
					].join('\n'),
					resolveDir: PROJECT_FOLDER,
				},
				outfile: join(packageFolder, PHONE_BUNDLE),
				plugins: [compression],
				// The bundle names its parts' paths, which have to be the same on every machine.
				absWorkingDir: PROJECT_FOLDER,
				preserveSymlinks: true,
			});
			await written;
		});
		build.onResolve({ filter: /^libphonenumber-js\// }, ({ path }) => ({
			path,
			namespace: 'phone-numbers',
		}));
		build.onResolve({ filter: /./, namespace: 'phone-numbers' }, ({ path }) => ({
			path,
			external: true,
		}));
		build.onLoad({ filter: /./, namespace: 'phone-numbers' }, ({ path }) => {
			const contents = standIns.get(path);
			return contents === undefined
				? { errors: [{ text: `Nothing stands in for ${path}` }] }
				: { contents };
		});
	},
});

/**
 * Prepares to put all shipped code into one file, again and again: n8n loads a package at its start, and a hundred
 * small files take it three times as long as one.
 *
 * @param packageFolder the folder in which `dist/package.js` is written
 * @param options `minify`, as what is published is, unless told otherwise
 * @returns esbuild's context, whose `rebuild()` reads again only what has changed, and throws an error that names the place in
 * the code where it cannot; `dispose()` ends it
 */
export async function openBundler(
	packageFolder: string,
	options: BundleOptions = { minify: true },
): Promise<BuildContext> {
	// What is alike stands side by side, which packs 1 % smaller: nodes, then triggers, then credentials.
	const kinds = ['credentials', 'Trigger.', ''];
	const kindOf = (file: string) => -kinds.findIndex((kind) => file.includes(kind));
	const files = entryFiles()
		.reverse()
		.sort((a, b) => kindOf(a) - kindOf(b));
	const exports = files.map((file) => {
		const source = file.replace(/^dist\//, './').replace(/\.js$/, '.ts');
		return `export { ${classOf(file)} } from '${source}';`;
	});
	return await context({
		stdin: { contents: exports.join('\n'), resolveDir: PROJECT_FOLDER },
		outfile: join(packageFolder, BUNDLE),
		...BUNDLING,
		...options,
		external: ['n8n-workflow', 'zod'],
		plugins: [phoneNumbers(packageFolder, options), compression],
	});
}

/** Writes each node's and credential's own file, which takes its class out of the one that holds all code. */
export async function writeEntryFiles(packageFolder: string): Promise<void> {
	await Promise.all(
		entryFiles().map(async (file) => {
			const target = join(packageFolder, file);
			const bundle = relative(dirname(file), BUNDLE);
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
	const bundler = await openBundler(packageFolder);
	try {
		await bundler.rebuild();
		await writeEntryFiles(packageFolder);
		await copyStaticFiles(STATIC_FILES, packageFolder);
	} finally {
		await bundler.dispose();
	}
}
