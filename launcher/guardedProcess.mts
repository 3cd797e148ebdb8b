import { join } from 'node:path';
import { execa, type Options, type ResultPromise } from 'execa';

const GUARD = join(import.meta.dirname, 'guard.mts');
const USUAL_GRACE_MS = 8_000;

/** What a guarded command is started with: execa's options, without those that the guard itself needs. */
export type GuardedOptions = Omit<Options, 'detached' | 'stdin' | 'cancelSignal' | 'reject'>;

export type GuardedProcess = {
	readonly subprocess: ResultPromise;
	hasEnded(): boolean;
	/** Ends the command and all that it started: SIGTERM, and SIGKILL after a time of grace to what is left. */
	stop(): Promise<void>;
	/** Kills the command and all that it started with SIGKILL, as a crash would. */
	kill(): Promise<void>;
};

const running = new Set<GuardedProcess>();

/** Ends all guarded processes of this one, for a launcher that is told to stop in the middle of something. */
export async function stopAllGuarded(): Promise<void> {
	await Promise.all([...running].map((guarded) => guarded.stop()));
}

/**
 * Starts a command in a process group of its own that ends when this process does, even when this one crashes or is
 * killed. Where the command cannot be found the exit code is 127.
 *
 * @param graceMs how long it may take to end when it is asked to
 */
export function startGuarded(
	command: string,
	commandArguments: readonly string[],
	options: GuardedOptions,
	graceMs = USUAL_GRACE_MS,
): GuardedProcess {
	const guarding = [GUARD, String(graceMs), command, ...commandArguments];
	const subprocess = execa(process.execPath, guarding, {
		...options,
		stdin: 'pipe',
		detached: true,
		forceKillAfterDelay: false,
		reject: false,
	});
	const guarded = {
		subprocess,
		hasEnded: () => subprocess.exitCode !== null || subprocess.signalCode !== null,
		stop: async () => {
			subprocess.kill('SIGTERM');
			await subprocess;
		},
		kill: async () => {
			subprocess.kill('SIGUSR2');
			await subprocess;
		},
	};
	running.add(guarded);
	void subprocess.then(() => running.delete(guarded));
	return guarded;
}
