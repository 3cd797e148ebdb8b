import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod/v4';
import * as schemas from './controlSchemas.mts';
import type { Workspace } from './workspace.mts';
import type { Workspaces } from './workspaces.mts';

/** What the control API needs to know of an API. */
export interface ControlledApi {
	/** Where its workspaces stand in the control API, such as `/workspaces`. */
	path: string;
	/** Where its switches are listed. */
	switchesPath: string;
	switchesSchema: z.ZodType;
	/** Where the API itself stands. */
	basePath: string;
	workspaces: Workspaces;
	/** The workspace that the sandbox starts with. */
	demo: Workspace;
	/** What it is called in the reply about the sandbox's health. */
	demoName: string;
}

/** The routes to make, look at, change and remove the workspaces of one API. */
export function addWorkspaceRoutes(root: FastifyInstance, api: ControlledApi): void {
	const { path, switchesPath, switchesSchema, workspaces } = api;
	const app = root.withTypeProvider<ZodTypeProvider>();
	const one = `${path}/:id`;

	app.get(switchesPath, () => z.toJSONSchema(switchesSchema, { io: 'input' }));
	app.post(path, { schema: { body: schemas.workspaceOrderSchema } }, (request, reply) => {
		const { seed, switches, faults, ...keys } = request.body;
		const workspace = workspaces.create(keys);
		try {
			workspace.setSwitches(switches);
			workspace.setFaults(faults);
		} catch (error) {
			workspaces.remove(workspace.id);
			throw error;
		}
		workspace.seed(seed);
		return reply.code(201).send(summaryOf(workspace, api, request));
	});
	app.get<IdParams>(one, (request) => {
		const workspace = workspaceOf(request);
		return { ...summaryOf(workspace, api, request), switches: workspace.switches };
	});
	app.delete<IdParams>(one, (request, reply) => {
		workspaces.remove(request.params.id);
		return reply.code(204).send();
	});
	app.patch<IdParams & { Body: Record<string, unknown> }>(
		`${one}/switches`,
		{ schema: { body: schemas.switchChangesSchema } },
		(request) => {
			const workspace = workspaceOf(request);
			workspace.setSwitches(request.body);
			return workspace.switches;
		},
	);
	app.put<IdParams & { Body: schemas.FaultList }>(
		`${one}/faults`,
		{ schema: { body: schemas.faultListSchema } },
		(request, reply) => {
			workspaceOf(request).setFaults(request.body);
			return reply.code(204).send();
		},
	);
	app.delete<IdParams>(`${one}/faults`, (request, reply) => {
		workspaceOf(request).setFaults([]);
		return reply.code(204).send();
	});
	app.get<IdParams>(`${one}/journal`, (request) => ({
		entries: workspaceOf(request).journal.entries,
	}));
	app.delete<IdParams>(`${one}/journal`, (request, reply) => {
		workspaceOf(request).journal.clear();
		return reply.code(204).send();
	});
	app.get<IdParams>(`${one}/state`, (request) => workspaceOf(request).state);
	app.post<IdParams & { Body: schemas.ClockChange }>(
		`${one}/clock`,
		{ schema: { body: schemas.clockChangeSchema } },
		(request) => {
			const { clock } = workspaceOf(request);
			const { speed, advanceMs } = request.body;
			if (speed !== undefined) clock.setSpeed(speed);
			if (advanceMs !== undefined) clock.advance(advanceMs);
			return { now: clock.timestamp(), speed: clock.speed };
		},
	);
	app.post<IdParams>(`${one}/actions`, (request) =>
		workspaceOf(request).readAction(request.body)(),
	);
	app.post<IdParams>(`${one}/settle`, async (request, reply) => {
		await workspaceOf(request).settled();
		return reply.code(204).send();
	});

	function workspaceOf(request: FastifyRequest<IdParams>): Workspace {
		return workspaces.withId(request.params.id);
	}
}

interface IdParams {
	Params: { id: string };
}

/** Where the sandbox was asked, such as `http://127.0.0.1:4010`. */
export function originOf(request: FastifyRequest): string {
	return `${request.protocol}://${request.host}`;
}

/** What a client needs to use a workspace: its id, its keys and the base URL. */
export function summaryOf(
	{ id, keys }: Workspace,
	{ basePath }: ControlledApi,
	request: FastifyRequest,
): Record<string, string> {
	return { id, ...keys, baseUrl: `${originOf(request)}${basePath}` };
}
