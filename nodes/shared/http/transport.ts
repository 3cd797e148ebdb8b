import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

import type { Api, ApiAccess, ApiContext } from '../api';
import { isJsonObject, tryParseJson } from '../json';
import { endWithin } from '../timeLimit';
import { isNestedTooDeep } from './nesting';
import { createRedactor } from './redact';
import type { ApiReply } from './reply';
import { readArriving } from './replyBody';
import type { ApiRequest } from './request';
import { blankSecretFields, SECRET_NAME } from './secretFields';

/** How long a reply may keep silent, in ms. A large campaign can take the server a while. */
const REPLY_TIMEOUT = 120_000;
/**
 * How long one attempt may take in all, in ms: a server that sends a byte now and then is never silent.
 * As long as n8n itself waits for any reply at most.
 */
const ATTEMPT_LIMIT = 300_000;
/** UTF-16 units of a body that are looked at where it is shown. */
const LONGEST_SHOWN = 20_000;

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
				// Read here: n8n's helper bounds no body, and hands over truncated JSON as if it were a text that was meant.
				encoding: 'stream',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// A redirect would carry the key to wherever it points.
				disableFollowRedirect: true,
				timeout: REPLY_TIMEOUT,
				get abortSignal() {
					return signal;
				},
				// n8n puts the execution's own signal here, which is a part of this one.
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
 * Reads what n8n's request helper hands over for a stream.
 *
 * @param response status, headers and the arriving body
 * @param secrets texts that must not be shown
 * @param signal aborted when nobody waits for the reply any more
 * @throws {BodyError} when the body does not arrive as a whole, or is too large
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
 * Collects what must not be shown: the credential's secrets, and what a request itself hands over as one.
 *
 * @param access what the credential gives access to
 * @param request the request
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
 * Reads what n8n's request helper hands over.
 *
 * @param response status, headers and the body as text
 * @param secrets texts that must not be shown
 */
export function toReply(
	{ statusCode, headers, body }: z.infer<typeof fullResponseSchema>,
	secrets: readonly string[],
): ApiReply {
	const text = toText(body);
	const parsed = isNestedTooDeep(text) ? undefined : tryParseJson(text);
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
		// Only where it is asked for, since most replies are not shown.
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
