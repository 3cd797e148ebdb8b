import { ySuiteApi } from '../../nodes/YSuite/api.ts';
import { mobile } from '../../nodes/YSuite/mobile.ts';
import { readAccess } from '../../nodes/shared/credential/credential.ts';
import { reportFailedReply } from '../../nodes/shared/http/apiError.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';
import { jsonReply } from './support/replies.mts';

const BASE_URL = 'https://api.ysuite.org/v1';
const keys = { accessKey: 'access_4Zx8vQ2mTn6kLp0s', secretKey: 'secret_9Yw7uP1lSm5jKo2r' };
const data = { ...keys, baseUrl: BASE_URL };

describe('the credential of YSUITE', () => {
	test('sends both keys under the documented names', () => {
		expect(ySuiteApi.authenticate(data, { url: `${BASE_URL}/leads` }).headers).toEqual({
			'x-ysuite-access-key': keys.accessKey,
			'x-ysuite-secret-key': keys.secretKey,
		});
	});

	test.each([
		'https://evil.com/v1/leads',
		'https://api.ysuite.org.evil.com/v1/leads',
		'http://api.ysuite.org/v1/leads',
		'https://ysuite.org/v1/leads',
	])('sends neither to %s', (url) => {
		const { message } = refusal(() => ySuiteApi.authenticate(data, { url }));
		expect(message).toContain('This credential is for https://api.ysuite.org only');
		for (const key of Object.values(keys)) expect(message).not.toContain(key);
	});

	test('lets n8n take neither along a redirect to another host', () => {
		expect(ySuiteApi.authenticate(data, { url: `${BASE_URL}/leads` })).toMatchObject({
			sendCredentialsOnCrossOriginRedirect: false,
			allowedDomains: 'api.ysuite.org',
		});
	});

	test('keeps both keys out of texts', () => {
		const access = readAccess(ySuiteApi, { ...data, baseUrl: `${BASE_URL}/` });
		expect(access.baseUrl).toBe(BASE_URL);
		expect(access.secrets).toEqual(Object.values(keys));
	});

	test.each([
		['accessKey', 'Access Key'],
		['secretKey', 'Secret Key'],
	])('is not complete without %s', (name, label) => {
		expect(refusal(() => readAccess(ySuiteApi, { ...data, [name]: ' ' })).message).toBe(
			`The ${label} in the credential is empty`,
		);
	});

	test.each(['http://api.ysuite.org/v1', 'ftp://api.ysuite.org', 'ysuite'])(
		'is not accepted with %s',
		(baseUrl) => {
			expect(refusal(() => readAccess(ySuiteApi, { ...data, baseUrl })).message).toContain(
				'Base URL',
			);
		},
	);
});

describe('the mark of an organisation', () => {
	const markOf = (changes: Partial<typeof data>) =>
		readAccess(ySuiteApi, { ...data, ...changes }).account;

	test('is short, tells no key, and is the same as long as address and access key are', () => {
		const mark = markOf({});
		expect(mark).toMatch(/^[0-9a-f]{16}$/);
		expect(markOf({ secretKey: 'another_secret' })).toBe(mark);
		expect(markOf({ baseUrl: `${BASE_URL}/ ` })).toBe(mark);
	});

	test.each([{ accessKey: 'access_of_another' }, { baseUrl: 'https://eu.ysuite.org/v1' }])(
		'is another one with %j',
		(change) => {
			expect(markOf(change)).not.toBe(markOf({}));
		},
	);
});

describe('advice', () => {
	test.each([
		[401, 'Invalid API credentials.', 'Settings → API Keys'],
		[403, 'Subscription add-on is not active.', 'add-on'],
		[400, 'No organisation assigned to user', 'Assign the user'],
		[400, 'No organization assigned to user.', 'Assign the user'],
		[400, 'Lead not found.', 'Check the ID'],
		[400, 'Contact not found in your organization.', 'Check the ID'],
		[200, 'Lead was not found within this organisation', 'Check the ID'],
		[400, 'Organization not found.', 'Assign the user'],
		[200, 'No organisation assigned to user', 'Assign the user'],
		[200, 'Invalid API credentials.', 'Settings → API Keys'],
		[400, 'Something else', 'values'],
		[422, 'No organisation', 'Correct the values'],
		[500, 'Lead not found', 'again'],
	])('about %i "%s" says "%s"', (status, message, expected) => {
		const reply = jsonReply({ success: false, message }, { status });
		const { advice } = reportFailedReply(ySuiteApi, { method: 'GET', path: '/leads' }, reply);
		expect(advice).toContain(expected);
	});

	test('lists the errors of each field', () => {
		const errors = { cstname: ['Lead name is required.'], cstemail: ['Is taken.', 'Is odd.'] };
		const reply = jsonReply({ success: false, message: 'Invalid', errors }, { status: 422 });
		const { details } = reportFailedReply(ySuiteApi, { method: 'POST', path: '/leads' }, reply);
		expect(details).toEqual(['cstname: Lead name is required.', 'cstemail: Is taken.; Is odd.']);
	});
});

describe('a mobile number', () => {
	test.each([
		['+971501234567', '+971501234567'],
		[' 0501234567\n', '0501234567'],
		['+971 50 123 4567', '+971501234567'],
		['050-123-4567', '0501234567'],
		[971501234567, '971501234567'],
		['', undefined],
		[null, undefined],
	])('is read from %j as %j', (raw, expected) => {
		expect(read(mobile, raw)).toBe(expected);
	});

	test.each(['+971 (0)50 123', '050/123', '++971', '971+', '+', '-', 'none', '٠٥٠'])(
		'is not %j',
		(raw) => {
			const { message, advice } = refusal(() => read(mobile, raw));
			expect(message).toContain(`${LABEL} must have digits only`);
			expect(advice).toContain('Remove');
		},
	);

	test.each(['2026-03-31', '31-03-2026', '9876543210 9876543211', '20260331123456700', '050'])(
		'is not %j, which is a date, two numbers or of an odd length',
		(raw) => {
			expect(refusal(() => read(mobile, raw)).message).toContain(
				`${LABEL} must be a phone number, but it is`,
			);
		},
	);
});
