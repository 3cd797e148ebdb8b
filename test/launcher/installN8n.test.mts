import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

import { cacheFolder } from '../../launcher/cacheFolder.mts';
import { DEFAULT_N8N_VERSION, installN8n } from '../../launcher/installN8n.mts';
import { createFakeNpm, type FakeNpm } from './support/fakeNpm.mts';
import { until } from './support/processes.mts';

const INSTALLER = join(import.meta.dirname, '..', '..', 'launcher', 'installN8n.mts');

let npm: FakeNpm;
let printed = '';
const output = { write: (text: string) => (printed += text) };

beforeEach(async () => {
	npm = await createFakeNpm();
	Object.assign(process.env, npm.environment);
	printed = '';
});

afterEach(async () => {
	await npm.remove();
});

async function install() {
	return await installN8n({ folder: npm.folder, neededBytes: 0, output });
}

async function leftOvers(): Promise<string[]> {
	return (await readdir(npm.folder)).filter((name) => name.endsWith('.partial'));
}

test('n8n is installed once, after saying what is fetched and where it goes', async () => {
	const { folder, command } = await install();
	expect(existsSync(command)).toBe(true);
	expect(printed).toContain(folder);
	expect(printed).toMatch(/once.*2\.7 GB.*minutes/s);
	expect(await install()).toEqual({ version: DEFAULT_N8N_VERSION, folder, command });
	expect((await npm.commands()).filter((name) => name === 'ci')).toHaveLength(1);
});

test("n8n's SQLite driver is made ready after the packages are there", async () => {
	await install();
	const commands = await npm.commands();
	expect(commands[0]).toBe('ci');
	expect(commands.at(-1)).toBe('rebuild');
});

test('an installation that was killed in the middle is made anew', async () => {
	await npm.takeSeconds(60);
	const script = `import { installN8n } from '${INSTALLER}'; await installN8n({ folder: '${npm.folder}', neededBytes: 0 })`;
	const killed = execa(process.execPath, ['--input-type=module', '--eval', script], {
		reject: false,
		env: npm.environment,
	});
	await until(async () => (await npm.commands()).includes('ci'));
	killed.kill('SIGKILL');
	await killed;
	expect(await leftOvers()).toHaveLength(1);

	await npm.takeSeconds(0);
	const { command } = await install();
	expect(existsSync(command)).toBe(true);
	expect(await leftOvers()).toEqual([]);
});

test('of two installations at once the second waits for the first', async () => {
	await npm.takeSeconds(1);
	const [first, second] = await Promise.all([install(), install()]);
	expect(second).toEqual(first);
	expect((await npm.commands()).filter((name) => name === 'ci')).toHaveLength(1);
	expect(printed).toContain('Another process is installing n8n');
});

test.each([
	{
		says: 'npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write',
		message: 'disk is full',
		remedy: 'XDG_CACHE_HOME',
	},
	{
		says: 'npm error code ENOTFOUND\nnpm error network request to https://registry.example/n8n failed, reason: getaddrinfo ENOTFOUND registry.example',
		message: 'registry cannot be reached',
		remedy: 'HTTPS_PROXY',
	},
	{
		says: 'npm error code ECONNREFUSED\nnpm error FetchError: connect ECONNREFUSED 127.0.0.1:9',
		message: 'registry cannot be reached',
		remedy: 'HTTPS_PROXY',
	},
	{
		says: 'npm error code EACCES\nnpm error syscall mkdir',
		message: 'not allowed to write',
		remedy: 'XDG_CACHE_HOME',
	},
	{
		says: 'prebuild-install warn install getaddrinfo ENOTFOUND github.com\ngyp ERR! stack Error: not found: make',
		message: 'tools for it are missing',
		remedy: 'build-essential',
	},
	{
		says: 'prebuild-install warn install getaddrinfo ENOTFOUND github.com\nmake: g++: No such file or directory',
		message: 'tools for it are missing',
		remedy: 'build-essential',
	},
	{
		says: 'prebuild-install warn install getaddrinfo ENOTFOUND github.com\nnapi.h:1:2: error: #error C++17 is needed\nmake: *** [Makefile:1] Error 1\ngyp ERR! build error',
		message: 'could not be compiled',
		remedy: 'C++17',
	},
	{
		says: 'gyp ERR! find Python You need to install the latest version of Python.',
		message: 'tools for it are missing',
		remedy: 'python3',
	},
	{
		says: 'npm error code E418\nnpm error I am a teapot',
		message: 'npm said',
		remedy: 'I am a teapot',
	},
])(
	'where npm fails with "$says" the message says "$message"',
	async ({ says, message, remedy }) => {
		await npm.failWith(says);
		const failure: unknown = await install().catch((error: unknown) => error);
		expect(failure).toMatchObject({ name: 'LauncherError' });
		expect(failure).toHaveProperty('message', expect.stringContaining(message));
		expect(failure).toHaveProperty('remedy', expect.stringContaining(remedy));
		await npm.failWith(null);
		expect(existsSync((await install()).command)).toBe(true);
	},
);

test('a disk without room is reported before anything is fetched', async () => {
	const neededBytes = Number.MAX_SAFE_INTEGER;
	const attempt = installN8n({ folder: npm.folder, neededBytes, output });
	await expect(attempt).rejects.toThrow(/needs about .* GB of disk/);
	expect(await npm.commands()).toEqual([]);
});

test('a cache folder that cannot be made is reported with the way to another', async () => {
	const failure: unknown = await cacheFolder({ XDG_CACHE_HOME: process.execPath }).catch(
		(error: unknown) => error,
	);
	expect(failure).toMatchObject({ name: 'LauncherError' });
	expect(failure).toHaveProperty('remedy', expect.stringContaining('XDG_CACHE_HOME'));
});

test('a version without a lockfile is reported', async () => {
	const attempt = installN8n({ version: '0.0.1', folder: npm.folder, output });
	await expect(attempt).rejects.toThrow('There is no lockfile for n8n 0.0.1.');
});
