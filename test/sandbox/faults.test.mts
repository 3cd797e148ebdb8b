import { once } from 'node:events';
import { connect } from 'node:net';
import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { FaultOrder } from '../../sandbox/faults.mts';
import { call, createWorkspace, eventually, sandbox } from './support/api.mts';

/** What a client without any HTTP library sees: all bytes, and how the connection ended. */
async function rawRequest(workspace: WorkspaceConnection, method: string, path: string, body = '') {
	const url = new URL(workspace.baseUrl);
	const socket = connect(Number(url.port), url.hostname);
	socket.write(
		[
			`${method} ${url.pathname}${path} HTTP/1.1`,
			`Host: ${url.host}`,
			`Authorization: Bearer ${workspace.apiKey}`,
			'Content-Type: application/json',
			`Content-Length: ${Buffer.byteLength(body)}`,
			'Connection: close',
			'',
			body,
		].join('\r\n'),
	);
	let text = '';
	let error: string | null = null;
	socket.setEncoding('utf8');
	socket.on('data', (part: string) => (text += part));
	socket.on('error', (problem: NodeJS.ErrnoException) => (error = problem.code ?? problem.message));
	await once(socket, 'close').catch(() => undefined);
	const [head = '', received = ''] = text.split('\r\n\r\n');
	const announced = /^content-length: (\d+)$/im.exec(head)?.[1];
	return { text, error, body: received, announcedLength: Number(announced) };
}

const lead = { name: 'Rohan' };

async function leadCount(workspace: WorkspaceConnection): Promise<number> {
	return (await workspace.state()).leads.length;
}

describe('whether the request was carried out', () => {
	test.each<[FaultOrder, boolean]>([
		[{ kind: 'status', status: 503 }, false],
		[{ kind: 'status', status: 503, carriedOut: 'before' }, true],
		[{ kind: 'redirect', location: 'https://elsewhere.example/' }, false],
		[{ kind: 'redirect', location: 'https://elsewhere.example/', carriedOut: 'before' }, true],
		[{ kind: 'resetBeforeReply' }, false],
		[{ kind: 'resetAfterProcessing' }, true],
		[{ kind: 'resetMidBody' }, true],
		[{ kind: 'resetMidBody', carriedOut: 'not' }, false],
		[{ kind: 'truncatedJson' }, true],
		[{ kind: 'truncatedJson', carriedOut: 'not' }, false],
		[{ kind: 'html200' }, false],
		[{ kind: 'html200', carriedOut: 'before' }, true],
		[{ kind: 'emptyBody' }, true],
		[{ kind: 'emptyBody', carriedOut: 'not' }, false],
		[{ kind: 'notAList' }, false],
		[{ kind: 'latency', ms: 1 }, true],
		[{ kind: 'slowFirstByte', ms: 1 }, true],
	])('%j', async (fault, carriedOut) => {
		const workspace = await createWorkspace({ faults: [fault] });
		await call(workspace, 'POST', '/leads', lead).catch(() => undefined);
		expect(await leadCount(workspace)).toBe(carriedOut ? 1 : 0);
		expect(await workspace.journal()).toMatchObject([{ fault: fault.kind, carriedOut }]);
	});
});

describe('what the client gets', () => {
	async function afterFault(fault: FaultOrder) {
		const workspace = await createWorkspace({ seed: 'demo', faults: [fault] });
		return { workspace, reply: await call(workspace, 'GET', '/leads') };
	}

	test('a status without a body brings the API’s own error body', async () => {
		const { reply, workspace } = await afterFault({ kind: 'status', status: 500 });
		expect(reply.status).toBe(500);
		expect(reply.json).toMatchObject({ error: { message: 'Internal Server Error' } });
		expect(await workspace.journal()).toMatchObject([
			{ status: 500, outcome: 'replied', replyBody: reply.text },
		]);
	});

	test('the own error body follows the switch', async () => {
		const workspace = await createWorkspace({
			switches: { errorBody: 'detail' },
			faults: [{ kind: 'status', status: 503 }],
		});
		const reply = await call(workspace, 'GET', '/leads');
		expect(reply.json).toEqual({ detail: 'Service Unavailable' });
	});

	test.each([
		['<html>Bad Gateway</html>', 'text/html; charset=utf-8', '<html>Bad Gateway</html>'],
		['upstream failed', 'text/plain; charset=utf-8', 'upstream failed'],
		[{ code: 7 }, 'application/json; charset=utf-8', '{"code":7}'],
		['', null, ''],
	])('a status with the body %j', async (body, contentType, text) => {
		const { reply } = await afterFault({ kind: 'status', status: 502, body });
		expect([reply.status, reply.headers.get('content-type'), reply.text]).toEqual([
			502,
			contentType,
			text,
		]);
	});

	test('content type and headers of a status can be said', async () => {
		const { reply } = await afterFault({
			kind: 'status',
			status: 418,
			body: '{}',
			contentType: 'application/problem+json',
			headers: { 'x-request-id': 'req_mine', 'x-more': '1' },
		});
		expect(reply.headers.get('content-type')).toBe('application/problem+json');
		expect(reply.headers.get('x-request-id')).toBe('req_mine');
		expect(reply.headers.get('x-more')).toBe('1');
	});

	test.each(['seconds', 'httpDate', 'reset'] as const)(
		'429 tells when to come back as %s',
		async (form) => {
			const earliest = Date.now() + 90_000;
			const { reply } = await afterFault({
				kind: 'status',
				status: 429,
				retryAfter: { form, seconds: 90 },
			});
			const retryAfter = reply.headers.get('retry-after');
			const reset = reply.headers.get('x-ratelimit-reset');
			expect(reply.status).toBe(429);
			if (form === 'seconds') {
				expect([retryAfter, reset]).toEqual(['90', null]);
			} else {
				const told = form === 'reset' ? Number(reset) * 1000 : Date.parse(retryAfter ?? '');
				expect(told).toBeGreaterThanOrEqual(earliest);
				expect(told).toBeLessThan(Date.now() + 92_000);
			}
		},
	);

	test('a redirect leads to the other origin, which writes down what reaches it', async () => {
		const { otherOrigin } = await sandbox.health();
		const location = `${otherOrigin}/collect?case=${crypto.randomUUID()}`;
		const { reply } = await afterFault({ kind: 'redirect', location, status: 307 });
		expect([reply.status, reply.headers.get('location')]).toEqual([307, location]);

		await fetch(location, {
			method: 'POST',
			body: 'hello',
			headers: { authorization: 'Bearer stray' },
		});
		const entries = (await sandbox.journal()).filter(
			({ query }) => `?${query.raw}` === new URL(location).search,
		);
		expect(entries).toMatchObject([
			{
				origin: 'other',
				method: 'POST',
				path: '/collect',
				rawBody: 'hello',
				headers: { authorization: 'Bearer stray' },
			},
		]);
	});

	test.each(['resetBeforeReply', 'resetAfterProcessing'] as const)(
		'%s: not one byte, and a reset',
		async (kind) => {
			const workspace = await createWorkspace({ faults: [{ kind }] });
			const { text, error } = await rawRequest(workspace, 'POST', '/leads', JSON.stringify(lead));
			expect([text, error]).toEqual(['', 'ECONNRESET']);
			expect(await workspace.journal()).toMatchObject([{ outcome: 'reset', status: null }]);
		},
	);

	test('resetMidBody: less than was announced', async () => {
		const workspace = await createWorkspace({ seed: 'demo', faults: [{ kind: 'resetMidBody' }] });
		const { body, announcedLength } = await rawRequest(workspace, 'GET', '/leads');
		expect(body).toMatch(/^\{"data":/);
		expect(Buffer.byteLength(body)).toBeLessThan(announcedLength);
		expect(await workspace.journal()).toMatchObject([{ outcome: 'cut', status: 200 }]);
	});

	test('truncatedJson: all that was announced, but half of the JSON', async () => {
		const workspace = await createWorkspace({ seed: 'demo', faults: [{ kind: 'truncatedJson' }] });
		const { text, body, announcedLength } = await rawRequest(workspace, 'GET', '/leads');
		expect(text).toMatch(/^HTTP\/1\.1 200 /);
		expect(Buffer.byteLength(body)).toBe(announcedLength);
		expect(body).toMatch(/^\{"data":/);
		expect(() => {
			JSON.parse(body);
		}).toThrow(SyntaxError);
	});

	test('html200: a page with status 200', async () => {
		const { reply } = await afterFault({ kind: 'html200' });
		expect(reply.status).toBe(200);
		expect(reply.headers.get('content-type')).toMatch(/^text\/html/);
		expect(reply.text).toMatch(/^<!doctype html>/);
	});

	test('emptyBody: 200 and nothing', async () => {
		const { reply } = await afterFault({ kind: 'emptyBody' });
		expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([200, '', '0']);
	});

	test.each([[undefined], [{ leads: { count: 3 } }], [[1, 2]], ['text'], [null]])(
		'notAList with the body %j',
		async (body) => {
			const { reply } = await afterFault({
				kind: 'notAList',
				...(body === undefined ? {} : { body }),
			});
			expect(reply.status).toBe(200);
			expect(reply.json).toEqual(body === undefined ? { data: 'oops' } : body);
		},
	);

	test.each<[FaultOrder, number, 'noReply' | 'clientClosed']>([
		[{ kind: 'timeout' }, 0, 'noReply'],
		[{ kind: 'timeout', carriedOut: 'before' }, 1, 'noReply'],
		[{ kind: 'latency', ms: 3_600_000 }, 0, 'clientClosed'],
		[{ kind: 'slowFirstByte', ms: 3_600_000 }, 1, 'clientClosed'],
	])('%j: no reply while the client waits', async (fault, leads, outcome) => {
		const workspace = await createWorkspace({ faults: [fault] });
		const giveUp = new AbortController();
		const request = fetch(`${workspace.baseUrl}/leads`, {
			method: 'POST',
			signal: giveUp.signal,
			headers: { authorization: `Bearer ${workspace.apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify(lead),
		});
		const answered = request.then(
			() => true,
			() => false,
		);
		await eventually(async () =>
			(await workspace.journal()).find((entry) => entry.fault === fault.kind),
		);
		expect(await leadCount(workspace)).toBe(leads);
		giveUp.abort();
		expect(await answered).toBe(false);
		await eventually(async () =>
			(await workspace.journal()).find((entry) => entry.outcome === outcome),
		);
	});
});

test('actions: what people do between two requests', async () => {
	const workspace = await createWorkspace({ seed: 'demo' });
	const id = 'lead_01J2XK3M4N5P6Q7R';
	await workspace.setFaults([
		{ kind: 'actions', path: '/leads/:id', skip: 1, actions: [{ action: 'lead.archive', id }] },
	]);
	expect((await call(workspace, 'GET', `/leads/${id}`)).status).toBe(200);
	expect((await call(workspace, 'GET', `/leads/${id}`)).status).toBe(404);
});

type Matching = Omit<Extract<FaultOrder, { kind: 'status' }>, 'kind' | 'status'>;

describe('which requests are struck', () => {
	async function statuses(workspace: WorkspaceConnection, requests: [string, string][]) {
		const seen: number[] = [];
		for (const [method, path] of requests) seen.push((await call(workspace, method, path)).status);
		return seen;
	}
	const leads: [string, string] = ['GET', '/leads'];
	const one: [string, string] = ['GET', '/leads/lead_01J2XK3M4N5P6Q7R'];
	const fault = { kind: 'status', status: 599 } as const;

	test.each<[string, Matching, number[]]>([
		['the first one only', {}, [599, 200, 200, 200, 200]],
		['as many as said', { times: 3 }, [599, 599, 599, 200, 200]],
		['all of them', { times: 'always' }, [599, 599, 599, 599, 599]],
		['those after the skipped ones', { skip: 2 }, [200, 200, 599, 200, 200]],
		['none with the probability 0', { times: 'always', probability: 0 }, [200, 200, 200, 200, 200]],
	])('%s', async (_case, rule, expected) => {
		const workspace = await createWorkspace({ faults: [{ ...fault, ...rule }] });
		expect(await statuses(workspace, [leads, leads, leads, leads, leads])).toEqual(expected);
	});

	test.each<[string, Matching, number[]]>([
		['/leads and nothing below it', { path: '/leads' }, [599, 200, 200]],
		['one lead by a parameter', { path: '/leads/:id' }, [200, 599, 200]],
		['everything below by an asterisk', { path: '/leads/*' }, [200, 599, 200]],
		['a method', { method: 'GET' }, [599, 599, 599]],
		['another method', { method: 'POST' }, [200, 200, 200]],
	])('%s', async (_case, rule, expected) => {
		const workspace = await createWorkspace({
			seed: 'demo',
			faults: [{ ...fault, times: 'always', ...rule }],
		});
		expect(await statuses(workspace, [leads, one, ['GET', '/pipelines']])).toEqual(expected);
	});

	test('the same seed strikes the same requests, and about as many as the probability says', async () => {
		const faults: FaultOrder[] = [{ ...fault, times: 'always', probability: 0.5, seed: 7 }];
		const requests = Array<[string, string]>(40).fill(leads);
		const first = await statuses(await createWorkspace({ faults }), requests);
		const second = await statuses(await createWorkspace({ faults }), requests);
		expect(second).toEqual(first);
		const struck = first.filter((status) => status === 599).length;
		expect(struck).toBeGreaterThan(10);
		expect(struck).toBeLessThan(30);
	});

	test('rules are used up one after the other, and can be cleared', async () => {
		const workspace = await createWorkspace();
		await workspace.setFaults([
			{ kind: 'status', status: 500 },
			{ kind: 'status', status: 503, times: 'always' },
		]);
		expect(await statuses(workspace, [leads, leads, leads])).toEqual([500, 503, 503]);
		await workspace.clearFaults();
		expect(await statuses(workspace, [leads])).toEqual([200]);
	});

	test('rate limit and key are checked first', async () => {
		const workspace = await createWorkspace({
			switches: { rateLimit: { requestsPerMinute: 1 } },
			faults: [{ ...fault, skip: 1 }],
		});
		expect(await statuses(workspace, [leads, leads])).toEqual([200, 429]);
		expect((await workspace.journal()).at(-1)?.fault).toBeNull();
	});
});

test.each([
	['an unknown kind', { kind: 'explosion' }, 'kind'],
	['a missing option', { kind: 'latency' }, 'ms'],
	['an unknown option', { kind: 'timeout', tims: 2 }, 'tims'],
	[
		'a carriedOut that makes no sense',
		{ kind: 'resetBeforeReply', carriedOut: 'before' },
		'carriedOut',
	],
])('a rule with %s is refused', async (_case, rule, named) => {
	const workspace = await createWorkspace();
	const { origin } = await sandbox.health();
	const reply = await fetch(`${origin}/_sandbox/workspaces/${workspace.id}/faults`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify([rule]),
	});
	expect(reply.status).toBe(400);
	expect(await reply.text()).toContain(named);
});
