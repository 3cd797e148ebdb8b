import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiError } from './apiError.mts';
import { exchangeDecorator, exchangeOf, workspaceOf, type Exchange } from './exchange.mts';
import { strike, waitBefore } from './faultReplies.mts';
import { finishEntry, type Journal, type JournalEntry, type Outcome } from './journal.mts';
import { retryAfterHeaders } from './rateLimit.mts';
import { asApiError, refuseAllBut } from './refusals.mts';
import { readBodies } from './requestBody.mts';
import { switchesSchema, type Switches } from './switches.mts';
import type { Workspace } from './workspace.mts';

/** An error as an API shows it. */
export interface ErrorBody {
	/** Null without a body. */
	contentType: string | null;
	body: string;
}

/** What is an API's own. */
export interface Api {
	/** The path under which it stands, such as `/api/v1`. */
	basePath: string;
	/** The workspace that the credentials in the headers belong to. */
	findWorkspace: (headers: IncomingHttpHeaders) => Workspace | undefined;
	/** The form of its errors. */
	errorBody: (error: ApiError, switches: Switches, requestId: string) => ErrorBody;
	/** Where requests go whose credentials belong to no workspace. */
	unclaimed: Journal;
	/** Adds its routes, with paths relative to the base path. */
	addRoutes: (app: FastifyInstance) => void;
}

const defaultSwitches = switchesSchema.parse({});

/**
 * Serves an API with all that is not its own: journal, credentials, rate limit, faults, replayed replies and errors.
 * @param app a part of the server whose prefix is the base path
 */
export function serveApi(app: FastifyInstance, api: Api): void {
	app.decorateRequest(exchangeDecorator);
	readBodies(app);

	app.addHook('onRequest', (request, reply, done) => {
		const workspace = api.findWorkspace(request.headers);
		const entry = (workspace?.journal ?? api.unclaimed).open(request.raw);
		request.setDecorator<Exchange>(exchangeDecorator, {
			workspace,
			entry,
			fault: null,
			bodyProblem: null,
			handled: false,
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
		else waitBefore(fault, done);
	});

	app.addHook('preHandler', (request, _reply, done) => {
		exchangeOf(request).handled = true;
		done();
	});

	app.addHook('onSend', (request, reply, payload, done) => {
		const { entry, fault, handled, workspace } = exchangeOf(request);
		const body = typeof payload === 'string' ? payload : '';
		entry.carriedOut = handled && reply.statusCode < 400;
		if (entry.carriedOut) workspace?.keptReplies.keep(entry, reply, body);
		if (fault === null) {
			finish(entry, reply, body);
			done(null, payload);
			return;
		}
		strike(fault, {
			reply,
			body,
			errorBody: (error) => api.errorBody(error, switchesOf(workspace), request.id),
			send: (sentBody) => {
				finish(entry, reply, sentBody);
				done(null, sentBody);
			},
			breakOff: (outcome, status) => {
				finishEntry(entry, outcome, { status, headers: {}, body: null });
			},
		});
	});

	app.setErrorHandler((error, request, reply) => {
		const problem = asApiError(error);
		const { workspace } = exchangeOf(request);
		const { contentType, body } = api.errorBody(problem, switchesOf(workspace), request.id);
		if (contentType !== null) reply.type(contentType);
		reply.code(problem.status).headers(problem.headers);
		return body === '' ? reply.send() : reply.send(body);
	});

	refuseAllBut(app, () => {
		api.addRoutes(app);
	});
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

function finish(entry: JournalEntry, reply: FastifyReply, body: string): void {
	if (entry.outcome === 'clientClosed') return;
	const { statusCode: status } = reply;
	finishEntry(entry, outcomeOf(entry, reply), { status, headers: reply.getHeaders(), body });
}

function outcomeOf({ fault }: JournalEntry, reply: FastifyReply): Outcome {
	if (reply.hasHeader('idempotent-replayed')) return 'replayed';
	if (fault === null && reply.statusCode === 429) return 'rateLimited';
	if (fault === null && reply.statusCode === 401) return 'unauthorized';
	return 'replied';
}

function switchesOf(workspace: Workspace | undefined): Switches {
	return workspace?.switches ?? defaultSwitches;
}
