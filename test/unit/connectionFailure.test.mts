import { NodeApiError } from 'n8n-workflow';

import { ParameterError } from '../../nodes/shared/failures.ts';
import { readConnectionFailure } from '../../nodes/shared/http/connectionFailure.ts';
import { node } from './support/node.mts';

function failureWith(code: string): Error {
	return Object.assign(new Error('request failed'), { code });
}

const unsent = { isUnsent: true, isTransient: true };
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
	['CERT_HAS_EXPIRED', unsent],
	['CERT_NOT_YET_VALID', unsent],
	['CERT_REVOKED', unsent],
	['DEPTH_ZERO_SELF_SIGNED_CERT', unsent],
	['SELF_SIGNED_CERT_IN_CHAIN', unsent],
	['UNABLE_TO_GET_ISSUER_CERT', unsent],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unsent],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unsent],
	['ERR_TLS_CERT_ALTNAME_INVALID', unsent],
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
	const refusal = new ParameterError('This credential is for another host', 'Use that.');
	for (const thrown of [refusal, new Error('outer', { cause: refusal })]) {
		expect(readConnectionFailure(thrown)).toEqual({
			reason: 'This credential is for another host',
			isUnsent: true,
			isTransient: false,
			refusal,
		});
	}
});
