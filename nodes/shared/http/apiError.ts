import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Api } from '../api';
import { shorten, toPlainText } from '../plainText';
import { toSentence } from '../sentence';
import { readConnectionFailure } from './connectionFailure';
import { describeDuration } from './duration';
import { excerpt, readErrorBody } from './errorBody';
import { readIntermediaryReply } from './intermediaryReply';
import { createRedactor } from './redact';
import type { ApiReply } from './reply';
import type { ApiRequest } from './request';

/** What there is to say about a failed request, before it becomes n8n's error. */
export interface FailureReport {
	/** What happened, in one sentence without a full stop. */
	readonly happened: string;
	/** The API's own further words, a line each. */
	readonly details?: readonly string[];
	readonly advice: string;
	readonly requestId?: string;
	readonly status?: number;
}

/** Characters of one line of an error that are read, and that are shown. */
const LONGEST_READ = 4_000;
const LONGEST_LINE = 1_000;
/** Characters of what n8n's request helper says about a failure. */
const LONGEST_REASON = 500;
/** Characters of all lines under an error's message. */
const LONGEST_DESCRIPTION = 4_000;

const CHECK_VALUES = "Check this item's values.";
const FINAL_ADDRESS = 'Put the final address into the Base URL of the credential.';
/** Redirects with which servers also answer what they have carried out (RFC 9110, sections 15.4.3 and 15.4.4). */
const AFTER_ACTION: readonly number[] = [302, 303];

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
	406: ['cannot reply in JSON', 'Check the Base URL in the credential.'],
	408: ['did not get the whole request in time', 'Run this item again.'],
	413: ['found the request too large', 'Send less at once.'],
	414: ['found the address of the request too long', 'Use fewer or shorter filters and IDs.'],
	415: ['does not take JSON', 'Check the Base URL in the credential.'],
	421: ['is not what answers at this address', 'Check the Base URL in the credential.'],
	422: ['rejected the values', 'Correct the values named here, then run this item again.'],
	426: [
		'wants a newer protocol',
		'Check whether the Base URL in the credential starts with https://.',
	],
	431: ['found the headers of the request too large', 'Check the key in the credential.'],
	429: [
		'is receiving too many requests',
		'Wait a minute and run again. Where Concurrency is among the options, lower it.',
	],
};

/** Says what is known about a request that may or may not have been carried out, and what to do. */
export function adviceOnOutcome(api: Api, { method, mayHaveHappened }: ApiRequest): string {
	return method === 'GET'
		? 'Try again later.'
		: `${mayHaveHappened ?? 'It is not certain whether this was carried out.'} Look in ${api.name} before you run this item again.`;
}

/**
 * Reports a failed reply.
 *
 * @param reply a status outside 2xx, or `success: false`
 */
export function reportFailedReply(api: Api, request: ApiRequest, reply: ApiReply): FailureReport {
	const { status } = reply;
	if (status >= 300 && status < 400) {
		return {
			happened: withStatus(
				`${api.name} redirected the request to ${redirectTarget(reply)}, which was not followed so that the key stays where it belongs`,
				status,
			),
			advice:
				request.method !== 'GET' && AFTER_ACTION.includes(status)
					? `${adviceOnOutcome(api, request)} ${FINAL_ADDRESS}`
					: FINAL_ADDRESS,
			status,
		};
	}
	const intermediary = readIntermediaryReply(reply);
	if (intermediary !== undefined) {
		return {
			happened: withStatus(intermediary.happened.replace('{api}', api.name), status),
			advice: `${api.name} did not get the request. ${intermediary.advice}`,
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
		happened: withStatus(
			words.message === undefined ? happened : `${happened}: ${words.message}`,
			status,
		),
		details: words.details,
		advice: findAdvice(api, status, words.message) ?? advice,
		requestId: words.requestId,
		status,
	};
}

/** The product's own advice for a status, where it has any. */
function findAdvice(api: Api, status: number, message = ''): string | undefined {
	const advice = api.advice[status];
	return typeof advice === 'function' ? advice(message) : advice;
}

/**
 * Reports a 2xx reply with an unexpected body.
 *
 * @param expected what was expected, e.g. "a lead"
 */
export function reportUnexpectedReply(
	api: Api,
	request: ApiRequest,
	reply: ApiReply,
	expected: string,
): FailureReport {
	const shown = excerpt(reply.text);
	return {
		happened: withStatus(
			`${api.name} should have replied with ${expected}, but sent ${shown === undefined ? 'an empty body' : `something else: ${shown}`}`,
			reply.status,
		),
		advice:
			request.method === 'GET'
				? isCutOff(reply)
					? 'The reply is cut off, or is no valid JSON: try again later.'
					: 'Check the Base URL in the credential.'
				: `The status says that it was carried out: look in ${api.name} before you run this item again.`,
		requestId: readErrorBody(reply).requestId,
		status: reply.status,
	};
}

/** Whether a reply begins like JSON, and is none: decompression does not notice that its end is missing. */
function isCutOff({ body, text }: ApiReply): boolean {
	return body === undefined && /^\s*[[{]/.test(text);
}

/**
 * Reports a request that got no complete reply.
 *
 * @param cause what n8n's request helper threw
 * @param target the request's URL, or another one of the same origin
 */
export function reportConnectionFailure(
	api: Api,
	request: ApiRequest,
	cause: unknown,
	target?: string,
): FailureReport {
	const failure = readConnectionFailure(cause, target);
	const { isUnsent, isUnreadable, ownError, proxy } = failure;
	const reason = shorten(failure.reason, LONGEST_REASON);
	if (ownError !== undefined) {
		return { happened: ownError.message, advice: ownError.advice };
	}
	if (isUnsent) {
		const through = proxy === undefined ? '' : ` through the proxy ${proxy}`;
		return {
			happened: `${api.name} could not be reached${through}: ${reason}`,
			advice: `Nothing was sent. ${failure.advice ?? 'Check the Base URL in the credential, and that n8n can reach it from where it runs.'}`,
		};
	}
	const outcome = adviceOnOutcome(api, request);
	return {
		happened: `${api.name} ${isUnreadable ? 'sent a reply that cannot be read' : 'did not answer'}: ${reason}`,
		advice:
			failure.advice === undefined
				? outcome
				: request.method === 'GET'
					? failure.advice
					: `${outcome} ${failure.advice}`,
	};
}

/**
 * Reports a request that was not sent because it would have waited too long for the rate limit.
 *
 * @param wait how long it would have waited, in ms
 * @param waitLimit how long a request may wait, in ms
 */
export function reportNotSent(api: Api, wait: number, waitLimit: number): FailureReport {
	return {
		happened: `${api.name} accepts no further requests with this key for now`,
		details: [explainWaitLimit(wait, waitLimit)],
		advice: 'Nothing was sent. Run this item again later.',
	};
}

/**
 * Says that the rate limit requires a longer wait than a request may take.
 *
 * @param wait how long the rate limit requires, in ms
 * @param waitLimit how long a request may wait in all, in ms
 */
function explainWaitLimit(wait: number, waitLimit: number): string {
	if (wait <= waitLimit) {
		return `The rate limit asks to wait another ${describeDuration(wait)}, which would be longer than the ${describeDuration(waitLimit)} that a request waits in all.`;
	}
	return `The rate limit asks to wait ${describeDuration(wait)}, but a request waits ${describeDuration(waitLimit)} at most.`;
}

/** What the attempts to send one request came to. */
export interface Attempts {
	readonly attempts: number;
	/** Whether an attempt may have been carried out, whatever the last one returned. */
	readonly isUncertain: boolean;
	/** The wait that was too long for a further attempt, in ms. */
	readonly excessWait?: number | undefined;
	/** How long a request may wait in all, in ms. */
	readonly waitLimit: number;
}

/** Adds to the report of the last attempt what the earlier ones mean: how often it was tried, and whether it may have been carried out. */
export function reportAfterAttempts(
	api: Api,
	request: ApiRequest,
	report: FailureReport,
	{ attempts, isUncertain, excessWait, waitLimit }: Attempts,
): FailureReport {
	const { details = [], advice, status } = report;
	const outcome = adviceOnOutcome(api, request);
	const isNews = isUncertain && request.method !== 'GET' && !advice.startsWith(outcome);
	const efforts =
		excessWait !== undefined
			? [explainWaitLimit(excessWait, waitLimit)]
			: attempts > 1
				? [`Tried ${attempts} times.`]
				: [];
	return {
		...report,
		details: [...details, ...efforts],
		advice: !isNews ? advice : status === undefined ? outcome : `${outcome} ${advice}`,
	};
}

/**
 * Builds n8n's error from the report alone, so that it contains no headers of the request.
 *
 * @param secrets texts that must not be shown
 */
export function toNodeApiError(
	node: INode,
	report: FailureReport,
	secrets: readonly string[],
): NodeApiError {
	const redact = createRedactor(secrets);
	const show = (text: string): string =>
		shorten(toPlainText(redact(text.slice(0, LONGEST_READ))), LONGEST_LINE);
	const message = show(report.happened);
	const description = describe(report, (text) => toSentence(show(text)));
	const httpCode = report.status === undefined ? {} : { httpCode: String(report.status) };
	const error = new NodeApiError(
		node,
		{ message, description },
		{ message, description, ...httpCode },
	);
	// NodeApiError replaces messages that contain codes such as EEXIST, even inside other words.
	error.message = message;
	error.messages = [];
	return error;
}

/** The details that fit, then the advice and the request's ID. */
function describe(
	{ details = [], advice, requestId }: FailureReport,
	toLine: (text: string) => string,
): string {
	const lastLines = [advice, ...(requestId === undefined ? [] : [`Request ID: ${requestId}`])];
	const last = lastLines.map(toLine).join('\n');
	const lines: string[] = [];
	let length = last.length;
	for (const line of details.map(toLine)) {
		length += line.length + 1;
		if (length > LONGEST_DESCRIPTION - 2) {
			lines.push('…');
			break;
		}
		lines.push(line);
	}
	return [...lines, last].join('\n');
}

/** Puts the status at the end of a sentence, before its full stop, which the message's own words may have. */
function withStatus(sentence: string, status: number): string {
	return `${sentence.replace(/(?<!\.)\.$/, '')} (HTTP ${status})`;
}

function redirectTarget({ headers: { location = '' } }: ApiReply): string {
	return URL.canParse(location) ? new URL(location).origin : 'another address';
}
