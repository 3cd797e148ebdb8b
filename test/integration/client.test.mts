import {
	type IncomingHttpHeaders,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';

import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { createClient, type ApiClient } from '../../nodes/shared/http/client.ts';
import { readDeletion, readRecord, type ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { startLocalServer, type LocalServer } from '../support/localServer.mts';
import { setStage } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';

keepWaitsShort();

/** What the server does with one request: a whole reply, only a status, or no reply at all. */
type Answer =
	| { status: number; headers?: Record<string, string | string[]>; body?: string }
	| number
	| 'reset'
	/** Nor to any that comes after it. */
	| 'resetAndClose';

interface ReceivedRequest {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingHttpHeaders;
	body: string;
}

let running: LocalServer;
let server: Server;
let answers: Answer[];
let received: ReceivedRequest[];
let baseUrl: string;
let keys = 0;

/** Answers as it is told, the last answer again and again. */
beforeEach(async () => {
	answers = [];
	received = [];
	running = await startLocalServer((request, response) => {
		void reply(request, response);
	});
	({ server, baseUrl } = running);
});

afterEach(async () => {
	await running.stop();
});

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { method, url, headers } = request;
	received.push({ method, url, headers, body: await text(request) });
	const answer = answers[Math.min(received.length, answers.length) - 1] ?? 200;
	if (answer === 'resetAndClose') server.close();
	if (typeof answer === 'string') {
		request.socket.destroy();
		return;
	}
	const {
		status,
		headers: sent = {},
		body = '',
	} = typeof answer === 'number' ? { status: answer } : answer;
	response.writeHead(status, { 'content-type': 'application/json', ...sent }).end(body);
}

/** The client as a node has it, in n8n's own context; each has its own key unless told otherwise. */
async function openClient(
	patience: Parameters<typeof createClient>[2] = {},
	credential: IDataObject = {},
): Promise<ApiClient> {
	const apiKey = `crmlp_live_${String(++keys).padStart(10, '0')}`;
	const { workflow, node, additionalData } = await setStage({
		node: 'crmLeadPro',
		parameters: {},
		credentials: { crmLeadProApi: { apiKey, baseUrl, plan: 'growth', ...credential } },
	});
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await createClient(context, crmLeadProApi, patience);
}

const LEAD: ApiReply['body'] = { id: 'lead_1', name: 'Priya' };
const lead = (status = 200): Answer => ({ status, body: JSON.stringify(LEAD) });
const readLead = (reply: ApiReply) => readRecord(reply, 'lead');

const get: ApiRequest = { method: 'GET', path: '/leads/lead_1' };
const change: ApiRequest = { method: 'PATCH', path: '/leads/lead_1', body: { name: 'Priya' } };
const removal: ApiRequest = { method: 'DELETE', path: '/leads/lead_1' };
const creation: ApiRequest = {
	method: 'POST',
	path: '/leads',
	body: { name: 'Priya' },
	mayHaveHappened: 'The lead "Priya" may have been created.',
};

const LOOK = 'Look in CRMLead Pro before you run this item again.';
/** A port for https breaks off what begins without it. */
const WANTS_HTTPS =
	'If the server wants https, start the Base URL in the credential with https://.';
const UNCERTAIN = `It is not certain whether this was carried out. ${LOOK}`;

/** What the request was refused with. */
async function failureOf(request: ApiRequest, client?: ApiClient) {
	const sender = client ?? (await openClient());
	const failure: unknown = await sender.send(request, readLead).catch((error: unknown) => error);
	return z
		.instanceof(Error)
		.transform((error) => ({
			name: error.name,
			message: error.message,
			lines: 'description' in error ? String(error.description).split('\n') : [],
		}))
		.parse(failure);
}

describe('a request', () => {
	test('has its query, its body as JSON, the key and the idempotency key', async () => {
		answers = [lead()];
		const client = await openClient({}, { apiKey: 'crmlp_live_0123456789' });

		await client.send(
			{
				method: 'PUT',
				path: '/leads/lead%2F1',
				query: { search: 'Priya & Søn', page: undefined, limit: '5' },
				body: { name: 'प्रिया' },
			},
			readLead,
			'0e1f2a3b',
		);

		expect(received).toEqual([
			{
				method: 'PUT',
				url: '/api/v1/leads/lead%2F1?search=Priya+%26+S%C3%B8n&limit=5',
				headers: expect.objectContaining({
					accept: 'application/json',
					'content-type': 'application/json',
					'idempotency-key': '0e1f2a3b',
					authorization: 'Bearer crmlp_live_0123456789',
				}) as unknown,
				body: '{"name":"प्रिया"}',
			},
		]);
	});

	test('without a body and an idempotency key has no header for them', async () => {
		answers = [lead()];
		const client = await openClient();

		await client.send(get, readLead);

		expect(received).toMatchObject([{ method: 'GET', url: '/api/v1/leads/lead_1', body: '' }]);
		expect(received[0]?.headers).not.toHaveProperty('content-type');
		expect(received[0]?.headers).not.toHaveProperty('idempotency-key');
	});

	test('goes to the address of a paging link where it has one', async () => {
		answers = [lead()];
		const client = await openClient();

		await client.send({ ...get, query: { page: '1' }, url: `${baseUrl}/leads?after=x` }, readLead);

		expect(received.map(({ url }) => url)).toEqual(['/api/v1/leads?after=x']);
	});
});

describe('a reply', () => {
	async function replyTo(answer: Answer, request = get): Promise<ApiReply> {
		answers = [answer];
		const client = await openClient();
		return await client.send(request, (reply) => reply);
	}

	test('is handed over with its status, its headers by lower-case name and its parsed body', async () => {
		const headers = { 'X-Request-Id': 'req_1', 'Set-Cookie': ['a=1', 'b=2'] };

		const reply = await replyTo({ status: 201, headers, body: JSON.stringify(LEAD) });

		expect(reply).toMatchObject({ status: 201, body: LEAD, text: JSON.stringify(LEAD) });
		expect(reply.headers).toMatchObject({ 'x-request-id': 'req_1', 'set-cookie': 'a=1, b=2' });
	});

	test.each([
		['', undefined],
		['{"id":"lead_1"', undefined],
		['<html>', undefined],
		['"text"', 'text'],
		['null', null],
	])('with the body %j is read as %j', async (body, expected) => {
		expect(await replyTo({ status: 200, body })).toMatchObject({ body: expected, text: body });
	});

	test.each([
		['{"webhook_secret": "whsec_\\"0123"}', '{"webhook_secret": "•••"}'],
		['{"SECRET":"abc","other":"abc"}', '{"SECRET":"•••","other":"abc"}'],
		['{"signing_secret":"cut o', '{"signing_secret":"•••'],
		['your secret-0123 belongs to Priya-0123', 'your ••• belongs to •••'],
		['Priya Sharma has secret-0123', 'Priya Sharma has •••'],
	])('is shown without the secrets in it: %s', async (body, shown) => {
		const request = {
			...creation,
			body: {
				name: 'Priya Sharma',
				secret_word: 'Priya-0123',
				secret_numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9],
				secret: 'secret-0123',
			},
		};

		expect((await replyTo({ status: 200, body }, request)).text).toBe(shown);
	});

	test('in which a redirect stands is not followed', async () => {
		answers = [{ status: 302, headers: { location: `${baseUrl}/elsewhere` } }];

		const { message } = await failureOf(get);

		expect(message).toContain('redirected');
		expect(received).toHaveLength(1);
	});
});

describe('a failure says what happened and what to do', () => {
	test.each<[string, ApiRequest, Answer[], RegExp, string[]]>([
		[
			'a refusal, once and for all',
			change,
			[404],
			/^CRMLead Pro could not find what was asked for \(HTTP 404\)$/,
			[expect.stringMatching(/^Check the ID/) as string],
		],
		[
			'a server that fails for good, where nothing can be changed',
			get,
			[500],
			/^CRMLead Pro had a problem of its own \(HTTP 500\)$/,
			['Tried 4 times.', 'Try again later.'],
		],
		[
			'a server that fails for good',
			change,
			[500],
			/^CRMLead Pro had a problem of its own \(HTTP 500\)$/,
			['Tried 4 times.', UNCERTAIN],
		],
		[
			'a connection that always breaks off',
			change,
			['reset'],
			/^CRMLead Pro did not answer: the connection broke off$/,
			['Tried 4 times.', `${UNCERTAIN} ${WANTS_HTTPS}`],
		],
		[
			'a connection that breaks off, by POST',
			creation,
			['reset'],
			/^CRMLead Pro did not answer: the connection broke off$/,
			[`The lead "Priya" may have been created. ${LOOK} ${WANTS_HTTPS}`],
		],
		[
			'a refusal after a connection that broke off, where nothing can be changed',
			get,
			['reset', { status: 404, body: '{"message":"No such lead"}' }],
			/^CRMLead Pro could not find what was asked for: No such lead \(HTTP 404\)$/,
			['Tried 2 times.', expect.stringMatching(/^Check the ID/) as string],
		],
		[
			'a refusal after an attempt that may have been carried out',
			change,
			['reset', 401],
			/^CRMLead Pro did not accept the API key \(HTTP 401\)$/,
			['Tried 2 times.', expect.stringMatching(`^${UNCERTAIN} Open the credential`) as string],
		],
		[
			'a server that is gone after an attempt that may have been carried out',
			change,
			['resetAndClose'],
			/^CRMLead Pro could not be reached: the connection was refused$/,
			['Tried 4 times.', UNCERTAIN],
		],
		[
			'a rate limit that asks for an hour',
			change,
			[{ status: 429, headers: { 'retry-after': '3600' } }],
			/^CRMLead Pro is receiving too many requests \(HTTP 429\)$/,
			[
				'The rate limit asks to wait 60 minutes, but a request waits 20 seconds at most.',
				expect.stringMatching(/^Wait a minute/) as string,
			],
		],
		[
			'the same after an attempt that may have been carried out',
			change,
			['reset', { status: 429, headers: { 'retry-after': '3600' } }],
			/^CRMLead Pro is receiving too many requests \(HTTP 429\)$/,
			[
				'The rate limit asks to wait 60 minutes, but a request waits 20 seconds at most.',
				expect.stringMatching(`^${UNCERTAIN} Wait a minute`) as string,
			],
		],
		[
			'a good status with "success": false',
			get,
			[{ status: 200, body: '{"success":false,"message":"The plan has ended"}' }],
			/^CRMLead Pro could not process the request: The plan has ended \(HTTP 200\)$/,
			["Check this item's values."],
		],
		[
			'a body that is not what should have come',
			change,
			[{ status: 200, headers: { 'x-request-id': 'req_7' }, body: '[]' }],
			/^CRMLead Pro should have replied with a lead, but sent something else: \[\] \(HTTP 200\)$/,
			[
				'The status says that it was carried out: look in CRMLead Pro before you run this item again.',
				'Request ID: req_7.',
			],
		],
	])('%s', async (_what, request, script, message, lines) => {
		answers = script;

		const failure = await failureOf(request);

		expect(failure).toEqual({ name: 'NodeApiError', message: expect.any(String) as string, lines });
		expect(failure.message).toMatch(message);
	});

	test('a rate limit that is still in force, before anything is sent', async () => {
		answers = [{ status: 429, headers: { 'retry-after': '3600' } }];
		const client = await openClient({ waitLimit: 300_000 });
		await failureOf(get, client);

		const { message, lines } = await failureOf(get, client);

		expect(message).toBe('CRMLead Pro accepts no further requests with this key for now');
		expect(lines).toEqual([
			'The rate limit asks to wait 60 minutes, but a request waits 5 minutes at most.',
			'Nothing was sent. Run this item again later.',
		]);
		expect(received).toHaveLength(1);
	});

	test('what the reader of the reply throws for another reason is left as it is', async () => {
		const bug = new TypeError('a bug');
		answers = [lead()];
		const client = await openClient();

		await expect(
			client.send(get, () => {
				throw bug;
			}),
		).rejects.toBe(bug);
	});
});

describe('a deletion', () => {
	const remove = async () => await (await openClient()).send(removal, readDeletion);

	test.each<[string, Answer[]]>([
		['a lost reply, then 404', ['reset', 404]],
		['a lost reply, then 410', ['reset', 410]],
		['500, then 404', [500, 404]],
		[
			'two lost replies, then 404 with words',
			['reset', 'reset', { status: 404, body: '{"error":1}' }],
		],
	])('is done after %s', async (_what, script) => {
		answers = script;

		expect(await remove()).toEqual([{ deleted: true }]);
	});

	test.each<[string, Answer[]]>([
		['404 at once', [404]],
		['a lost reply, then 401', ['reset', 401]],
		['a lost reply, then 400', ['reset', 400]],
	])('has failed after %s', async (_what, script) => {
		answers = script;

		await expect(remove()).rejects.toThrow('CRMLead Pro ');
	});

	test('alone takes "not found" for done', async () => {
		answers = ['reset', 404];

		expect((await failureOf(change)).message).toContain('(HTTP 404)');
	});
});

test('a client tells for how long its requests waited for the rate limit', async () => {
	answers = [{ status: 429, headers: { 'retry-after': '1' } }, lead()];
	const client = await openClient();
	expect(client.rateLimitWait()).toBe(0);

	expect(await client.send(creation, readLead)).toEqual(LEAD);

	expect(client.rateLimitWait()).toBeGreaterThan(0);
});

describe('the credential', () => {
	test('gives a secret that only its key can make, as OpenSSL makes it', async () => {
		const client = await openClient({}, { apiKey: 'crmlp_live_4Zx8vQ2mTn6kLp0s' });

		// printf webhooks | openssl dgst -sha256 -hmac crmlp_live_4Zx8vQ2mTn6kLp0s
		expect(client.deriveSecret('webhooks')).toBe(
			'd9675c270ac9f91757d500bbe3fa006282885554edfb4280683ddd58486bc5a6',
		);
	});

	test('gives one of all its secrets', async () => {
		const client = await openClient(
			{},
			{ apiKey: 'crmlp_live_4Zx8vQ2mTn6kLp0s', webhookSigningSecret: 'whsec_0123456789' },
		);

		// The key of the HMAC is "crmlp_live_4Zx8vQ2mTn6kLp0s", a line break and "whsec_0123456789".
		expect(client.deriveSecret('webhooks')).toBe(
			'5c418c65504e018598cebec4f70ac9498b25ffdca8f1dde9e479ae31805b0395',
		);
	});

	test('is marked without the key in it', async () => {
		const apiKey = 'crmlp_live_4Zx8vQ2mTn6kLp0s';
		const clients = await Promise.all([
			openClient({}, { apiKey }),
			openClient({}, { apiKey, baseUrl: `${baseUrl}/ ` }),
			openClient(),
		]);
		const [mark, sameMark, otherMark] = clients.map(({ account }) => account);

		expect(mark).toBe(sameMark);
		expect(mark).not.toBe(otherMark);
		expect(mark).not.toContain(apiKey);
		expect(clients.map((client) => client.baseUrl)).toEqual([baseUrl, baseUrl, baseUrl]);
	});

	test.each<[string, IDataObject, RegExp, RegExp]>([
		['without a key', { apiKey: '' }, /API Key/, /./],
		['with a wrong address', { baseUrl: 'crm' }, /Base URL .* is not a URL/, /^Enter an address/],
		['with a number for one', { baseUrl: 7 }, /Base URL .* is not a URL/, /^Enter an address/],
	])('%s is refused, with what to do', async (_what, credential, message, description) => {
		await expect(openClient({}, credential)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(message) as unknown,
			description: expect.stringMatching(description) as unknown,
		});
	});
});
