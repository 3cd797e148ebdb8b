import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod/v4';
import { ApiError } from './apiError.mts';
import {
	addWorkspaceRoutes,
	originOf,
	summaryOf,
	type ControlledApi,
} from './controlWorkspaces.mts';
import type { Journal } from './journal.mts';
import { validationProblems } from './validationProblems.mts';

/** What the control API controls. */
export interface Controlled {
	apis: readonly ControlledApi[];
	/** Requests that belong to no workspace, and those to the other origin. */
	unclaimed: Journal;
	otherOrigin: string;
	/** Every signing secret that a registration asked for. */
	sentSecrets: ReadonlySet<string>;
}

/** The control API: workspaces, switches, faults, clock and actions, and what there is to look at. */
export function controlApi({ apis, unclaimed, otherOrigin, sentSecrets }: Controlled) {
	return (root: FastifyInstance, _options: object, done: () => void): void => {
		const app = root.withTypeProvider<ZodTypeProvider>();

		app.get('/health', (request) => ({
			status: 'ok',
			origin: originOf(request),
			otherOrigin,
			...Object.fromEntries(apis.map((api) => [api.demoName, summaryOf(api.demo, api, request)])),
		}));
		app.get('/journal', () => ({ entries: unclaimed.entries }));
		app.delete('/journal', (_request, reply) => {
			unclaimed.clear();
			return reply.code(204).send();
		});
		app.get('/sent-secrets', () => ({ secrets: [...sentSecrets] }));
		for (const api of apis) addWorkspaceRoutes(app, api);

		app.setErrorHandler((error, _request, reply) => {
			const { status, message } = readable(error);
			return reply.code(status).send({ error: message });
		});
		done();
	};
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
