import { ParameterError } from '../../../nodes/shared/failures.ts';

/**
 * Runs what should refuse a value.
 *
 * @param run the call
 * @returns the ParameterError that it threw
 * @throws {Error} when it threw something else or nothing, or when it does not say what to do
 */
export function refusal(run: () => unknown): ParameterError {
	let answer: unknown;
	try {
		answer = run();
	} catch (error) {
		if (error instanceof ParameterError) {
			if (!/^\p{Lu}.+\.$/su.test(error.advice)) {
				throw new Error(`The refusal does not say what to do: "${error.advice}"`, { cause: error });
			}
			return error;
		}
		throw new Error(`Something other than a ParameterError was thrown: ${String(error)}`, {
			cause: error,
		});
	}
	throw new Error(`The value was accepted: ${JSON.stringify(answer)}`);
}
