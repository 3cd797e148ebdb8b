import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { ApiError } from '../apiError.mts';
import { workspaceOf } from '../exchange.mts';
import type { Journal } from '../journal.mts';
import type { Api } from '../serveApi.mts';
import type { Workspace, Workspaces } from '../workspace.mts';
import { wrapList, wrapOne, wrapRegistration, type ListedResource } from './envelopes.mts';
import { errorBody } from './errors.mts';
import { computeFunnel } from './funnel.mts';
import { cutPage } from './paging.mts';
import type { Pipeline } from './schemas.mts';
import * as requests from './requests.mts';

/** Where the API stands, as in the documented base URL. */
export const basePath = '/api/v1';

/** The CRMLead Pro API over these workspaces. */
export function crmLeadProApi(workspaces: Workspaces, unclaimed: Journal): Api {
	return {
		basePath,
		findWorkspace: (headers) => workspaces.withKey(bearerToken(headers)),
		errorBody,
		unclaimed,
		addRoutes,
	};
}

/** The twelve documented endpoints, and the listing and deleting of webhooks that may or may not exist. */
function addRoutes(server: FastifyInstance): void {
	const app = server.withTypeProvider<ZodTypeProvider>();

	app.get('/leads', { schema: { querystring: requests.leadQuerySchema } }, (request, reply) => {
		const { account } = workspaceOf(request);
		return listReply(request, reply, 'lead', account.leads.list(request.query));
	});
	app.post('/leads', { schema: { body: requests.leadBodySchema } }, (request, reply) =>
		created(reply, 'lead', workspaceOf(request).account.leads.create(request.body), request),
	);
	app.get<IdParams>('/leads/:id', (request) => {
		const { account, switches } = workspaceOf(request);
		const { lead, history } = account.leads.row(request.params.id);
		return wrapOne(switches.singleEnvelope, 'lead', { ...lead, history });
	});
	app.patch<IdParams & { Body: requests.LeadChanges }>(
		'/leads/:id',
		{ schema: { body: requests.leadChangesSchema } },
		(request) => {
			const { account, switches } = workspaceOf(request);
			const lead = account.leads.update(request.params.id, request.body);
			return wrapOne(switches.createdEnvelope, 'lead', lead);
		},
	);
	app.delete<IdParams>('/leads/:id', (request, reply) => {
		const workspace = workspaceOf(request);
		workspace.account.leads.archive(request.params.id);
		return deleted(reply, workspace);
	});

	app.get('/pipelines', (request) => {
		const { account, switches } = workspaceOf(request);
		const shown = account.pipelines.all.map((pipeline) =>
			withKeyField(pipeline, workspaceOf(request)),
		);
		return wrapList(switches.listEnvelope, 'pipeline', shown);
	});
	app.post('/deals', { schema: { body: requests.dealBodySchema } }, (request, reply) =>
		created(reply, 'deal', workspaceOf(request).account.deals.create(request.body), request),
	);
	app.get(
		'/contacts',
		{ schema: { querystring: requests.contactQuerySchema } },
		(request, reply) => {
			const { account } = workspaceOf(request);
			return listReply(request, reply, 'contact', account.contacts.list(request.query));
		},
	);
	app.post(
		'/campaigns/email',
		{ schema: { body: requests.emailCampaignBodySchema } },
		(request, reply) => {
			const { campaigns } = workspaceOf(request).account;
			return created(reply, 'campaign', campaigns.create('email', request.body), request);
		},
	);
	app.post(
		'/campaigns/whatsapp',
		{ schema: { body: requests.whatsAppCampaignBodySchema } },
		(request, reply) => {
			const { campaigns } = workspaceOf(request).account;
			return created(reply, 'campaign', campaigns.create('whatsapp', request.body), request);
		},
	);
	app.get(
		'/analytics/pipeline',
		{ schema: { querystring: requests.funnelQuerySchema } },
		(request) => {
			const { account, switches, clock } = workspaceOf(request);
			const { pipeline, from, to } = request.query;
			const funnel = computeFunnel({
				pipelines:
					pipeline === undefined ? account.pipelines.all : [account.pipelines.pipeline(pipeline)],
				deals: account.deals.rows,
				leads: account.leads.active,
				now: clock.now(),
				from,
				to,
			});
			return wrapOne(switches.singleEnvelope, 'analytics', funnel);
		},
	);

	app.post('/webhooks', { schema: { body: requests.webhookBodySchema } }, (request, reply) => {
		const { account, switches } = workspaceOf(request);
		const webhook = account.webhooks.register(request.body);
		return reply.code(201).send(wrapRegistration(webhook, switches));
	});
	app.get('/webhooks', (request) => {
		const { account, switches } = managingWorkspaceOf(request);
		const shown = account.webhooks.all.map(({ id, url, events, created_at }) => ({
			id,
			url,
			events,
			created_at,
		}));
		return wrapList(switches.listEnvelope, 'webhook', shown);
	});
	app.delete<IdParams>('/webhooks/:id', (request, reply) => {
		const workspace = managingWorkspaceOf(request);
		workspace.account.webhooks.remove(request.params.id);
		return deleted(reply, workspace);
	});
}

interface IdParams {
	Params: { id: string };
}

function bearerToken({ authorization = '' }: IncomingHttpHeaders): string {
	return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

function listReply(
	request: FastifyRequest,
	reply: FastifyReply,
	resource: ListedResource,
	list: readonly unknown[],
): unknown {
	const { switches } = workspaceOf(request);
	const url = new URL(request.url, `${request.protocol}://${request.host}`);
	const { rows, signals, link } = cutPage(list, url, switches);
	if (link !== null) reply.header('link', link);
	return wrapList(switches.listEnvelope, resource, rows, signals);
}

function created(
	reply: FastifyReply,
	resource: string,
	record: object,
	request: FastifyRequest,
): FastifyReply {
	const { createdEnvelope } = workspaceOf(request).switches;
	return reply.code(201).send(wrapOne(createdEnvelope, resource, record));
}

function deleted(reply: FastifyReply, { switches }: Workspace): FastifyReply {
	switch (switches.deleteReply) {
		case 'empty204':
			return reply.code(204).send();
		case 'emptyBody200':
			return reply.code(200).send();
		case 'json200':
			return reply.code(200).send({ success: true });
	}
}

function withKeyField(pipeline: Pipeline, { switches }: Workspace): object {
	const { key, ...rest } = pipeline;
	const { pipelineKeyField } = switches;
	return pipelineKeyField === 'none' ? rest : { [pipelineKeyField]: key, ...rest };
}

const withoutManagement = { createOnly404: 404, createOnly405: 405, createOnly501: 501 } as const;

function managingWorkspaceOf(request: FastifyRequest): Workspace {
	const workspace = workspaceOf(request);
	const { webhookManagement } = workspace.switches;
	if (webhookManagement === 'full') return workspace;
	const status = withoutManagement[webhookManagement];
	throw new ApiError(status, 'Webhooks can only be registered through the API.');
}
