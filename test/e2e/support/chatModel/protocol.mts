import { z } from 'zod/v4';

const toolCallSchema = z.looseObject({
	id: z.string(),
	function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const textPartSchema = z.looseObject({ type: z.string(), text: z.string().default('') });

const messageSchema = z.looseObject({
	role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
	content: z
		.union([z.string(), z.array(textPartSchema), z.null()])
		.default('')
		.transform((content) =>
			Array.isArray(content) ? content.map(({ text }) => text).join('') : (content ?? ''),
		),
	tool_calls: z.array(toolCallSchema).default([]),
	tool_call_id: z.string().optional(),
});

const parameterSchema = z.looseObject({
	type: z.string().optional(),
	description: z.string().optional(),
});

const toolSchema = z
	.object({
		type: z.literal('function'),
		function: z.looseObject({
			name: z.string(),
			description: z.string().default(''),
			parameters: z.looseObject({
				properties: z.record(z.string(), parameterSchema).default({}),
				required: z.array(z.string()).default([]),
			}),
		}),
	})
	.transform((tool) => tool.function);

/** What a client asks of `POST /v1/chat/completions`, as far as an agent uses it (OpenAI, "Create chat completion"). */
export const chatRequestSchema = z.looseObject({
	model: z.string(),
	stream: z.boolean().default(false),
	messages: z.array(messageSchema),
	tools: z.array(toolSchema).default([]),
});

/** One request to the model: the conversation so far, and the tools that it may call. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** A call of a tool that the model wants; its arguments are sent as they are, sloppy ones included. */
export type ToolCall = { readonly tool: string; readonly arguments: Record<string, unknown> };

/** What the model says: a text to the user, or calls of tools. */
export type ChatReply = { readonly text: string } | { readonly calls: readonly ToolCall[] };

/**
 * What the tools answered in a conversation.
 *
 * @returns the text of each tool message, oldest first
 */
export function toolMessages({ messages }: ChatRequest): string[] {
	return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}

/** What the tool that was called last answered; empty where none was called. */
export function lastToolMessage(request: ChatRequest): string {
	return toolMessages(request).at(-1) ?? '';
}
