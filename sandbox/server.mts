import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { controlApi } from './control.mts';
import * as crmLeadPro from './crmLeadPro/routes.mts';
import { sentSecrets } from './crmLeadPro/webhooks.mts';
import { CrmLeadProWorkspace } from './crmLeadPro/workspace.mts';
import { finishEntry, Journal } from './journal.mts';
import { createOtherOrigin } from './otherOrigin.mts';
import { serveApi, type Api } from './serveApi.mts';
import { switchesSchema } from './switches.mts';
import type { Workspace } from './workspace.mts';
import { Workspaces } from './workspaces.mts';
import { Organisation } from './ySuite/organisation.mts';
import * as ySuite from './ySuite/routes.mts';
import { switchesSchema as ySuiteSwitchesSchema } from './ySuite/switches.mts';

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
	/** The demo organisation of YSUITE. */
	demoOrganisation: { accessKey: string; secretKey: string; baseUrl: string };
}

/** The keys of the workspaces that the sandbox starts with. */
export interface DemoKeys {
	apiKey: string;
	accessKey: string;
	secretKey: string;
}

/**
 * Starts the sandbox with its demo workspace and its demo organisation.
 * @param port 0 takes any free one
 * @throws Error with `code` EADDRINUSE when the port is taken
 */
export async function openSandbox(
	host: string,
	port: number,
	{ apiKey, accessKey, secretKey }: DemoKeys,
): Promise<RunningSandbox> {
	const unclaimed = new Journal();
	const workspaces = new Workspaces('workspace', (id, keys) => new CrmLeadProWorkspace(id, keys));
	const organisations = new Workspaces('organisation', (id, keys) => new Organisation(id, keys));
	const demo = workspaces.create({ apiKey });
	demo.seed('demo');
	const demoOrganisation = organisations.create({ accessKey, secretKey });
	demoOrganisation.seed('demo');

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
		const stands = `${crmLeadPro.basePath} and ${ySuite.basePath}`;
		answerStray(unclaimed, request, reply, 404, `The APIs stand under ${stands}.`);
	});
	await addApi(app, crmLeadPro.crmLeadProApi(workspaces, unclaimed));
	await addApi(app, ySuite.ySuiteApi(organisations, unclaimed));
	const other = createOtherOrigin(unclaimed);
	const otherOrigin = await listen(other, host);
	await app.register(
		controlApi({
			apis: [
				{
					path: '/workspaces',
					switchesPath: '/switches',
					switchesSchema,
					basePath: crmLeadPro.basePath,
					workspaces,
					demo,
					demoName: 'demo',
				},
				{
					path: '/ysuite/organisations',
					switchesPath: '/ysuite/switches',
					switchesSchema: ySuiteSwitchesSchema,
					basePath: ySuite.basePath,
					workspaces: organisations,
					demo: demoOrganisation,
					demoName: 'demoOrganisation',
				},
			],
			unclaimed,
			otherOrigin,
			sentSecrets,
		}),
		{ prefix: controlPath },
	);
	const origin = await app.listen({ host, port });
	return {
		origin,
		otherOrigin,
		demo: { ...demo.keys, baseUrl: `${origin}${crmLeadPro.basePath}` },
		demoOrganisation: { ...demoOrganisation.keys, baseUrl: `${origin}${ySuite.basePath}` },
	};
}

async function addApi<Kind extends Workspace>(app: FastifyInstance, api: Api<Kind>): Promise<void> {
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
