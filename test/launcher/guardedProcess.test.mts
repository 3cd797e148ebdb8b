import { join } from 'node:path';

import { execa } from 'execa';

import { startGuarded } from '../../launcher/guardedProcess.mts';
import { isRunning, until, untilShown } from './support/processes.mts';

const MODULE = join(import.meta.dirname, '..', '..', 'launcher', 'guardedProcess.mts');
/** Prints the id of a process that a shell has started, and lets both run on. */
const SHELL_WITH_CHILD = 'sleep 600 & echo $!; wait';

async function firstNumber(stream: NodeJS.ReadableStream | null): Promise<number> {
	return Number.parseInt(await untilShown(stream, '\n'));
}

test('a stopped command takes what it has started with it', async () => {
	const guarded = startGuarded('sh', ['-c', SHELL_WITH_CHILD], {});
	const grandchild = await firstNumber(guarded.subprocess.stdout);
	expect(isRunning(grandchild)).toBe(true);
	await guarded.stop();
	await until(() => !isRunning(grandchild));
	expect(guarded.hasEnded()).toBe(true);
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
	'a command ends when the process that started it ends by %s',
	async (signal) => {
		const script = `import { startGuarded } from '${MODULE}'; startGuarded('sh', ['-c', '${SHELL_WITH_CHILD}'], { stdout: 'inherit' })`;
		const parent = execa(process.execPath, ['--input-type=module', '--eval', script], {
			reject: false,
		});
		const grandchild = await firstNumber(parent.stdout);
		expect(isRunning(grandchild)).toBe(true);
		parent.kill(signal);
		await until(() => !isRunning(grandchild));
		expect(isRunning(grandchild)).toBe(false);
	},
);

test('a command that does not end when asked is killed', async () => {
	const stubborn = `trap '' TERM; echo $$; while true; do sleep 1; done`;
	const guarded = startGuarded('sh', ['-c', stubborn], {}, 300);
	const shell = await firstNumber(guarded.subprocess.stdout);
	await guarded.stop();
	expect(isRunning(shell)).toBe(false);
});

test("a command's exit code is passed on", async () => {
	const { exitCode } = await startGuarded('sh', ['-c', 'exit 3'], {}).subprocess;
	expect(exitCode).toBe(3);
});
