import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { Agent, EnvHttpProxyAgent, request as send, type Dispatcher } from 'undici';
import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { isLoopback, readAccess } from '../../nodes/shared/credential/credential.ts';
import { endWithin } from '../../nodes/shared/timeLimit.ts';
import { reportFailedReply, toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import { firstText } from '../../nodes/shared/json.ts';
import type { ApiClient } from '../../nodes/shared/http/index.ts';
import { isFailure, type ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { secretsOf, toWholeReply } from '../../nodes/shared/http/transport.ts';

/** Requests of one run in all, whatever the account answers: 16 reads, paging in all ways, and 7 for writing. */
export const MOST_REQUESTS = 50;
const REPLY_LIMIT = 30_000;

/** A request and what came of it. */
export interface Exchange {
	readonly request: ApiRequest;
	/** Undefined where none came. */
	readonly reply: ApiReply | undefined;
}

/** Why no further request is sent. */
export class EndOfRequestsError extends Error {}

/** The account that is checked. Its requests are sent one at a time, and once each. */
export interface Account {
	/** All that was sent so far. */
	readonly exchanges: readonly Exchange[];
	/** How the nodes' own code sends requests. */
	readonly client: ApiClient;
	/**
	 * @throws Error when no whole reply came
	 * @throws {EndOfRequestsError} when none may be sent any more, e.g. after a 429
	 */
	readonly send: (request: ApiRequest) => Promise<ApiReply>;
	/**
	 * A client that sends so many requests at most.
	 *
	 * @param most after which it throws an EndOfRequestsError
	 */
	readonly limitedClient: (most: number) => ApiClient;
	readonly close: () => Promise<void>;
}

/** Only for errors of the nodes' own code, of which the check shows nothing but the message. */
const NODE = {
	id: '',
	name: 'check-account',
	type: 'check-account',
	typeVersion: 1,
	position: [0, 0] satisfies [number, number],
	parameters: {},
};

/**
 * Opens an account.
 *
 * @param baseUrl checked base URL
 * @param apiKey checked key
 * @param pause before each request, in ms
 */
export function openAccount(baseUrl: string, apiKey: string, pause: number): Account {
	const data = { baseUrl, apiKey, plan: 'growth' };
	const access = readAccess(crmLeadProApi, data);
	const dispatcher = isLoopback(baseUrl) ? new Agent() : new EnvHttpProxyAgent();
	const exchanges: Exchange[] = [];
	let last: Promise<unknown> = Promise.resolve();

	const exchange = async (request: ApiRequest, idempotencyKey?: string): Promise<ApiReply> => {
		requireNoRateLimit(exchanges);
		await sleep(pause);
		const index = exchanges.push({ request, reply: undefined }) - 1;
		const { url, headers } = crmLeadProApi.authenticate(data, {
			url: request.url ?? addressOf(baseUrl, request),
			headers: {
				Accept: 'application/json',
				...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
			},
		});
		const reply = await receive(url, {
			request,
			headers,
			dispatcher,
			secrets: secretsOf(access, request),
		});
		exchanges[index] = { request, reply };
		return reply;
	};
	const sendInTurn = (request: ApiRequest, idempotencyKey?: string): Promise<ApiReply> => {
		const reply = last.then(() => exchange(request, idempotencyKey));
		last = reply.catch(() => undefined);
		return reply;
	};
	const limitedClient = (most: number): ApiClient => {
		let left = most;
		return {
			baseUrl,
			account: access.account,
			requestsPerMinute: access.requestsPerMinute,
			deriveSecret: () => '',
			rateLimitWait: () => 0,
			send: async (request, read, idempotencyKey) => {
				left -= 1;
				if (left < 0) throw new EndOfRequestsError(`Not all came within ${most} requests.`);
				const reply = await sendInTurn(request, idempotencyKey);
				if (isFailure(reply)) {
					const report = reportFailedReply(crmLeadProApi, request, reply);
					throw toNodeApiError(NODE, report, access.secrets);
				}
				return read(reply);
			},
		};
	};
	return {
		exchanges,
		send: sendInTurn,
		client: limitedClient(MOST_REQUESTS),
		limitedClient,
		close: async () => {
			await dispatcher.close();
		},
	};
}

function requireNoRateLimit(exchanges: readonly Exchange[]): void {
	if (exchanges.some(({ reply }) => reply?.status === 429)) {
		throw new EndOfRequestsError(
			'The rate limit was reached (HTTP 429), so no further request was sent.',
		);
	}
	if (exchanges.length >= MOST_REQUESTS) {
		throw new EndOfRequestsError(`No more than ${MOST_REQUESTS} requests are sent.`);
	}
}

interface Sending {
	readonly request: ApiRequest;
	readonly headers: IDataObject | undefined;
	readonly dispatcher: Dispatcher;
	readonly secrets: readonly string[];
}

async function receive(
	url: string,
	{ request: { method, body }, headers = {}, dispatcher, secrets }: Sending,
): Promise<ApiReply> {
	return await endWithin(REPLY_LIMIT, undefined, async (signal) => {
		// It follows no redirect, which could carry the key elsewhere.
		const response = await send(url, {
			method,
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name, firstText(value) ?? '']),
			),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			dispatcher,
			signal,
		});
		return await toWholeReply(response, secrets, signal);
	});
}

function addressOf(baseUrl: string, { path, query = {} }: ApiRequest): string {
	const parameters = new URLSearchParams();
	for (const [name, value = []] of Object.entries(query)) {
		for (const one of [value].flat()) parameters.append(name, one);
	}
	return `${baseUrl}${path}${parameters.size === 0 ? '' : `?${parameters.toString()}`}`;
}
