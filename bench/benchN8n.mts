import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { z } from 'zod/v4';

import { installCommunityPackage, packFolder, packPackage } from '../launcher/communityPackage.mts';
import { installN8n } from '../launcher/installN8n.mts';
import { startN8n } from '../launcher/n8nInstance.mts';
import {
	openSession,
	type Credential,
	type N8nSession,
	type SavedWorkflow,
} from '../launcher/n8nSession.mts';

const OWNER = {
	email: 'owner@example.com',
	password: 'Benchmarks-1',
	firstName: 'Bench',
	lastName: 'Mark',
};

/** A node as a workflow holds it, without its place. */
export interface BenchNode {
	readonly type: string;
	readonly typeVersion?: number;
	readonly parameters: Record<string, unknown>;
	readonly credential?: Credential;
	readonly onError?: 'continueRegularOutput';
}

/** What one run of a workflow took and gave. */
export interface Run {
	/** In ms, from the call of the workflow's webhook to its reply. */
	readonly duration: number;
	/** Items that came out of the node. */
	readonly items: number;
	/** Those of them that are errors. */
	readonly failed: number;
	/** Growth of the memory in use, garbage left out, in bytes; only where that is watched. */
	readonly growth?: number | undefined;
}

/** A workflow that a webhook runs: items → the node → a count. */
export interface BenchWorkflow {
	readonly run: () => Promise<Run>;
	readonly remove: () => Promise<void>;
}

/** What a workflow gives its node. */
export interface BenchInput {
	/** Number of items. */
	readonly count: number;
	/** What the items' names begin with. */
	readonly prefix?: string;
	/** What the items hold, as `nodes/BenchItems.node.js` says; names unless told otherwise. */
	readonly rows?: 'names' | 'columns' | 'sync';
	/** Whether to watch the memory in use, which takes time. */
	readonly watchesMemory?: boolean;
}

/** An n8n of its own, with the package and the nodes to compare with. */
export interface BenchN8n {
	readonly origin: string;
	readonly session: N8nSession;
	readonly userFolder: string;
	/** Makes a workflow that runs a node. */
	readonly prepare: (node: BenchNode, input: BenchInput) => Promise<BenchWorkflow>;
	/** Starts anew to count the largest memory, in bytes; the result tells by how much it grew since. */
	readonly watchMemory: () => Promise<() => Promise<number>>;
	readonly stop: () => Promise<void>;
}

const outputSchema = z.object({ items: z.int(), failed: z.int(), growth: z.int().optional() });
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/** Starts an n8n. */
export async function startBenchN8n(settings: Record<string, string> = {}): Promise<BenchN8n> {
	const installation = await installN8n();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-bench-'));
	const userFolder = join(folder, 'user');
	await installCommunityPackage(await packPackage(folder), userFolder, [
		await packFolder(join(import.meta.dirname, 'nodes'), folder),
	]);
	const n8n = await startN8n({ installation, userFolder, settings });
	const session = await openSession(n8n.origin, OWNER);
	return {
		origin: n8n.origin,
		session,
		userFolder,
		prepare: async (node, input) => {
			const path = crypto.randomUUID();
			const workflow = await session.saveWorkflow(describe(path, node, input));
			await session.activateWorkflow(workflow);
			const url = `${n8n.origin}/webhook/${path}`;
			return {
				run: async () => await call(url, () => tellWhyItFailed(session, workflow)),
				remove: () => remove(session, workflow),
			};
		},
		watchMemory: async () => {
			const processId = await findN8nProcess(n8n.guardProcessId);
			const before = await readMemory(processId, 'VmRSS');
			let largest = before;
			const timer = setInterval(() => {
				void readMemory(processId, 'VmRSS').then((now) => (largest = Math.max(largest, now)));
			}, 20);
			return async () => {
				clearInterval(timer);
				return Math.max(largest, await readMemory(processId, 'VmRSS')) - before;
			};
		},
		stop: async () => {
			await n8n.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function remove(session: N8nSession, workflow: SavedWorkflow): Promise<void> {
	await session.deactivateWorkflow(workflow);
}

async function tellWhyItFailed(session: N8nSession, { id }: SavedWorkflow): Promise<string> {
	const [newest] = await session.executionIds(id);
	if (newest === undefined) return 'n8n stored no execution';
	const { error } = await session.waitForExecution(newest);
	return `${error?.message ?? 'n8n gives no reason'}: ${error?.description ?? 'no description'}`;
}

async function call(url: string, why: () => Promise<string>): Promise<Run> {
	const startedAt = performance.now();
	const reply = await request(url, { dispatcher: agent });
	const text = await reply.body.text();
	const duration = performance.now() - startedAt;
	if (reply.statusCode !== 200) {
		throw new Error(`The workflow failed: ${reply.statusCode} ${text}, ${await why()}`);
	}
	return { duration, ...outputSchema.parse(JSON.parse(text)) };
}

function describe(
	path: string,
	node: BenchNode,
	{ count, prefix = 'Lead', rows = 'names', watchesMemory = false }: BenchInput,
) {
	const { type, typeVersion = 1, parameters, credential, onError } = node;
	const nodes = [
		{
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { path, responseMode: 'lastNode', options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-bench.benchItems',
			typeVersion: 1,
			parameters: { count, prefix, rows, watchesMemory },
		},
		{
			name: 'Node',
			type,
			typeVersion,
			parameters,
			...(credential === undefined
				? {}
				: { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
			...(onError === undefined ? {} : { onError }),
		},
		{ name: 'Sink', type: 'n8n-nodes-bench.benchSink', typeVersion: 1, parameters: {} },
	];
	const link = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
	return {
		name: `${type} ${path}`,
		nodes: nodes.map((one, index) => ({ id: `node-${index}`, position: [index * 220, 0], ...one })),
		connections: { Start: link('Items'), Items: link('Node'), Node: link('Sink') },
		// What n8n does to store executions is the same for all, and large. Those that failed say why.
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: 'none',
			saveDataErrorExecution: 'all',
			saveExecutionProgress: false,
		},
	};
}

async function findN8nProcess(guardProcessId: number): Promise<number> {
	const path = `/proc/${guardProcessId}/task/${guardProcessId}/children`;
	return Number((await readFile(path, 'utf8')).trim().split(' ')[0]);
}

async function readMemory(processId: number, field: string): Promise<number> {
	const status = await readFile(`/proc/${processId}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) * 1024;
}
