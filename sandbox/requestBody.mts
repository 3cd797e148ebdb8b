import type { FastifyInstance } from 'fastify';
import { ApiError } from './apiError.mts';
import { exchangeOf } from './exchange.mts';

/** Reads JSON bodies into the exchange, as they came and parsed; what cannot be read becomes its `bodyProblem`. */
export function readBodies(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
		const exchange = exchangeOf(request);
		const rawBody = text.toString();
		exchange.entry.rawBody = rawBody;
		try {
			exchange.entry.body = parse(rawBody, request.headers['content-type'] ?? '');
		} catch (error) {
			exchange.bodyProblem =
				error instanceof ApiError ? error : new ApiError(400, 'The body is not valid JSON.');
		}
		done(null, exchange.entry.body ?? undefined);
	});
}

function parse(rawBody: string, contentType: string): unknown {
	if (rawBody === '') return null;
	if (contentType !== '' && !contentType.includes('json')) {
		throw new ApiError(415, 'Send the body as application/json.');
	}
	const body: unknown = JSON.parse(rawBody);
	return body;
}
