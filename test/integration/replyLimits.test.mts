import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

import type { INodeParameters } from 'n8n-workflow';

import { startLocalServer, type LocalServer } from '../support/localServer.mts';
import { runNode, searchList, testCredential, type NodeRun } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';

keepWaitsShort();

/** What attempts are allowed in these tests, in ms, in place of minutes. */
const SHORT_LIMIT = 1_000;

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** A server, and what came of its requests. */
interface CountingServer extends LocalServer {
	readonly seen: { requests: number; closed: number };
}

async function startCountingServer(respondTo: Respond): Promise<CountingServer> {
	const seen = { requests: 0, closed: 0 };
	const local = await startLocalServer((request, response) => {
		seen.requests += 1;
		response.once('close', () => (seen.closed += 1));
		respondTo(request, response);
	});
	return { ...local, seen };
}

function allowShortAttempts(): void {
	const timeout = AbortSignal.timeout.bind(AbortSignal);
	import.meta.jest
		.spyOn(AbortSignal, 'timeout')
		.mockImplementation((limit) => timeout(Math.min(limit, SHORT_LIMIT)));
}

let keys = 0;

function orderFrom(
	{ baseUrl }: LocalServer,
	parameters: INodeParameters,
	more: Partial<NodeRun> = {},
): NodeRun {
	const apiKey = `crmlp_live_${String(++keys).padStart(12, '0')}`;
	return {
		node: 'crmLeadPro',
		credentials: { crmLeadProApi: { apiKey, baseUrl, plan: 'growth' } },
		parameters,
		...more,
	};
}

const getLead: INodeParameters = {
	resource: 'lead',
	operation: 'get',
	leadId: { __rl: true, mode: 'id', value: 'lead_1' },
};
const createLead: INodeParameters = { resource: 'lead', operation: 'create', name: 'Priya' };

/** Sends one byte after the other, for as long as somebody listens. */
function trickle(response: ServerResponse, write: (byte: string) => void): void {
	void (async () => {
		while (!response.destroyed) {
			write(' ');
			await sleep(100);
		}
	})();
}

const slowBody = (_request: IncomingMessage, response: ServerResponse): void => {
	response.writeHead(200, { 'content-type': 'application/json' });
	trickle(response, (byte) => response.write(byte));
};
const slowHeaders = (_request: IncomingMessage, response: ServerResponse): void => {
	const { socket } = response;
	socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
	trickle(response, () => socket?.write('x'));
};

/** What came of one run against a server of its own. */
interface Outcome<Result> {
	readonly result: Result;
	readonly seen: CountingServer['seen'];
}

async function runAgainst<Result>(
	slow: Respond,
	run: (server: LocalServer) => Promise<Result>,
): Promise<Outcome<Result>> {
	const local = await startCountingServer(slow);
	try {
		const result = await run(local);
		await sleep(100);
		return { result, seen: { ...local.seen } };
	} finally {
		await local.stop();
	}
}

/** Cancels the execution while the reply is coming. */
async function runCancelled(slow: Respond) {
	const arrival = Promise.withResolvers<undefined>();
	const respondTo: Respond = (request, response) => {
		slow(request, response);
		arrival.resolve(undefined);
	};
	const onStart = (cancel: () => void): void => {
		void arrival.promise
			.then(async () => {
				await sleep(300);
			})
			.then(cancel);
	};
	return await runAgainst(respondTo, async (local) =>
		runNode(orderFrom(local, createLead, { onStart })),
	);
}

/** All that is run against a slow server within the short limit, at once. */
async function runAllAgainst(slow: Respond) {
	const [create, read, search, credentialTest] = await Promise.all([
		runAgainst(slow, async (local) => runNode(orderFrom(local, createLead))),
		runAgainst(slow, async (local) => runNode(orderFrom(local, getLead))),
		runAgainst(slow, async (local) =>
			searchList(orderFrom(local, getLead), 'searchLeads').catch((error: unknown) => error),
		),
		runAgainst(slow, async (local) =>
			testCredential(orderFrom(local, getLead), 'testCrmLeadProApi', 'crmLeadProApi'),
		),
	]);
	return { create, read, search, credentialTest };
}

describe('a server that sends', () => {
	type Sent = 'a body' | 'a header';
	let cancelled: Record<Sent, Awaited<ReturnType<typeof runCancelled>>>;
	let outcomes: Record<Sent, Awaited<ReturnType<typeof runAllAgainst>>>;

	// Most of a run is waiting for the limit, which all can do together.
	beforeAll(async () => {
		import.meta.jest.spyOn(Math, 'random').mockReturnValue(0);
		const [body, header] = await Promise.all([runCancelled(slowBody), runCancelled(slowHeaders)]);
		cancelled = { 'a body': body, 'a header': header };
		allowShortAttempts();
		const [ofBody, ofHeader] = await Promise.all([
			runAllAgainst(slowBody),
			runAllAgainst(slowHeaders),
		]);
		outcomes = { 'a body': ofBody, 'a header': ofHeader };
		import.meta.jest.restoreAllMocks();
	});

	describe.each(['a body', 'a header'] as const)('%s byte by byte', (sent) => {
		test('is given up after the limit, and a create is not sent again', () => {
			const { result, seen } = outcomes[sent].create;

			expect(result.error?.message).toBe(
				'CRMLead Pro did not answer: no answer came in time [item 0]',
			);
			expect(result.error?.description).toContain(
				'Look in CRMLead Pro before you run this item again.',
			);
			expect(seen).toEqual({ requests: 1, closed: 1 });
		});

		test('is given up as often as a read is tried', () => {
			const { result, seen } = outcomes[sent].read;

			expect(result.error?.message).toBe(
				'CRMLead Pro did not answer: no answer came in time [item 0]',
			);
			expect(seen).toEqual({ requests: 4, closed: 4 });
		});

		test('is given up where the editor asks for a list', () => {
			const { result, seen } = outcomes[sent].search;

			expect(result).toHaveProperty(
				'message',
				expect.stringContaining('CRMLead Pro did not answer: no answer came in time'),
			);
			expect(seen.closed).toBe(seen.requests);
		});

		test('does not keep an execution from being cancelled', () => {
			const { result, seen } = cancelled[sent];

			expect(result.error?.message).toBe('The execution was cancelled');
			expect(seen.closed).toBe(1);
		});

		test('fails the test of the credential', () => {
			expect(outcomes[sent].credentialTest.result).toMatchObject({
				status: 'Error',
				message: expect.stringContaining('no answer came in time') as unknown,
			});
		});
	});
});

let server: CountingServer;
let respond: Respond;

beforeEach(async () => {
	allowShortAttempts();
	server = await startCountingServer((request, response) => {
		respond(request, response);
	});
});

afterEach(async () => {
	await server.stop();
});

const order = (parameters: INodeParameters): NodeRun => orderFrom(server, parameters);

/** Sends 1 MB of spaces again and again, compressed to a thousandth. */
function sendCompressed(response: ServerResponse, megabytes: number): void {
	response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
	const megabyte = Buffer.alloc(1024 * 1024, ' ');
	const body = function* () {
		for (let sent = 0; sent < megabytes; sent += 1) yield megabyte;
		yield Buffer.from('{"id":"lead_1"}');
	};
	pipeline(body, createGzip(), response).catch(() => undefined);
}

describe('a reply that is small only while it is compressed', () => {
	beforeEach(() => {
		import.meta.jest.restoreAllMocks();
		import.meta.jest.spyOn(Math, 'random').mockReturnValue(0);
	});

	test('is not read beyond 32 MB, once and for all', async () => {
		respond = (_, response) => {
			sendCompressed(response, 300);
		};

		const { error } = await runNode(order(getLead));

		expect(error?.message).toBe(
			'CRMLead Pro did not answer: more than 32 MB came, which is not read [item 0]',
		);
		expect(server.seen.requests).toBe(1);
	});

	test('fails the test of the credential', async () => {
		respond = (_, response) => {
			sendCompressed(response, 300);
		};

		const result = await testCredential(order(getLead), 'testCrmLeadProApi', 'crmLeadProApi');

		expect(result.message).toContain('more than 32 MB came');
	});

	test('is read where it is not too large', async () => {
		respond = (_, response) => {
			sendCompressed(response, 3);
		};

		const { outputs } = await runNode(order(getLead));

		expect(outputs[0]).toMatchObject([{ json: { id: 'lead_1' } }]);
	});

	test('that cannot be decompressed is told as that, and is not asked for again', async () => {
		respond = (_, response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"id":"lead_1"}');
		};

		const { error } = await runNode(order(getLead));

		expect(error?.message).toBe(
			'CRMLead Pro sent a reply that cannot be read: it is not compressed as it says [item 0]',
		);
		expect(server.seen.requests).toBe(1);
	});
});

test('a reply in UTF-8 with a mark in front is read whatever its chunks are', async () => {
	const body = Buffer.from('\ufeff{"id":"lead_1","name":"प्रिया 👩🏽"}');
	respond = (_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		void (async () => {
			for (const byte of body) {
				response.write(Buffer.of(byte));
				await sleep(1);
			}
			response.end();
		})();
	};

	const { outputs } = await runNode(order(getLead));

	expect(outputs[0]).toMatchObject([{ json: { id: 'lead_1', name: 'प्रिया 👩🏽' } }]);
});

test('a reply that is nested beyond reason is no record, and an error all the same', async () => {
	const deep = `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`;
	respond = (_, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id":"l","x":${deep}}`);
	};
	const read = await runNode(order(getLead));
	expect(read.error?.message).toMatch(/^CRMLead Pro should have replied with a lead, but sent/);

	respond = (_, response) => {
		response.writeHead(400, { 'content-type': 'application/json' }).end(`{"errors":${deep}}`);
	};
	const refused = await runNode(order(createLead));
	expect(refused.error?.message).toMatch(/^CRMLead Pro could not process the request: .*HTTP 400/);
});
