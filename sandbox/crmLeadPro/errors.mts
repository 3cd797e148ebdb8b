import type { ApiError } from '../apiError.mts';
import type { ErrorReply } from '../serveApi.mts';
import { switchesSchema, type Switches } from '../switches.mts';

const defaultSwitches = switchesSchema.parse({});

/**
 * The reply to a refused request, with a body in the form of the switch `errorBody`.
 * @param switches undefined when nobody knows whose request it is
 * @param requestId told in JSON bodies where the switch `requestId` says so
 */
export function errorReply(
	error: ApiError,
	switches: Switches | undefined,
	requestId: string,
): ErrorReply {
	return { status: error.status, ...errorBody(error, switches ?? defaultSwitches, requestId) };
}

function errorBody(
	error: ApiError,
	switches: Switches,
	requestId: string,
): Omit<ErrorReply, 'status'> {
	const { status, message } = error;
	switch (switches.errorBody) {
		case 'html':
			return {
				contentType: 'text/html; charset=utf-8',
				body: `<!doctype html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1><p>${escapeHtml(message)}</p></body></html>\n`,
			};
		case 'text':
			return { contentType: 'text/plain; charset=utf-8', body: `${message}\n` };
		case 'empty':
			return { contentType: null, body: '' };
		default:
			return {
				contentType: 'application/json; charset=utf-8',
				body: JSON.stringify({
					...jsonBody(switches.errorBody, error),
					...(switches.requestId === 'body' ? { request_id: requestId } : {}),
				}),
			};
	}
}

type JsonForm = Exclude<Switches['errorBody'], 'html' | 'text' | 'empty'>;

function jsonBody(form: JsonForm, { message, code, fields }: ApiError): Record<string, unknown> {
	const fieldMessages = Object.entries(fields).flatMap(([field, messages]) =>
		messages.map((fieldMessage) => ({ field, message: fieldMessage })),
	);
	const hasFields = fieldMessages.length > 0;
	switch (form) {
		case 'error.message':
			return { error: { code, message, ...(hasFields ? { fields } : {}) } };
		case 'error':
		case 'message':
		case 'detail':
			return { [form]: message };
		case 'errorsList':
			return { errors: hasFields ? fieldMessages : [{ code, message }] };
		case 'errorsTextList':
			return {
				errors: hasFields
					? fieldMessages.map((entry) => `${entry.field}: ${entry.message}`)
					: [message],
			};
		case 'errorsMap':
			return { errors: hasFields ? fields : { base: [message] } };
	}
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
