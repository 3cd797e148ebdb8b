/** What is wrong with each field: a field's path (`email`, `recipients.tags.0`) to its messages. */
export type FieldErrors = Record<string, string[]>;

interface ApiErrorDetails {
	code?: string;
	fields?: FieldErrors;
	headers?: Record<string, string>;
}

/** A request that an API of the sandbox refuses; the API shows it in its own error body. */
export class ApiError extends Error {
	readonly status: number;
	readonly code: string;
	readonly fields: FieldErrors;
	readonly headers: Record<string, string>;

	/**
	 * @param status the HTTP status to answer with
	 * @param message what happened, for people
	 * @param details `code` for programs, `fields` that are wrong, further reply headers
	 */
	constructor(status: number, message: string, details: ApiErrorDetails = {}) {
		super(message);
		this.name = 'ApiError';
		this.status = status;
		this.code = details.code ?? `http_${status}`;
		this.fields = details.fields ?? {};
		this.headers = details.headers ?? {};
	}
}

/** The refusal of a body or query with wrong fields: 422 with a message that names them all. */
export function invalidFields(fields: FieldErrors): ApiError {
	const problems = Object.entries(fields).map(([field, messages]) =>
		field === '' ? messages.join(', ') : `${field}: ${messages.join(', ')}`,
	);
	return new ApiError(422, `Validation failed. ${problems.join('; ')}`, {
		code: 'validation_failed',
		fields,
	});
}

/** 404 for a record that does not exist or was archived. */
export function notFound(resource: string, id: string): ApiError {
	return new ApiError(404, `No ${resource} with the id "${id}".`, { code: 'not_found' });
}
