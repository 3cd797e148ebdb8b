import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

import { jsonParse } from 'n8n-workflow';

/** A reply with a JSON body. */
export interface PostReply {
	status: number | undefined;
	body: unknown;
}

/** Sends bytes, with a list of headers of one name as a line each. */
export async function post(
	url: string,
	body: string | Buffer,
	headers: OutgoingHttpHeaders,
): Promise<PostReply> {
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		request(url, { method: 'POST', headers }, resolve).once('error', reject).end(body);
	});
	return { status: response.statusCode, body: jsonParse(await text(response)) };
}
