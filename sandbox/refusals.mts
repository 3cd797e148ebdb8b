import type { FastifyError, FastifyInstance } from 'fastify';
import { ApiError, invalidFields, type FieldErrors } from './apiError.mts';
import { validationProblems } from './validationProblems.mts';

/** Any error of a request as one that an API can show. */
export function asApiError(error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	const problems = validationProblems(error);
	if (problems !== null) {
		const fields: FieldErrors = {};
		for (const { field, message } of problems) (fields[field] ??= []).push(message);
		return invalidFields(fields);
	}
	return isFastifyError(error)
		? new ApiError(error.statusCode ?? 500, error.message, { code: error.code.toLowerCase() })
		: new ApiError(500, String(error), { code: 'internal_error' });
}

function isFastifyError(error: unknown): error is FastifyError {
	return error instanceof Error && 'code' in error && 'statusCode' in error;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Refuses what the API does not have: unknown paths with 404, other methods on known paths with 405.
 * @param addRoutes adds the routes that there are
 */
export function refuseAllBut(app: FastifyInstance, addRoutes: () => void): void {
	const methodsByPath = new Map<string, string[]>();
	let complete = false;
	app.addHook('onRoute', ({ method, routePath }) => {
		if (!complete) {
			methodsByPath.set(routePath, (methodsByPath.get(routePath) ?? []).concat(method));
		}
	});
	addRoutes();
	complete = true;
	for (const [url, allowed] of methodsByPath) {
		app.route({
			url,
			method: methods.filter((method) => !allowed.includes(method)),
			handler: (request) => {
				throw new ApiError(405, `${request.method} is not allowed here.`, {
					code: 'method_not_allowed',
					headers: { allow: allowed.join(', ') },
				});
			},
		});
	}
	app.setNotFoundHandler((request) => {
		throw new ApiError(404, `There is nothing at ${request.method} ${request.url}.`, {
			code: 'not_found',
		});
	});
}
