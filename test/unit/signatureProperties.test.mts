import fc from 'fast-check';

import { isSigned, mac, policyFor, SIGNATURE_HEADERS, SIGNED_AT } from './support/signatures.mts';

/** How senders write a signature: the MAC of what is signed, and the header that tells it. */
interface Format {
	signed: (content: Buffer, time: number) => Buffer;
	header: (mac: Buffer, time: number) => string;
}

const bare = (header: Format['header']): Format => ({ signed: (content) => content, header });

const FORMATS: Record<string, Format> = {
	hex: bare((code) => code.toString('hex')),
	base64: bare((code) => code.toString('base64')),
	base64url: bare((code) => code.toString('base64url')),
	'sha256=hex': bare((code) => `sha256=${code.toString('hex')}`),
	'sha256=base64': bare((code) => `sha256=${code.toString('base64')}`),
	'sha256=base64url': bare((code) => `sha256=${code.toString('base64url')}`),
	timestamped: {
		signed: (content, time) => Buffer.concat([Buffer.from(`${time}.`), content]),
		header: (code, time) => `t=${time},v1=${code.toString('hex')}`,
	},
};

const contents = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
// Not ending in NUL, with which HMAC fills keys up: such secrets are the same key.
const secrets = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }).filter(endsUnfilled);
const delivery = fc.record({
	content: contents,
	secret: secrets,
	format: fc.constantFrom(...Object.values(FORMATS)),
	name: fc.constantFrom(...SIGNATURE_HEADERS),
	time: fc.integer({ min: SIGNED_AT - 300, max: SIGNED_AT + 300 }),
});

function endsUnfilled(secret: string): boolean {
	return !secret.endsWith('\0');
}

/** The header of an honest sender. */
function sign({ content, secret, format, time }: Sent): string {
	return format.header(mac(format.signed(content, time), secret), time);
}

interface Sent {
	content: Buffer;
	secret: string;
	format: Format;
	time: number;
}

/** How an honest sender may have written the MAC of that body, without what may stand before it. */
function honestTexts({ content, secret, time }: Sent): string[] {
	return Object.values(FORMATS).flatMap(({ signed }) => {
		const code = mac(signed(content, time), secret);
		const texts = [code.toString('base64'), code.toString('base64url')];
		return [
			code.toString('hex'),
			...texts.flatMap((text) => [text, text.replace('=', ''), `${text}=`]),
		];
	});
}

/** Whether a header still holds a signature of an honest sender, whatever else was put around it. */
function isHonest(header: string, sent: Sent): boolean {
	const parts = header
		.split(/[ \t,;&]+/)
		.flatMap((part) => [part, part.replace(/^[A-Za-z][\w-]*[=:]/, '')]);
	const honest = honestTexts(sent);
	return parts.some((part) => honest.includes(part) || honest.includes(part.toLowerCase()));
}

const accepts = (
	content: Buffer,
	name: string,
	header: string,
	secret: string,
	others: string[] = [],
): boolean => isSigned(content, { [name]: header }, policyFor({ secrets: [...others, secret] }));

const RUNS = { numRuns: 1000 };

test('every honest signature is accepted, whatever other secrets are known', () => {
	fc.assert(
		fc.property(delivery, fc.array(secrets, { maxLength: 4 }), ({ name, ...sent }, others) => {
			expect(accepts(sent.content, name, sign(sent), sent.secret, others)).toBe(true);
		}),
		RUNS,
	);
});

test('every honest signature is accepted among others', () => {
	const other = fc.oneof(
		fc.stringMatching(/^[0-9a-f]{64}$/),
		fc.stringMatching(/^v1=[0-9a-f]{64}$/),
	);
	const around = fc.array(other, { maxLength: 4 });
	fc.assert(
		fc.property(delivery, around, around, ({ name, ...sent }, before, after) => {
			const header = [...before, sign(sent), ...after].join(', ');
			expect(accepts(sent.content, name, header, sent.secret)).toBe(true);
		}),
		RUNS,
	);
});

test('no other body is accepted', () => {
	const change = fc.oneof(
		fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
			([at, bits]) =>
				(content: Buffer) =>
					content.map((byte, index) => (index === at % content.length ? byte ^ bits : byte)),
		),
		fc
			.uint8Array({ minLength: 1, maxLength: 9 })
			.map((bytes) => (content: Buffer) => Buffer.concat([content, bytes])),
		fc
			.uint8Array({ minLength: 1, maxLength: 9 })
			.map((bytes) => (content: Buffer) => Buffer.concat([bytes, content])),
		fc
			.nat()
			.map((length) => (content: Buffer) => content.subarray(0, length % (content.length + 1))),
		contents.map((bytes) => () => bytes),
	);
	fc.assert(
		fc.property(delivery, change, ({ name, ...sent }, alter) => {
			const altered = Buffer.from(alter(sent.content));
			fc.pre(!altered.equals(sent.content));
			expect(accepts(altered, name, sign(sent), sent.secret)).toBe(false);
		}),
		RUNS,
	);
});

test('no other secret is accepted', () => {
	const change = fc.oneof(
		secrets.map((other) => () => other),
		secrets.map((more) => (secret: string) => secret + more),
		secrets.map((more) => (secret: string) => more + secret),
		fc.nat().map((length) => (secret: string) => secret.slice(0, length % (secret.length + 1))),
		fc.constant((secret: string) => secret.toUpperCase()),
		fc.constant((secret: string) => secret.trim()),
	);
	fc.assert(
		fc.property(delivery, change, ({ name, ...sent }, alter) => {
			const altered = alter(sent.secret);
			fc.pre(altered !== sent.secret && altered.isWellFormed() && endsUnfilled(altered));
			expect(accepts(sent.content, name, sign(sent), altered)).toBe(false);
		}),
		RUNS,
	);
});

test('no changed header is accepted, unless an honest sender could have written it', () => {
	const character = fc.stringMatching(/^[0-9a-fA-Fztv+/_=,.: \t\0-]$/);
	const change = fc.oneof(
		fc.tuple(fc.nat(), character).map(([at, to]) => (header: string) => {
			const index = at % header.length;
			return header.slice(0, index) + to + header.slice(index + 1);
		}),
		fc.tuple(fc.nat(), character).map(([at, added]) => (header: string) => {
			const index = at % (header.length + 1);
			return header.slice(0, index) + added + header.slice(index);
		}),
		fc.tuple(fc.nat(), fc.nat()).map(([from, length]) => (header: string) => {
			const start = from % header.length;
			const end = start + 1 + (length % (header.length - start));
			return header.slice(0, start) + header.slice(end);
		}),
		fc.constant((header: string) => header.toUpperCase()),
		fc.constant((header: string) => header.split(',').toReversed().join(',')),
		fc.string().map((other) => () => other),
	);
	fc.assert(
		fc.property(delivery, change, ({ name, ...sent }, alter) => {
			const header = alter(sign(sent));
			fc.pre(!isHonest(header, sent));
			expect(accepts(sent.content, name, header, sent.secret)).toBe(false);
		}),
		{ numRuns: 3000 },
	);
});

test('no changed time is accepted', () => {
	const times = fc.integer({ min: SIGNED_AT - 300, max: SIGNED_AT + 300 });
	fc.assert(
		fc.property(contents, secrets, times, times, (content, secret, time, other) => {
			fc.pre(time !== other);
			const sent = { content, secret, time, format: FORMATS.timestamped ?? bare(String) };
			const header = sign(sent).replace(`t=${time}`, `t=${other}`);
			expect(accepts(content, 'x-signature', header, secret)).toBe(false);
		}),
		RUNS,
	);
});

test('a timestamped signature is accepted within the tolerance and never outside', () => {
	const ages = fc.integer({ min: -7200_000, max: 7200_000 });
	const tolerances = fc.integer({ min: 1, max: 7200 });
	fc.assert(
		fc.property(delivery, ages, tolerances, ({ name, ...sent }, age, toleranceSeconds) => {
			const format = FORMATS.timestamped ?? bare(String);
			const now = sent.time * 1000 + age;
			const policy = policyFor({ secrets: [sent.secret], toleranceSeconds, now });
			expect(isSigned(sent.content, { [name]: sign({ ...sent, format }) }, policy)).toBe(
				Math.abs(age) <= toleranceSeconds * 1000,
			);
		}),
		RUNS,
	);
});

test('whatever arrives, the answer is no, and nothing is thrown', () => {
	const part = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.base64String(),
		fc.stringMatching(/^(sha256=|v1=|t=)?[0-9a-zA-Z+/=_-]{0,90}$/),
		fc.nat().map((time) => `t=${time}`),
	);
	const header = fc.oneof(
		fc.constant(undefined),
		part,
		fc.array(part, { maxLength: 30 }).map((parts) => parts.join(',')),
		fc.array(part, { maxLength: 5 }),
	);
	const headers = fc.dictionary(
		fc.oneof(fc.constantFrom(...SIGNATURE_HEADERS, 'x-timestamp', 'x-event-id'), fc.string()),
		header,
	);
	const policies = fc.record({
		secrets: fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }),
		header: fc.oneof(
			fc.constant(undefined),
			fc.string(),
			fc.constantFrom('__proto__', 'X-Signature'),
		),
		toleranceSeconds: fc.double(),
		now: fc.double(),
		method: fc.constantFrom('POST', '', '\0'),
		urls: fc.array(fc.oneof(fc.webUrl(), fc.string()), { maxLength: 3 }),
	});
	fc.assert(
		fc.property(contents, headers, policies, (content, given, policy) => {
			expect(isSigned(content, given, policy)).toBe(false);
		}),
		{ numRuns: 3000 },
	);
});

test('a header put together of true and false parts is accepted only where a true signature counts', () => {
	// Written down for one body and time; which of them count depends on what stands before them.
	const content = Buffer.from('{"event":"lead.created"}');
	const secret = 'a secret that senders know';
	const hex = (text: string | Buffer, key = secret) => mac(text, key).toString('hex');
	const signedAt = (time: number) => Buffer.concat([Buffer.from(`${time}.`), content]);
	const late = SIGNED_AT - 301;
	const right = hex(content);
	const timed = `v1=${hex(signedAt(SIGNED_AT))}`;
	const parts = fc.constantFrom(
		right,
		timed,
		`t=${SIGNED_AT}`,
		`t=${late}`,
		`v1=${hex(signedAt(late))}`,
		`v1=${right}`,
		`v0=${right}`,
		`sha1=${right}`,
		`sha256=v1=${right}`,
		`sha256=sha256=${right}`,
		right.toUpperCase(),
		right.slice(0, -2),
		`${right}00`,
		`\u200b${right}`,
		right.replace(/\d/, (digit) => String.fromCharCode(0xff10 + Number(digit))),
		Buffer.from(right).toString('base64'),
		mac(content).toString('latin1'),
		hex(content, ''),
		hex(content, 'another secret'),
		hex(`${content.toString()} `),
		'0'.repeat(64),
		`t=${SIGNED_AT}.0`,
		`t=+${SIGNED_AT}`,
		`t=${'9'.repeat(400)}`,
		't=',
		'',
		'x'.repeat(200),
	);
	const isTrue = (header: string[]): boolean => {
		const looked = header
			.join(',')
			.split(/[ \t,;&]+/)
			.slice(0, 10);
		const isTime = (part: string): boolean => /^t=\d{10}$/.test(part);
		return looked.some((part, index) => {
			const time = looked.slice(0, index).filter(isTime).at(-1) ?? looked.slice(index).find(isTime);
			if (part === timed) return time === `t=${SIGNED_AT}`;
			const isLabelled = [`v1=${right}`, `v0=${right}`].includes(part);
			return part.toLowerCase() === right || (isLabelled && time === undefined);
		});
	};
	fc.assert(
		fc.property(fc.array(parts, { maxLength: 14 }), fc.boolean(), (header, isRepeated) => {
			const value = isRepeated ? header : header.join(',');
			const policy = policyFor({ secrets: [secret] });
			expect(isSigned(content, { 'x-signature': value }, policy)).toBe(isTrue(header));
		}),
		{ numRuns: 5_000 },
	);
});

test.each(['t=1,', 't=', 'v1=', 'sha256=', ' ', ',', 'a', '=', '\0', '１', 'v1=,t=1 '])(
	'a header of 8 MB of %j is refused without getting stuck',
	(piece) => {
		const header = piece.repeat(2 ** 23 / piece.length);
		expect(isSigned(Buffer.from('{}'), { 'x-signature': header }, policyFor())).toBe(false);
	},
);
