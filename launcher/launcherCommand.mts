import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { stopAllGuarded } from './guardedProcess.mts';
import { LauncherError, printFailure } from './launcherError.mts';

const INTERRUPTED = 130;

/** Writes a line to standard output. */
export function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

/**
 * Reads the options of the command line.
 *
 * @param options as `parseArgs` of Node takes them
 * @param usage shown beside what is wrong with them
 * @throws LauncherError for an option that does not exist or lacks its value
 */
export function readOptions<Options extends ParseArgsOptionsConfig>(
	options: Options,
	usage: string,
) {
	try {
		return parseArgs({ options }).values;
	} catch (error) {
		throw new LauncherError(error instanceof Error ? error.message : String(error), usage);
	}
}

async function stopEverything(exitCode: number): Promise<never> {
	// The sandbox ends with this process.
	await stopAllGuarded();
	process.exit(exitCode);
}

/**
 * Runs a launcher until it is done, fails, or is told to stop, and ends this process with all that it has started.
 *
 * @param main called with a function that tells that all stands that a person has asked for, so that Ctrl-C is the
 * regular end from then on (exit code 0 instead of 130)
 */
export async function runLauncher(main: (onUp: () => void) => Promise<void>): Promise<void> {
	let isUp = false;
	const interruption = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => {
			interruption.abort();
			void stopEverything(isUp ? 0 : INTERRUPTED);
		});
	}
	try {
		await main(() => {
			isUp = true;
		});
		await stopEverything(0);
	} catch (error) {
		// What fails because it is being stopped is no failure.
		if (interruption.signal.aborted) return;
		printFailure(error);
		await stopEverything(1);
	}
}
