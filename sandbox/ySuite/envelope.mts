import type { ApiError } from '../apiError.mts';
import type { ErrorReply } from '../serveApi.mts';
import type { Switches } from './switches.mts';

/** The body of a reply that is no failure. */
export function success(data: object | undefined, message?: string): object {
	return { success: true, message, data };
}

/**
 * The reply to a refused request: fields that are wrong stand in `errors`.
 * @param switches undefined when nobody knows whose request it is
 */
export function errorReply(
	{ status, message, fields }: ApiError,
	switches: Switches | undefined,
	requestId: string,
): ErrorReply {
	const { '': wholeBody, ...errors } = fields;
	// A body that is no object at all has no field to name.
	if (wholeBody !== undefined) errors.body = wholeBody;
	const hasErrors = Object.keys(errors).length > 0;
	return {
		status: switches?.failureStatus === 'always200' && status !== 429 ? 200 : status,
		contentType: 'application/json; charset=utf-8',
		body: JSON.stringify({
			success: false,
			...(hasErrors ? { message: 'Validation failed.', errors } : { message }),
			...(switches?.requestId === 'body' ? { request_id: requestId } : {}),
		}),
	};
}
