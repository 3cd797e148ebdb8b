import { ParameterError } from '../failures';

/**
 * Checks a limit that a user entered in a credential.
 *
 * @param value what n8n stored
 * @returns requests/min, or undefined where nothing was entered
 * @throws {ParameterError} when it is no whole number of at least 1
 */
export function readRequestsPerMinute(value: unknown): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const limit = Number(value);
	if (!Number.isInteger(limit) || limit < 1) {
		throw new ParameterError(
			'Requests per Minute in the credential must be a whole number of at least 1',
			'Enter how many requests the plan allows in a minute.',
		);
	}
	return limit;
}
