import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

import type { Api, ApiAccess, ApiContext } from '../api';
import { isJsonObject, tryParseJson } from '../json';
import { endWithin } from '../timeLimit';
import { isTooIntricate } from './nesting';
import { createRedactor } from './redact';
import type { ApiReply } from './reply';
import { readArriving } from './replyBody';
import type { ApiRequest } from './request';
import { blankSecretFields, SECRET_NAME } from './secretFields';

/** How long a connection may be silent, in ms. A large campaign can take the server a while. */
const REPLY_TIMEOUT = 120_000;
/**
 * How long one attempt may take in all, in ms: a server that sends a byte now and then is never silent.
 * The same as n8n's own limit.
 */
const ATTEMPT_LIMIT = 300_000;
/** Most UTF-16 units of a body that are prepared for display. */
const LONGEST_SHOWN = 20_000;
/** Most UTF-16 units of a failed reply's body that are parsed: what can be shown of it is far shorter. */
const LONGEST_FAILURE = 256 * 1024;

/** A full response of n8n's request helpers. */
export const fullResponseSchema = z.object({
	statusCode: z.number(),
	headers: z.unknown(),
	body: z.unknown(),
});

/** Sends a request once; throws what n8n's request helper throws. */
export type Transport = (
	request: ApiRequest,
	idempotencyKey: string | undefined,
) => Promise<ApiReply>;

/**
 * Creates a transport. It passes the decrypted credential along with every request, since n8n would
 * otherwise read and decrypt it for each of them.
 */
export function createTransport(
	context: ApiContext,
	api: Api,
	access: ApiAccess,
	data: ICredentialDataDecryptedObject,
): Transport {
	const credentialsDecrypted = { id: '', name: '', type: api.credentialType, data };
	return async (request, idempotencyKey) => {
		const secrets = secretsOf(access, request);
		return await endWithin(ATTEMPT_LIMIT, cancelSignalOf(context), async (signal) => {
			const options: IHttpRequestOptions = {
				method: request.method,
				url: request.url ?? buildUrl(access.baseUrl, request),
				headers: {
					Accept: 'application/json',
					...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
					...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
				},
				...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
				// A stream, since n8n's helper limits no body's size and returns truncated JSON as plain text.
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// A redirect would carry the key to wherever it points.
				disableFollowRedirect: true,
				timeout: REPLY_TIMEOUT,
				get abortSignal() {
					return signal;
				},
				// Replaces the execution's own signal, which is part of this one.
				set abortSignal(_) {},
			};
			const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
				context,
				api.credentialType,
				options,
				{ credentialsDecrypted },
			);
			return await toWholeReply(response, secrets, signal);
		});
	};
}

function cancelSignalOf(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/**
 * Reads a response of n8n's request helper whose body is a stream.
 *
 * @param secrets texts that must not be shown
 * @param signal aborted when the reply is no longer needed
 * @throws {BodyError} when the body is incomplete or too large
 */
export async function toWholeReply(
	response: unknown,
	secrets: readonly string[],
	signal: AbortSignal,
): Promise<ApiReply> {
	const whole = fullResponseSchema.parse(response);
	return toReply({ ...whole, body: await readArriving(whole.body, signal) }, secrets);
}

/**
 * Collects the texts that must not be shown: the credential's secrets, and a `secret` in the request's body.
 */
export function secretsOf({ secrets }: ApiAccess, { body = {} }: ApiRequest): string[] {
	return [
		...secrets,
		...Object.entries(body).flatMap(([name, value]) =>
			SECRET_NAME.test(name) && typeof value === 'string' ? [value] : [],
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
 * Reads a full response of n8n's request helper.
 *
 * @param response its body is text
 * @param secrets texts that must not be shown
 */
export function toReply(
	{ statusCode, headers, body }: z.infer<typeof fullResponseSchema>,
	secrets: readonly string[],
): ApiReply {
	const text = toText(body);
	const isFailed = statusCode < 200 || statusCode > 299;
	const isRead = !(isFailed && text.length > LONGEST_FAILURE) && !isTooIntricate(text);
	const parsed = isRead ? tryParseJson(text) : undefined;
	let shown: string | undefined;
	return {
		status: statusCode,
		headers: Object.fromEntries(
			Object.entries(isJsonObject(headers) ? headers : {}).map(([name, value]) => [
				name.toLowerCase(),
				Array.isArray(value) ? value.join(', ') : String(value),
			]),
		),
		body: parsed?.ok ? parsed.value : undefined,
		secrets,
		// A getter, since most replies are never shown.
		get text() {
			shown ??= blankSecretFields(createRedactor(secrets)(text.slice(0, LONGEST_SHOWN)));
			return shown;
		},
	};
}

function toText(body: unknown): string {
	if (typeof body === 'string') return body;
	return body === undefined || body === null ? '' : JSON.stringify(body);
}
