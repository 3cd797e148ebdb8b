import { randomUUID } from 'node:crypto';

import type { ChatReply } from './protocol.mts';

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

type WireMessage = {
	role: 'assistant';
	content: string | null;
	tool_calls?: Array<{
		id: string;
		type: 'function';
		function: { name: string; arguments: string };
	}>;
};

function toMessage(reply: ChatReply): WireMessage {
	if ('text' in reply) return { role: 'assistant', content: reply.text };
	return {
		role: 'assistant',
		content: null,
		tool_calls: reply.calls.map((call) => ({
			id: `call_${randomUUID()}`,
			type: 'function',
			function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
		})),
	};
}

const finishReason = (reply: ChatReply) => ('text' in reply ? 'stop' : 'tool_calls');

function envelope(object: string, model: string) {
	return { id: `chatcmpl-${randomUUID()}`, object, created: 1_760_000_000, model };
}

/** A reply in one piece (OpenAI, "The chat completion object"). */
export function toCompletion(model: string, reply: ChatReply): object {
	return {
		...envelope('chat.completion', model),
		choices: [{ index: 0, message: toMessage(reply), finish_reason: finishReason(reply) }],
		usage: USAGE,
	};
}

/** Cuts a text into two pieces, as a stream does. */
function halves(text: string): string[] {
	const middle = Math.ceil(text.length / 2);
	return [text.slice(0, middle), text.slice(middle)];
}

/** The pieces of a message: the role, then texts and arguments in parts (OpenAI, "The chat completion chunk object"). */
function toDeltas({ role, content, tool_calls: calls = [] }: WireMessage): object[] {
	return [
		{ role, content: content === null ? null : '' },
		...halves(content ?? '').map((part) => ({ content: part })),
		...calls.flatMap(({ id, type, function: { name, arguments: text } }, index) => [
			{ tool_calls: [{ index, id, type, function: { name, arguments: '' } }] },
			...halves(text).map((part) => ({
				tool_calls: [{ index, function: { arguments: part } }],
			})),
		]),
	];
}

/** A reply as server-sent events, the last one `[DONE]`. */
export function toEventStream(model: string, reply: ChatReply): string {
	const chunk = envelope('chat.completion.chunk', model);
	const events = [
		...toDeltas(toMessage(reply)).map((delta) => ({
			...chunk,
			choices: [{ index: 0, delta, finish_reason: null }],
		})),
		{ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finishReason(reply) }] },
		{ ...chunk, choices: [], usage: USAGE },
	];
	return [...events.map((event) => JSON.stringify(event)), '[DONE]']
		.map((data) => `data: ${data}\n\n`)
		.join('');
}
