import { setTimeout as sleep } from 'node:timers/promises';
import { readdir, readFile } from 'node:fs/promises';

const POLL_INTERVAL_MS = 100;

/** Waits until a condition holds; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await condition())) await sleep(POLL_INTERVAL_MS);
}

/** Reads a stream until it has shown the text; all that it showed so far. */
export async function untilShown(
	stream: NodeJS.ReadableStream | null,
	text: string,
): Promise<string> {
	if (stream === null) throw new Error('there is no stream to read');
	let shown = '';
	stream.on('data', (chunk: Buffer) => (shown += chunk.toString()));
	await until(() => shown.includes(text));
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
