import fastify from 'fastify';

import { toCompletion, toEventStream } from './completion.mts';
import { chatRequestSchema, type ChatReply, type ChatRequest } from './protocol.mts';

/** One turn of a script: what the model says to the conversation as it is now. */
export type Turn = (request: ChatRequest) => ChatReply;

/** A language model that says what a test wrote, so that an agent can be tested without one. */
export interface ChatModel {
	/** What the credential of n8n's OpenAI Chat Model holds. */
	readonly credential: { readonly apiKey: string; readonly url: string };
	/** The requests since the script began. */
	readonly requests: readonly ChatRequest[];
	/** Begins a script: its first turn answers the next request. */
	play(turns: readonly Turn[]): void;
	close(): Promise<void>;
}

/**
 * Starts a server that speaks OpenAI's chat completions, streamed where the client asks for it, on a free port of
 * 127.0.0.1. A request after the last turn is refused, and so is one at whose turn something is thrown.
 */
export async function startChatModel(): Promise<ChatModel> {
	const server = fastify({ bodyLimit: 16 * 1024 * 1024 });
	const requests: ChatRequest[] = [];
	let script: readonly Turn[] = [];

	server.setErrorHandler(async (error, _request, reply) => {
		const message = error instanceof Error ? error.message : String(error);
		// Clients try again after 5xx.
		await reply.status(400).send({ error: { message, type: 'invalid_request_error' } });
	});

	server.post('/v1/chat/completions', async (request, reply) => {
		const asked = chatRequestSchema.parse(request.body);
		requests.push(asked);
		const turn = script[requests.length - 1];
		if (turn === undefined) throw new Error(`the script has no turn ${requests.length}`);
		const said = turn(asked);
		if (!asked.stream) return toCompletion(asked.model, said);
		return await reply.type('text/event-stream').send(toEventStream(asked.model, said));
	});

	const origin = await server.listen({ host: '127.0.0.1', port: 0 });
	return {
		credential: { apiKey: 'no-key-needed', url: `${origin}/v1` },
		requests,
		play: (turns) => {
			script = turns;
			requests.length = 0;
		},
		close: async () => {
			await server.close();
		},
	};
}
