import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

import type { Api, ApiAccess, ApiContext } from '../api';
import { isJsonObject, tryParseJson } from '../json';
import { redact } from './redact';
import type { ApiReply } from './reply';
import type { ApiRequest } from './request';

/** How long a reply may take, in ms. A large campaign can take the server a while. */
const REPLY_TIMEOUT = 120_000;

/** The value of a field that holds a secret, as in the reply to a registered webhook; also in JSON that is cut off. */
const SECRET_FIELD = /("\w*secret\w*"\s*:\s*")(?:[^"\\]|\\.)*/gi;

/** A whole response of n8n's request helpers. */
export const fullResponseSchema = z.object({
	statusCode: z.number(),
	headers: z.unknown(),
	body: z.unknown(),
});

/** Sends a request once; what n8n's request helper throws is thrown. */
export type Transport = (
	request: ApiRequest,
	idempotencyKey: string | undefined,
) => Promise<ApiReply>;

/**
 * Makes a transport. The decrypted credential is handed to every request, which n8n would otherwise
 * read and decrypt for each of them.
 *
 * @param context the node's context
 * @param api the product
 * @param access what the credential gives access to
 * @param data the decrypted credential
 */
export function createTransport(
	context: ApiContext,
	api: Api,
	access: ApiAccess,
	data: ICredentialDataDecryptedObject,
): Transport {
	const credentialsDecrypted = { id: '', name: '', type: api.credentialType, data };
	return async (request, idempotencyKey) => {
		const options: IHttpRequestOptions = {
			method: request.method,
			url: request.url ?? buildUrl(access.baseUrl, request),
			headers: {
				Accept: 'application/json',
				...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
			},
			...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
			// Read here: n8n's helper hands over truncated JSON as if it were a text that was meant.
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// A redirect would carry the key to wherever it points.
			disableFollowRedirect: true,
			timeout: REPLY_TIMEOUT,
		};
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			api.credentialType,
			options,
			{ credentialsDecrypted },
		);
		return toReply(fullResponseSchema.parse(response), secretsOf(access, request));
	};
}

/**
 * Collects what must not be shown: the credential's secrets, and what a request itself hands over as one.
 *
 * @param access what the credential gives access to
 * @param request the request
 */
export function secretsOf({ secrets }: ApiAccess, { body = {} }: ApiRequest): string[] {
	return [
		...secrets,
		...Object.entries(body).flatMap(([name, value]) =>
			/secret/i.test(name) && typeof value === 'string' ? [value] : [],
		),
	];
}

function buildUrl(baseUrl: string, { path, query = {} }: ApiRequest): string {
	const parameters = new URLSearchParams();
	for (const [name, value = []] of Object.entries(query)) {
		for (const single of [value].flat()) parameters.append(name, single);
	}
	const text = parameters.toString();
	return `${baseUrl}${path}${text === '' ? '' : `?${text}`}`;
}

/**
 * Reads what n8n's request helper hands over.
 *
 * @param response status, headers and the body as text
 * @param secrets texts that must not be shown
 */
export function toReply(
	{ statusCode, headers, body }: z.infer<typeof fullResponseSchema>,
	secrets: readonly string[],
): ApiReply {
	const text =
		typeof body === 'string'
			? body
			: body === undefined || body === null
				? ''
				: JSON.stringify(body);
	const parsed = tryParseJson(text);
	let shown: string | undefined;
	return {
		status: statusCode,
		headers: Object.fromEntries(
			Object.entries(isJsonObject(headers) ? headers : {}).map(([name, value]) => [
				name.toLowerCase(),
				Array.isArray(value) ? value.join(', ') : String(value),
			]),
		),
		body: parsed.ok ? parsed.value : undefined,
		// Only where it is asked for, since pages of lists are long; whole, since a cut could leave a part of a secret.
		get text() {
			shown ??= redact(text, secrets).replace(SECRET_FIELD, '$1•••');
			return shown;
		},
	};
}
