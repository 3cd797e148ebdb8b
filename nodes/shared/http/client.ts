import { createHmac } from 'node:crypto';

import type { ICredentialDataDecryptedObject, NodeApiError } from 'n8n-workflow';

import type { Api, ApiContext } from '../api';
import { readAccess } from '../credential/credential';
import { UnexpectedReplyError } from '../failures';
import { readForNode } from '../readForNode';
import type { FailureReport } from './apiError';
import {
	reportAfterAttempts,
	reportConnectionFailure,
	reportFailedReply,
	reportNotSent,
	reportUnexpectedReply,
	toNodeApiError,
} from './apiError';
import type { RetryPolicy, SentResult } from './retry';
import { createWaitTimer, sendWithRetries } from './retry';
import { findRateGovernor } from './rateLimit/rateGovernor';
import type { ApiReply } from './reply';
import { isGone, isFailure } from './reply';
import type { ApiRequest } from './request';
import { createTransport, secretsOf } from './transport';

/** Sends requests with the node's credential. */
export interface ApiClient {
	/** Checked base URL without a trailing slash. */
	readonly baseUrl: string;
	/** Identifies the account; the key cannot be derived from it. */
	readonly account: string;
	/**
	 * Derives a secret from the credential's keys by HMAC-SHA256: 32 bytes, hex.
	 *
	 * @param purpose the same purpose yields the same secret
	 */
	deriveSecret(purpose: string): string;
	/** The plan's limit; undefined where none is known. */
	readonly requestsPerMinute: number | undefined;
	/** How long requests have waited for the rate limit so far, in ms. */
	rateLimitWait(): number;
	/**
	 * Sends one request within the rate limit, retries it where that is safe, and reads the reply.
	 *
	 * @param read turns a 2xx reply into the result
	 * @param idempotencyKey sent as `Idempotency-Key`, if given
	 * @returns what `read` returned
	 * @throws {NodeApiError} for connection failures, statuses outside 2xx, `success: false`, and bodies that `read` rejects
	 * @throws {NotStartedError} when no new request may start
	 */
	send<Result>(
		request: ApiRequest,
		read: (reply: ApiReply) => Result,
		idempotencyKey?: string,
	): Promise<Result>;
}

/** Wait limit where a person, or n8n itself, is waiting for the result, in ms. */
const USUAL_WAIT_LIMIT = 20_000;

/** The reply that was lost, where a retried DELETE finds the record gone. */
const DELETED: ApiReply = { status: 204, headers: {}, body: undefined, text: '' };

/**
 * Creates the client of one run. The credential is read and decrypted once.
 *
 * @param policy by default a request waits for at most 20 s
 * @throws {NodeOperationError} when the credential is missing, incomplete or has a base URL that is not allowed
 */
export async function createClient(
	context: ApiContext,
	api: Api,
	policy: Partial<RetryPolicy> = {},
): Promise<ApiClient> {
	const data = await context.getCredentials(api.credentialType);
	return createClientWith(context, api, data, policy);
}

/**
 * As `createClient`, for a credential that is decrypted already.
 *
 * @throws {NodeOperationError} when the credential is incomplete or has a base URL that is not allowed
 */
export function createClientWith(
	context: ApiContext,
	api: Api,
	data: ICredentialDataDecryptedObject,
	policy: Partial<RetryPolicy> = {},
): ApiClient {
	const access = readForNode(context, () => readAccess(api, data));
	const transmit = createTransport(context, api, access, data);
	const governor = findRateGovernor(access.account, access.requestsPerMinute);
	const watch = createWaitTimer();
	const retryPolicy: RetryPolicy = {
		waitLimit: USUAL_WAIT_LIMIT,
		signal: undefined,
		mayStart: () => true,
		...policy,
	};

	const fail = (request: ApiRequest, report: FailureReport, result?: SentResult): NodeApiError =>
		toNodeApiError(
			context.getNode(),
			result === undefined
				? report
				: reportAfterAttempts(api, request, report, {
						...result,
						waitLimit: retryPolicy.waitLimit,
					}),
			secretsOf(access, request),
		);

	return {
		baseUrl: access.baseUrl,
		account: access.account,
		requestsPerMinute: access.requestsPerMinute,
		deriveSecret: (purpose) =>
			createHmac('sha256', access.secrets.join('\n')).update(purpose).digest('hex'),
		rateLimitWait: watch.total,
		async send(request, read, idempotencyKey) {
			const result = await sendWithRetries(
				async () => await transmit(request, idempotencyKey),
				request,
				governor,
				retryPolicy,
				watch,
			);
			if (result.kind === 'notSent') {
				throw fail(request, reportNotSent(api, result.excessWait, retryPolicy.waitLimit));
			}
			if (result.kind === 'failure') {
				throw fail(
					request,
					reportConnectionFailure(api, request, result.failure, access.baseUrl),
					result,
				);
			}
			const { reply, isUncertain } = result;
			const wasDeleted = request.method === 'DELETE' && isUncertain && isGone(reply);
			if (isFailure(reply) && !wasDeleted) {
				throw fail(request, reportFailedReply(api, request, reply), result);
			}
			try {
				return read(wasDeleted ? DELETED : reply);
			} catch (error) {
				throw error instanceof UnexpectedReplyError
					? fail(request, reportUnexpectedReply(api, request, reply, error.expected))
					: error;
			}
		},
	};
}
