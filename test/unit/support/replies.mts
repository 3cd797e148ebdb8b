import type { ApiReply } from '../../../nodes/shared/http/reply.ts';

interface ReplyHead {
	status?: number;
	/** Names in lower case. */
	headers?: Record<string, string>;
}

/** A reply with a JSON body. */
export function jsonReply(body: unknown, { status = 200, headers = {} }: ReplyHead = {}): ApiReply {
	return { status, headers, body, text: JSON.stringify(body) };
}

/** A reply whose body is no JSON. */
export function textReply(text: string, { status = 200, headers = {} }: ReplyHead = {}): ApiReply {
	return { status, headers, body: undefined, text };
}
