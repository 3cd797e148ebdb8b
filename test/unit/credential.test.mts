import type { IHttpRequestOptions } from 'n8n-workflow';

import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { authenticateFor, readAccess, readKey } from '../../nodes/shared/credential/credential.ts';
import { refusal } from './support/refusal.mts';

const BASE_URL = 'https://crmleadpro.in/api/v1';
const KEY = 'crmlp_live_4Zx8vQ2mTn6kLp0s';
const keyHeaders = { Authorization: `Bearer ${KEY}` };

describe('the key goes', () => {
	test.each<IHttpRequestOptions>([
		{ url: 'https://crmleadpro.in/api/v1/leads' },
		{ url: 'https://crmleadpro.in/api/v2/leads?page=2' },
		{ url: 'https://CRMLEADPRO.in:443/api/v1/leads' },
		{ url: '/leads', baseURL: BASE_URL },
		{ url: 'leads', baseURL: `${BASE_URL}/` },
		{ url: 'https://crmleadpro.in/leads', baseURL: 'https://evil.com' },
	])('with %j', (options) => {
		expect(authenticateFor(options, BASE_URL, keyHeaders).headers).toEqual(keyHeaders);
	});

	test('with the address that the HTTP Request node calls "uri"', () => {
		const options = { url: '', uri: `${BASE_URL}/leads` };
		Reflect.deleteProperty(options, 'url');
		expect(authenticateFor(options, BASE_URL, keyHeaders).headers).toEqual(keyHeaders);
	});
});

describe('the key stays', () => {
	test.each<IHttpRequestOptions>([
		{ url: 'https://evil.com/api/v1/leads' },
		{ url: 'http://crmleadpro.in/api/v1/leads' },
		{ url: 'https://crmleadpro.in:8443/api/v1/leads' },
		{ url: 'https://crmleadpro.in.evil.com/leads' },
		{ url: 'https://crmleadpro.in@evil.com/leads' },
		{ url: 'https://api.crmleadpro.in/leads' },
		{ url: '//evil.com/leads', baseURL: BASE_URL },
		{ url: '\\\\evil.com/leads', baseURL: BASE_URL },
		{ url: 'https:/evil.com/leads' },
		{ url: '\thttps://evil.com/leads' },
		{ url: 'https://evil.com', baseURL: BASE_URL },
		{ url: '/leads', baseURL: 'https://evil.com' },
		{ url: '/leads' },
		{ url: '' },
		{ url: 'data:text/plain,crmleadpro.in' },
		{ url: 'file:///etc/passwd' },
	])('away from %j', (options) => {
		const { message, advice } = refusal(() => authenticateFor(options, BASE_URL, keyHeaders));
		expect(message).toContain('This credential is for https://crmleadpro.in only');
		expect(message).not.toContain(KEY);
		expect(advice).toContain('Base URL');
	});

	test.each([
		['https://evil.com/api/v1/leads', 'https://evil.com'],
		['/leads', 'another address'],
	])('away from %s, which the error names as %s', (url, named) => {
		expect(refusal(() => authenticateFor({ url }, BASE_URL, keyHeaders)).message).toContain(
			`its key was not sent to ${named}`,
		);
	});

	test('where the base URL itself is not allowed', () => {
		const options = { url: 'http://crmleadpro.in/api/v1/leads' };
		expect(
			refusal(() => authenticateFor(options, 'http://crmleadpro.in/api/v1', keyHeaders)).message,
		).toContain('must start with https://');
	});
});

describe('the key stays where its way is not safe', () => {
	const url = `${BASE_URL}/leads`;
	const LOCAL = 'http://localhost:3000/api';
	/** Options as n8n's HTTP Request node and its request functions have them. */
	const withOptions = (options: object): IHttpRequestOptions => Object.assign({ url }, options);

	test.each<[object, string, RegExp, string]>([
		[
			{ rejectUnauthorized: false },
			BASE_URL,
			/certificate of the server would not be checked/,
			'NODE_EXTRA_CA_CERTS',
		],
		[{ skipSslCertificateValidation: true }, BASE_URL, /would not be checked/, 'Ignore SSL Issues'],
		[
			{ agentOptions: { rejectUnauthorized: false } },
			BASE_URL,
			/would not be checked/,
			'Ignore SSL Issues',
		],
		[
			{ url: `${LOCAL}/leads`, rejectUnauthorized: false },
			LOCAL,
			/would not be checked/,
			'Ignore SSL Issues',
		],
		[
			{ url: `${LOCAL}/leads`, proxy: 'http://evil.com:3128' },
			LOCAL,
			/the proxy would read it/,
			'proxy',
		],
		[
			{ url: `${LOCAL}/leads`, proxy: { host: 'evil.com', port: 3128 } },
			LOCAL,
			/the proxy would read it/,
			'proxy',
		],
		[
			{ proxy: 'http://evil.com:3128', agentOptions: { ca: 'of evil.com' } },
			BASE_URL,
			/pass for the server/,
			'CA',
		],
		[{ headers: { hOsT: 'evil.com' } }, BASE_URL, /Host header names another server/, 'Host'],
	])('with %j for %s', (options, baseUrl, reason, advice) => {
		const error = refusal(() => authenticateFor(withOptions(options), baseUrl, keyHeaders));
		expect(error.message).toMatch(/^The key of this credential was not sent, because /);
		expect(error.message).toMatch(reason);
		expect(error.advice).toContain(advice);
		expect(`${error.message} ${error.advice}`).not.toContain(KEY);
	});

	test.each<object>([
		{ rejectUnauthorized: true },
		{ skipSslCertificateValidation: false },
		// In front of https a proxy sees the host only.
		{ proxy: 'http://proxy.example.com:3128' },
		{ proxy: '' },
		{ agentOptions: { ca: 'of our own', cert: 'c', key: 'k' } },
		{ headers: { Host: 'crmleadpro.in' } },
	])('but goes with %j', (options) => {
		expect(authenticateFor(withOptions(options), BASE_URL, keyHeaders).headers).toMatchObject(
			keyHeaders,
		);
	});
});

test('a request keeps its other options and headers, and the original is not changed', () => {
	const options: IHttpRequestOptions = {
		method: 'POST',
		url: `${BASE_URL}/leads`,
		headers: { Accept: 'application/json', Authorization: 'of somebody else' },
		body: '{}',
	};
	const before = structuredClone(options);
	expect(authenticateFor(options, BASE_URL, keyHeaders)).toEqual({
		...before,
		headers: { Accept: 'application/json', ...keyHeaders },
		sendCredentialsOnCrossOriginRedirect: false,
		allowedDomains: 'crmleadpro.in',
	});
	expect(options).toEqual(before);
});

describe('a key', () => {
	test.each([
		[KEY, KEY],
		[`  ${KEY}\r\n`, KEY],
		['a!#$%&/()=?+*~-_.:,;<>|{}[]^`\'"\\@z', 'a!#$%&/()=?+*~-_.:,;<>|{}[]^`\'"\\@z'],
	])('is read from %j', (typed, expected) => {
		expect(readKey({ apiKey: typed }, 'apiKey', 'API Key')).toBe(expected);
	});

	test.each([[{}], [{ apiKey: '' }], [{ apiKey: ' \n' }], [{ apiKey: 42 }], [{ otherKey: KEY }]])(
		'is missing in %j',
		(data) => {
			const { message, advice } = refusal(() => readKey(data, 'apiKey', 'API Key'));
			expect(message).toBe('The API Key in the credential is empty');
			expect(advice).toContain('credential');
		},
	);

	test.each([
		`${KEY}\r\nX-Injected: yes`,
		`${KEY}\nX-Injected: yes`,
		`${KEY}\rX`,
		`${KEY} ${KEY}`,
		`${KEY}\u0000`,
		`${KEY}\tx`,
		`${KEY}\u007fx`,
		`कुंजी`,
		`${KEY}…`,
		`“${KEY}”`,
		`${KEY}\u200b`,
	])('is refused, and not shown, as %j', (typed) => {
		const { message, advice } = refusal(() => readKey({ apiKey: typed }, 'apiKey', 'API Key'));
		expect(message).toContain('The API Key in the credential contains characters that no key has');
		expect(advice).toContain('Copy the key again');
		expect(`${message} ${advice}`).not.toContain(KEY);
	});
});

describe('the credential of CRMLead Pro', () => {
	test('sends the key as a bearer token', () => {
		const data = { apiKey: KEY, baseUrl: BASE_URL };
		expect(crmLeadProApi.authenticate(data, { url: `${BASE_URL}/leads` }).headers).toEqual({
			Authorization: `Bearer ${KEY}`,
		});
	});

	test('keeps the key and each signing secret out of texts', () => {
		const data = {
			apiKey: `${KEY}\n`,
			baseUrl: `${BASE_URL}/`,
			webhookSigningSecret: 'whsec_first_one\n  whsec_second_one  \n',
		};
		const { baseUrl, secrets } = readAccess(crmLeadProApi, data);
		expect(baseUrl).toBe(BASE_URL);
		expect(secrets).toEqual(expect.arrayContaining([KEY, 'whsec_first_one', 'whsec_second_one']));
	});
});
