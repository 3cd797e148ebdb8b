import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod/v4';
import { act } from './actions.mts';
import { ApiError } from './apiError.mts';
import * as schemas from './controlSchemas.mts';
import { basePath } from './crmLeadPro/routes.mts';
import type { Journal } from './journal.mts';
import { seedWorkspace } from './seed.mts';
import { switchesSchema } from './switches.mts';
import { validationProblems } from './validationProblems.mts';
import type { Workspace, Workspaces } from './workspace.mts';

/** What the control API controls. */
export interface Controlled {
	workspaces: Workspaces;
	demo: Workspace;
	/** Requests that belong to no workspace, and those to the other origin. */
	unclaimed: Journal;
	otherOrigin: string;
}

/** The control API: workspaces, switches, faults, clock and actions, and what there is to look at. */
export function controlApi({ workspaces, demo, unclaimed, otherOrigin }: Controlled) {
	return (root: FastifyInstance, _options: object, done: () => void): void => {
		const app = root.withTypeProvider<ZodTypeProvider>();

		app.get('/health', (request) => ({
			status: 'ok',
			origin: originOf(request),
			otherOrigin,
			demo: summary(demo, request),
		}));
		app.get('/switches', () => z.toJSONSchema(switchesSchema, { io: 'input' }));
		app.get('/journal', () => ({ entries: unclaimed.entries }));
		app.delete('/journal', (_request, reply) => {
			unclaimed.clear();
			return reply.code(204).send();
		});

		app.post(
			'/workspaces',
			{ schema: { body: schemas.workspaceOrderSchema } },
			(request, reply) => {
				const { apiKey, seed, switches, faults } = request.body;
				const workspace = workspaces.create(apiKey);
				try {
					workspace.setSwitches(switches);
				} catch (error) {
					workspaces.remove(workspace.id);
					throw error;
				}
				workspace.faults.set(faults);
				seedWorkspace(workspace, seed);
				return reply.code(201).send(summary(workspace, request));
			},
		);
		app.get<IdParams>('/workspaces/:id', (request) => ({
			...summary(workspaceOf(request), request),
			switches: workspaceOf(request).switches,
		}));
		app.delete<IdParams>('/workspaces/:id', (request, reply) => {
			workspaces.remove(request.params.id);
			return reply.code(204).send();
		});
		app.patch<IdParams & { Body: Record<string, unknown> }>(
			'/workspaces/:id/switches',
			{ schema: { body: schemas.switchChangesSchema } },
			(request) => {
				const workspace = workspaceOf(request);
				workspace.setSwitches(request.body);
				return workspace.switches;
			},
		);
		app.put<IdParams & { Body: schemas.FaultList }>(
			'/workspaces/:id/faults',
			{ schema: { body: schemas.faultListSchema } },
			(request, reply) => {
				workspaceOf(request).faults.set(request.body);
				return reply.code(204).send();
			},
		);
		app.delete<IdParams>('/workspaces/:id/faults', (request, reply) => {
			workspaceOf(request).faults.set([]);
			return reply.code(204).send();
		});
		app.get<IdParams>('/workspaces/:id/journal', (request) => ({
			entries: workspaceOf(request).journal.entries,
		}));
		app.delete<IdParams>('/workspaces/:id/journal', (request, reply) => {
			workspaceOf(request).journal.clear();
			return reply.code(204).send();
		});
		app.get<IdParams>('/workspaces/:id/state', (request) => workspaceOf(request).account.state);
		app.post<IdParams & { Body: schemas.ClockChange }>(
			'/workspaces/:id/clock',
			{ schema: { body: schemas.clockChangeSchema } },
			(request) => {
				const { clock } = workspaceOf(request);
				const { speed, advanceMs } = request.body;
				if (speed !== undefined) clock.setSpeed(speed);
				if (advanceMs !== undefined) clock.advance(advanceMs);
				return { now: clock.timestamp(), speed: clock.speed };
			},
		);
		app.post<IdParams & { Body: schemas.Action }>(
			'/workspaces/:id/actions',
			{ schema: { body: schemas.actionSchema } },
			(request) => act(workspaceOf(request).account, request.body),
		);
		app.post<IdParams>('/workspaces/:id/settle', async (request, reply) => {
			await workspaceOf(request).account.webhooks.settled();
			return reply.code(204).send();
		});

		app.setErrorHandler((error, _request, reply) => {
			const { status, message } = readable(error);
			return reply.code(status).send({ error: message });
		});
		done();
	};

	function workspaceOf(request: FastifyRequest<IdParams>): Workspace {
		return workspaces.withId(request.params.id);
	}
}

interface IdParams {
	Params: { id: string };
}

function originOf(request: FastifyRequest): string {
	return `${request.protocol}://${request.host}`;
}

function summary({ id, apiKey }: Workspace, request: FastifyRequest): schemas.WorkspaceSummary {
	return { id, apiKey, baseUrl: `${originOf(request)}${basePath}` };
}

function readable(error: unknown): { status: number; message: string } {
	if (error instanceof ApiError) return error;
	if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
	const problems = validationProblems(error);
	if (problems !== null) {
		const texts = problems.map(({ field, message }) => `${field}: ${message}`);
		return { status: 400, message: texts.join('; ') };
	}
	return { status: 400, message: error instanceof Error ? error.message : String(error) };
}
