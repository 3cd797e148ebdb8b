/**
 * `node guard.mts <grace> <command> [arguments]` runs a command that must not outlive the process that asked for it: when
 * standard input closes, because the parent ended in whatever way, the command and all that it has started are ended.
 * Start it with {@link ./guardedProcess.mts}.
 */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_INTERVAL_MS = 50;
const COMMAND_NOT_FOUND = 127;

const [grace = '', command, ...commandArguments] = process.argv.slice(2);
if (command === undefined)
	throw new Error('usage: node guard.mts <grace in ms> <command> [arguments]');

// Detached, so that it leads a process group, to which its children belong.
const child = spawn(command, commandArguments, {
	stdio: ['ignore', 'inherit', 'inherit'],
	detached: true,
});

/** @returns whether there is still a process in the group */
function signalGroup(signal: NodeJS.Signals | 0): boolean {
	if (child.pid === undefined) return false;
	try {
		return process.kill(-child.pid, signal);
	} catch {
		return false;
	}
}

async function endGroup(): Promise<void> {
	const deadline = Date.now() + Number(grace);
	signalGroup('SIGTERM');
	while (signalGroup(0) && Date.now() < deadline) await sleep(POLL_INTERVAL_MS);
	signalGroup('SIGKILL');
}

let ending: Promise<void> | undefined;
const stop = () => (ending ??= endGroup());

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
	process.on(signal, () => void stop());
// For tests of what a crash does.
process.on('SIGUSR2', () => signalGroup('SIGKILL'));
process.stdin.on('end', () => void stop()).resume();
process.stdin.on('error', () => void stop());

child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(COMMAND_NOT_FOUND);
});
child.on('exit', (code) => {
	void stop().then(() => process.exit(code ?? 1));
});
