/** Has the code of a connection that timed out, and is handled like one. */
class TimeLimitError extends Error {
	readonly code = 'ETIMEDOUT';

	constructor() {
		super('no answer came in time');
		this.name = 'TimeLimitError';
	}
}

/**
 * Stops waiting for work that takes too long, whether or not the work honours its signal.
 *
 * @param limit in ms
 * @param cancel aborted when the execution is cancelled
 * @param work gets a signal that is aborted on cancellation or timeout
 * @throws {TimeLimitError} with the code `ETIMEDOUT` when it has taken too long, and what `work` throws
 */
export async function endWithin<Result>(
	limit: number,
	cancel: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const isOver = AbortSignal.timeout(limit);
	const signal = cancel === undefined ? isOver : AbortSignal.any([isOver, cancel]);
	let giveUp = (): void => undefined;
	const tooLate = new Promise<never>((_, reject) => {
		giveUp = () => {
			reject(new TimeLimitError());
		};
		isOver.addEventListener('abort', giveUp);
	});
	try {
		return await Promise.race([work(signal), tooLate]);
	} finally {
		isOver.removeEventListener('abort', giveUp);
	}
}
