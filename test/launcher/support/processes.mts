import { setTimeout as sleep } from 'node:timers/promises';
import { readdir, readFile } from 'node:fs/promises';

const POLL_INTERVAL_MS = 100;
/** Less than the longest time limit of a test: a wait that outlived its test would keep jest from ending. */
const LONGEST_WAIT_MS = 170_000;

/**
 * Waits until a condition holds.
 *
 * @throws Error when it does not within 170 s
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + LONGEST_WAIT_MS;
	while (!(await condition())) {
		if (Date.now() > deadline)
			throw new Error(`what was waited for did not come within ${LONGEST_WAIT_MS / 1_000} s`);
		await sleep(POLL_INTERVAL_MS);
	}
}

/**
 * Reads a stream until it has shown the text.
 *
 * @returns all that it showed so far
 * @throws Error when it ends without the text, with what it showed, or does not show it within 170 s
 */
export async function untilShown(
	stream: NodeJS.ReadableStream | null,
	text: string,
): Promise<string> {
	if (stream === null) throw new Error('there is no stream to read');
	let shown = '';
	let hasEnded = false;
	stream.on('data', (chunk: Buffer) => (shown += chunk.toString()));
	stream.once('close', () => (hasEnded = true));
	await until(() => hasEnded || shown.includes(text));
	if (!shown.includes(text)) throw new Error(`it ended without showing "${text}":\n${shown}`);
	return shown;
}

/** Whether a process with this id is there. */
export function isRunning(processId: number): boolean {
	try {
		process.kill(processId, 0);
		return true;
	} catch {
		return false;
	}
}

/** The ids of the processes that inherited `variable=value` (read from Linux's /proc). */
export async function processesWith(variable: string, value: string): Promise<number[]> {
	const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const found = await Promise.all(
		ids.map(async (id) => {
			const environment = await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
			return environment.split('\0').includes(`${variable}=${value}`) ? [Number(id)] : [];
		}),
	);
	return found.flat();
}

/** Kills the processes that inherited `variable=value`, for a test that failed before it could end them. */
export async function killProcessesWith(variable: string, value: string): Promise<void> {
	for (const id of await processesWith(variable, value)) {
		if (isRunning(id)) process.kill(id, 'SIGKILL');
	}
}
