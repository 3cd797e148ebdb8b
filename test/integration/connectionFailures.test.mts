import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';

import { z } from 'zod';

import { makeCertificates } from '../support/certificates.mts';
import { runNode, testCredential } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';

keepWaitsShort();

const KEY = 'crmlp_live_0123456789';
const certificates = makeCertificates();
const trusted = getCACertificates('default');
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(() => {
	setDefaultCACertificates([...trusted, certificates.authority]);
});

afterAll(() => {
	setDefaultCACertificates(trusted);
});

afterEach(async () => {
	delete process.env.HTTPS_PROXY;
	for (const socket of sockets) socket.destroy();
	sockets.clear();
	for (const server of servers.splice(0)) {
		server.close();
		await once(server, 'close');
	}
});

/** Starts to listen, and gives the port. */
async function portOf(server: Server): Promise<number> {
	servers.push(server);
	server.on('connection', (socket: Socket) => sockets.add(socket));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return z.object({ port: z.number() }).parse(server.address()).port;
}

/** A server of bytes. */
function tcp(answer: (socket: Socket) => void): Server {
	return createTcpServer((socket) => {
		socket.on('error', () => undefined);
		answer(socket);
	});
}

const answersWith = (bytes: string) =>
	tcp((socket) => {
		socket.once('data', () => socket.end(bytes));
	});

const http = (listener: RequestListener) => createHttpServer(listener);
const https = (options: ServerOptions) =>
	createHttpsServer(options, (_request, response) => response.end('{"data":[]}'));
const ok: RequestListener = (_request, response) => response.end('{"data":[]}');

/** A proxy that answers CONNECT with these bytes, or hangs up. */
function proxy(answer: string | undefined) {
	return createHttpServer().on('connect', (_request, socket: Socket) => {
		socket.on('error', () => undefined);
		if (answer === undefined) socket.destroy();
		else socket.end(answer);
	});
}

/** Sends a campaign, which must not go out twice, reads a list, and tests the credential. */
async function failuresWith(baseUrl: string) {
	const credentials = {
		crmLeadProApi: { apiKey: `${KEY}${Math.floor(performance.now() * 1000)}`, baseUrl },
	};
	const order = (parameters: Parameters<typeof runNode>[0]['parameters']) => ({
		node: 'crmLeadPro',
		credentials,
		parameters,
		replyTimeout: 1_000,
	});
	const campaign = order({
		resource: 'campaign',
		operation: 'sendWhatsApp',
		name: 'Diwali',
		message: 'Namaste',
		sendTo: 'tags',
		tags: 'festive-offer',
	});
	const read = order({ resource: 'pipeline', operation: 'getAll', returnAll: true });
	const sent = (await runNode(campaign)).error;
	const listed = (await runNode(read)).error;
	const tested = await testCredential(read, 'testCrmLeadProApi', 'crmLeadProApi');
	const textOf = (error: typeof sent) => `${error?.message ?? ''}\n${error?.description ?? ''}`;
	return { sent: textOf(sent), listed: textOf(listed), tested: tested.message };
}

/** What is certain about a campaign that failed. */
type Certainty = 'not sent' | 'not followed' | 'may have gone out';

function expectWords(
	texts: Omit<Awaited<ReturnType<typeof failuresWith>>, 'tested'>,
	words: RegExp,
	certainty: Certainty,
): void {
	for (const text of Object.values(texts)) {
		expect(text).toMatch(words);
		expect(text).not.toMatch(/openssl|SSL routines|\.c:\d|0A000|Parse Error|item's values/);
		expect(text).not.toContain(KEY);
	}
	const maybe = 'The campaign "Diwali" may have gone out.';
	if (certainty === 'not sent') {
		expect(texts.sent).not.toMatch(/may have|not certain/);
		expect(texts.sent).toMatch(/Nothing was sent|did not get the request/);
	} else if (certainty === 'not followed') {
		expect(texts.sent).not.toMatch(/may have|not certain/);
	} else {
		expect(texts.sent).toContain(maybe);
	}
}

describe('a server with', () => {
	const { good, expired, otherHost, selfSigned } = certificates;

	test.each<[string, () => Server, RegExp, Certainty]>([
		[
			'plain http where https is asked for',
			() => http(ok),
			/does not speak https[^]*Check the port in the Base URL/,
			'not sent',
		],
		[
			'a greeting of another protocol',
			() => tcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
			/does not speak https/,
			'not sent',
		],
		[
			'a self-signed certificate',
			() => https(selfSigned),
			/certificate is self-signed[^]*NODE_EXTRA_CA_CERTS/,
			'not sent',
		],
		[
			'an expired certificate',
			() => https(expired),
			/certificate has expired[^]*renew/,
			'not sent',
		],
		[
			'a certificate for another host',
			() => https(otherHost),
			/certificate is for another host[^]*Base URL/,
			'not sent',
		],
		[
			'nothing newer than TLS 1.1',
			() =>
				https({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
			/no version of TLS[^]*TLS 1\.2/,
			'not sent',
		],
		[
			'a cipher that n8n does not know',
			() => https({ ...good, maxVersion: 'TLSv1.2', ciphers: 'AES128-CCM8:@SECLEVEL=0' }),
			/could not agree on how to encrypt/,
			'not sent',
		],
		[
			'a wish for a client certificate',
			() =>
				https({ ...good, requestCert: true, rejectUnauthorized: true, ca: certificates.authority }),
			/asks for a client certificate/,
			'not sent',
		],
		[
			'no patience for the handshake',
			() => tcp((socket) => socket.once('data', () => socket.end())),
			/closed the connection before encryption was agreed/,
			'not sent',
		],
		[
			'a reset during the handshake',
			() => tcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
			/no encrypted connection came about|broke off. Try again|in time. Try again/,
			'not sent',
		],
		[
			'silence during the handshake',
			() => tcp(() => undefined),
			/no encrypted connection came about|broke off. Try again|in time. Try again/,
			'not sent',
		],
		[
			'a reset after the request',
			() => createHttpsServer(good, (request) => request.socket.destroy()),
			/connection broke off/,
			'may have gone out',
		],
	])(
		'%s is told as that',
		async (_what, server, words, certainty) => {
			const port = await portOf(server());
			expectWords(await failuresWith(`https://localhost:${port}/api`), words, certainty);
		},
		60_000,
	);

	test.each<[string, () => Server, RegExp, Certainty]>([
		[
			'https where http is asked for',
			() => https(good),
			/connection broke off[^]*start the Base URL in the credential with https/,
			'may have gone out',
		],
		[
			'https, as nginx says it',
			() =>
				answersWith(
					'HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>',
				),
			/wants https on this port \(HTTP 400\)[^]*starts with https/,
			'not sent',
		],
		[
			'https, as Go says it',
			() =>
				answersWith(
					'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
				),
			/wants https on this port/,
			'not sent',
		],
		[
			'a greeting of another protocol',
			() => tcp((socket) => socket.write('220 mail.example.in ESMTP\r\n')),
			/reply that cannot be read: it is not HTTP[^]*http:\/\//,
			'may have gone out',
		],
		[
			'headers of 100 KB',
			() =>
				http((_request, response) => response.setHeader('x-big', 'a'.repeat(100_000)).end('{}')),
			/headers are too large[^]*max-http-header-size/,
			'may have gone out',
		],
		[
			'a broken chunk',
			() => answersWith('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
			/answer broke off/,
			'may have gone out',
		],
		[
			'a body that is no gzip',
			() =>
				http((_request, response) => response.setHeader('content-encoding', 'gzip').end('no gzip')),
			/not compressed as it says/,
			'may have gone out',
		],
		[
			'a body that is no brotli',
			() =>
				http((_request, response) =>
					response.setHeader('content-encoding', 'br').end('no brotli at all'),
				),
			/not compressed as it says/,
			'may have gone out',
		],
		[
			'a status that is no number',
			() => answersWith('HTTP/1.1 fine\r\n\r\n'),
			/it is not HTTP/,
			'may have gone out',
		],
		[
			'two lengths',
			() => answersWith('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'),
			/breaks the rules of HTTP/,
			'may have gone out',
		],
		[
			'a chunk that breaks off',
			() => answersWith('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a'),
			/answer broke off/,
			'may have gone out',
		],
		[
			'a checksum of gzip that is wrong',
			() => {
				const wrong = gzipSync('{"data":[]}');
				wrong.writeUInt32LE(0, wrong.length - 8);
				return http((_request, response) =>
					response.setHeader('content-encoding', 'gzip').end(wrong),
				);
			},
			/not compressed as it says/,
			'may have gone out',
		],
		[
			'a reset after the request',
			() => tcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
			/connection broke off/,
			'may have gone out',
		],
		[
			'a redirect to itself',
			() => http(({ url = '' }, response) => response.writeHead(307, { location: url }).end()),
			/redirected the request[^]*Base URL/,
			'not followed',
		],
		[
			'a redirect as after something was carried out',
			() => http((_request, response) => response.writeHead(303, { location: '/done' }).end()),
			/redirected the request[^]*Base URL/,
			'may have gone out',
		],
		[
			'a body that breaks off',
			() => answersWith('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{'),
			/answer broke off/,
			'may have gone out',
		],
	])('%s over plain http is told as that', async (_what, server, words, certainty) => {
		const port = await portOf(server());
		expectWords(await failuresWith(`http://localhost:${port}/api`), words, certainty);
	});

	test('a compressed reply without its end is not blamed on the Base URL', async () => {
		const half = gzipSync('{"data":[]}').subarray(0, 15);
		const server = http((_request, response) =>
			response.setHeader('content-encoding', 'gzip').end(half),
		);
		const { listed, sent } = await failuresWith(`http://localhost:${await portOf(server)}/api`);
		expect(listed).toMatch(/cut off, or is no valid JSON: try again later/);
		expect(listed).not.toContain('Base URL');
		expect(sent).toContain('The status says that it was carried out');
	});

	test('a good certificate works', async () => {
		const port = await portOf(https(good));
		const { tested } = await failuresWith(`https://localhost:${port}/api`);
		expect(tested).toBe('Connection successful!');
	});

	test('a compressed reply works', async () => {
		const server = http((_request, response) =>
			response.setHeader('content-encoding', 'gzip').end(gzipSync('{"data":[]}')),
		);
		const { tested } = await failuresWith(`http://localhost:${await portOf(server)}/api`);
		expect(tested).toBe('Connection successful!');
	});
});

describe('a proxy', () => {
	const baseUrl = 'https://crm.example.com/api';

	test.each<[string, string | undefined, RegExp, Certainty]>([
		[
			'asks for a password',
			'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
			/proxy between n8n and CRMLead Pro asks for a user name and a password \(HTTP 407\)[^]*HTTPS_PROXY/,
			'not sent',
		],
		[
			'hangs up',
			undefined,
			/the proxy that n8n uses did not open a connection[^]*HTTPS_PROXY/,
			'not sent',
		],
		[
			'forbids the host, as Squid says it',
			'HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\nContent-Length: 0\r\n\r\n',
			/proxy between n8n and CRMLead Pro does not allow this/,
			'not sent',
		],
		[
			'cannot connect, as Squid says it',
			'HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\nContent-Length: 0\r\n\r\n',
			/proxy between n8n and CRMLead Pro could not reach it/,
			'not sent',
		],
		[
			'cannot look up the host, as RFC 9209 says it',
			'HTTP/1.1 502 Bad Gateway\r\nProxy-Status: proxy.example; error=dns_error; rcode="NXDOMAIN"\r\nContent-Length: 0\r\n\r\n',
			/proxy between n8n and CRMLead Pro could not reach it/,
			'not sent',
		],
	])('that %s is told as that', async (_what, answer, words, certainty) => {
		process.env.HTTPS_PROXY = `http://127.0.0.1:${await portOf(proxy(answer))}`;
		expectWords(await failuresWith(baseUrl), words, certainty);
	});

	test.each([
		[
			'http://127.0.0.1:9',
			/through the proxy 127\.0\.0\.1:9: the connection was refused[^]*HTTPS_PROXY/,
		],
		['not a URL', /an address on the way to it is not a URL[^]*HTTPS_PROXY/],
		['http://proxy.invalid:3128', /through the proxy proxy\.invalid: its host name[^]*HTTPS_PROXY/],
	])('at %s, where none is, is not taken for the server', async (address, words) => {
		process.env.HTTPS_PROXY = address;
		expectWords(await failuresWith(baseUrl), words, 'not sent');
	});
});

test.each([
	['a self-signed certificate', () => https(certificates.selfSigned)],
	['plain http', () => http(ok)],
])('a port with %s is tried once', async (_what, make) => {
	const server = make();
	let connections = 0;
	server.on('connection', () => (connections += 1));
	const baseUrl = `https://localhost:${await portOf(server)}/api`;
	await runNode({
		node: 'crmLeadPro',
		credentials: { crmLeadProApi: { apiKey: `${KEY}once`, baseUrl } },
		parameters: { resource: 'pipeline', operation: 'getAll', returnAll: true },
	});
	expect(connections).toBe(1);
});
