/**
 * `npm run check-account`: compares what a real account answers with the readings in the README. It is put into one
 * file first, because Node cannot import the nodes' own code, which the check shares with them, as it is.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild-wasm';
import { z } from 'zod/v4';

const PROJECT_FOLDER = dirname(import.meta.dirname);
const moduleSchema = z.object({
	run: z.custom<typeof import('./checkAccount/run.mts').run>(
		(value) => typeof value === 'function',
	),
});

// Below node_modules, so that what it imports from there is found.
const cache = join(PROJECT_FOLDER, 'node_modules', '.cache');
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'check-account-'));
let check: z.infer<typeof moduleSchema>;
try {
	const outfile = join(folder, 'run.cjs');
	await build({
		entryPoints: [join(import.meta.dirname, 'checkAccount', 'run.mts')],
		outfile,
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'es2024',
		packages: 'external',
		logLevel: 'silent',
	});
	check = moduleSchema.parse(createRequire(import.meta.url)(outfile));
} finally {
	await rm(folder, { recursive: true, force: true });
}
process.exitCode = await check.run(process.argv.slice(2), join(PROJECT_FOLDER, 'package.json'));
