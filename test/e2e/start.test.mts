import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa, type Options } from 'execa';

import { freePorts } from '../../launcher/freePort.mts';
import { connectSandbox } from '../../sandbox/client.mts';
import { createFakeNpm } from '../launcher/support/fakeNpm.mts';
import {
	killProcessesWith,
	processesWith,
	until,
	untilShown,
} from '../launcher/support/processes.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'npm start starts n8n 2.41 only');

const PROJECT = join(import.meta.dirname, '..', '..');
const LAUNCHER = join(PROJECT, 'launcher', 'start.mts');
const MARKER = 'LAUNCHER_TEST';
const PRIYA = 'lead_01J2XK3M4N5P6Q7R';
/** The users whom the example for hot leads names; the contact after theirs stands for all others. */
const USERS = ['user_sales_rep_01', 'user_sales_rep_02'];
const THANK_YOU = /won +(.+), ₹[\d,]+ +deal_\w+\n +sent +WhatsApp campaign "Thank you: \1"/;

let userFolder: string;
let marker: string;

beforeEach(async () => {
	userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-start-'));
	marker = randomUUID();
});

afterEach(async () => {
	await killProcessesWith(MARKER, marker);
	await rm(userFolder, { recursive: true, force: true, maxRetries: 10 });
});

async function options(environment: Record<string, string> = {}) {
	const [n8nPort, sandboxPort] = await freePorts(2);
	return {
		cwd: PROJECT,
		reject: false,
		env: {
			N8N_PORT: String(n8nPort),
			SANDBOX_PORT: String(sandboxPort),
			[MARKER]: marker,
			CI: 'false',
			...environment,
		},
	} satisfies Options;
}

const launcher = (...further: string[]) => [LAUNCHER, '--user-folder', userFolder, ...further];

async function expectNothingLeft(): Promise<void> {
	await until(async () => (await processesWith(MARKER, marker)).length === 0);
	expect(await processesWith(MARKER, marker)).toEqual([]);
}

test('npm start -- --once shows the demonstration and ends well, and so does a second start, whatever was done in between', async () => {
	const { stdout, exitCode } = await execa(
		'npm',
		['start', '--', '--once', '--user-folder', userFolder],
		await options(),
	);
	expect(stdout).toMatch(/created +Ananya Krishnan/);
	expect(stdout).toMatch(/created +Rohan Deshmukh/);
	expect(stdout).toMatch(/updated +Priya Sharma/);
	expect(stdout).toMatch(/all +60 +62 +62/);
	expect(stdout).toMatch(THANK_YOU);
	expect(stdout).toMatch(/API key +crmlp_live_/);
	expect(stdout).toMatch(
		/YSUITE sandbox +http:\/\/127\.0\.0\.1:\d+\/ysuite\/v1\n +access key +\S+\n +secret key +\S+/,
	);
	expect(exitCode).toBe(0);
	await expectNothingLeft();

	const beganAt = Date.now();
	const second = await execa(process.execPath, launcher('--once'), await options());
	process.stdout.write(`A second start took ${Math.round((Date.now() - beganAt) / 1_000)} s.\n`);
	expect(second.stdout).toMatch(/all +60 +62 +62/);
	expect(second.stdout).toMatch(THANK_YOU);
	expect(second.exitCode).toBe(0);
});

test('each command that is shown starts its workflow within a minute: a lead in YSUITE, and a hot lead in CRMLead Pro; Ctrl-C ends everything', async () => {
	const started = await options();
	const running = execa('npm', ['start', '--', '--user-folder', userFolder], {
		...started,
		detached: true,
	});
	const shown = await untilShown(running.stdout, 'Ctrl-C stops everything');
	const [addLead = '', qualifyLead = ''] = shown.match(/^ +curl [^]*?'$/gm) ?? [];
	const { SANDBOX_PORT } = started.env;
	const workspace = await connectSandbox(`http://127.0.0.1:${SANDBOX_PORT}`).demoWorkspace();
	const { leads, contacts } = await workspace.state();
	const hot = leads.find(({ id }) => qualifyLead.includes(`/leads/${id} `));

	expect((await execa('bash', ['-c', addLead])).stdout).toContain('Lead created successfully!');
	expect((await execa('bash', ['-c', qualifyLead])).stdout).toContain('"status":"qualified"');
	const campaigns = async (name: string) =>
		(await workspace.state()).campaigns.filter((campaign) => campaign.name.includes(name));
	await until(async () => (await campaigns('YSUITE')).length > 0);
	await until(async () => (await campaigns('Hot lead')).length > 0);
	expect(await campaigns('YSUITE')).toMatchObject([
		{ channel: 'whatsapp', recipients: { lead_ids: [PRIYA] }, recipient_count: 1 },
	]);
	const user = USERS.indexOf(hot?.assigned_to ?? '');
	const contact = contacts[user < 0 ? USERS.length : user];
	expect(await campaigns('Hot lead')).toMatchObject([
		{
			name: `Hot lead: ${hot?.name}`,
			channel: 'whatsapp',
			recipients: { lead_ids: [], contact_ids: [contact?.id], tags: [] },
		},
	]);

	expect((await processesWith(MARKER, marker)).length).toBeGreaterThan(3);
	// A terminal sends the signal to the whole foreground process group.
	process.kill(-(running.pid ?? 0), 'SIGINT');
	expect((await running).stderr).not.toContain('✗');
	await expectNothingLeft();
});

test('Ctrl-C in the middle of the installation ends it', async () => {
	const npm = await createFakeNpm();
	await npm.takeSeconds(600);
	const running = execa(
		process.execPath,
		launcher(),
		await options({ ...npm.environment, XDG_CACHE_HOME: npm.folder }),
	);
	await until(async () => (await npm.commands()).includes('ci'));
	running.kill('SIGINT');
	const { exitCode, stderr } = await running;
	expect(exitCode).toBe(130);
	expect(stderr).not.toContain('✗');
	await expectNothingLeft();
	await npm.remove();
});

test('n8n and the sandbox end with a launcher that is killed', async () => {
	const running = execa(process.execPath, launcher(), await options());
	await untilShown(running.stdout, 'Starting n8n');
	await until(async () => (await processesWith(MARKER, marker)).length > 2);
	running.kill('SIGKILL');
	await running;
	await expectNothingLeft();
});

test.each(['N8N_PORT', 'SANDBOX_PORT'])(
	'a port in use is named with %s, which chooses another',
	async (variable) => {
		const { port } = new URL(process.env.SANDBOX_ORIGIN ?? '');
		const { stderr, exitCode } = await execa(
			process.execPath,
			launcher('--once'),
			await options({ [variable]: port }),
		);
		expect(stderr).toContain(`Port ${port} is in use`);
		expect(stderr).toContain(`${variable}=`);
		expect(stderr).not.toMatch(/^\s+at /m);
		expect(exitCode).toBe(1);
	},
);
