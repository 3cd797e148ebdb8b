/**
 * `npm run bench`: measures the package in a real n8n beside what people use else, and writes RESULTS.md.
 * `npm run bench -- create lists` measures only these cases and prints them.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_N8N_VERSION } from '../launcher/installN8n.mts';
import { connectSandbox, startSandbox, type SandboxConnection } from '../sandbox/client.mts';
import { prettify } from '../scripts/prettify.mts';
import { startBenchN8n, type BenchN8n } from './benchN8n.mts';
import { measureCreate } from './cases/create.mts';
import { measureDistance } from './cases/distance.mts';
import { measureLists } from './cases/lists.mts';
import { measureMapping } from './cases/mapping.mts';
import { measureRateLimits, measureTwoProcesses } from './cases/rateLimit.mts';
import { measureSize } from './cases/size.mts';
import { measureSync } from './cases/sync.mts';
import { measureTrigger } from './cases/trigger.mts';
import { toMarkdown, type CaseResults } from './figures.mts';

const ROUNDS = 3;
/** More of those that take a second each. */
const ROUNDS_WITHOUT_LATENCY = 5;
/** Deliveries are short, and the machine's moods are long. */
const ROUNDS_OF_DELIVERIES = 15;

type Measure = (sandbox: SandboxConnection, origin: string) => Promise<CaseResults[]>;

async function withN8n<Result>(work: (n8n: BenchN8n) => Promise<Result>): Promise<Result> {
	const n8n = await startBenchN8n();
	try {
		return await work(n8n);
	} finally {
		await n8n.stop();
	}
}

const CASES: Readonly<Record<string, Measure>> = {
	create: async (sandbox) =>
		await withN8n(async (n8n) => [
			await measureCreate(n8n, sandbox, 0, ROUNDS_WITHOUT_LATENCY),
			await measureCreate(n8n, sandbox, 50, ROUNDS),
		]),
	'rate-limit': async (sandbox) =>
		await withN8n(async (n8n) => [
			await measureRateLimits(n8n, sandbox),
			await withN8n(async (other) => await measureTwoProcesses(n8n, other, sandbox)),
		]),
	lists: async (sandbox) =>
		await withN8n(async (n8n) => [await measureLists(n8n, sandbox, ROUNDS)]),
	mapping: async (sandbox) => [await measureMapping(sandbox, ROUNDS)],
	sync: async (sandbox) => await withN8n(async (n8n) => [await measureSync(n8n, sandbox)]),
	distance: async (sandbox, origin) => await measureDistance(sandbox, origin, ROUNDS),
	trigger: async (sandbox) => [await measureTrigger(sandbox, ROUNDS_OF_DELIVERIES)],
	size: async () => [await measureSize()],
};

function describeMachine(): string {
	const [cpu] = cpus();
	const memory = Math.round(totalmem() / 1e9);
	return `n8n ${DEFAULT_N8N_VERSION}, Node.js ${process.version}, ${cpus().length} × ${cpu?.model ?? 'CPU'}, ${memory} GB, ${new Date().toISOString().slice(0, 10)}. The sandbox and n8n run on the same machine; one process of n8n unless told otherwise.`;
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => CASES[name] === undefined);
if (unknown.length > 0) {
	process.stderr.write(
		`No such case: ${unknown.join(', ')}. There are: ${Object.keys(CASES).join(', ')}.\n`,
	);
	process.exit(1);
}

const server = await startSandbox();
const sections: string[] = [];
try {
	for (const [name, measure] of Object.entries(CASES)) {
		if (chosen.length > 0 && !chosen.includes(name)) continue;
		for (const results of await measure(connectSandbox(server.origin), server.origin)) {
			const section = toMarkdown(results);
			process.stdout.write(`${section}\n`);
			sections.push(section);
		}
	}
} finally {
	await server.stop();
}
if (chosen.length === 0) {
	const text = `# Benchmarks\n\n\`npm run bench\` wrote this. ${describeMachine()}\n\n${sections.join('\n')}`;
	await writeFile(
		join(import.meta.dirname, 'RESULTS.md'),
		await prettify('bench/RESULTS.md', text),
	);
}
