import { startSandbox, type StartedSandbox } from '../../sandbox/client.mts';

let running: StartedSandbox | undefined;

/** Starts the one sandbox that all tests share, and tells its origins to them through the environment. */
export async function start(): Promise<void> {
	running = await startSandbox();
	process.env.SANDBOX_ORIGIN = running.origin;
	process.env.SANDBOX_OTHER_ORIGIN = running.otherOrigin;
}

/** Ends it. */
export async function stop(): Promise<void> {
	await running?.stop();
}
