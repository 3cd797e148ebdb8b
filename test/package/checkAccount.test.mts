import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { execa } from 'execa';

import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import { askKey, type KeyInput } from '../../scripts/checkAccount/askKey.mts';
import { SUBJECTS } from '../../scripts/checkAccount/finding.mts';
import { run } from '../../scripts/checkAccount/run.mts';
import { describeShape } from '../../scripts/checkAccount/shape.mts';
import { until } from '../launcher/support/processes.mts';
import { forEachAtOnce } from '../support/forEachAtOnce.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';
import { createWorkspace, sandbox, type TestWorkspace } from '../support/workspace.mts';

const SCRIPT = join(PACKAGE_FOLDER, 'scripts', 'checkAccount.mts');
const TEST_LEAD = 'Test lead of n8n-nodes-crmleadpro, may be deleted';
/** The real command waits between its requests. */
const LONGEST_COMMAND_MS = 60_000;

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'check-account-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

interface Run {
	exitCode: number;
	output: string;
	report: string;
}

/** What the command does, in this process and without its pauses. */
async function check(baseUrl: string, apiKey: string, options: string[] = []): Promise<Run> {
	const file = join(folder, `${Math.random()}.md`);
	const shown: string[] = [];
	const show = (text: string) => shown.push(text);
	const input: KeyInput = Readable.from([`${apiKey}\n`]);
	const exitCode = await run(
		['--base-url', baseUrl, '--output', file, ...options],
		{ input, say: show, complain: show },
		0,
	);
	const report = await readFile(file, 'utf8').catch(() => '');
	return { exitCode, output: shown.join(''), report };
}

const checkWorkspace = ({ baseUrl, apiKey }: TestWorkspace, options?: string[]) =>
	check(baseUrl, apiKey, options);

/** The verdict and the words of a reading in the report. */
function found(report: string, reading: string): string {
	const row = report.split('\n').find((line) => line.startsWith('|') && line.includes(reading));
	const [, , , verdict = '', came = ''] = (row ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim());
	return `${verdict}: ${came}`;
}

test('an account as the sandbox has it: readings hold, only GETs are sent, and no key or data is shown', async () => {
	const workspace = await createWorkspace();
	const { exitCode, output, report } = await checkWorkspace(workspace);
	const journal = await workspace.journal();
	const { leads, contacts } = await workspace.state();

	expect(exitCode).toBe(0);
	expect(new Set(journal.map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(journal.length).toBeLessThanOrEqual(30);
	for (const reading of [
		...['GET /leads` replies', 'GET /contacts` replies', 'GET /pipelines` replies'],
		...['GET /leads/{id}`', 'GET /analytics/pipeline`', 'Further pages', '`search` leaves out'],
		...['`search` finds', '`sort_by`', '`status` filters', '`pipeline_stage` filters'],
		...['An unknown lead', 'Headers about the rate limit', 'GET /webhooks` replies'],
	]) {
		expect([reading, found(report, reading)]).toEqual([reading, expect.stringMatching(/^holds: /)]);
	}
	expect(found(report, 'signature')).toMatch(/^not told: /);
	const shown = `${output}\n${report}`;
	expect(shown).not.toContain(workspace.apiKey);
	const data = [...leads, ...contacts].flatMap(({ id, name, email, phone }) => [
		id,
		name,
		email,
		phone,
	]);
	expect(data.filter((value) => value !== null && shown.includes(value))).toEqual([]);
	expect(report).toContain(`Node.js ${process.versions.node}`);
});

test('the report has every subject of the readings, in their order, whether or not it may write', async () => {
	const table = await readFile(join(PACKAGE_FOLDER, 'docs', 'readings.md'), 'utf8');
	const subjects = [...table.matchAll(/^\| ([A-Z][^|]+?) +\|/gm)].map(
		([, subject = '']) => subject,
	);
	const expected = subjects.filter((subject) => subject !== 'Subject');
	const readOnly = await checkWorkspace(await createWorkspace());
	const written = await checkWorkspace(await createWorkspace(), ['--write']);

	expect(SUBJECTS).toEqual(expected);
	for (const { report, output } of [readOnly, written]) {
		const [findings = ''] = report.split('## Replies');
		const rows = [...findings.matchAll(/^\| ([A-Z][^|]+?) \|/gm)].map(([, subject]) => subject);

		expect([...new Set(rows.slice(1))]).toEqual(expected);
		expect(output.split('\n').filter((line) => expected.includes(line))).toEqual(expected);
	}
	expect(found(readOnly.report, 'POST /leads')).toBe('not told: Not tried without --write.');
});

interface Variant {
	name: string;
	switches?: SwitchChanges;
	faults?: FaultOrder[];
	says: Array<[reading: string, came: RegExp]>;
}

const variants: Variant[] = [
	{
		name: 'tokens, inner envelopes and no list of webhooks',
		switches: {
			listEnvelope: 'result.items',
			singleEnvelope: 'data',
			paging: 'nextPageToken',
			webhookManagement: 'createOnly405',
			errorBody: 'errorsList',
			rateLimit: null,
		},
		says: [
			['GET /leads` replies', /^holds: .*`result\.items`/],
			['GET /leads/{id}`', /^holds: .*`data`/],
			['Further pages', /^holds: .*a token.*`pageToken`/],
			['GET /webhooks` replies', /^holds: .*405/],
			['An unknown lead', /^holds: HTTP 404, `\{errors: \[\{/],
			['Headers about the rate limit', /^not told/],
		],
	},
	{
		name: 'links, lists under the resource and errors without words',
		switches: { listEnvelope: 'resource', paging: 'linkHeader', errorBody: 'empty' },
		says: [
			['GET /leads` replies', /^holds: .*`leads`/],
			['GET /contacts` replies', /^holds: .*`contacts`/],
			['Further pages', /^holds: .*a link/],
			['An unknown lead', /^differs: .*no words/],
		],
	},
	{
		name: 'bare lists of which nothing tells how they go on',
		switches: { listEnvelope: 'bare', webhookManagement: 'createOnly501', errorBody: 'html' },
		says: [
			['GET /leads` replies', /^holds: .*at the top/],
			['Further pages', /^holds: The reply says nothing about further pages/],
			['GET /webhooks` replies', /^holds: .*501/],
			['An unknown lead', /^holds: HTTP 404, no JSON \(text\/html\)/],
		],
	},
	{
		name: 'always page 1, and contacts that are no list',
		switches: { paging: 'ignoresPage' },
		faults: [{ kind: 'notAList', path: '/contacts' }],
		says: [
			['Further pages', /^differs: .*Leads that came: 2\. The server repeated itself/],
			['GET /contacts` replies', /^differs: HTTP 200, `\{data: text\}`/],
		],
	},
	{
		name: 'links to another origin, and a web page in place of contacts',
		switches: { paging: 'linksNext', nextLinkOrigin: 'https://other.example' },
		faults: [{ kind: 'html200', path: '/contacts' }],
		says: [
			['Further pages', /another address/],
			['GET /contacts` replies', /^differs: .*text\/html/],
		],
	},
	{
		name: 'a rate limit that is reached',
		faults: [
			{
				kind: 'status',
				status: 429,
				path: '/pipelines',
				retryAfter: { form: 'seconds', seconds: 30 },
			},
		],
		says: [
			['Headers about the rate limit', /^holds: A 429 came with/],
			['GET /webhooks` replies', /^not told: The rate limit was reached/],
		],
	},
	{
		name: 'a connection that breaks off',
		faults: [{ kind: 'resetBeforeReply', path: '/contacts' }],
		says: [['GET /contacts` replies', /^not told: No reply came/]],
	},
];

test('what the account does otherwise stands in the report', async () => {
	const differences: unknown[] = [];
	await forEachAtOnce(variants, 3, async ({ name, switches, faults, says }) => {
		const workspace = await createWorkspace({ switches, faults });
		const { exitCode, output, report } = await checkWorkspace(workspace);
		const journal = await workspace.journal();
		const { leads } = await workspace.state();
		const shown = `${output}\n${report}`;
		const data = leads.flatMap(({ id, email, phone }) => [id, email, phone, workspace.apiKey]);
		if (exitCode !== 0 || journal.length > 40) differences.push([name, exitCode, journal.length]);
		for (const { method } of journal) if (method !== 'GET') differences.push([name, method]);
		for (const value of data) {
			if (value !== null && shown.includes(value)) differences.push([name, value]);
		}
		for (const [reading, came] of says) {
			const said = found(report, reading);
			if (!came.test(said)) differences.push([name, reading, said]);
		}
	});

	expect(differences).toEqual([]);
});

describe('with --write', () => {
	test.each<{ name: string; switches: SwitchChanges }>([
		{ name: 'bare replies', switches: {} },
		{ name: 'after all ways of paging', switches: { paging: 'ignoresPage' } },
		{
			name: 'replies in envelopes',
			switches: { createdEnvelope: 'data', webhookReply: 'data.id', deleteReply: 'json200' },
		},
	])('a lead and a webhook come and go: $name', async ({ switches }) => {
		const workspace = await createWorkspace({ switches });
		const { exitCode, output, report } = await checkWorkspace(workspace, ['--write']);
		const { leads, webhooks } = await workspace.state();
		const created = leads.filter(({ name }) => name === TEST_LEAD);

		expect(exitCode).toBe(0);
		expect(created).toHaveLength(1);
		expect(created[0]?.archived_at).not.toBeNull();
		expect(webhooks).toEqual([]);
		for (const reading of [
			'POST /leads',
			'PATCH /leads',
			'DELETE /leads',
			'POST /webhooks',
			'DELETE /webhooks',
		])
			expect([reading, found(report, reading)]).toEqual([
				reading,
				expect.stringMatching(/^holds: /),
			]);
		expect(output).not.toContain('Left in the account');
	});

	test('a webhook that the API cannot remove, and a lead that it did not archive, are named', async () => {
		const workspace = await createWorkspace({
			switches: { webhookManagement: 'createOnly404' },
			faults: [{ kind: 'status', status: 500, method: 'DELETE', path: '/leads/:id' }],
		});
		const { exitCode, output, report } = await checkWorkspace(workspace, ['--write']);
		const { leads, webhooks } = await workspace.state();
		const id = leads.find(({ name }) => name === TEST_LEAD)?.id ?? 'none';

		expect(exitCode).toBe(0);
		for (const text of [output, report]) {
			expect(text).toContain(id);
			expect(text).toContain(webhooks[0]?.url ?? 'none');
		}
		expect(webhooks[0]?.url).toMatch(/^https:\/\/[\w-]+\.invalid\//);
	});

	test('a rate limit before the lead is archived ends all requests, and the lead is named', async () => {
		const retryAfter = { form: 'seconds', seconds: 30 } as const;
		const workspace = await createWorkspace({
			faults: [{ kind: 'status', status: 429, method: 'PATCH', path: '/leads/:id', retryAfter }],
		});
		const { output, report } = await checkWorkspace(workspace, ['--write']);
		const { leads } = await workspace.state();
		const id = leads.find(({ name }) => name === TEST_LEAD)?.id ?? 'none';

		expect((await workspace.journal()).at(-1)?.method).toBe('PATCH');
		expect(found(report, 'PATCH /leads')).toMatch(/^not told: HTTP 429/);
		expect(found(report, 'DELETE /leads')).toMatch(/^not told: The rate limit was reached/);
		expect(output).toContain(`Left in the account: The lead ${id}`);
	});

	test('a lead whose creation got no reply is named', async () => {
		const workspace = await createWorkspace({
			faults: [{ kind: 'resetAfterProcessing', method: 'POST', path: '/leads' }],
		});
		const { output } = await checkWorkspace(workspace, ['--write']);

		expect(output).toMatch(/Left in the account: Perhaps a lead.*may be deleted/);
	});
});

describe('it ends with exit code 1 and words, and writes no report', () => {
	test('for a wrong key', async () => {
		const { baseUrl } = await createWorkspace();
		const apiKey = 'crmlp_live_4f1c9b7e2d';
		const { exitCode, output, report } = await check(baseUrl, apiKey);

		expect([exitCode, report]).toEqual([1, '']);
		expect(output).toMatch(/did not accept the API key.*Generate Key/);
		expect(output).not.toContain(apiKey);
	});

	test('for a web page in place of the API', async () => {
		const workspace = await createWorkspace({ faults: [{ kind: 'html200', times: 'always' }] });
		const { exitCode, output, report } = await checkWorkspace(workspace);

		expect([exitCode, report]).toEqual([1, '']);
		expect(output).toContain('not CRMLead Pro’s API');
	});

	test('for a redirect, along which no key is sent', async () => {
		const { origin } = await sandbox.health();
		const other = process.env.SANDBOX_OTHER_ORIGIN ?? origin;
		await sandbox.clearJournal();
		const workspace = await createWorkspace({
			faults: [{ kind: 'redirect', location: `${other}/leads`, times: 'always' }],
		});
		const { exitCode, output } = await checkWorkspace(workspace);
		const strayed = (await sandbox.journal()).filter((entry) => entry.origin === 'other');

		expect(exitCode).toBe(1);
		expect(output).toContain('redirected');
		expect(JSON.stringify(strayed)).not.toContain(workspace.apiKey);
	});

	test.each([
		['nobody listens', 'http://127.0.0.1:9/api/v1', 'crmlp_live_x1y2', /could not be reached/],
		[
			'plain http to elsewhere',
			'http://crm.example.com/api/v1',
			'crmlp_live_x1y2',
			/--base-url must start with https/,
		],
		['no URL', 'crm', 'crmlp_live_x1y2', /--base-url is not a URL/],
		['no key', 'http://127.0.0.1:9/api/v1', '', /API key is empty/],
		['a key with a space', 'http://127.0.0.1:9/api/v1', 'two words', /characters that no key has/],
	])('where %s', async (_name, baseUrl, apiKey, says) => {
		const { exitCode, output, report } = await check(baseUrl, apiKey);

		expect([exitCode, report]).toEqual([1, '']);
		expect(output).toMatch(says);
	});
});

/** Lets a program believe that it writes to a terminal, and gives it what comes from standard input as typed keys. */
const IN_TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';

test(
	'the command on a terminal: the key is in no output, file or process list, and keys typed later are echoed',
	async () => {
		const { baseUrl, apiKey, journal } = await createWorkspace();
		const command = execa(
			'python3',
			['-c', IN_TERMINAL, process.execPath, SCRIPT, '--base-url', baseUrl],
			{ cwd: folder, all: true, reject: false, buffer: false, timeout: LONGEST_COMMAND_MS },
		);
		let output = '';
		command.all.on('data', (chunk) => (output += String(chunk)));
		await until(() => output.includes('API key'));
		command.stdin.write(`${apiKey}\r`);
		await until(async () => (await journal()).length > 0);
		const { stdout: processes } = await execa('ps', ['-eww', '-o', 'args']);
		const { stdout: environments } = await execa('ps', ['eww', '-e']);
		command.stdin.write('typed later');
		const { exitCode } = await command;
		const [file = '', ...others] = await readdir(folder);
		const report = await readFile(join(folder, file), 'utf8');

		expect([exitCode, others]).toEqual([0, []]);
		expect(processes).toContain(`${SCRIPT} --base-url ${baseUrl}`);
		for (const text of [processes, environments, output, report])
			expect(text).not.toContain(apiKey);
		expect(output).toContain('typed later');
		expect(found(report, 'GET /leads` replies')).toMatch(/^holds: /);
		expect((await journal()).every(({ method }) => method === 'GET')).toBe(true);
	},
	LONGEST_COMMAND_MS,
);

test(
	'the command takes the key from a file, too',
	async () => {
		const { baseUrl } = await createWorkspace();
		const apiKey = 'crmlp_live_4f1c9b7e2d';
		await writeFile(join(folder, 'key'), `${apiKey}\n`);
		const { exitCode, all } = await execa(
			'sh',
			['-c', '"$0" "$1" --base-url "$2" < key', process.execPath, SCRIPT, baseUrl],
			{ cwd: folder, all: true, reject: false },
		);

		expect(exitCode).toBe(1);
		expect(all).toMatch(/did not accept the API key.*Generate Key/);
		expect(all).not.toContain(apiKey);
	},
	LONGEST_COMMAND_MS,
);

test('on a terminal the key is read without being shown, with what was erased left out', async () => {
	const modes: boolean[] = [];
	let shown = '';
	const terminal = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: (isRaw: boolean) => modes.push(isRaw),
	});
	terminal.write('crmlp_livX\u007fe_');
	terminal.write('abc123\rafterwards');

	expect(await askKey(terminal, (text) => (shown += text))).toBe('crmlp_live_abc123');
	expect(modes).toEqual([true, false]);
	expect(shown).not.toContain('crmlp');
});

test('Ctrl-C while the key is asked for ends it', async () => {
	const terminal = Object.assign(new PassThrough(), { isTTY: true });
	terminal.write('crmlp_live\u0003');

	await expect(askKey(terminal, () => undefined)).rejects.toThrow('Cancelled');
});

test.each([
	[{ 'priya@example.com': 1 }, '{•••: number}'],
	[{ '919876543210': true }, '{•••: boolean}'],
	[{ Priya: { score: 3 }, owner: 'priya' }, '{•••: {score: number}, owner: text}'],
	[
		{ data: [{ id: 'a', metadata: { 'Blood group': 'A' } }] },
		'{data: [{id: text, metadata: object or list}]}',
	],
	[{ id: 'a', metadata: { city: 'Pune' } }, '{id: text, metadata: object or list}'],
	[{ status: 'new', history: [{ field: 'status' }] }, '{status: text, history: object or list}'],
	[[], '[]'],
	['Priya', 'text'],
])('the shape of %j is %s', (value, shape) => {
	expect(describeShape(value)).toBe(shape);
});
