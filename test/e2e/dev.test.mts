import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa, type ResultPromise } from 'execa';
import { z } from 'zod/v4';

import { freePorts } from '../../launcher/freePort.mts';
import { openSession, type N8nSession } from '../../launcher/n8nSession.mts';
import {
	killProcessesWith,
	processesWith,
	until,
	untilShown,
} from '../launcher/support/processes.mts';
import { manualWorkflow } from './support/manualWorkflow.mts';
import { CRM_LEAD_PRO } from './support/n8nAccount.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'npm run dev starts n8n 2.41 only');

const PROJECT = join(import.meta.dirname, '..', '..');
/** What `npm run dev` reads of the project. */
const PARTS = [
	...['credentials', 'examples', 'icons', 'launcher', 'nodes', 'sandbox', 'scripts'],
	...['package.json', 'tsconfig.json'],
];
const LEAD = 'nodes/CrmLeadPro/resources/lead.ts';
const PIPELINE = 'nodes/CrmLeadPro/resources/pipeline.ts';
const MARKER = 'LAUNCHER_TEST';

let folder: string;
let marker: string;
let running: ResultPromise;
let session: N8nSession;
let shown = '';

const credentialsSchema = z.array(z.object({ id: z.string(), name: z.string(), type: z.string() }));

/** The project is copied, because the tests change it. */
beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-dev-')));
	marker = randomUUID();
	await Promise.all(
		PARTS.map((part) => cp(join(PROJECT, part), join(folder, part), { recursive: true })),
	);
	await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
	const [n8nPort, sandboxPort] = await freePorts(2);
	running = execa(
		process.execPath,
		[join(folder, 'launcher', 'dev.mts'), '--user-folder', join(folder, 'n8n')],
		{
			cwd: folder,
			reject: false,
			all: true,
			env: { N8N_PORT: String(n8nPort), SANDBOX_PORT: String(sandboxPort), [MARKER]: marker },
		},
	);
	running.all?.on('data', (chunk: Buffer) => (shown += chunk.toString()));
	const addresses = await untilShown(running.stdout, 'Ctrl-C stops everything');
	const [, email = ''] = /e-mail +(\S+)/.exec(addresses) ?? [];
	const [, password = ''] = /password +(\S+)/.exec(addresses) ?? [];
	session = await openSession(`http://127.0.0.1:${n8nPort}`, {
		email,
		password,
		firstName: '',
		lastName: '',
	});
});

afterAll(async () => {
	await killProcessesWith(MARKER, marker);
	await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function replace(file: string, before: string, after: string): Promise<void> {
	const path = join(folder, file);
	const text = await readFile(path, 'utf8');
	if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
	await writeFile(path, text.replace(before, after));
}

async function nodeTypes(): Promise<string> {
	const reply = await fetch(`${session.origin}/types/nodes.json`, {
		headers: { cookie: session.cookie },
	});
	return await reply.text();
}

/** Runs Pipeline: Get Many in the n8n that is running, and returns its items. */
async function runPipelines() {
	const all = credentialsSchema.parse(await session.request('GET', '/credentials'));
	const credential = all.find(({ type }) => type === 'crmLeadProApi');
	const workflow = await session.saveWorkflow(
		manualWorkflow('Pipelines', {
			name: 'Node',
			type: CRM_LEAD_PRO,
			typeVersion: 1,
			parameters: { resource: 'pipeline', operation: 'getAll', returnAll: true },
			credentials: { crmLeadProApi: credential },
		}),
	);
	const { output } = await session.runWorkflow(workflow);
	return (output.Node ?? []).map(({ json }) => json);
}

test('a changed description is in the running n8n', async () => {
	expect(await nodeTypes()).not.toContain('One lead, changed while n8n runs');
	await replace(
		LEAD,
		'Retrieve one lead with its full history',
		'One lead, changed while n8n runs',
	);
	const beganAt = Date.now();
	await until(async () => (await nodeTypes()).includes('One lead, changed while n8n runs'));
	process.stdout.write(`The change was there after ${Date.now() - beganAt} ms.\n`);
});

test('an execution runs the changed code', async () => {
	expect(await runPipelines()).not.toContainEqual({ changed: true });
	await replace(PIPELINE, 'toStages(record) : [record]', 'toStages(record) : [{ changed: true }]');
	await until(async () => JSON.stringify(await runPipelines()).includes('changed'));
	expect(await runPipelines()).toContainEqual({ changed: true });
});

test('an icon that is changed is handed out', async () => {
	const icon = async () => {
		const path = 'icons/n8n-nodes-crmleadpro/dist/icons/ySuite.svg';
		return await (await fetch(`${session.origin}/${path}`)).text();
	};
	expect(await icon()).toContain('<svg');
	await replace('icons/ySuite.svg', '<svg', '<!-- changed --><svg');
	await until(async () => (await icon()).includes('<!-- changed --><svg'));
});

test('type errors are shown, and the code runs all the same', async () => {
	await replace(PIPELINE, '{ changed: true }', "{ changed: 'again' satisfies number }");
	await until(() => /pipeline\.ts\(\d+,\d+\): error TS\d+/.test(shown));
	await until(async () => JSON.stringify(await runPipelines()).includes('again'));
	expect(await runPipelines()).toContainEqual({ changed: 'again' });
});

test('code that cannot be read is named, and n8n keeps what it has until it is mended', async () => {
	await replace(PIPELINE, 'defineList(pipelineLists', 'defineList((pipelineLists');
	await until(() => /n8n keeps what it has.*\n.*pipeline\.ts:\d+:\d+: ERROR/.test(shown));
	expect(await runPipelines()).toContainEqual({ changed: 'again' });
	await replace(PIPELINE, 'defineList((pipelineLists', 'defineList(pipelineLists');
	await replace(PIPELINE, "'again' satisfies number", "'mended'");
	await until(async () => JSON.stringify(await runPipelines()).includes('mended'));
	expect(await runPipelines()).toContainEqual({ changed: 'mended' });
});

test('Ctrl-C ends everything that npm run dev has started', async () => {
	expect((await processesWith(MARKER, marker)).length).toBeGreaterThan(3);
	running.kill('SIGINT');
	expect((await running).exitCode).toBe(0);
	await until(async () => (await processesWith(MARKER, marker)).length === 0);
	expect(await processesWith(MARKER, marker)).toEqual([]);
});
