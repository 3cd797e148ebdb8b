import { dirname, join, relative } from 'node:path';

import { build as bundleOnce, type Plugin } from 'esbuild-wasm';

const PROJECT_FOLDER = dirname(import.meta.dirname);

/**
 * What only a run of a node needs, and is large. They export nothing but functions, none of which is called while the
 * package is loaded.
 */
export const RUN_MODULES: readonly string[] = [
	'nodes/shared/http/index.ts',
	'nodes/shared/matching/upsert.ts',
	'nodes/shared/operation/columns/targets.ts',
	'nodes/shared/operation/execute.ts',
	'nodes/shared/operation/vocabulary.ts',
	'nodes/shared/phone/phoneNumber.ts',
	'nodes/shared/phone/phoneText.ts',
	'nodes/CrmLeadProTrigger/receiving/receiveDelivery.ts',
	'nodes/CrmLeadProTrigger/registering/registration.ts',
	'nodes/CrmLeadProPollingTrigger/pollForEvents.ts',
	'nodes/YSuiteTrigger/pollNewLeads.ts',
];

/** The names that each run module exports. */
async function listExports(): Promise<ReadonlyMap<string, readonly string[]>> {
	const { metafile } = await bundleOnce({
		entryPoints: RUN_MODULES.map((module) => join(PROJECT_FOLDER, module)),
		absWorkingDir: PROJECT_FOLDER,
		outdir: PROJECT_FOLDER,
		bundle: true,
		splitting: true,
		write: false,
		metafile: true,
		format: 'esm',
		platform: 'node',
		packages: 'external',
		logLevel: 'silent',
	});
	return new Map(
		Object.values(metafile.outputs).map(({ entryPoint = '', exports }) => [entryPoint, exports]),
	);
}

/**
 * Leaves the run modules to a file of their own, which is loaded when one of their functions is first called: n8n
 * loads all nodes at its start, and compiling what no workflow uses yet is most of what that takes.
 *
 * @param file beside the one that is built, e.g. `./run.js`
 * @param entry the entry point of that file, which gets the modules themselves
 */
export const runModulesLater = (file: string, entry: string): Plugin => ({
	name: 'run modules later',
	setup: (build) => {
		build.onResolve({ filter: /^\./ }, async (asked) => {
			const { path, importer, namespace, kind, resolveDir } = asked;
			const isSettled = asked.pluginData === build || ['run-module', entry].includes(namespace);
			if (isSettled) return undefined;
			const found = await build.resolve(path, {
				importer,
				namespace,
				kind,
				resolveDir,
				pluginData: build,
			});
			const module = relative(PROJECT_FOLDER, found.path);
			return RUN_MODULES.includes(module) ? { path: module, namespace: 'run-module' } : found;
		});
		build.onResolve({ filter: /./, namespace: 'run-module' }, ({ path }) => ({
			path,
			external: true,
		}));
		const exportsOf = listExports();
		build.onLoad({ filter: /./, namespace: 'run-module' }, async ({ path }) => ({
			contents: ((await exportsOf).get(path) ?? [])
				.map(
					(name) => `export const ${name} = (...values) => require('${file}').${name}(...values);`,
				)
				.join('\n'),
		}));
	},
});
