import { sleep } from 'n8n-workflow';

/**
 * Waits, but not beyond the cancellation of the execution.
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
	// Newer versions of n8n end the sleep itself, older ones do not know the signal.
	await Promise.race([sleep(duration, signal).catch(() => undefined), aborted]);
	signal.removeEventListener('abort', wake);
}
