import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Api } from '../api';
import { excerpt, readErrorBody } from './errorBody';
import { ParameterError } from '../failures';
import type { ApiReply } from './reply';
import type { ApiRequest } from './request';

/** What a failed request tells, before it becomes n8n's error. */
export interface FailureReport {
	/** What happened, in one sentence without a full stop. */
	readonly happened: string;
	/** The API's own further words, a line each. */
	readonly details?: readonly string[];
	readonly advice: string;
	readonly requestId?: string;
	readonly status?: number;
}

const CHECK_VALUES = "Check this item's values.";

/** What a status means, and what to do about it. */
const STATUS_MEANINGS: Readonly<Record<number, readonly [meaning: string, advice: string]>> = {
	400: ['could not process the request', CHECK_VALUES],
	401: ['did not accept the API key', 'Check the key in the credential.'],
	402: ['asks for a payment or another plan', 'Check the plan of the account.'],
	403: ['does not allow this', 'Check what the key and the plan of the account allow.'],
	404: [
		'could not find what was asked for',
		'Check the ID: the record may be archived or in another workspace. If every request fails like this, check the Base URL in the credential.',
	],
	405: ['does not offer this operation', 'Check the Base URL in the credential.'],
	409: ['reports a conflict', 'Read the record as it is now, then run this item again.'],
	413: ['found the request too large', 'Send less at once.'],
	422: ['rejected the values', 'Correct the values named here, then run this item again.'],
	429: [
		'is receiving too many requests',
		'Wait a minute and run again. Where Concurrency is among the options, lower it.',
	],
};

/** Codes of failures before anything was sent, with what they mean. */
const UNREACHABLE_CODES: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'its host name is unknown',
	EAI_AGAIN: 'its host name could not be looked up',
	EHOSTUNREACH: 'there is no way to its network',
	ENETUNREACH: 'there is no way to its network',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const BROKEN_OFF_CODES: Readonly<Record<string, string>> = {
	ECONNABORTED: 'no answer came in time',
	ETIMEDOUT: 'no answer came in time',
	ECONNRESET: 'the connection broke off',
	EPIPE: 'the connection broke off',
	ERR_BAD_RESPONSE: 'the answer broke off',
	ERR_CANCELED: 'the execution was cancelled',
};

/** What is certain about a request whose outcome is not known. */
function adviceOnOutcome(api: Api, request: ApiRequest): string {
	return request.method === 'GET'
		? 'Try again later.'
		: `It is not certain whether this was carried out: look in ${api.name} before you run this item again.`;
}

/**
 * Reports a reply that says that something failed.
 *
 * @param api the product
 * @param request what was asked
 * @param reply what came back: a status outside 2xx, or `success: false`
 */
export function reportRefusal(api: Api, request: ApiRequest, reply: ApiReply): FailureReport {
	const { status } = reply;
	if (status >= 300 && status < 400) {
		return {
			happened: `${api.name} redirected the request to ${redirectTarget(reply)} (HTTP ${status}), which was not followed so that the key stays where it belongs`,
			advice: 'Put the final address into the Base URL of the credential.',
			status,
		};
	}
	const words = readErrorBody(reply);
	const [meaning, advice] = STATUS_MEANINGS[status] ?? [
		status >= 500 ? 'had a problem of its own' : 'could not process the request',
		status >= 500 ? adviceOnOutcome(api, request) : CHECK_VALUES,
	];
	const happened = `${api.name} ${meaning}`;
	return {
		happened: `${words.message === undefined ? happened : `${happened}: ${words.message}`} (HTTP ${status})`,
		details: words.details,
		advice: findAdvice(api, status, words.message) ?? advice,
		requestId: words.requestId,
		status,
	};
}

/** The product's own advice. */
function findAdvice(api: Api, status: number, message = ''): string | undefined {
	const advice = api.advice[status];
	return typeof advice === 'function' ? advice(message) : advice;
}

/**
 * Reports a reply with a good status whose body is not what should have come.
 *
 * @param api the product
 * @param request what was asked
 * @param reply what came back
 * @param expected what should have come, e.g. "a lead"
 */
export function reportUnexpectedReply(
	api: Api,
	request: ApiRequest,
	reply: ApiReply,
	expected: string,
): FailureReport {
	const shown = excerpt(reply.text);
	return {
		happened: `${api.name} should have replied with ${expected}, but sent ${shown === undefined ? 'an empty body' : `something else: ${shown}`} (HTTP ${reply.status})`,
		advice:
			request.method === 'GET'
				? 'Check the Base URL in the credential.'
				: `The status says that it was carried out: look in ${api.name} before you run this item again.`,
		requestId: readErrorBody(reply).requestId,
		status: reply.status,
	};
}

/**
 * Reports a request that got no whole reply.
 *
 * @param api the product
 * @param request what was asked
 * @param cause what n8n's request helper threw
 */
export function reportConnectionFailure(
	api: Api,
	request: ApiRequest,
	cause: unknown,
): FailureReport {
	const chain = causesOf(cause);
	const refusal = chain.find((error) => error instanceof ParameterError);
	if (refusal !== undefined) {
		return { happened: refusal.message, advice: refusal.advice ?? 'Nothing was sent.' };
	}
	const code = chain.map(codeOf).find((found) => found !== undefined) ?? '';
	const unreachable = UNREACHABLE_CODES[code];
	if (unreachable !== undefined) {
		return {
			happened: `${api.name} could not be reached: ${unreachable}`,
			advice:
				'Nothing was sent. Check the Base URL in the credential, and that n8n can reach it from where it runs.',
		};
	}
	const reason = BROKEN_OFF_CODES[code] ?? (cause instanceof Error ? cause.message : String(cause));
	return {
		happened: `${api.name} did not answer: ${reason}`,
		advice: adviceOnOutcome(api, request),
	};
}

/**
 * Builds n8n's error from a report only: nothing of the request is in it, so none of its headers.
 *
 * @param node the node to blame
 * @param report what happened
 * @param secrets texts that must not be shown
 */
export function toNodeApiError(
	node: INode,
	report: FailureReport,
	secrets: readonly string[],
): NodeApiError {
	const message = redact(report.happened, secrets);
	const requestId = report.requestId === undefined ? [] : [`Request ID: ${report.requestId}`];
	const lines = [...(report.details ?? []), ...requestId, report.advice];
	const description = redact(lines.join('\n'), secrets);
	const httpCode = report.status === undefined ? {} : { httpCode: String(report.status) };
	const error = new NodeApiError(
		node,
		{ message, description },
		{ message, description, ...httpCode },
	);
	// NodeApiError swaps messages in which it finds codes such as EEXIST, even inside other words.
	error.message = message;
	error.messages = [];
	return error;
}

/** Shorter texts are no secrets, and blanking them out would garble ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * Blanks secrets out of a text.
 *
 * @param shown a text for users
 * @param secrets what must not be in it
 */
export function redact(shown: string, secrets: readonly string[]): string {
	return (
		secrets
			.filter((secret) => secret.length >= SHORTEST_SECRET)
			// A secret may be a part of another one.
			.sort((a, b) => b.length - a.length)
			.reduce((clean, secret) => clean.split(secret).join('•••'), shown)
	);
}

function redirectTarget({ headers: { location = '' } }: ApiReply): string {
	return URL.canParse(location) ? new URL(location).origin : 'another address';
}

/** How far a failure's causes are followed. */
const LONGEST_CHAIN = 5;

/** A failure and what caused it, the outermost first. */
function causesOf(failure: unknown): Error[] {
	const chain: Error[] = [];
	let current = failure;
	while (current instanceof Error && chain.length < LONGEST_CHAIN) {
		chain.push(current);
		current = current.cause;
	}
	return chain;
}

function codeOf(error: Error): string | undefined {
	return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
