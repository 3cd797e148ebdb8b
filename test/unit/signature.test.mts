import crypto, { createHash } from 'node:crypto';

import type {
	DeliveryHeaders,
	SignaturePolicy,
} from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import {
	isSigned,
	mac,
	policyFor,
	readSignedBodies,
	SECRET,
	SIGNATURE_HEADERS,
	SIGNED_AT,
	timestamped,
} from './support/signatures.mts';

const signedBodies = readSignedBodies();
const BODY = Buffer.from('{"id":"event_01","event":"lead.created","data":{"name":"Priya Sharma"}}');
const HEX = mac(BODY).toString('hex');
const OTHER = mac(BODY, 'another secret').toString('hex');

const accepts = (
	header: string | string[] | undefined,
	changes: Partial<SignaturePolicy> = {},
	content: Buffer = BODY,
): boolean => isSigned(content, { 'x-crmleadpro-signature': header }, policyFor(changes));

describe('what OpenSSL signed is accepted', () => {
	const cases = signedBodies.flatMap(({ signatures, ...signedBody }) =>
		Object.entries(signatures).map(([format, header]) => ({ ...signedBody, format, header })),
	);

	test('the examples cover every format, and both alphabets of base64', () => {
		expect(cases).toHaveLength(6 * 3 * 9);
		expect(cases.filter(({ header }) => /[+/]/.test(header)).length).toBeGreaterThan(0);
		expect(cases.filter(({ header }) => /^[^=]*[-_]/.test(header)).length).toBeGreaterThan(0);
	});

	test.each(cases)('$format over the $body body, secret $secret', ({ content, secret, header }) => {
		expect(accepts(header, { secrets: [secret] }, content)).toBe(true);
	});

	test.each(cases)(
		'$format over the $body body, and with one bit of the body changed it is not, secret $secret',
		({ content, secret, header }) => {
			const changed = Buffer.from(content.length === 0 ? '\0' : content);
			changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
			expect(accepts(header, { secrets: [secret] }, changed)).toBe(false);
		},
	);

	test('the bytes count, not what they mean: JSON that was written anew is refused', () => {
		const respelled = signedBodies.filter(({ body }) => body === 'respelled');
		expect(respelled.length).toBeGreaterThan(0);
		for (const { content, secret, signatures } of respelled) {
			const rewritten = Buffer.from(JSON.stringify(JSON.parse(content.toString())));
			for (const header of Object.values(signatures)) {
				expect(accepts(header, { secrets: [secret] }, rewritten)).toBe(false);
			}
		}
	});
});

describe('the header', () => {
	const signedIn = (headers: DeliveryHeaders, header?: string): boolean =>
		isSigned(BODY, headers, policyFor({ header }));

	test.each(SIGNATURE_HEADERS)('%s is looked at', (name) => {
		expect(signedIn({ [name]: HEX })).toBe(true);
		expect(signedIn({ [name]: OTHER })).toBe(false);
	});

	test.each([
		'signature',
		'x-hub-signature',
		'x-crmleadpro-signature-256',
		'x-crmleadpro-signature-v3',
		'x-crm-webhook-signature',
		'x-docusign-signature-1',
		'x-acme-hmac-sha256',
		'x-acme-hmacsha256',
		'x-acme-sig',
		'x_acme_signature',
		'x-payload-digest',
		'x-webhook-hash',
	])('%s names itself a signature', (name) => {
		expect(signedIn({ [name]: HEX })).toBe(true);
		expect(signedIn({ [name]: OTHER })).toBe(false);
	});

	test('may be one of several that name themselves one, wherever it stands among them', () => {
		expect(signedIn({ 'x-crmleadpro-signature': OTHER, 'x-signature': HEX })).toBe(true);
		expect(signedIn({ 'x-crmleadpro-signature': HEX, 'x-signature': OTHER })).toBe(true);
		expect(signedIn({ 'x-crmleadpro-signature': '', 'x-signature': HEX })).toBe(true);
		expect(signedIn({ 'x-crmleadpro-signature': undefined, 'x-signature': HEX })).toBe(true);
		expect(signedIn({ 'x-crmleadpro-signature': OTHER, 'x-signature': OTHER })).toBe(false);
	});

	test.each([7, 8])('after %i others is looked at only as the eighth', (others) => {
		const headers: Record<string, string> = {};
		for (let index = 0; index < others; index++) headers[`x-signature-${index}`] = OTHER;
		headers['x-signature'] = HEX;
		expect(signedIn(headers)).toBe(others < 8);
	});

	test.each(['HMAC-SHA256', 'hmac', 'HMAC-SHA-256', 'SHA256', 'CRM-HMAC-SHA256', 'Signature'])(
		'authorization holds a signature after the word %s',
		(scheme) => {
			expect(signedIn({ authorization: `${scheme} ${HEX}` })).toBe(true);
			expect(signedIn({ authorization: `${scheme} signature="${HEX}"` })).toBe(true);
			expect(signedIn({ authorization: `${scheme} ${OTHER}` })).toBe(false);
		},
	);

	test.each(['Bearer', 'Basic', 'Digest', 'Token'])(
		'authorization holds none after the word %s',
		(scheme) => {
			expect(signedIn({ authorization: `${scheme} ${HEX}` })).toBe(false);
		},
	);

	test.each(['x-our-signature', 'X-Our-Signature', '  X-OUR-SIGNATURE '])(
		'%j, named in the options, is the only one that is looked at',
		(header) => {
			expect(signedIn({ 'x-our-signature': HEX }, header)).toBe(true);
			expect(signedIn({ 'x-crmleadpro-signature': HEX }, header)).toBe(false);
			expect(signedIn({ 'x-crmleadpro-signature': HEX, 'x-our-signature': OTHER }, header)).toBe(
				false,
			);
		},
	);

	test.each([
		'authorization',
		'x-signature-512',
		'x-signature-sha1',
		'x-acme-hmac-sha512',
		'x-signature-ed25519',
		'x-assigned-to',
		'x-design',
		'content-md5',
		'x-webhook-id',
	])('%s is no signature header', (name) => {
		expect(signedIn({ [name]: HEX })).toBe(false);
	});

	test('is not looked for in the prototype of the headers', () => {
		const headers: DeliveryHeaders = {};
		Object.setPrototypeOf(headers, { 'x-signature': HEX });
		expect(signedIn(headers)).toBe(false);
		expect(signedIn({}, '__proto__')).toBe(false);
		expect(signedIn({}, 'constructor')).toBe(false);
	});
});

describe('a wrong signature is refused', () => {
	const base64 = mac(BODY).toString('base64');
	const flip = (text: string, at: number): string =>
		`${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;

	test.each<[string, string | string[] | undefined]>([
		['no header', undefined],
		['an empty header', ''],
		['a blank header', '   '],
		['commas only', ',,,,,'],
		['an empty list of headers', []],
		['one digit changed at the start', flip(HEX, 0)],
		['one digit changed at the end', flip(HEX, 63)],
		['one digit less', HEX.slice(0, -1)],
		['one byte less', HEX.slice(0, -2)],
		['the first half', HEX.slice(0, 32)],
		['one digit more', `${HEX}0`],
		['one byte more', `${HEX}00`],
		['made with another secret', OTHER],
		['made for another body', mac('{}').toString('hex')],
		['made for an empty body', mac('').toString('hex')],
		['in hex after 0x', `0x${HEX}`],
		['in hex with colons', HEX.match(/../g)?.join(':')],
		['in base64 of the hex text', Buffer.from(HEX).toString('base64')],
		['in hex of the base64 text', Buffer.from(base64).toString('hex')],
		['in base64 with more padding', `${base64}=`],
		['in base64 with a blank inside', `${base64.slice(0, 20)} ${base64.slice(20)}`],
		['in base64 with other unused bits', base64.replace(/.=$/, (end) => `${next(end)}=`)],
		['in binary', mac(BODY).toString('latin1')],
		['after another prefix', `sha1=${HEX}`],
		['after the name of what it is none of', `keyid=${HEX}`],
		['after two prefixes', `sha256=sha256=${HEX}`],
		['the plain SHA-256 of the body', hashOf(BODY)],
		['the secret itself', SECRET],
		['zeros', '0'.repeat(64)],
		['with the prefix in its middle', `${HEX.slice(0, 32)}sha256=${HEX.slice(32)}`],
	])('%s', (_case, header) => {
		expect(accepts(header)).toBe(false);
	});

	test.each<[string, readonly string[]]>([
		['no secret is known', []],
		['the only secret is empty', ['']],
		['the secret is another', ['another secret']],
		['the secret has a blank before it', [` ${SECRET}`]],
		['the secret is in another case', [SECRET.toUpperCase()]],
	])('where %s', (_case, secrets) => {
		expect(accepts(HEX, { secrets })).toBe(false);
	});

	test('that was made with the empty secret, where that is the secret', () => {
		expect(accepts(mac(BODY, '').toString('hex'), { secrets: [''] })).toBe(false);
		expect(accepts(mac(BODY, '').toString('hex'), { secrets: ['', SECRET] })).toBe(false);
	});
});

/** The next letter of base64, which differs in the bits that 32 bytes leave unused. */
function next(end: string): string {
	return String.fromCharCode(end.charCodeAt(0) + 1);
}

function hashOf(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

describe('a signature may be written', () => {
	const base64 = mac(BODY).toString('base64');
	const base64url = mac(BODY).toString('base64url');

	test.each([
		HEX.toUpperCase(),
		base64.replace('=', ''),
		`SHA256=${HEX}`,
		`sha-256=${HEX}`,
		`sha256= ${HEX}`,
		`sha256:${HEX}`,
		`hmac-sha256=${HEX}`,
		`HmacSHA256=${base64}`,
		`hmac=${HEX}`,
		`hmac-sha256 ${HEX}`,
		`v1=${HEX}`,
		`v0=${HEX}`,
		`v1,${base64}`,
		`v1,${mac(BODY, 'b').toString('base64')} v1,${base64}`,
		`v1a,${'A'.repeat(86)}== v1,${base64}`,
		`h1=${HEX}`,
		`s=${HEX}`,
		`sig=${base64url}`,
		`signature=${base64}`,
		`signature="${base64}"`,
		`mac="${HEX}"`,
		`keyId="1",algorithm="hmac-sha256",signature="${base64}"`,
		`keyId=1&algorithm=hmac-sha256&signature=${base64url}`,
		`v=1;s=${HEX}`,
	])('%s', (header) => {
		expect(accepts(header)).toBe(true);
		expect(accepts(header, {}, Buffer.from('{}'))).toBe(false);
	});
});

describe('several secrets', () => {
	test.each([[[SECRET, 'b', 'c']], [['a', SECRET, 'c']], [['a', 'b', SECRET]], [['', SECRET]]])(
		'any of %j may have signed',
		(secrets) => {
			expect(accepts(HEX, { secrets })).toBe(true);
			expect(accepts(timestamped(BODY), { secrets })).toBe(true);
		},
	);
});

describe('several signatures', () => {
	test.each<[string, string | string[]]>([
		['two headers, the right one last', [OTHER, HEX]],
		['two headers, the right one first', [HEX, OTHER]],
		['two headers as Node.js joins them', `${OTHER}, ${HEX}`],
		['two headers with a prefix', `sha256=${OTHER}, sha256=${HEX}`],
		['in other formats', `${OTHER}, sha256=${mac(BODY).toString('base64')}`],
		['two timestamped headers', [timestamped(BODY, SIGNED_AT, 'b'), timestamped(BODY)]],
		['two of different times', `${timestamped(BODY, SIGNED_AT - 5)},${timestamped('{}')}`],
		['a timestamped one and a bare one', `${timestamped(BODY, SIGNED_AT, 'b')}, ${HEX}`],
		['other parts between', `keyid=1, ${OTHER}, alg=hmac, ${HEX}`],
		['a blank before v1', timestamped(BODY).replace(',', ', ')],
	])('one of which is right are accepted: %s', (_case, header) => {
		expect(accepts(header)).toBe(true);
	});

	test.each([0, 1, 8, 9])('the right one after %i others is found', (others) => {
		expect(accepts([...Array<string>(others).fill(OTHER), HEX].join(','))).toBe(true);
	});

	test.each([10, 11, 1000])('the right one after %i others is not looked at', (others) => {
		expect(accepts([...Array<string>(others).fill(OTHER), HEX].join(','))).toBe(false);
	});
});

describe('a signed time', () => {
	const at = (seconds: number, changes: Partial<SignaturePolicy> = {}): boolean =>
		accepts(timestamped(BODY), { now: (SIGNED_AT + seconds) * 1000, ...changes });

	test.each([
		['now', 0, true],
		['five minutes ago', 300, true],
		['a millisecond more ago', 300.001, false],
		['a second more ago', 301, false],
		['a day ago', 86_400, false],
		['in five minutes', -300, true],
		['in a millisecond more', -300.001, false],
		['in a day', -86_400, false],
	])('%s', (_case, seconds, expected) => {
		expect(at(seconds)).toBe(expected);
	});

	test.each([
		[1, 1, true],
		[1, 1.001, false],
		[3600, 3600, true],
		[3600, 3601, false],
		[3600, -3600, true],
		[3600, -3601, false],
	])('with a tolerance of %d s, %d s ago: %p', (toleranceSeconds, seconds, expected) => {
		expect(at(seconds, { toleranceSeconds })).toBe(expected);
	});

	const signature = timestamped(BODY).split(',')[1] ?? '';

	test.each([
		['changed to the present', `t=${SIGNED_AT + 1000},${signature}`],
		['written with a zero before it', `t=0${SIGNED_AT},${signature}`],
		['with decimals', timestamped(BODY, `${SIGNED_AT}.5`)],
		['negative', timestamped(BODY, -SIGNED_AT)],
		['with an exponent', timestamped(BODY, '1767225600e0')],
		['in hex', timestamped(BODY, `0x${SIGNED_AT.toString(16)}`)],
		['left out', signature],
		['empty', timestamped(BODY, '')],
		['no number', timestamped(BODY, 'now')],
		['replaced by a second one', `t=${SIGNED_AT},t=${SIGNED_AT + 1},${signature}`],
		['under a name that ends alike', timestamped(BODY).replace('t=', 'at=')],
		['with a line break after the signature', `${timestamped(BODY)}\n${OTHER}`],
		['with a signature of the body alone', `t=${SIGNED_AT},v1=${HEX}`],
		[
			'with a signature of the time alone',
			`t=${SIGNED_AT},v1=${mac(`${SIGNED_AT}.`).toString('hex')}`,
		],
		['with a signature of the body alone, beside a bare one', `t=${SIGNED_AT},v1=${HEX},${OTHER}`],
	])('%s is refused', (_case, header) => {
		const now = (SIGNED_AT + 1000) * 1000;
		expect(accepts(header, { now, toleranceSeconds: 2000 })).toBe(false);
	});

	test.each([
		['in milliseconds', timestamped(BODY, SIGNED_AT * 1000)],
		['after the signature', `${signature},t=${SIGNED_AT}`],
		['called ts', timestamped(BODY).replace('t=', 'ts=')],
		['called time', timestamped(BODY).replace('t=', 'time=')],
		['called timestamp, and the signature called so', named(timestamped(BODY))],
		['with a signature in base64', toBase64(timestamped(BODY))],
		['with the signature as v0', timestamped(BODY).replace('v1=', 'v0=')],
		['with the signature bare', timestamped(BODY).replace('v1=', '')],
		['with semicolons', timestamped(BODY).replace(',', ';')],
		['with the right one after a wrong one', timestamped(BODY).replace('v1=', `v1=${OTHER},`)],
	])('%s is accepted within the tolerance and never outside', (_case, header) => {
		expect(accepts(header, { now: (SIGNED_AT + 300) * 1000 })).toBe(true);
		expect(accepts(header, { now: (SIGNED_AT + 301) * 1000 })).toBe(false);
		expect(accepts(header, { now: (SIGNED_AT - 301) * 1000 })).toBe(false);
	});

	test('says nothing about a bare signature beside it', () => {
		expect(accepts(`t=1,${HEX}`)).toBe(true);
	});

	test('cannot be moved into the body so that an old delivery looks like one without a time', () => {
		const old = timestamped(BODY, SIGNED_AT - 86_400);
		const bare = old.split('v1=')[1];
		expect(accepts(old)).toBe(false);
		expect(accepts(bare)).toBe(false);
	});
});

function named(header: string): string {
	return header.replace('t=', 'timestamp=').replace('v1=', 'signature=');
}

function toBase64(header: string): string {
	return header.replace(/[0-9a-f]{64}/, (digits) => Buffer.from(digits, 'hex').toString('base64'));
}

describe('the MACs that are made of a forged delivery', () => {
	const forged = 'x-crmleadpro-signature';
	const everything: DeliveryHeaders = {
		[forged]: `v0=${OTHER},v1=${OTHER}`,
		'x-signature': `t=${SIGNED_AT + 1},v2=${OTHER}`,
		'x-timestamp': String(SIGNED_AT),
		'x-sent-at': '2026-01-01T00:00:00Z',
		'x-message-id': 'msg_1',
		'x-request-id': 'req_1',
	};
	const countMacs = (headers: DeliveryHeaders, body: Buffer, secrets = [SECRET]): number => {
		const createHmac = import.meta.jest.spyOn(crypto, 'createHmac');
		try {
			expect(isSigned(body, headers, policyFor({ secrets }))).toBe(false);
			return createHmac.mock.calls.length;
		} finally {
			createHmac.mockRestore();
		}
	};
	const padded = (bytes: number): Buffer => Buffer.from(`{"a":"${'x'.repeat(bytes)}"}`);

	test('are none where it has no signature or no secret is known', () => {
		expect(countMacs({}, BODY)).toBe(0);
		expect(countMacs({ [forged]: 'sha256=' }, BODY)).toBe(0);
		expect(countMacs({ [forged]: OTHER }, BODY, [])).toBe(0);
	});

	test('are as many for ten signatures as for one', () => {
		const one = countMacs({ [forged]: OTHER }, BODY);
		expect(one).toBeLessThanOrEqual(20);
		expect(countMacs({ [forged]: Array<string>(10).fill(OTHER).join(',') }, BODY)).toBe(one);
	});

	test('are 120 at most, whatever it brings', () => {
		expect(countMacs(everything, BODY)).toBe(120);
		expect(countMacs(everything, BODY, ['a', 'b', 'c', 'd'])).toBe(120);
	});

	test('hash a megabyte at most, or the body with each key four times', () => {
		expect(countMacs(everything, padded(20_000))).toBeLessThanOrEqual(1_048_576 / 20_000);
		expect(countMacs(everything, padded(2_000_000), ['a'])).toBe(4);
		expect(countMacs(everything, padded(2_000_000), ['a', 'b', 'c'])).toBe(12);
	});

	test('do not include any for a time that is too old', () => {
		const old = { [forged]: `t=${SIGNED_AT - 3600},v1=${OTHER}` };
		expect(countMacs(old, BODY)).toBe(countMacs({ [forged]: OTHER }, BODY));
	});
});
