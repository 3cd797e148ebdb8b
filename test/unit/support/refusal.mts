import { ParameterError } from '../../../nodes/shared/failures.ts';

/**
 * Runs what should refuse a value.
 *
 * @param run the call
 * @returns the ParameterError that it threw
 * @throws {Error} when it threw something else or nothing
 */
export function refusal(run: () => unknown): ParameterError {
	let answer: unknown;
	try {
		answer = run();
	} catch (error) {
		if (error instanceof ParameterError) return error;
		throw new Error(`Something other than a ParameterError was thrown: ${String(error)}`, {
			cause: error,
		});
	}
	throw new Error(`The value was accepted: ${JSON.stringify(answer)}`);
}
