import { deflateSync, gzipSync } from 'node:zlib';

import { WebhookContext } from 'n8n-core';

import { post } from '../support/post.mts';
import type { WebhookServer } from '../support/webhookServer.mts';
import { mac, SIGNATURE_HEADERS, timestamped } from '../unit/support/signatures.mts';
import {
	closeServers,
	deliver,
	event,
	itemsOf,
	JSON_HEADERS,
	listen,
	parse,
	SECRET,
	STARTED,
	TEST_SECRET,
	UNSIGNED,
} from './support/trigger.mts';

afterEach(async () => {
	await closeServers();
});

describe('a signed delivery', () => {
	test('starts the workflow with the body as it came', async () => {
		const server = await listen();
		const body = event('event_01');

		expect(await deliver(server, body)).toEqual(STARTED);
		expect(server.executions).toEqual([[{ json: parse(body) }]]);
		expect(server.failures).toEqual([]);
		expect(server.decryptions()).toBe(0);
	});

	test.each(SIGNATURE_HEADERS)('is known by the header %s, in any case', async (name) => {
		const server = await listen();
		const body = event('event_01');
		const header = { [name.toUpperCase()]: `sha256=${mac(body, SECRET).toString('base64')}` };

		expect(await post(server.url, body, { ...JSON_HEADERS, ...header })).toEqual(STARTED);
	});

	test('is known by the header that the options name, and by that one only', async () => {
		const server = await listen({ options: { signatureHeader: 'X-Our-Signature' } });
		const body = event('event_01');
		const header = { 'x-our-signature': mac(body, SECRET).toString('base64url') };

		expect(await deliver(server, body)).toEqual(UNSIGNED);
		expect(await post(server.url, body, { ...JSON_HEADERS, ...header })).toEqual(STARTED);
	});

	test('may sign the address that was registered, the method and a time', async () => {
		const server = await listen();
		const body = event('event_01');
		const time = String(Date.now());
		const signed = `POSThttps://n8n.example.com/webhook/1${body}${time}`;
		const headers = {
			'x-signature-v3': mac(signed, SECRET).toString('base64'),
			'x-request-timestamp': time,
		};

		expect(await post(server.url, body, { ...JSON_HEADERS, ...headers })).toEqual(STARTED);
		expect(await post(server.url, event('event_02'), { ...JSON_HEADERS, ...headers })).toEqual(
			UNSIGNED,
		);
	});

	test('may have several signatures in two lines of one header', async () => {
		const server = await listen();
		const body = event('event_01');
		const [wrong, right] = ['another secret', SECRET].map((secret) =>
			mac(body, secret).toString('hex'),
		);
		const headers = { 'x-crmleadpro-signature': [wrong ?? '', right ?? ''] };

		expect(await deliver(server, body, SECRET, headers)).toEqual(STARTED);
	});

	test.each([
		[{}, 0, 200],
		[{}, 290, 200],
		[{}, 310, 401],
		[{}, -310, 401],
		[{ toleranceSeconds: 3600 }, 3500, 200],
		[{ toleranceSeconds: 60 }, 70, 401],
	])('with options %j and a time of %i s ago is answered %i', async (options, age, status) => {
		const server = await listen({ options });
		const body = event('event_01');
		const time = Math.floor(Date.now() / 1000) - age;
		const header = { 'x-crmleadpro-signature': timestamped(body, time, SECRET) };

		expect(await deliver(server, body, SECRET, header)).toMatchObject({ status });
		expect(server.executions).toHaveLength(status === 200 ? 1 : 0);
	});

	test('comes with its headers where that is asked for', async () => {
		const server = await listen({ options: { includeHeaders: true } });
		const body = event('event_01');
		await deliver(server, body, SECRET, { 'x-crmleadpro-delivery': 'delivery_01' });

		const [item] = itemsOf(server);
		expect(item).toMatchObject({
			headers: { ...JSON_HEADERS, 'x-crmleadpro-delivery': 'delivery_01' },
			body: parse(body),
		});
		expect(Object.keys(item ?? {}).sort()).toEqual(['body', 'headers']);
	});

	test.each(['', 'text/plain', 'application/octet-stream', 'application/vnd.api+json', 'x'])(
		'may call its type %j',
		async (type) => {
			const server = await listen();
			const body = event('event_01');

			expect(await deliver(server, body, SECRET, { 'content-type': type })).toEqual(STARTED);
			expect(itemsOf(server)).toEqual([parse(body)]);
		},
	);

	test.each([
		['gzip', gzipSync],
		['deflate', deflateSync],
	])('may be compressed: %s', async (encoding, compress) => {
		const server = await listen();
		const body = event('event_01');
		const signature = mac(body, SECRET).toString('hex');
		const headers = { 'content-encoding': encoding, 'x-crmleadpro-signature': signature };

		expect(await post(server.url, compress(body), { ...JSON_HEADERS, ...headers })).toEqual(
			STARTED,
		);
		expect(itemsOf(server)).toEqual([parse(body)]);
	});

	test('may begin with a byte order mark', async () => {
		const server = await listen();
		const body = event('event_01');

		expect(await deliver(server, `\uFEFF${body}`)).toEqual(STARTED);
		expect(itemsOf(server)).toEqual([parse(body)]);
		expect(await deliver(server, `\uFEFF${body}`, 'another secret')).toEqual(UNSIGNED);
	});

	test('may be large', async () => {
		const server = await listen();
		const body = event('event_01', { data: { notes: 'न'.repeat(1_700_000) } });

		expect(await deliver(server, body)).toEqual(STARTED);
		expect(itemsOf(server)).toEqual([parse(body)]);
	});

	test.each([
		'{"id":"event_01","data":{},"__proto__":{"isAdmin":true}}',
		'{"id":"event_01","data":{"__proto__":{"isAdmin":true}}}',
		'{"id":"event_01","data":{},"constructor":{"prototype":{"isAdmin":true}}}',
	])('that is out to change prototypes changes none: %s', async (body) => {
		const server = await listen({ options: { includeHeaders: true } });

		expect(await deliver(server, body)).toEqual(STARTED);
		expect({}).not.toHaveProperty('isAdmin');
		expect(JSON.stringify(server.executions[0]?.[0]?.json.body)).toBe(body);
	});

	test('that does not tell its event starts the workflow', async () => {
		const server = await listen();

		expect(await deliver(server, '{"name":"Priya Sharma"}')).toEqual(STARTED);
	});
});

describe('a delivery that starts nothing', () => {
	test.each([
		['in the body', event('event_01', { event: 'contact.updated' }), {}],
		['in a header', '{"data":{}}', { 'x-crmleadpro-event': 'contact.updated' }],
	])('is of an event that was not chosen, told %s', async (_place, body, headers) => {
		const server = await listen();

		expect(await deliver(server, body, SECRET, headers)).toEqual({
			status: 200,
			body: { message: 'This workflow does not listen for contact.updated' },
		});
		expect(server.executions).toEqual([]);
	});

	test('came before', async () => {
		const server = await listen();
		await deliver(server, event('event_01'));

		expect(await deliver(server, event('event_01'))).toEqual({
			status: 200,
			body: { message: 'This delivery was received before' },
		});
		expect(server.executions).toHaveLength(1);
	});

	test.each([
		['without a signature', event('event_01'), {}],
		['with an empty one', event('event_01'), { 'x-crmleadpro-signature': '' }],
		[
			'with one of another secret',
			event('event_01'),
			{ 'x-signature': mac(event('event_01'), 'a').toString('hex') },
		],
		[
			'with one of another body',
			event('event_01'),
			{ 'x-signature': mac('{}', SECRET).toString('hex') },
		],
		[
			'with one of the text that n8n would write',
			`${event('event_01')} `,
			{ 'x-signature': mac(event('event_01'), SECRET).toString('hex') },
		],
		[
			'with one of the body compressed',
			event('event_01'),
			{ 'x-signature': mac(gzipSync(event('event_01')), SECRET).toString('hex') },
		],
		[
			'with one of the secret of the test registration',
			event('event_01'),
			{ 'x-signature': mac(event('event_01'), TEST_SECRET).toString('hex') },
		],
		[
			'as a form with files, unsigned',
			event('event_01'),
			{ 'content-type': 'multipart/form-data; boundary=a' },
		],
		[
			'as a form with files, whose bytes n8n does not keep',
			event('event_01'),
			{
				'content-type': 'multipart/form-data; boundary=a',
				'x-signature': mac(event('event_01'), SECRET).toString('hex'),
			},
		],
		['empty and unsigned', '', {}],
	])('is refused %s', async (_case, body, headers) => {
		const server = await listen();

		expect(await post(server.url, body, { ...JSON_HEADERS, ...headers })).toEqual(UNSIGNED);
		expect(server.executions).toEqual([]);
		expect(server.failures).toEqual([]);
		expect(server.savings()).toBe(0);
	});

	test.each(['', 'null', '[]', '[{"event":"lead.created"}]', '"lead.created"', '{"event":', 'a=b'])(
		'is signed, but no JSON object: %j',
		async (body) => {
			const server = await listen();

			expect(await deliver(server, body, SECRET, { 'content-type': 'text/plain' })).toEqual({
				status: 400,
				body: { message: 'The body is no JSON object' },
			});
			expect(server.executions).toEqual([]);
			expect(server.failures).toEqual([]);
		},
	);

	test('is an old one, whose time was moved into the body', async () => {
		const server = await listen();
		const body = event('event_01');
		const time = Math.floor(Date.now() / 1000) - 86_400;
		const [, signature = ''] = timestamped(body, time, SECRET).split('v1=');
		const header = { 'x-crmleadpro-signature': signature, 'content-type': 'text/plain' };

		expect(await deliver(server, `${time}.${body}`, SECRET, header)).toMatchObject({ status: 400 });
		expect(server.executions).toEqual([]);
	});

	test.each([[{}], [{ production: null }], [{ production: { current: { secrets: [SECRET] } } }]])(
		'is one to a node that lost its secrets: static data %j',
		async (staticData) => {
			const server = await listen({ staticData });

			expect(await deliver(server, event('event_01'))).toEqual(UNSIGNED);
			expect(await deliver(server, event('event_01'), '')).toEqual(UNSIGNED);
			expect(await deliver(server, event('event_01'), 'undefined')).toEqual(UNSIGNED);
			expect(server.failures).toEqual([]);
		},
	);
});

describe('options that cannot be used', () => {
	test('are no matter of who has no secret: nothing fails', async () => {
		const server = await listen({ options: { toleranceSeconds: 'soon' } });

		expect(await deliver(server, event('event_01'), 'a guess')).toEqual(UNSIGNED);
		expect(server.failures).toEqual([]);
	});

	test('fail the execution of a signed delivery, with the option’s name', async () => {
		const server = await listen({ options: { toleranceSeconds: 'soon' } });

		expect(await deliver(server, event('event_01'))).toMatchObject({ status: 500 });
		expect(String(server.failures)).toContain('Tolerance (Seconds)');
	});
});

describe('parameters', () => {
	/** How often n8n was asked for a parameter while two events were delivered. */
	async function countReads(server: WebhookServer): Promise<number[]> {
		const reads = import.meta.jest.spyOn(WebhookContext.prototype, 'getNodeParameter');
		const counts: number[] = [];
		for (const id of ['event_01', 'event_02']) {
			expect(await deliver(server, event(id))).toEqual(STARTED);
			counts.push(reads.mock.calls.length);
		}
		reads.mockRestore();
		return counts;
	}

	test('are read once as long as the workflow stays the same', async () => {
		const [first, second] = await countReads(await listen({ options: { toleranceSeconds: 311 } }));

		expect(first).toBeGreaterThan(0);
		expect(second).toBe(first);
	});

	test('are read anew where the workflow has changed', async () => {
		await countReads(await listen({ options: { toleranceSeconds: 312, simplify: false } }));
		const changed = await listen({ options: { toleranceSeconds: 312, simplify: true } });
		await deliver(changed, event('event_01'));

		expect(itemsOf(changed)).toEqual([expect.objectContaining({ event_id: 'event_01' })]);
	});

	test('are read for each delivery where they hold an expression', async () => {
		const server = await listen({ options: { toleranceSeconds: '={{ 300 + 13 }}' } });
		const [first = 0, second] = await countReads(server);

		expect(second).toBeGreaterThan(first);
	});
});
