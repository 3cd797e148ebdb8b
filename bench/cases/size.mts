import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod/v4';

import { installCommunityPackage, packPackage } from '../../launcher/communityPackage.mts';
import { installN8n } from '../../launcher/installN8n.mts';
import { median, type CaseResults } from '../figures.mts';

const PROCESSES = 15;
const MOST_MILLISECONDS = 10;
const MOST_BYTES = 120_000;

const packageSchema = z.object({
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

/** Loads the files in a new process, in which n8n's own modules are loaded already as they are in n8n. */
const PROGRAM = `
const { createRequire } = require('node:module');
const [n8n, folder, ...files] = process.argv.slice(1);
const load = createRequire(folder + '/');
createRequire(n8n)('n8n-workflow');
createRequire(n8n)('zod');
const startedAt = performance.now();
for (const file of files) {
	for (const Class of Object.values(load(folder + '/' + file))) new Class();
}
process.stdout.write(String(performance.now() - startedAt));
`;

/** Measures how long loading all nodes and credentials takes, and the size of the package. */
export async function measureSize(): Promise<CaseResults> {
	const { command } = await installN8n();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-bench-'));
	try {
		const tarball = await packPackage(folder);
		const { size } = await stat(tarball);
		await installCommunityPackage(tarball, folder);
		const installed = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmleadpro');
		const { n8n } = packageSchema.parse(
			JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')),
		);
		const files = [...n8n.nodes, ...n8n.credentials];
		const modules = join(command, '..', '..', '..');
		const durations: number[] = [];
		for (let process_ = 0; process_ < PROCESSES; process_ += 1) {
			const { stdout } = await promisify(execFile)(
				process.execPath,
				['-e', PROGRAM, command, installed, ...files],
				{ env: { ...process.env, NODE_PATH: modules } },
			);
			durations.push(Number(stdout));
		}
		const milliseconds = median(durations);
		return {
			title: 'Cold load and size',
			method: `All nodes and credentials are loaded and constructed, as n8n does, in a new process that has loaded n8n's own modules; median of ${PROCESSES} processes.`,
			rows: [
				{
					what: 'cold load',
					figure: `${milliseconds.toFixed(1)} ms`,
					target: `≤ ${MOST_MILLISECONDS} ms`,
					isReached: milliseconds <= MOST_MILLISECONDS,
				},
				{
					what: 'tarball',
					figure: `${(size / 1000).toFixed(1)} kB`,
					target: `≤ ${MOST_BYTES / 1000} kB`,
					isReached: size <= MOST_BYTES,
				},
			],
		};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
