import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { controlApi } from './control.mts';
import { basePath, crmLeadProApi } from './crmLeadPro/routes.mts';
import { finishEntry, Journal } from './journal.mts';
import { createOtherOrigin } from './otherOrigin.mts';
import { seedWorkspace } from './seed.mts';
import { serveApi, type Api } from './serveApi.mts';
import { Workspaces } from './workspace.mts';

/** Where the control API stands. */
export const controlPath = '/_sandbox';

const largestBodyBytes = 20 * 1024 * 1024;

/** A running sandbox. */
export interface RunningSandbox {
	/** Such as `http://127.0.0.1:4010`. */
	origin: string;
	otherOrigin: string;
	/** The demo workspace. */
	demo: { apiKey: string; baseUrl: string };
}

/**
 * Starts the sandbox with its demo workspace.
 * @param port 0 takes any free one
 * @param workspaceKey the API key of the demo workspace
 * @throws Error with `code` EADDRINUSE when the port is taken
 */
export async function openSandbox(
	host: string,
	port: number,
	workspaceKey: string,
): Promise<RunningSandbox> {
	const unclaimed = new Journal();
	const workspaces = new Workspaces();
	const demo = workspaces.create(workspaceKey);
	seedWorkspace(demo, 'demo');

	const app = Fastify({
		bodyLimit: largestBodyBytes,
		exposeHeadRoutes: false,
		frameworkErrors: (error, request, reply) => {
			answerStray(unclaimed, request, reply, error.statusCode ?? 400, error.message);
		},
		genReqId: () => `req_${randomUUID()}`,
		routerOptions: { maxParamLength: 1_000 },
	});
	app.setValidatorCompiler(validatorCompiler);
	app.setNotFoundHandler((request, reply) => {
		answerStray(unclaimed, request, reply, 404, `The API stands under ${basePath}.`);
	});
	await addApi(app, crmLeadProApi(workspaces, unclaimed));
	const other = createOtherOrigin(unclaimed);
	const otherOrigin = await listen(other, host);
	await app.register(controlApi({ workspaces, demo, unclaimed, otherOrigin }), {
		prefix: controlPath,
	});
	const origin = await app.listen({ host, port });
	return { origin, otherOrigin, demo: { apiKey: demo.apiKey, baseUrl: `${origin}${basePath}` } };
}

async function addApi(app: FastifyInstance, api: Api): Promise<void> {
	await app.register(
		(part, _options, done) => {
			serveApi(part, api);
			done();
		},
		{ prefix: api.basePath },
	);
}

/** Requests outside the APIs, for instance with a wrong base URL, are written down as well. */
function answerStray(
	journal: Journal,
	request: FastifyRequest,
	reply: FastifyReply,
	status: number,
	error: string,
): void {
	const body = JSON.stringify({ error });
	finishEntry(journal.open(request.raw), 'replied', { status, headers: {}, body });
	reply.code(status).type('application/json').send(body);
}

async function listen(server: Server, host: string): Promise<string> {
	server.listen(0, host);
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port was opened');
	return `http://${host}:${address.port}`;
}
