import type { Scheduler } from 'fast-check';

import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../../nodes/shared/http/request.ts';
import { createScriptedClient, type ScriptedClient } from './scriptedClient.mts';

/**
 * Makes a client whose requests overtake each other: the scheduler decides which one reaches the
 * server next.
 *
 * @param scheduler fast-check's
 * @param answer what the server would reply
 */
export function createScheduledClient(
	scheduler: Scheduler,
	answer: (request: ApiRequest) => ApiReply,
): ScriptedClient {
	const client = createScriptedClient(answer);
	return {
		...client,
		send: async (request, read, idempotencyKey) => {
			await scheduler.schedule(Promise.resolve(), request.path);
			return await client.send(request, read, idempotencyKey);
		},
	};
}
