import type { Api } from '../../nodes/shared/api.ts';
import { ParameterError } from '../../nodes/shared/failures.ts';
import type { FailureReport } from '../../nodes/shared/http/apiError.ts';
import {
	reportNotSent,
	reportConnectionFailure,
	reportFailedReply,
	reportUnexpectedReply,
	toNodeApiError,
} from '../../nodes/shared/http/apiError.ts';
import { redact } from '../../nodes/shared/http/redact.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { toReply } from '../../nodes/shared/http/transport.ts';
import { node } from './support/node.mts';
import { jsonReply, textReply } from './support/replies.mts';

const KEY = 'crmlp_live_4Zx8vQ2mTn6kLp0s';

const api: Api = {
	name: 'Example CRM',
	credentialType: 'exampleApi',
	advice: { 401: 'Make a new key.' },
	readCredential: () => ({
		baseUrl: 'https://crm.example.com',
		secrets: [KEY],
		accountKey: KEY,
		requestsPerMinute: undefined,
	}),
	authenticate: (_, options) => options,
};

const get: ApiRequest = { method: 'GET', path: '/leads' };
const post: ApiRequest = { method: 'POST', path: '/leads', body: { name: 'Priya Sharma' } };

/** n8n's request helper throws such errors. */
function failureWith(code: string, message = 'request failed'): Error {
	return Object.assign(new Error(message), { code });
}

test.each([
	[3_600_000, 'The rate limit asks to wait 60 minutes, but a request waits 20 seconds at most.'],
	[20_001, 'The rate limit asks to wait 20 seconds, but a request waits 20 seconds at most.'],
	[
		20_000,
		'The rate limit asks to wait another 20 seconds, which would be longer than the 20 seconds that a request waits in all.',
	],
	[
		5_000,
		'The rate limit asks to wait another 5 seconds, which would be longer than the 20 seconds that a request waits in all.',
	],
])('a wait of %i ms that is too long after what was waited is told as it is', (wait, words) => {
	expect(reportNotSent(api, wait, 20_000).details).toEqual([words]);
});

describe('a refusal', () => {
	test.each([
		[400, 'could not process the request', 'values'],
		[402, 'payment', 'plan'],
		[403, 'does not allow this', 'key'],
		[404, 'could not find', 'ID'],
		[405, 'does not offer this operation', 'Base URL'],
		[409, 'conflict', 'Read the record'],
		[413, 'too large', 'Send less'],
		[422, 'rejected the values', 'Correct'],
		[429, 'too many requests', 'Concurrency'],
		[410, 'could not process the request', 'values'],
		[418, 'could not process the request', 'values'],
		[451, 'could not process the request', 'values'],
		[499, 'could not process the request', 'values'],
		[500, 'had a problem of its own', 'again'],
		[503, 'had a problem of its own', 'again'],
		[599, 'had a problem of its own', 'again'],
	])('with status %d says what happened and what to do', (status, happened, advice) => {
		for (const request of [get, post]) {
			const report = reportFailedReply(api, request, textReply('', { status }));
			expect(report.happened).toMatch(/^Example CRM /);
			expect(report.happened).toContain(happened);
			expect(report.happened).toMatch(new RegExp(`\\(HTTP ${status}\\)$`));
			expect(report.advice).toContain(advice);
			expect(report.status).toBe(status);
		}
	});

	test('has the product’s own advice where there is one', () => {
		expect(reportFailedReply(api, get, textReply('', { status: 401 })).advice).toBe(
			'Make a new key.',
		);
	});

	test('has advice that depends on the API’s words', () => {
		const advice = (words: string) => (words === '' ? 'Ask them why.' : `Read about "${words}".`);
		const told: Api = { ...api, advice: { 403: advice } };
		expect(
			reportFailedReply(told, get, jsonReply({ message: 'No add-on' }, { status: 403 })),
		).toMatchObject({ advice: 'Read about "No add-on".' });
		expect(reportFailedReply(told, get, textReply('', { status: 403 })).advice).toBe(
			'Ask them why.',
		);
	});

	test('for which the API has no words of its own has ours', () => {
		expect(reportFailedReply(api, get, textReply('', { status: 500 })).happened).toBe(
			'Example CRM had a problem of its own (HTTP 500)',
		);
	});

	test('brings the API’s words, its details and its request ID', () => {
		const body = { message: 'Invalid', errors: { email: ['is taken'] }, request_id: 'req_1' };
		expect(reportFailedReply(api, post, jsonReply(body, { status: 422 }))).toMatchObject({
			happened: 'Example CRM rejected the values: Invalid (HTTP 422)',
			details: ['email: is taken'],
			requestId: 'req_1',
		});
	});

	test('with a good status but "success": false is one, too', () => {
		const reply = jsonReply({ success: false, message: 'Quota is used up' });
		expect(reportFailedReply(api, post, reply).happened).toBe(
			'Example CRM could not process the request: Quota is used up (HTTP 200)',
		);
	});

	test.each([500, 502, 504])('with status %d leaves open whether a POST was done', (status) => {
		const reply = textReply('', { status });
		expect(reportFailedReply(api, post, reply).advice).toContain('not certain');
		expect(reportFailedReply(api, post, reply).advice).toContain('Example CRM');
		expect(reportFailedReply(api, get, reply).advice).toBe('Try again later.');
	});

	test.each([
		[{ location: 'https://evil.com/login?next=%2Fleads&token=abc' }, 'https://evil.com'],
		[{ location: '/login' }, 'another address'],
		[{ location: '' }, 'another address'],
		[{}, 'another address'],
	])('that redirects by %j names %s and says that it was not followed', (headers, target) => {
		for (const status of [300, 301, 302, 303, 307, 308]) {
			const { happened, advice } = reportFailedReply(api, get, textReply('', { status, headers }));
			expect(happened).toMatch(/redirected the request to .+, which .* belongs \(HTTP \d+\)$/);
			expect(happened).toContain(`to ${target}, which`);
			expect(happened).toContain(`(HTTP ${status})`);
			expect(happened).toContain('not followed');
			expect(happened).not.toContain('token');
			expect(advice).toContain('Base URL');
		}
	});
});

describe('an unexpected reply', () => {
	test.each([
		[textReply('<html><body>Maintenance</body></html>'), 'something else: Maintenance'],
		[textReply(''), 'an empty body'],
		[jsonReply({ message: 'ok' }), 'something else: {"message":"ok"}'],
	])('is shown: %j', (reply, shown) => {
		expect(reportUnexpectedReply(api, get, reply, 'a lead').happened).toBe(
			`Example CRM should have replied with a lead, but sent ${shown} (HTTP 200)`,
		);
	});

	test('to a GET points at the base URL, to a POST at what was carried out', () => {
		const reply = jsonReply({ message: 'ok' }, { headers: { 'x-request-id': 'req_1' } });
		expect(reportUnexpectedReply(api, get, reply, 'a lead')).toMatchObject({
			advice: 'Check the Base URL in the credential.',
			requestId: 'req_1',
			status: 200,
		});
		expect(reportUnexpectedReply(api, post, reply, 'a lead').advice).toContain('was carried out');
	});
});

describe('a failed connection', () => {
	test.each([
		['ECONNREFUSED', 'refused'],
		['ENOTFOUND', 'host name'],
		['EAI_AGAIN', 'host name'],
		['EHOSTUNREACH', 'network'],
		['ENETUNREACH', 'network'],
		['CERT_HAS_EXPIRED', 'expired'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'not trusted'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'not trusted'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'another host'],
	])('by %s means that nothing was sent, not even by a POST', (code, reason) => {
		for (const request of [get, post]) {
			const { happened, advice } = reportConnectionFailure(api, request, failureWith(code));
			expect(happened).toMatch(/^Example CRM could not be reached: /);
			expect(happened).toContain(reason);
			expect(advice).toContain('Nothing was sent.');
		}
	});

	test.each([
		['ECONNABORTED', 'in time'],
		['ETIMEDOUT', 'in time'],
		['ECONNRESET', 'broke off'],
		['EPIPE', 'broke off'],
		['ERR_BAD_RESPONSE', 'broke off'],
		['ERR_CANCELED', 'cancelled'],
		['EUNKNOWN', 'request failed'],
	])('by %s leaves open whether a POST was carried out', (code, reason) => {
		const failure = failureWith(code);
		expect(reportConnectionFailure(api, post, failure).happened).toContain(reason);
		expect(reportConnectionFailure(api, post, failure).advice).toContain('not certain');
		expect(reportConnectionFailure(api, get, failure).advice).toBe('Try again later.');
	});

	test('is recognised inside other errors', () => {
		const cause = new Error('outer', {
			cause: new Error('middle', { cause: failureWith('ENOTFOUND') }),
		});
		expect(reportConnectionFailure(api, get, cause).happened).toContain('host name');
	});

	test('whose causes go in a circle is reported', () => {
		const first = new Error('first');
		const second = new Error('second', { cause: first });
		first.cause = second;
		expect(reportConnectionFailure(api, get, first).happened).toContain('first');
	});

	test('that this package itself forbade is told in its words', () => {
		const refusal = new ParameterError('That host is forbidden', 'Use another one.');
		const cause = new Error('outer', { cause: refusal });
		expect(reportConnectionFailure(api, post, cause)).toEqual({
			happened: 'That host is forbidden',
			advice: 'Use another one.',
		});
	});

	test.each([['a text'], [undefined], [null], [{ code: 'ENOTFOUND' }]])(
		'is reported where %j was thrown',
		(cause) => {
			expect(reportConnectionFailure(api, get, cause).happened).toMatch(
				/^Example CRM did not answer: /,
			);
		},
	);
});

describe('n8n’s error', () => {
	const report: FailureReport = {
		happened: 'Example CRM rejected the values: Invalid (HTTP 422)',
		details: ['email: is taken', 'phone: is short'],
		advice: 'Correct the values.',
		requestId: 'req_1',
		status: 422,
	};

	test('has message, description and status of the report', () => {
		const error = toNodeApiError(node, report, []);
		expect(error.message).toBe('Example CRM rejected the values: Invalid (HTTP 422)');
		expect(error.description).toBe(
			'email: is taken.\nphone: is short.\nCorrect the values.\nRequest ID: req_1.',
		);
		expect(error.httpCode).toBe('422');
		expect(error.name).toBe('NodeApiError');
	});

	test('tells no request ID where there is none', () => {
		const { description } = toNodeApiError(node, { happened: 'It failed', advice: 'Wait.' }, []);
		expect(description).toBe('Wait.');
	});

	test.each([
		'EEXIST',
		'EPERM',
		'ENOENT',
		'ECONNREFUSED',
		'ETIMEDOUT',
		'Lead is preexisting',
		'superpermission is missing',
		'The server refused: eacces in the form',
	])('keeps the API’s own words: %s', (words) => {
		for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
			const reply = jsonReply({ message: words }, { status });
			const error = toNodeApiError(node, reportFailedReply(api, get, reply), []);
			expect(error.message).toContain(words);
			expect(error.message).toContain('Example CRM');
		}
	});

	test('keeps the words of a failed connection', () => {
		const { message } = toNodeApiError(
			node,
			reportConnectionFailure(api, get, failureWith('ECONNREFUSED')),
			[],
		);
		expect(message).toBe('Example CRM could not be reached: the connection was refused');
	});

	test('has no secret in any of its parts', () => {
		const secretReport: FailureReport = {
			happened: `The key ${KEY} is not valid: Bearer ${KEY}`,
			details: [`authorization: ${KEY}`],
			advice: `Replace ${KEY}`,
			requestId: KEY,
			status: 401,
		};
		const error = toNodeApiError(node, secretReport, [KEY]);
		const parts = Reflect.ownKeys(error).map((name) => {
			const value: unknown = Reflect.get(error, name);
			return JSON.stringify(value);
		});
		expect(`${parts.join('\n')}\n${JSON.stringify(error)}\n${String(error.stack)}`).not.toContain(
			KEY,
		);
		expect(error.message).toContain('is not valid');
	});

	test('has no part of a secret where a long reply is cut within it', () => {
		for (let length = 200; length <= 300; length++) {
			const body = `${'x'.repeat(length)} ${KEY} and more ${'y'.repeat(300)}`;
			const reply = toReply({ statusCode: 500, headers: {}, body }, [KEY]);
			const reports = [
				reportFailedReply(api, get, reply),
				reportUnexpectedReply(api, get, { ...reply, status: 200 }, 'a lead'),
			];
			for (const cut of reports) {
				expect(toNodeApiError(node, cut, [KEY]).message).not.toContain('crmlp_');
			}
		}
	});
});

describe('redaction', () => {
	test('blanks every occurrence of every secret', () => {
		expect(
			redact('first-secret, second-secret, first-secret', ['first-secret', 'second-secret']),
		).toBe('•••, •••, •••');
	});

	test('blanks short secrets as whole words', () => {
		expect(redact('12345678 or 1234567', ['12345678', '1234567'])).toBe('••• or •••');
	});

	test('blanks a secret that contains another one as a whole', () => {
		const secrets = ['whsec_abc', 'whsec_abc_and_more'];
		expect(redact('whsec_abc_and_more', secrets)).toBe('•••');
		expect(redact('whsec_abc_and_more', secrets.toReversed())).toBe('•••');
	});

	test.each(['.*', '$&', '(secret)', '[a-z]+$'])('takes secrets literally: %s', (part) => {
		const secret = `prefix_${part}`;
		expect(redact(`a ${secret} b`, [secret])).toBe('a ••• b');
		expect(redact('prefix_secret', [secret])).toBe('prefix_secret');
	});

	test.each(['', 'a', 'the'])('leaves words alone that a short entry %j is a part of', (secret) => {
		expect(redact('the lead and another lead', [secret])).toBe('the lead and another lead');
	});
});
