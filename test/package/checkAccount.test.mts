import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { execa } from 'execa';

import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import { askKey } from '../../scripts/checkAccount/askKey.mts';
import { describeShape } from '../../scripts/checkAccount/shape.mts';
import { forEachAtOnce } from '../support/forEachAtOnce.mts';
import { PACKAGE_FOLDER } from '../support/n8nCore.mts';
import { createWorkspace, sandbox, type TestWorkspace } from '../support/workspace.mts';

const SCRIPT = join(PACKAGE_FOLDER, 'scripts', 'checkAccount.mts');
const TEST_LEAD = 'Test lead of n8n-nodes-crmleadpro, may be deleted';
/** A run builds the check and sends some thirty requests with pauses between them. */
const LONGEST_RUN_MS = 180_000;

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'check-account-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

interface Run {
	exitCode: number | undefined;
	output: string;
	report: string;
}

async function check(baseUrl: string, apiKey: string, options: string[] = []): Promise<Run> {
	const file = join(folder, `${Math.random()}.md`);
	const { exitCode, all } = await execa(
		process.execPath,
		[SCRIPT, '--base-url', baseUrl, '--output', file, ...options],
		{ input: `${apiKey}\n`, all: true, reject: false },
	);
	return { exitCode, output: all, report: await readFile(file, 'utf8').catch(() => '') };
}

const checkWorkspace = ({ baseUrl, apiKey }: TestWorkspace, options?: string[]) =>
	check(baseUrl, apiKey, options);

/** The verdict and the words of a reading in the report. */
function found(report: string, reading: string): string {
	const row = report.split('\n').find((line) => line.startsWith('|') && line.includes(reading));
	const [, , , verdict = '', came = ''] = (row ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim());
	return `${verdict}: ${came}`;
}

test(
	'an account as the sandbox has it: readings hold, only GETs are sent, and no key or data is shown',
	async () => {
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
			expect([reading, found(report, reading)]).toEqual([
				reading,
				expect.stringMatching(/^holds: /),
			]);
		}
		expect(found(report, 'signature')).toMatch(/^not reported: /);
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
	},
	LONGEST_RUN_MS,
);

test(
	'the report has every subject about CRMLead Pro that the README lists',
	async () => {
		const [, table = ''] = (await readFile(join(PACKAGE_FOLDER, 'README.md'), 'utf8')).split(
			'## What the vendors do not document\n',
		);
		const subjects = [...table.matchAll(/^\| ([A-Z][^|]+?) +\|/gm)]
			.map(([, subject = '']) => subject)
			.filter((subject) => subject !== 'Subject' && !subject.includes('YSUITE'));
		const { report } = await checkWorkspace(await createWorkspace(), ['--write']);

		expect(subjects.length).toBeGreaterThan(8);
		expect(subjects.filter((subject) => !report.includes(`\n| ${subject} | `))).toEqual([]);
	},
	LONGEST_RUN_MS,
);

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
			['Headers about the rate limit', /^not reported/],
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
			['Further pages', /^differs: .*Leads that came: \d/],
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
			['GET /webhooks` replies', /^not reported: The rate limit was reached/],
		],
	},
	{
		name: 'a connection that breaks off',
		faults: [{ kind: 'resetBeforeReply', path: '/contacts' }],
		says: [['GET /contacts` replies', /^not reported: No reply came/]],
	},
];

test(
	'what the account does otherwise stands in the report',
	async () => {
		const differences: unknown[] = [];
		await forEachAtOnce(variants, 3, async ({ name, switches, faults, says }) => {
			const workspace = await createWorkspace({ switches, faults });
			const { exitCode, output, report } = await checkWorkspace(workspace);
			const journal = await workspace.journal();
			const { leads } = await workspace.state();
			const shown = `${output}\n${report}`;
			const data = leads.flatMap(({ id, email, phone }) => [id, email, phone, workspace.apiKey]);
			if (exitCode !== 0 || journal.length > 40) differences.push([name, exitCode, journal.length]);
			for (const value of data) {
				if (value !== null && shown.includes(value)) differences.push([name, value]);
			}
			for (const [reading, came] of says) {
				const said = found(report, reading);
				if (!came.test(said)) differences.push([name, reading, said]);
			}
		});

		expect(differences).toEqual([]);
	},
	LONGEST_RUN_MS,
);

describe('with --write', () => {
	test.each<{ name: string; switches: SwitchChanges }>([
		{ name: 'bare replies', switches: {} },
		{
			name: 'replies in envelopes',
			switches: { createdEnvelope: 'data', webhookReply: 'data.id', deleteReply: 'json200' },
		},
	])(
		'a lead and a webhook come and go: $name',
		async ({ switches }) => {
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
		},
		LONGEST_RUN_MS,
	);

	test(
		'a webhook that the API cannot remove, and a lead that it did not archive, are named',
		async () => {
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
			expect(webhooks[0]?.url).toMatch(/^https:\/\/example\.com\//);
		},
		LONGEST_RUN_MS,
	);

	test(
		'a lead whose creation got no reply is named',
		async () => {
			const workspace = await createWorkspace({
				faults: [{ kind: 'resetAfterProcessing', method: 'POST', path: '/leads' }],
			});
			const { output } = await checkWorkspace(workspace, ['--write']);

			expect(output).toMatch(/Left in the account: Perhaps a lead.*may be deleted/);
		},
		LONGEST_RUN_MS,
	);
});

describe('it ends with exit code 1 and words, and writes no report', () => {
	test(
		'for a wrong key',
		async () => {
			const { baseUrl } = await createWorkspace();
			const apiKey = 'crmlp_live_4f1c9b7e2d';
			const { exitCode, output, report } = await check(baseUrl, apiKey);

			expect([exitCode, report]).toEqual([1, '']);
			expect(output).toMatch(/did not accept the API key.*Generate Key/);
			expect(output).not.toContain(apiKey);
		},
		LONGEST_RUN_MS,
	);

	test(
		'for a web page in place of the API',
		async () => {
			const workspace = await createWorkspace({ faults: [{ kind: 'html200', times: 'always' }] });
			const { exitCode, output, report } = await checkWorkspace(workspace);

			expect([exitCode, report]).toEqual([1, '']);
			expect(output).toContain('not CRMLead Pro’s API');
		},
		LONGEST_RUN_MS,
	);

	test(
		'for a redirect, along which no key is sent',
		async () => {
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
		},
		LONGEST_RUN_MS,
	);

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
	])(
		'where %s',
		async (_name, baseUrl, apiKey, says) => {
			const { exitCode, output, report } = await check(baseUrl, apiKey);

			expect([exitCode, report]).toEqual([1, '']);
			expect(output).toMatch(says);
		},
		LONGEST_RUN_MS,
	);
});

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
