import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './apiError.mts';
import { exchangeDecorator, exchangeOf, type Exchange } from './exchange.mts';
import { strike, strikeBefore, type ReplySamples } from './faultReplies.mts';
import { finishEntry, type Journal, type Outcome } from './journal.mts';
import { retryAfterHeaders } from './rateLimit.mts';
import { asApiError, refuseAllBut } from './refusals.mts';
import { readBodies } from './requestBody.mts';
import type { Workspace } from './workspace.mts';

/** An error as an API shows it. */
export interface ErrorReply {
	/** The HTTP status. */
	status: number;
	/** Null without a body. */
	contentType: string | null;
	body: string;
}

/** The workspace that a request belongs to; throws ApiError 401 when its credentials do not open it. */
export type WorkspaceOf<Kind extends Workspace> = (request: FastifyRequest) => Kind;

/** What is an API's own. */
export interface Api<Kind extends Workspace = Workspace> {
	/** The path under which it stands, such as `/api/v1`. */
	basePath: string;
	/** The workspace that the credentials in the headers name. */
	findWorkspace: (headers: IncomingHttpHeaders) => Kind | undefined;
	/** Whether the credentials that name a workspace also open it. */
	opens: (workspace: Kind, headers: IncomingHttpHeaders) => boolean;
	/** What is said to those whose credentials open nothing. */
	unauthorizedMessage: string;
	/**
	 * The form of its errors.
	 * @param switches undefined when the request belongs to no workspace
	 */
	errorReply: (
		error: ApiError,
		switches: Kind['switches'] | undefined,
		requestId: string,
	) => ErrorReply;
	samples: ReplySamples;
	/** Where requests go whose credentials belong to no workspace. */
	unclaimed: Journal;
	/** Adds its routes, with paths relative to the base path. */
	addRoutes: (app: FastifyInstance, workspaceOf: WorkspaceOf<Kind>) => void;
}

/**
 * Serves an API with all that is not its own: journal, credentials, rate limit, faults, replayed replies and errors.
 * @param app a part of the server whose prefix is the base path
 */
export function serveApi<Kind extends Workspace>(app: FastifyInstance, api: Api<Kind>): void {
	app.decorateRequest(exchangeDecorator);
	readBodies(app);

	app.addHook('onRequest', (request, reply, done) => {
		const workspace = api.findWorkspace(request.headers);
		const entry = (workspace?.journal ?? api.unclaimed).open(request.raw);
		request.setDecorator<Exchange<Kind>>(exchangeDecorator, {
			workspace,
			entry,
			fault: null,
			bodyProblem: null,
			handled: false,
			refusal: null,
		});
		if (workspace?.switches.requestId === 'header') reply.header('x-request-id', request.id);
		reply.raw.once('close', () => {
			if (entry.outcome === 'pending') finishEntry(entry, 'clientClosed');
		});
		done();
	});

	// Whoever answers here does not call `done`, so that nothing is carried out, even once the client has gone.
	app.addHook('preValidation', (request, reply, done) => {
		const exchange = exchangeOf(request);
		const { entry } = exchange;
		const workspace = workspaceOf(request);
		takeFromRateLimit(workspace, reply);
		const fault = workspace.faults.take(request.method, entry.path.slice(api.basePath.length));
		exchange.fault = fault;
		entry.fault = fault?.kind ?? null;
		if (fault?.carriedOut === 'not') {
			reply.send();
			return;
		}
		if (exchange.bodyProblem !== null) throw exchange.bodyProblem;
		if (workspace.switches.idempotency === 'honour' && workspace.keptReplies.replay(entry, reply)) {
			return;
		}
		if (fault === null) done();
		else strikeBefore(fault, workspace, done);
	});

	app.addHook('preHandler', (request, _reply, done) => {
		exchangeOf(request).handled = true;
		done();
	});

	app.addHook('onSend', (request, reply, payload, done) => {
		const { workspace, entry, fault, handled, refusal } = typedExchangeOf(request);
		const body = typeof payload === 'string' ? payload : '';
		entry.carriedOut = handled && refusal === null;
		if (entry.carriedOut) workspace?.keptReplies.keep(entry, reply, body);
		if (fault === null) {
			finish(request, reply, body);
			done(null, payload);
			return;
		}
		strike(fault, {
			reply,
			body,
			errorBody: (error) => api.errorReply(error, workspace?.switches, request.id),
			samples: api.samples,
			send: (sentBody) => {
				finish(request, reply, sentBody);
				done(null, sentBody);
			},
			breakOff: (outcome, status) => {
				finishEntry(entry, outcome, { status, headers: {}, body: null });
			},
		});
	});

	app.setErrorHandler((error, request, reply) => {
		const exchange = typedExchangeOf(request);
		const problem = asApiError(error);
		exchange.refusal = problem;
		const { status, contentType, body } = api.errorReply(
			problem,
			exchange.workspace?.switches,
			request.id,
		);
		if (contentType !== null) reply.type(contentType);
		reply.code(status).headers(problem.headers);
		return body === '' ? reply.send() : reply.send(body);
	});

	refuseAllBut(app, () => {
		api.addRoutes(app, workspaceOf);
	});

	function typedExchangeOf(request: FastifyRequest): Exchange<Kind> {
		return request.getDecorator<Exchange<Kind>>(exchangeDecorator);
	}

	function workspaceOf(request: FastifyRequest): Kind {
		const { workspace } = typedExchangeOf(request);
		if (workspace !== undefined && api.opens(workspace, request.headers)) return workspace;
		throw new ApiError(401, api.unauthorizedMessage, { code: 'unauthorized' });
	}
}

function takeFromRateLimit(workspace: Workspace, reply: FastifyReply): void {
	const { rateLimit } = workspace.switches;
	const decision = workspace.rateLimiter?.();
	if (rateLimit === null || decision === undefined) return;
	if (rateLimit.remainingHeader) {
		reply.header('x-ratelimit-limit', rateLimit.requestsPerMinute);
		reply.header('x-ratelimit-remaining', decision.remaining);
	}
	if (decision.allowed) return;
	const waitMs = workspace.clock.realMilliseconds(decision.waitMs);
	throw new ApiError(
		429,
		`Rate limit exceeded: ${rateLimit.requestsPerMinute} requests per minute.`,
		{ code: 'rate_limited', headers: retryAfterHeaders(rateLimit.retryAfter, waitMs) },
	);
}

function finish(request: FastifyRequest, reply: FastifyReply, body: string): void {
	const { entry, refusal } = exchangeOf(request);
	if (entry.outcome === 'clientClosed') return;
	const { statusCode: status } = reply;
	finishEntry(entry, outcomeOf(refusal, reply), { status, headers: reply.getHeaders(), body });
}

function outcomeOf(refusal: ApiError | null, reply: FastifyReply): Outcome {
	if (reply.hasHeader('idempotent-replayed')) return 'replayed';
	if (refusal?.status === 429) return 'rateLimited';
	if (refusal?.status === 401) return 'unauthorized';
	return 'replied';
}
