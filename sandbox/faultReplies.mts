import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { ApiError } from './apiError.mts';
import type { Fault } from './faults.mts';
import type { Outcome } from './journal.mts';
import { retryAfterHeaders } from './rateLimit.mts';
import type { Workspace } from './workspace.mts';

/** Replies in an API's own form. */
export interface ReplySamples {
	/** Stands in for the reply of a request that was not carried out. */
	someJson: string;
	/** The reply to the request for a list, without the list. */
	notAList: object;
}

interface Struck {
	reply: FastifyReply;
	/** The body that the API would have sent. */
	body: string;
	/** The API's own error body. */
	errorBody: (error: ApiError) => { contentType: string | null; body: string };
	/** What the API's replies look like, for those that it did not make. */
	samples: ReplySamples;
	/** Sends the reply with this body. */
	send: (body: string) => void;
	/** Notes that the client does not get a whole reply. */
	breakOff: (outcome: Outcome, status: number | null) => void;
}

const proxyPage = `<!doctype html>
<html><head><title>Please wait</title></head><body><h1>Please wait</h1><p>Checking your connection.</p></body></html>
`;

/**
 * What a fault does before the request is carried out.
 * @param carryOut called when it may be
 * @throws ApiError when an action cannot be done
 */
export function strikeBefore(fault: Fault, workspace: Workspace, carryOut: () => void): void {
	if (fault.kind === 'latency') {
		setTimeout(carryOut, fault.ms);
		return;
	}
	if (fault.kind === 'actions') for (const order of fault.actions) workspace.readAction(order)();
	carryOut();
}

/** What a fault does to the reply. */
export function strike(fault: Fault, struck: Struck): void {
	const { reply, body, samples, send, breakOff } = struck;
	const wholeBody = body === '' ? samples.someJson : body;
	switch (fault.kind) {
		case 'latency':
		case 'actions':
			send(body);
			return;
		case 'slowFirstByte':
			setTimeout(() => {
				send(body);
			}, fault.ms);
			return;
		case 'status':
			answerWithStatus(fault, struck);
			return;
		case 'redirect':
			reply.code(fault.status).header('location', fault.location).removeHeader('content-type');
			send('');
			return;
		case 'resetBeforeReply':
		case 'resetAfterProcessing':
			breakOff('reset', null);
			reply.raw.socket?.resetAndDestroy();
			return;
		case 'resetMidBody':
			breakOff('cut', reply.statusCode);
			cutMidBody(reply, wholeBody);
			return;
		case 'truncatedJson':
			reply.code(200).type('application/json; charset=utf-8');
			send(wholeBody.slice(0, Math.ceil(wholeBody.length / 2)));
			return;
		case 'html200':
			reply.code(200).type('text/html; charset=utf-8');
			send(proxyPage);
			return;
		case 'emptyBody':
			reply.code(200).removeHeader('content-type');
			send('');
			return;
		case 'notAList':
			reply.code(200).type('application/json; charset=utf-8');
			send(JSON.stringify(fault.body === undefined ? samples.notAList : fault.body));
			return;
		case 'timeout':
			breakOff('noReply', null);
			return;
	}
}

function answerWithStatus(fault: Extract<Fault, { kind: 'status' }>, struck: Struck): void {
	const { reply, send, errorBody } = struck;
	const { contentType, body } =
		fault.body === undefined && fault.status >= 400
			? errorBody(new ApiError(fault.status, STATUS_CODES[fault.status] ?? 'Unknown error'))
			: bodyOf(fault.body);
	const type = fault.contentType ?? contentType;
	reply.code(fault.status);
	if (type === null) reply.removeHeader('content-type');
	else reply.type(type);
	if (fault.retryAfter !== undefined) {
		reply.headers(retryAfterHeaders(fault.retryAfter.form, fault.retryAfter.seconds * 1000));
	}
	reply.headers(fault.headers);
	send(body);
}

function bodyOf(body: unknown): { contentType: string | null; body: string } {
	if (body === undefined || body === '') return { contentType: null, body: '' };
	if (typeof body !== 'string') {
		return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
	}
	const subtype = body.trimStart().startsWith('<') ? 'html' : 'plain';
	return { contentType: `text/${subtype}; charset=utf-8`, body };
}

/** Announces the whole body and closes the connection after half of it. */
function cutMidBody(reply: FastifyReply, body: string): void {
	const bytes = Buffer.from(body);
	const { raw, statusCode } = reply;
	for (const [name, value] of Object.entries(reply.getHeaders())) {
		if (value !== undefined) raw.setHeader(name, value);
	}
	raw.writeHead(statusCode === 204 ? 200 : statusCode, { 'content-length': bytes.length });
	raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
		raw.socket?.destroy();
	});
}
