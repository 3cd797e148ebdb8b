import { readBaseUrl } from '../../nodes/shared/credential/credential.ts';
import { refusal } from './support/refusal.mts';

test.each([
	['https://crmleadpro.in/api/v1', 'https://crmleadpro.in/api/v1'],
	['https://crmleadpro.in/api/v1/', 'https://crmleadpro.in/api/v1'],
	['https://crmleadpro.in/api/v1///', 'https://crmleadpro.in/api/v1'],
	['  https://crmleadpro.in/api/v1\n', 'https://crmleadpro.in/api/v1'],
	['\u00a0https://crmleadpro.in/api/v1\u00a0', 'https://crmleadpro.in/api/v1'],
	['https://crm.example.com', 'https://crm.example.com'],
	['https://crm.example.com/', 'https://crm.example.com'],
	['https://crm.example.com:8443/api', 'https://crm.example.com:8443/api'],
	['HTTPS://CRM.Example.com/API', 'https://crm.example.com/API'],
])('reads %j as %s', (typed, expected) => {
	expect(readBaseUrl(typed)).toBe(expected);
});

test.each([
	['https://crm.example.com/api?key=secret1234', 'query', 'https://crm.example.com/api'],
	['https://crm.example.com/api/?x#y', 'query', 'https://crm.example.com/api'],
	['https://crm.example.com/api/#top', 'fragment', 'https://crm.example.com/api'],
	['http://localhost:3000?x=1', 'query', 'http://localhost:3000'],
])('refuses %s, and names what to remove: the %s', (typed, extra, left) => {
	const { message, advice } = refusal(() => readBaseUrl(typed));
	expect(message).toBe(`The Base URL in the credential must not contain a ${extra}`);
	expect(advice).toMatch(new RegExp(`Remove the .* so that ${left} is left\\.`));
	expect(`${message} ${advice}`).not.toContain('secret1234');
});

test.each([
	['https://crm.example.com/api v1', 'space'],
	['https://crm.exam\nple.com/api', 'line break'],
	['https://crm.exam\tple.com/api', 'space'],
	['https:\\\\crm.example.com\\api', 'backslash'],
	['https://crm.example.com\\@evil.com', 'backslash'],
	['https:crm.example.com', 'is not a URL'],
	['https:/crm.example.com', 'is not a URL'],
	['https:///crm.example.com', 'is not a URL'],
])('refuses %j, which would be read as another address', (typed, what) => {
	expect(refusal(() => readBaseUrl(typed)).message).toContain(what);
});

test.each(['https://crm.example.com/api?', 'https://crm.example.com/api#'])(
	'takes %s, which has nothing behind the mark',
	(typed) => {
		expect(readBaseUrl(typed)).toBe('https://crm.example.com/api');
	},
);

test.each([
	['http://localhost:5678/api/v1', 'http://localhost:5678/api/v1'],
	['http://LOCALHOST:5678', 'http://localhost:5678'],
	['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
	['http://127.255.0.9/api', 'http://127.255.0.9/api'],
	['http://127.1:3000', 'http://127.0.0.1:3000'],
	['http://[::1]:3000/api', 'http://[::1]:3000/api'],
])('accepts plain http to this computer: %s', (typed, expected) => {
	expect(readBaseUrl(typed)).toBe(expected);
});

test.each([
	'http://crmleadpro.in/api/v1',
	'http://127.0.0.1.evil.com/api',
	'http://127.evil.com',
	'http://localhost.evil.com/api',
	'http://evil.com/localhost',
	'http://evil.com?localhost',
	'http://evil.com#127.0.0.1',
	'http://evil-localhost',
	'http://localhost@evil.com',
	'http://127.0.0.1:80@evil.com',
	'http://126.0.0.1',
	'http://128.0.0.1',
	'http://0.0.0.0',
	'http://10.0.0.1',
	'http://[::2]',
	'ftp://localhost/api',
	'file:///etc/passwd',
	'javascript:alert(1)',
	'ws://localhost',
])('refuses %s, over which others could read the key', (typed) => {
	const { message, advice } = refusal(() => readBaseUrl(typed));
	expect(message).toContain('must start with https://');
	expect(advice).toContain('https://');
});

test.each([
	'https://user:pass@crmleadpro.in/api/v1',
	'https://user@crmleadpro.in',
	'https://:pass@crmleadpro.in',
	'https://crmleadpro.in@evil.com/api/v1',
	'http://user@localhost:3000',
])('refuses %s, which carries a user name or a password', (typed) => {
	const { message, advice } = refusal(() => readBaseUrl(typed));
	expect(message).toContain('must not contain a user name or a password');
	expect(advice).toContain('@');
});

test('a password in the URL is not repeated in the message', () => {
	const { message, advice } = refusal(() => readBaseUrl('https://user:hunter22@crmleadpro.in'));
	expect(`${message} ${advice}`).not.toContain('hunter22');
});

test.each([
	'',
	'   ',
	'crmleadpro.in',
	'crmleadpro.in/api/v1',
	'/api/v1',
	'https://',
	'http://[::1',
])('refuses %j, which is no URL', (typed) => {
	const { message, advice } = refusal(() => readBaseUrl(typed));
	expect(message).toContain('is not a URL');
	expect(advice).toContain('https://');
});
