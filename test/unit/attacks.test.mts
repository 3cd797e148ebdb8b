import { crmLeadProApi } from '../../nodes/CrmLeadPro/api.ts';
import { ParameterError } from '../../nodes/shared/failures.ts';
import { readPagingSignals } from '../../nodes/shared/http/paging/signals.ts';
import { toReply } from '../../nodes/shared/http/transport.ts';
import { ySuiteApi } from '../../nodes/YSuite/api.ts';
import { isSigned, mac, policyFor } from './support/signatures.mts';

const LIST = 'https://crm.example.com/api/v1/leads';

function replyWith(body: string, link?: string) {
	const headers = link === undefined ? {} : { Link: `<${link}>; rel="next"` };
	return toReply({ statusCode: 200, headers, body }, []);
}

/** Addresses that look like the list's own, and what a browser would make of them. */
const elsewhere: Array<[trick: string, address: string]> = [
	['backslashes for slashes', '\\\\evil.com/leads'],
	['a backslash after a slash', '/\\evil.com/leads'],
	['a backslash in the scheme', 'https:\\\\evil.com\\leads'],
	['one slash too many', '///evil.com/leads'],
	['no host between the slashes', 'https:///evil.com/leads'],
	['a tab in the slashes', '/\t/evil.com/leads'],
	['a line break in the scheme', 'ht\ntps://evil.com/leads'],
	['spaces in front', '  //evil.com/leads'],
	['the host as a user', 'https://crm.example.com%2fapi@evil.com/leads'],
	['the host as a prefix', 'https://crm.example.com.evil.com/leads'],
	['the host in the fragment', 'https://evil.com#crm.example.com'],
	['a host that looks alike', 'https://crm.ехample.com/api/v1/leads'],
	['another port', 'https://crm.example.com:444/api/v1/leads'],
	['plain http', 'http://crm.example.com/api/v1/leads'],
	['a data URL', 'data:application/json,[]'],
];

describe.each(elsewhere)('an address with %s', (_trick, address) => {
	test('is no next page, in a header or in a body', () => {
		const body = JSON.stringify({ data: [], links: { next: address } });
		expect(readPagingSignals(replyWith(body), LIST).url).toBeUndefined();
		expect(readPagingSignals(replyWith('[]', address), LIST).url).toBeUndefined();
	});

	test.each([crmLeadProApi, ySuiteApi])('gets no key of $name', ({ authenticate }) => {
		const data = {
			apiKey: 'crmlp_live_secret',
			accessKey: 'access-key-1',
			secretKey: 'secret-key-1',
			baseUrl: 'https://crm.example.com/api/v1',
		};
		for (const options of [{ url: address }, { url: address, baseURL: LIST }]) {
			let sent: unknown;
			try {
				sent = authenticate(data, options);
			} catch (error) {
				expect(error).toBeInstanceOf(ParameterError);
			}
			expect(sent).toBeUndefined();
		}
	});
});

test.each(['https://user:word@crm.example.com/leads', 'https://user@crm.example.com/leads'])(
	'%s is no next page, since its user would be sent in place of the key',
	(address) => {
		expect(readPagingSignals(replyWith('[]', address), LIST).url).toBeUndefined();
	},
);

test.each([
	'{"__proto__": {"next_cursor": "7"}, "data": []}',
	'{"data": [], "meta": {"__proto__": {"next_cursor": "7", "total": 9}}}',
	'{"data": [], "constructor": {"prototype": {"has_more": true, "total_pages": 9}}}',
])('paging signals that a reply plants in a prototype are not read: %s', (body) => {
	expect(readPagingSignals(replyWith(body), LIST)).toMatchObject({
		cursor: undefined,
		nextPage: undefined,
		strangeLink: undefined,
		count: undefined,
		suggestedWays: [],
		url: undefined,
		pages: undefined,
		total: undefined,
		hasMore: undefined,
	});
	expect({}).not.toHaveProperty('next_cursor');
	expect({}).not.toHaveProperty('has_more');
});

test('headers of a reply change no prototype', () => {
	const headers: unknown = JSON.parse('{"__proto__": {"retry-after": "1"}, "Constructor": "x"}');
	const reply = toReply({ statusCode: 200, headers, body: '' }, []);
	expect(reply.headers['retry-after']).toBeUndefined();
	expect(Object.getPrototypeOf({})).not.toHaveProperty('retry-after');
});

test.each([
	'x-signature\r\nx-evil',
	'x-signature\nx-evil: 1',
	'x-signature: sha256',
	'x-signature\0',
	'__proto__',
	'constructor',
	'toString',
	'',
])('a Signature Header named %j lets nothing in that is signed elsewhere', (header) => {
	const content = Buffer.from('{"event":"lead.created"}');
	const right = mac(content).toString('hex');
	const headers = { 'x-signature': right, 'x-evil': right, sha256: right };
	expect(isSigned(content, headers, policyFor({ header }))).toBe(false);
	expect(isSigned(content, headers, policyFor())).toBe(true);
});
