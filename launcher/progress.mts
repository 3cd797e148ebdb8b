import { statfs } from 'node:fs/promises';

const TERMINAL_INTERVAL_MS = 1_000;
const LOG_INTERVAL_MS = 20_000;

/** Where progress is written: standard error of the launcher, or a collector in tests. */
export type ProgressOutput = { readonly isTTY?: boolean; write(text: string): unknown };

function elapsed(since: number): string {
	const seconds = Math.round((Date.now() - since) / 1_000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes as people read them: `512 MB`, `2.7 GB`. */
export function readableSize(bytes: number): string {
	return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Bytes that this user may still write on the disk of `folder`. */
export async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

/**
 * Shows a phase of work while it runs: its name, the time so far and how much the disk of `folder` has filled. One
 * line that is rewritten on a terminal; elsewhere a line at the start, every 20 s and at the end.
 */
export async function withProgress<Result>(
	phase: string,
	folder: string,
	output: ProgressOutput,
	work: () => Promise<Result>,
): Promise<Result> {
	const startedAt = Date.now();
	const freeAtStart = await freeBytes(folder);
	const line = async () => {
		const written = Math.max(0, freeAtStart - (await freeBytes(folder)));
		return `${phase} … ${elapsed(startedAt)}${written > 1e6 ? `, ${readableSize(written)}` : ''}`;
	};
	const show = async () => {
		output.write(output.isTTY ? `\r\u001b[K  ${await line()}` : `  ${await line()}\n`);
	};
	await show();
	const timer = setInterval(
		() => void show(),
		output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS,
	);
	try {
		return await work();
	} finally {
		clearInterval(timer);
		await show();
		if (output.isTTY) output.write('\n');
	}
}
