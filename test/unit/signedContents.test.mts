import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { verifySignature } from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import type {
	DeliveryHeaders,
	SignaturePolicy,
	Verification,
} from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { mac, policyFor, SIGNED_AT, WEBHOOK_URL } from './support/signatures.mts';

const BODY = '{"event":"lead.created"}';
const ID = 'msg_01J2XK3M4N5P6Q7R';

const verify = (
	signed: string,
	body: string,
	headers: DeliveryHeaders,
	changes: Partial<SignaturePolicy> = {},
): Verification | undefined =>
	verifySignature(
		Buffer.from(body),
		{ ...headers, 'x-acme-signature': mac(signed).toString('hex') },
		policyFor(changes),
	);

describe('the ID that was signed', () => {
	test.each<[string, string, DeliveryHeaders, string | undefined]>([
		['with a time', `${ID}.${SIGNED_AT}.${BODY}`, { 'webhook-timestamp': String(SIGNED_AT) }, ID],
		['after a time', `${SIGNED_AT}:${ID}:${BODY}`, { 'x-timestamp': String(SIGNED_AT) }, ID],
		['with nothing else', `${ID}.${BODY}`, {}, ID],
		['after the body', `${BODY}.${ID}`, {}, ID],
		[
			'with an ISO time and nothing between',
			`${ID}2026-01-01T00:00:00Z${BODY}`,
			{ 'x-timestamp': '2026-01-01T00:00:00Z' },
			ID,
		],
		[
			'in a text that can be read in two ways',
			`${ID}${SIGNED_AT}${BODY}`,
			{ 'x-timestamp': String(SIGNED_AT) },
			undefined,
		],
		['not at all', BODY, {}, undefined],
		[
			'not at all, but a time',
			`${SIGNED_AT}.${BODY}`,
			{ t: '', 'x-ts': `${SIGNED_AT}` },
			undefined,
		],
	])('%s', (_case, signed, headers, signedId) => {
		expect(verify(signed, BODY, { 'webhook-id': ID, ...headers })).toMatchObject({ signedId });
	});
});

describe('what a header calls the ID or the time of a delivery cannot evade a time that was signed', () => {
	const late = SIGNED_AT - 3600;
	const now = String(SIGNED_AT);

	test.each<[string, string, DeliveryHeaders]>([
		['as an ID', `${late}.${BODY}`, { 'x-id': String(late) }],
		['as the end of an ID', `msg_1${late}${BODY}`, { 'x-id': `msg_1${late}` }],
		['as the start of an ID', `${late}msg_1${BODY}`, { 'x-id': `${late}msg_1` }],
		['as an ID after the body', `${BODY}${late}`, { 'x-id': String(late) }],
		[
			'as an ID, beside one that is called a time',
			`${late}.${now}.${BODY}`,
			{ 'x-id': String(late), 'x-time': now },
		],
		[
			'as an ID after one that is called a time',
			`${now}.${late}.${BODY}`,
			{ 'x-id': String(late), 'x-time': now },
		],
		['as one in ms', `1767225600${late}${BODY}`, { 'x-id': '1767225', 'x-time': `600${late}` }],
		['as an ID before a line of the body', `${late}msg_1\n${BODY}`, { 'x-id': `${late}msg_1` }],
		['as a body', `${late}.${BODY}`, {}],
	])('%s', (_case, signed, headers) => {
		expect(verify(signed, BODY, headers)).toBeUndefined();
	});

	test('an ID is told by one header alone, and holds nothing that joins', () => {
		expect(verify(`a.b.c.${BODY}`, BODY, { 'x-id': 'a.b.c' })).toBeUndefined();
		expect(verify(`msg:1.${BODY}`, BODY, { 'x-id': 'msg:1' })).toBeUndefined();
		expect(verify(`{}{}.${BODY}`, BODY, { 'x-id': '{}{}' })).toBeUndefined();
	});
});

test.each([
	'http://evil.example.com/webhook/1/webhook',
	`${WEBHOOK_URL}?a=1`,
	'/webhook/2/webhook',
])('only the registered address counts as the one that was signed: not %s', (url) => {
	const headers = { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' };
	expect(verify(`${url}${BODY}`, BODY, headers)).toBeUndefined();
	expect(verify(`POST${url}${BODY}`, BODY, headers)).toBeUndefined();
});

test('an address that is none lets nothing in', () => {
	for (const url of ['', 'n8n', 'https://n8n.example.com', 'https://n8n.example.com/{a}']) {
		expect(verify(`${url}.${BODY}`, BODY, {}, { urls: [url] })).toBeUndefined();
	}
});

describe('bytes moved between the body and what is signed with it', () => {
	// A sender of any kind, and whoever recorded its delivery and divides the same bytes as they like.
	const joiners = fc.constantFrom('', '.', ':', '\n');
	const ids = fc.oneof(
		fc.stringMatching(/^[\w-]{4,12}$/),
		fc.stringMatching(/^\d{4,13}$/),
		fc.stringMatching(/^evt_\d{3,10}$/),
	);
	const times = fc.constantFrom<(seconds: number) => string>(
		String,
		(seconds) => String(seconds * 1000),
		(seconds) => new Date(seconds * 1000).toISOString(),
		(seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
		(seconds) => new Date(seconds * 1000).toUTCString(),
	);
	const bodies = fc
		.tuple(fc.constantFrom('', '\n', ' '), fc.jsonValue(), fc.constantFrom('', '\n', '\r\n'))
		.map(([before, data, after]) => `${before}${JSON.stringify({ data })}${after}`);
	const orders = fc.constantFrom(
		['time', 'body'],
		['id', 'time', 'body'],
		['time', 'id', 'body'],
		['body', 'time'],
		['body', 'time', 'id'],
		['body', 'id', 'time'],
		['time', 'POST', WEBHOOK_URL, 'body'],
		['POST', WEBHOOK_URL, 'body', 'time'],
	);
	const sent = fc.record({ order: orders, joiner: joiners, id: ids, write: times, body: bodies });
	const cuts = fc.array(fc.nat(), { minLength: 4, maxLength: 4 });
	const roles = fc.constantFrom('x-acme-id', 'x-acme-timestamp', '');

	/** Cuts a text into pieces anywhere, and leaves out of it, between them, what may be a joiner. */
	const divide = (text: string, at: readonly number[]): string[] => {
		const places = at.map((place) => place % (text.length + 1)).sort((one, other) => one - other);
		const ends = [0, ...places, text.length];
		const pieces = ends.slice(1).map((end, index) => text.slice(ends[index], end));
		return pieces.map((piece) => piece.replace(/^[.:\n]|[.:\n]$/g, ''));
	};

	/** A header never holds a line break, nor blanks at its ends. */
	const headersFrom = (pieces: readonly string[], names: readonly string[]): DeliveryHeaders =>
		Object.fromEntries(
			pieces.flatMap((piece, index) => {
				const name = names[index] ?? '';
				return name === '' || /[^ -~]/.test(piece) ? [] : [[name, piece.trim()]];
			}),
		);

	const isObject = (text: string): boolean => {
		try {
			const value: unknown = JSON.parse(text);
			return typeof value === 'object' && value !== null && !Array.isArray(value);
		} catch {
			return false;
		}
	};

	test('never make another body count, nor an old delivery a new one', () => {
		fc.assert(
			fc.property(
				sent,
				cuts,
				fc.array(roles, { minLength: 5, maxLength: 5 }),
				fc.constantFrom('v0=', ''),
				({ order, joiner, id, write, body }, places, names, label) => {
					const parts: Record<string, string> = { id, time: write(SIGNED_AT), body };
					const signed = order.map((part) => parts[part] ?? part).join(joiner);
					const start = signed.indexOf('{');
					const end = signed.lastIndexOf('}') + 1;
					// Around the braces, and anywhere.
					const near = [start, end, start - 1, end + 1, ...places.slice(2)];
					for (const at of [places, near, [start, end, places[2] ?? 0, places[3] ?? 0]]) {
						const pieces = divide(signed, at.map(Math.abs));
						for (const piece of [...pieces, signed, signed.slice(start), signed.slice(0, end)]) {
							const headers = {
								...headersFrom(pieces, names),
								'x-acme-signature': label + mac(signed).toString('hex'),
							};
							const late = policyFor({ now: (SIGNED_AT + 3600) * 1000 });
							if (!isObject(piece)) continue;
							expect(verifySignature(Buffer.from(piece), headers, late)).toBeUndefined();
							if (verifySignature(Buffer.from(piece), headers, policyFor()) === undefined) continue;
							expect(JSON.parse(piece)).toEqual(JSON.parse(body));
						}
					}
				},
			),
			{ numRuns: 1000 },
		);
	});

	test('never make an old delivery a new one, however its text is divided between time and ID', () => {
		fc.assert(
			fc.property(sent, fc.integer({ min: 301, max: 40_000_000 }), (delivery, age) => {
				const { order, joiner, id, write } = delivery;
				const parts: Record<string, string> = { id, time: write(SIGNED_AT), body: BODY };
				const signed = order.map((part) => parts[part] ?? part).join(joiner);
				const [before = '', after = ''] = signed.split(BODY);
				const policy = policyFor({ now: (SIGNED_AT + age) * 1000 });
				const text = before + after;
				for (let at = 0; at <= text.length; at++) {
					for (const skipped of [0, 1]) {
						const pieces = [text.slice(0, at), text.slice(at + skipped)];
						const [one = '', other = ''] = pieces.map((piece) =>
							piece.replace(/^[.:\n]|[.:\n]$/g, ''),
						);
						for (const [time, name] of [
							[one, other],
							[other, one],
						]) {
							const headers = { 'x-acme-time': time, 'x-acme-id': name };
							expect(verify(signed, BODY, headers, policy)).toBeUndefined();
							expect(verify(signed, BODY, { 'x-acme-id': time }, policy)).toBeUndefined();
						}
					}
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('how a secret is meant', () => {
	const key = Buffer.from(
		'0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f1',
		'hex',
	);
	const accepts = (secret: string, used: Buffer | string, signed = BODY, headers = {}): boolean =>
		verifySignature(
			Buffer.from(BODY),
			{ ...headers, 'x-acme-signature': createHmac('sha256', used).update(signed).digest('hex') },
			policyFor({ secrets: [secret] }),
		) !== undefined;

	test.each([
		['whsec_ and base64', `whsec_${key.toString('base64')}`],
		['hex', key.toString('hex')],
		['hex in upper case', key.toString('hex').toUpperCase()],
		['base64', key.toString('base64')],
		['base64 without padding', key.toString('base64').replace('=', '')],
	])('in %s, and always as the text that it is', (_form, secret) => {
		expect(accepts(secret, key)).toBe(true);
		expect(accepts(secret, secret)).toBe(true);
		const timed = `${ID}.${SIGNED_AT}.${BODY}`;
		const headers = { 'webhook-id': ID, 'webhook-timestamp': String(SIGNED_AT) };
		expect(accepts(secret, key, timed, headers)).toBe(true);
		expect(accepts(secret, key.subarray(1))).toBe(false);
		expect(accepts(secret, '')).toBe(false);
	});

	test.each(['whsec_', 'whsec_====', 'ab', 'QQ==', '='])('%j is no key of nothing', (secret) => {
		expect(accepts(secret, '')).toBe(false);
		expect(accepts(secret, Buffer.from(secret, 'base64'))).toBe(false);
		expect(accepts(secret, secret)).toBe(true);
	});

	test('a text of 16 bytes or more in hex or base64 is read so, a shorter one is not', () => {
		expect(accepts('ab'.repeat(16), Buffer.from('ab'.repeat(16), 'hex'))).toBe(true);
		expect(accepts('ab'.repeat(15), Buffer.from('ab'.repeat(15), 'hex'))).toBe(false);
		expect(accepts('a secret/', Buffer.from('a secret/', 'base64'))).toBe(false);
	});
});
