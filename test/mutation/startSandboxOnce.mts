import { start } from '../support/sandboxProcess.mts';

/** Starts the sandbox for all mutants that this process tries; it ends with the process. */
export default async function startOnce(): Promise<void> {
	if (process.env.SANDBOX_ORIGIN === undefined) await start();
}
