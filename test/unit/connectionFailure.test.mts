import { NodeApiError } from 'n8n-workflow';

import { ParameterError } from '../../nodes/shared/failures.ts';
import { readConnectionFailure } from '../../nodes/shared/http/connectionFailure.ts';
import { node } from './support/node.mts';

function failureWith(code: string): Error {
	return Object.assign(new Error('request failed'), { code });
}

const unsent = { isUnsent: true, isTransient: true };
const unsentForGood = { isUnsent: true, isTransient: false };
const open = { isUnsent: false, isTransient: true };
const final = { isUnsent: false, isTransient: false };

test.each([
	// Node's own codes: no connection came about …
	['ECONNREFUSED', unsent],
	['ENOTFOUND', unsent],
	['EAI_AGAIN', unsent],
	['EHOSTUNREACH', unsent],
	['ENETUNREACH', unsent],
	// … or no TLS (https://nodejs.org/api/tls.html#x509-certificate-error-codes)
	['CERT_HAS_EXPIRED', unsentForGood],
	['CERT_NOT_YET_VALID', unsentForGood],
	['CERT_REVOKED', unsentForGood],
	['DEPTH_ZERO_SELF_SIGNED_CERT', unsentForGood],
	['SELF_SIGNED_CERT_IN_CHAIN', unsentForGood],
	['UNABLE_TO_GET_ISSUER_CERT', unsentForGood],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unsentForGood],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unsentForGood],
	['ERR_TLS_CERT_ALTNAME_INVALID', unsentForGood],
	// A connection came about and broke, or no answer came.
	['ECONNRESET', open],
	['EPIPE', open],
	['ETIMEDOUT', open],
	['ECONNABORTED', open],
	['ERR_BAD_RESPONSE', open],
	// Nobody wants another attempt, or nobody knows.
	['ERR_CANCELED', final],
	['EUNKNOWN', final],
	// A status has three digits and nothing else.
	['E500', final],
	['500E', final],
])('%s is %j', (code, expected) => {
	for (const failure of [
		failureWith(code),
		new Error('outer', { cause: failureWith(code) }),
		new Error('outer', { cause: new Error('middle', { cause: failureWith(code) }) }),
		// What is no text is no code: n8n's own errors have null where they know no status.
		Object.assign(new Error('outer', { cause: failureWith(code) }), { code: 7, httpCode: null }),
		// n8n 1
		new NodeApiError(node, { message: 'request failed', code }),
		Object.assign(new Error('outer', { cause: new NodeApiError(node, { code }) }), {
			httpCode: null,
		}),
		// n8n 2: the code of the cause counts
		Object.assign(new NodeApiError(node, { message: 'request failed', httpCode: 'EOUTER' }), {
			cause: failureWith(code),
		}),
	]) {
		expect(readConnectionFailure(failure)).toMatchObject(expected);
	}
});

test('a reply that breaks off, of which n8n 1 tells the status and not the code, is tried again', () => {
	const failure = new NodeApiError(node, { message: 'stream has been aborted', httpCode: '200' });

	expect(readConnectionFailure(failure)).toMatchObject({
		...open,
		reason: 'the answer broke off',
	});
});

test('a code that is no text says nothing, and that of the cause counts', () => {
	const cause = failureWith('ECONNREFUSED');
	for (const codes of [{ code: 500 }, { httpCode: 500 }]) {
		const outer = Object.assign(new Error('outer'), codes);
		expect(readConnectionFailure(outer)).toMatchObject(final);
		expect(readConnectionFailure(Object.assign(outer, { cause }))).toMatchObject(unsent);
	}
});

test.each([['a text'], [undefined], [null], [42], [{ code: 'ECONNREFUSED' }], [new Error('?')]])(
	'%p, of which nothing is known, is not tried again',
	(thrown) => {
		expect(readConnectionFailure(thrown)).toMatchObject(final);
	},
);

test.each([
	['five', 3, unsent],
	['six', 4, final],
])('of a chain of %s errors five are looked at', (_count, between, expected) => {
	let failure = failureWith('ECONNREFUSED');
	for (let depth = 0; depth <= between; depth++) failure = new Error('outer', { cause: failure });

	expect(readConnectionFailure(failure)).toMatchObject(expected);
});

test('what this package itself forbade was not sent, and is not tried again', () => {
	const ownError = new ParameterError('This credential is for another host', 'Use that.');
	for (const thrown of [ownError, new Error('outer', { cause: ownError })]) {
		expect(readConnectionFailure(thrown)).toEqual({
			reason: 'This credential is for another host',
			isUnsent: true,
			isUnreadable: false,
			isTransient: false,
			ownError,
		});
	}
});

/** What Node 24 throws, with the messages as they come through n8n 1, which drops the cause and the code. */
test.each<[string, string, string]>([
	[
		'EPROTO',
		'write EPROTO 40EDA8ED747F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:77:\n',
		'what listens there does not speak https',
	],
	[
		'EPROTO',
		'write EPROTO 00:error:0A0000C6:SSL routines:tls_get_more_records:packet length too long:../deps/openssl/openssl/ssl/record/methods/tls_common.c:662:\n',
		'what listens there does not speak https',
	],
	[
		'EPROTO',
		'write EPROTO 40:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 70\n',
		'it offers no version of TLS that n8n accepts',
	],
	[
		'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
		'40:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 116\n',
		'it asks for a client certificate, which n8n does not send',
	],
	[
		'EPROTO',
		'write EPROTO 40:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 40\n',
		'it and n8n could not agree on how to encrypt',
	],
	[
		'EPROTO',
		'write EPROTO 40:error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 112\n',
		'it does not know this host name',
	],
	[
		'EPROTO',
		'write EPROTO 40:error:0A000999:SSL routines:ssl3_something:what nobody knows:../deps/openssl/openssl/ssl/x.c:1:\n',
		'the encrypted connection failed',
	],
	[
		'ECONNRESET',
		'Client network socket disconnected before secure TLS connection was established',
		'it closed the connection before encryption was agreed',
	],
	['ETIMEDOUT', 'connect ETIMEDOUT 10.255.255.1:443', 'no connection came about in time'],
	['EACCES', 'connect EACCES 10.0.0.1:443', 'n8n may not open connections to it'],
	['HPE_HEADER_OVERFLOW', 'Parse Error: Header overflow', 'its headers are too large'],
	['HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/', 'it is not HTTP'],
	[
		'HPE_INVALID_CHUNK_SIZE',
		'Parse Error: Invalid character in chunk size',
		'it breaks the rules of HTTP',
	],
	['200', 'incorrect header check', 'it is not compressed as it says'],
	['200', 'Decompression failed', 'it is not compressed as it says'],
	['200', 'stream has been aborted', 'the answer broke off'],
	['ERR_INVALID_URL', 'Invalid URL', 'an address on the way to it is not a URL'],
	['ECONNRESET', 'connect ECONNRESET 10.0.0.1:443', 'the connection was cut off at once'],
	[
		'',
		'Proxy connection ended before receiving CONNECT response',
		'the proxy that n8n uses did not open a connection to it',
	],
])('%s with %j is told in words: %s', (code, message, reason) => {
	const cause = Object.assign(new Error(message), code === '' || code === '200' ? {} : { code });
	const failures = [
		Object.assign(new NodeApiError(node, { message }), { cause }),
		new NodeApiError(node, { message, httpCode: code }),
		Object.assign(new Error('outer', { cause }), {}),
	];
	for (const failure of code === '200' ? failures.slice(0, 2) : failures) {
		expect(readConnectionFailure(failure).reason).toBe(reason);
	}
});

test.each([
	['SsrfBlockedIpError', 'The request was blocked because it resolves to a restricted IP address'],
	[
		'SsrfBlockedHostnameError',
		'The request was blocked because the destination hostname is restricted',
	],
])(
	'what n8n itself blocks (%s) was not sent, is not tried again, and says who can allow it',
	(name, message) => {
		const blocked = Object.assign(new Error(message), { name });
		for (const failure of [
			blocked,
			new Error('outer', { cause: blocked }),
			new NodeApiError(node, { message }),
		]) {
			const { reason, advice, ...rest } = readConnectionFailure(failure);
			expect(reason).toContain('n8n itself does not allow');
			expect(advice).toContain('N8N_SSRF_');
			expect(rest).toMatchObject({ isUnsent: true, isTransient: false });
		}
	},
);

describe('a proxy that cannot be reached', () => {
	const target = 'https://crm.example.com/api';
	test.each([
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:3128', target, '127.0.0.1:3128'],
		['ECONNREFUSED', 'connect ECONNREFUSED ::1:3128', target, '::1:3128'],
		['ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:3128', target, '10.0.0.1:3128'],
		['ENOTFOUND', 'getaddrinfo ENOTFOUND proxy.invalid', target, 'proxy.invalid'],
		['ECONNREFUSED', 'connect ECONNREFUSED 203.0.113.7:443', target, undefined],
		['ENOTFOUND', 'getaddrinfo ENOTFOUND crm.example.com', target, undefined],
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9', 'http://localhost:9', undefined],
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:80', 'http://localhost', undefined],
		['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:3128', undefined, undefined],
	])('is told from the server: %s, %s for %s is %s', (code, message, asked, proxy) => {
		const cause = Object.assign(new Error(message), { code });
		for (const failure of [cause, new NodeApiError(node, { message, httpCode: code })]) {
			const found = readConnectionFailure(failure, asked);
			expect(found.proxy).toBe(proxy);
			expect(found.isUnsent).toBe(true);
			if (proxy !== undefined) expect(found.advice).toContain('HTTPS_PROXY');
		}
	});
});

test('of a connection that was tried at several addresses, each failure is looked at', () => {
	const failure = new AggregateError(
		[new Error('connect ETIMEDOUT 10.0.0.1:443'), new Error('connect ETIMEDOUT 10.0.0.2:443')],
		'',
	);
	expect(readConnectionFailure(Object.assign(failure, { code: 'ETIMEDOUT' }))).toMatchObject(
		unsent,
	);
});

test('no text of OpenSSL is shown', () => {
	const failure = failureWith('ERR_SSL_SOMETHING_NEW');
	failure.message = '40:error:0A000999:SSL routines:x:y:../deps/openssl/openssl/ssl/x.c:1:';
	expect(readConnectionFailure(failure).reason).not.toContain('openssl');
});

test.each([
	['ECONNRESET', 'read ECONNRESET', true, 'no encrypted connection came about'],
	['ECONNABORTED', 'timeout of 120000ms exceeded', true, 'no encrypted connection came about'],
	['ECONNRESET', 'read ECONNRESET', false, 'the connection broke off'],
	['ECONNABORTED', 'timeout of 120000ms exceeded', false, 'no answer came in time'],
])(
	'%s while the handshake goes on is not sent: %s, %p',
	(code, message, secureConnecting, reason) => {
		const request = { socket: { secureConnecting } };
		const cause = Object.assign(new Error(message), { code, request });
		expect(readConnectionFailure(new Error('outer', { cause }))).toMatchObject({
			reason,
			isUnsent: secureConnecting,
		});
	},
);
