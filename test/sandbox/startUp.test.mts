import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod/v4';
import { connectSandbox, startSandbox } from '../../sandbox/client.mts';
import { eventually } from './support/api.mts';

const main = fileURLToPath(new URL('../../sandbox/main.mts', import.meta.url));
const client = new URL('../../sandbox/client.mts', import.meta.url).href;

function run(...arguments_: string[]) {
	const child = spawn(process.execPath, arguments_);
	const output = { stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
	return { child, output, ended: once(child, 'close').then(() => child.exitCode) };
}

function lineFrom(output: { stdout: string }): Promise<string> {
	return eventually(() =>
		Promise.resolve(output.stdout.includes('\n') ? output.stdout : undefined),
	);
}

async function originFrom(output: { stdout: string }): Promise<string> {
	return z.object({ origin: z.string() }).parse(JSON.parse(await lineFrom(output))).origin;
}

async function isGone(origin: string): Promise<true | undefined> {
	try {
		await fetch(`${origin}/_sandbox/health`);
		return undefined;
	} catch {
		return true;
	}
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGKILL');
	await once(child, 'close');
}

test('it says where it listens, with which key, and how to stop it', async () => {
	const { child, output } = run(main, '--port', '0', '--workspace-key', 'crmlp_live_mine');
	const address = await eventually(() =>
		Promise.resolve(
			/Base URL +(http:\/\/127\.0\.0\.1:\d+\/api\/v1)\n[^]*Ctrl-C/.exec(output.stdout)?.[1],
		),
	);
	expect(output.stdout).toContain('crmlp_live_mine');
	expect(output.stdout).toMatch(
		/\/ysuite\/v1\n.*ysuite_access_sandbox_demo\n.*ysuite_secret_sandbox_demo\n/,
	);
	const reply = await fetch(`${address}/leads`, {
		headers: { authorization: 'Bearer crmlp_live_mine' },
	});
	expect(reply.status).toBe(200);
	await end(child);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
	'%s ends it, open connections included',
	async (signal) => {
		const { child, output, ended } = run(main, '--json', '--port', '0');
		const origin = await originFrom(output);
		const workspace = await connectSandbox(origin).createWorkspace({
			faults: [{ kind: 'timeout' }],
		});
		const hanging = fetch(`${workspace.baseUrl}/leads`, {
			headers: { authorization: `Bearer ${workspace.apiKey}` },
		});
		const broken = expect(hanging).rejects.toThrow();
		await eventually(async () => (await workspace.journal())[0]);
		child.kill(signal);
		expect(await ended).toBe(0);
		await broken;
	},
);

test('a port in use is named, with the way to another', async () => {
	const { origin } = await connectSandbox(process.env.SANDBOX_ORIGIN ?? '').health();
	const { port } = new URL(origin);
	const { output, ended } = run(main, '--port', port);
	expect(await ended).toBe(1);
	expect(output.stderr).toContain(`Port ${port}`);
	expect(output.stderr).toContain('--port 0');
	await expect(startSandbox({ port: Number(port) })).rejects.toThrow(`Port ${port}`);
});

test.each([
	[['--port', 'many'], 'many'],
	[['--port', '70000'], '70000'],
	[['--prot', '4010'], '--prot'],
])('the arguments %j are refused with a hint', async (wrong, named) => {
	const { output, ended } = run(main, ...wrong);
	expect(await ended).toBe(2);
	expect(output.stderr).toContain(named);
});

test('it ends when its standard input closes', async () => {
	const { child, output, ended } = run(main, '--json', '--exit-with-parent', '--port', '0');
	await originFrom(output);
	child.stdin.end();
	expect(await ended).toBe(0);
});

test('it ends when its parent is killed', async () => {
	const script = `import { startSandbox } from ${JSON.stringify(client)};
		process.stdout.write(JSON.stringify(await startSandbox()) + '\\n');`;
	const { child, output } = run('--input-type=module', '--eval', script);
	const origin = await originFrom(output);
	expect(await isGone(origin)).toBeUndefined();
	await end(child);
	await eventually(() => isGone(origin));
});

test('a started sandbox has a demo workspace, and stops when told to', async () => {
	const { origin, stop } = await startSandbox();
	const demo = await connectSandbox(origin).demoWorkspace();
	expect((await demo.state()).leads).toHaveLength(60);
	expect(await isGone(origin)).toBeUndefined();
	await stop();
	expect(await isGone(origin)).toBe(true);
});
