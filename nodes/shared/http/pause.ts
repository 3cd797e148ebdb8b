import { sleep } from 'n8n-workflow';

/**
 * Waits until the time has passed or the execution is cancelled.
 *
 * @param duration in ms
 * @param signal aborted when the execution is cancelled
 */
export async function pause(duration: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal === undefined) {
		await sleep(duration);
		return;
	}
	if (signal.aborted) return;
	let wake = (): void => undefined;
	const aborted = new Promise<void>((resolve) => {
		wake = resolve;
		signal.addEventListener('abort', wake);
	});
	// Newer versions of n8n end the sleep themselves; older ones ignore the signal.
	await Promise.race([sleep(duration, signal).catch(() => undefined), aborted]);
	signal.removeEventListener('abort', wake);
}
