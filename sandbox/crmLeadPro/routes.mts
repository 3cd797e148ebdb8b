import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { ApiError, invalidFields } from '../apiError.mts';
import type { Journal } from '../journal.mts';
import type { Api, WorkspaceOf } from '../serveApi.mts';
import type { Switches } from '../switches.mts';
import type { Workspaces } from '../workspaces.mts';
import { wrapList, wrapOne, wrapRegistration, type ListedResource } from './envelopes.mts';
import { errorReply } from './errors.mts';
import { computeFunnel } from './funnel.mts';
import { cutPage } from './paging.mts';
import type { Pipeline } from './schemas.mts';
import * as requests from './requests.mts';
import type { CrmLeadProWorkspace } from './workspace.mts';

/** Where the API stands, as in the documented base URL. */
export const basePath = '/api/v1';

/** The CRMLead Pro API over these workspaces. */
export function crmLeadProApi(
	workspaces: Workspaces<CrmLeadProWorkspace>,
	unclaimed: Journal,
): Api<CrmLeadProWorkspace> {
	return {
		basePath,
		findWorkspace: (headers) => workspaces.withKey(bearerToken(headers)),
		opens: () => true,
		unauthorizedMessage: 'The API key is missing, wrong or revoked.',
		errorReply,
		samples: {
			someJson: '{"id":"lead_01J2XK3M4N5P6Q7R","name":"Priya Sharma"}',
			notAList: { data: 'oops' },
		},
		unclaimed,
		addRoutes,
	};
}

/** The twelve documented endpoints, and the listing and deleting of webhooks that may or may not exist. */
function addRoutes(server: FastifyInstance, workspaceOf: WorkspaceOf<CrmLeadProWorkspace>): void {
	const app = server.withTypeProvider<ZodTypeProvider>();

	app.get('/leads', { schema: { querystring: requests.leadQuerySchema } }, (request, reply) => {
		const { account, switches } = workspaceOf(request);
		return listReply(
			request,
			reply,
			switches,
			'lead',
			account.leads.list(withSorting(request.query, switches)),
		);
	});
	app.post('/leads', { schema: { body: requests.leadBodySchema } }, (request, reply) => {
		const { account, switches } = workspaceOf(request);
		return created(reply, switches, 'lead', account.leads.create(request.body));
	});
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
		const { account, switches } = workspaceOf(request);
		account.leads.archive(request.params.id);
		return deleted(reply, switches);
	});

	app.get('/pipelines', (request) => {
		const { account, switches } = workspaceOf(request);
		const shown = account.pipelines.all.map((pipeline) => withKeyField(pipeline, switches));
		return wrapList(switches.listEnvelope, 'pipeline', shown);
	});
	app.post('/deals', { schema: { body: requests.dealBodySchema } }, (request, reply) => {
		const { account, switches } = workspaceOf(request);
		return created(reply, switches, 'deal', account.deals.create(request.body));
	});
	app.get(
		'/contacts',
		{ schema: { querystring: requests.contactQuerySchema } },
		(request, reply) => {
			const { account, switches } = workspaceOf(request);
			const contacts = account.contacts.list(withSorting(request.query, switches));
			return listReply(request, reply, switches, 'contact', contacts);
		},
	);
	app.post(
		'/campaigns/email',
		{ schema: { body: requests.emailCampaignBodySchema } },
		(request, reply) => {
			const { account, switches } = workspaceOf(request);
			const campaign = account.campaigns.create('email', request.body);
			return created(reply, switches, 'campaign', campaign);
		},
	);
	app.post(
		'/campaigns/whatsapp',
		{ schema: { body: requests.whatsAppCampaignBodySchema } },
		(request, reply) => {
			const { account, switches } = workspaceOf(request);
			const campaign = account.campaigns.create('whatsapp', request.body);
			return created(reply, switches, 'campaign', campaign);
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
		const { account, switches } = workspaceOf(request);
		requireManagement(switches);
		const shown = account.webhooks.all.map(({ id, url, events, created_at }) => ({
			id,
			url,
			events,
			created_at,
		}));
		return wrapList(switches.listEnvelope, 'webhook', shown);
	});
	app.delete<IdParams>('/webhooks/:id', (request, reply) => {
		const { account, switches } = workspaceOf(request);
		requireManagement(switches);
		account.webhooks.remove(request.params.id);
		return deleted(reply, switches);
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
	switches: Switches,
	resource: ListedResource,
	list: readonly unknown[],
): unknown {
	const url = new URL(request.url, `${request.protocol}://${request.host}`);
	const { rows, signals, link } = cutPage(list, url, switches);
	if (link !== null) reply.header('link', link);
	return wrapList(switches.listEnvelope, resource, rows, signals);
}

function created(
	reply: FastifyReply,
	{ createdEnvelope }: Switches,
	resource: string,
	record: object,
): FastifyReply {
	return reply.code(201).send(wrapOne(createdEnvelope, resource, record));
}

function deleted(reply: FastifyReply, { deleteReply }: Switches): FastifyReply {
	switch (deleteReply) {
		case 'empty204':
			return reply.code(204).send();
		case 'emptyBody200':
			return reply.code(200).send();
		case 'json200':
			return reply.code(200).send({ success: true });
	}
}

function withKeyField(pipeline: Pipeline, { pipelineKeyField }: Switches): object {
	const { key, ...rest } = pipeline;
	return pipelineKeyField === 'none' ? rest : { [pipelineKeyField]: key, ...rest };
}

const withoutManagement = { createOnly404: 404, createOnly405: 405, createOnly501: 501 } as const;

function requireManagement({ webhookManagement }: Switches): void {
	if (webhookManagement === 'full') return;
	const status = withoutManagement[webhookManagement];
	throw new ApiError(status, 'Webhooks can only be registered through the API.');
}

/** The query as a server reads it that sorts in the way of the switch. */
function withSorting<
	Query extends { sort_by?: string | undefined; sort_order?: string | undefined },
>(query: Query, { listSorting }: Switches): Query {
	switch (listSorting) {
		case 'honoured':
			return query;
		case 'ignored':
			return { ...query, sort_by: undefined, sort_order: undefined };
		case 'orderOnly':
			return { ...query, sort_by: 'created_at' };
		case 'rejected':
			if (query.sort_by === undefined) return query;
			throw invalidFields({ sort_by: ['Lists cannot be sorted.'] });
	}
}
