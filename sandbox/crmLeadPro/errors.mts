import type { ApiError } from '../apiError.mts';
import type { ErrorBody } from '../serveApi.mts';
import type { Switches } from '../switches.mts';

/**
 * The body of an error reply in the form of the switch `errorBody`.
 * @param requestId told in JSON bodies where the switch `requestId` says so
 */
export function errorBody(error: ApiError, switches: Switches, requestId: string): ErrorBody {
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
