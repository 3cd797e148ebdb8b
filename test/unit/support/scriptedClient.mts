import type { ApiClient } from '../../../nodes/shared/http/client.ts';
import type { ApiReply } from '../../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../../nodes/shared/http/request.ts';

/** A request as the client was asked to send it. */
export interface SentRequest extends ApiRequest {
	idempotencyKey: string | undefined;
}

/** A client whose server is a function. */
export interface ScriptedClient extends ApiClient {
	readonly sent: readonly SentRequest[];
}

/** More than any walk needs: one that does not end is to fail, not to go on until memory is full. */
const MOST_REQUESTS = 11_000;

export const BASE_URL = 'https://crm.example.com/api/v1';

let accounts = 0;

/**
 * Makes a client that asks a function instead of a server, each of an account of its own.
 *
 * @param answer what the server would reply
 */
export function createScriptedClient(answer: (request: ApiRequest) => ApiReply): ScriptedClient {
	const sent: SentRequest[] = [];
	return {
		baseUrl: BASE_URL,
		account: `account ${++accounts}`,
		requestsPerMinute: undefined,
		deriveSecret: (purpose) => `secret for ${purpose}`,
		rateLimitWait: () => 0,
		sent,
		send: (request, read, idempotencyKey) => {
			if (sent.length === MOST_REQUESTS) {
				return Promise.reject(new Error(`More than ${MOST_REQUESTS} requests`));
			}
			sent.push({ ...request, idempotencyKey });
			// As with a server, the answer comes later.
			return new Promise((resolve) => {
				setImmediate(resolve);
			}).then(() => read(answer(request)));
		},
	};
}
