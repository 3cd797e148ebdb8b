import { createHmac } from 'node:crypto';

import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { Api, ApiAccess, ApiContext } from '../api';
import {
	redact,
	reportConnectionFailure,
	reportRefusal,
	reportUnexpectedReply,
	toNodeApiError,
} from './apiError';
import { NotStartedError, ParameterError, UnexpectedReplyError } from '../failures';
import { isJsonObject, tryParseJson } from '../json';
import type { ApiReply } from './reply';
import { isRefusal } from './reply';
import type { ApiRequest } from './request';

/** How long a reply may take, in ms. A large campaign can take the server a while. */
const REPLY_TIMEOUT = 120_000;

/** A whole response of n8n's request helpers. */
export const fullResponseSchema = z.object({
	statusCode: z.number(),
	headers: z.unknown(),
	body: z.unknown(),
});

/** Sends requests with the node's credential. */
export interface ApiClient {
	/** Checked base URL without a trailing slash. */
	readonly baseUrl: string;
	/**
	 * Makes a secret that only who has the credential's key can make: 32 bytes, hex.
	 *
	 * @param purpose the same purpose gives the same secret
	 */
	deriveSecret(purpose: string): string;
	/**
	 * Sends one request and reads the reply.
	 *
	 * @param request what to ask
	 * @param read turns a 2xx reply into the result
	 * @param idempotencyKey sent as `Idempotency-Key`, if given
	 * @returns what `read` returned
	 * @throws {NodeApiError} for connection failures, statuses outside 2xx, `success: false`, and bodies that `read` refuses
	 * @throws {NotStartedError} when no new request may start
	 */
	send<Result>(
		request: ApiRequest,
		read: (reply: ApiReply) => Result,
		idempotencyKey?: string,
	): Promise<Result>;
}

/**
 * Makes the client of one run. The credential is read and decrypted once and handed to every
 * request, which n8n would otherwise repeat for each of them.
 *
 * @param context the node's context
 * @param api the product
 * @param mayStart asked before each request; false holds it back
 * @throws {NodeOperationError} when the credential is missing, incomplete or has a base URL that is not allowed
 */
export async function createClient(
	context: ApiContext,
	api: Api,
	mayStart: () => boolean = () => true,
): Promise<ApiClient> {
	const node = context.getNode();
	const data = await context.getCredentials(api.credentialType);
	const access = readAccess(context, api, data);
	const credentialsDecrypted = { id: '', name: '', type: api.credentialType, data };

	/** What must not be shown: the credential's, and what the request itself hands over as a secret. */
	const secretsOf = ({ body = {} }: ApiRequest): string[] => [
		...access.secrets,
		...Object.entries(body).flatMap(([name, value]) =>
			/secret/i.test(name) && typeof value === 'string' ? [value] : [],
		),
	];

	async function transmit(request: ApiRequest, idempotencyKey?: string): Promise<ApiReply> {
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
		try {
			const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
				context,
				api.credentialType,
				options,
				{ credentialsDecrypted },
			);
			return toReply(fullResponseSchema.parse(response), secretsOf(request));
		} catch (error) {
			throw toNodeApiError(node, reportConnectionFailure(api, request, error), secretsOf(request));
		}
	}

	return {
		baseUrl: access.baseUrl,
		deriveSecret: (purpose) =>
			createHmac('sha256', access.secrets.join('\n')).update(purpose).digest('hex'),
		async send(request, read, idempotencyKey) {
			if (!mayStart()) throw new NotStartedError();
			const reply = await transmit(request, idempotencyKey);
			if (isRefusal(reply)) {
				throw toNodeApiError(node, reportRefusal(api, request, reply), secretsOf(request));
			}
			try {
				return read(reply);
			} catch (error) {
				throw error instanceof UnexpectedReplyError
					? toNodeApiError(
							node,
							reportUnexpectedReply(api, request, reply, error.expected),
							secretsOf(request),
						)
					: error;
			}
		},
	};
}

function readAccess(
	context: ApiContext,
	api: Api,
	data: ICredentialDataDecryptedObject,
): ApiAccess {
	try {
		return api.readCredential(data);
	} catch (error) {
		const advice = error instanceof ParameterError ? error.advice : undefined;
		const message = error instanceof Error ? error.message : 'The credential cannot be read';
		throw new NodeOperationError(context.getNode(), message, { description: advice });
	}
}

function buildUrl(baseUrl: string, { path, query = {} }: ApiRequest): string {
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) parameters.append(name, value);
	}
	const text = parameters.toString();
	return `${baseUrl}${path}${text === '' ? '' : `?${text}`}`;
}

/** The value of a field that holds a secret, as in the reply to a registered webhook; also in JSON that is cut off. */
const SECRET_FIELD = /("\w*secret\w*"\s*:\s*")(?:[^"\\]|\\.)*/gi;

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
	const parsed = text === '' ? undefined : tryParseJson(text);
	return {
		status: statusCode,
		headers: Object.fromEntries(
			Object.entries(isJsonObject(headers) ? headers : {}).map(([name, value]) => [
				name.toLowerCase(),
				Array.isArray(value) ? value.join(', ') : String(value),
			]),
		),
		body: parsed?.ok ? parsed.value : undefined,
		// Before it is cut to a length, which could leave a part of a secret.
		text: redact(text, secrets).replace(SECRET_FIELD, '$1•••'),
	};
}
