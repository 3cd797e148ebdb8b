/*
 * How public webhook senders sign with HMAC-SHA256, as tables: one more line is one more convention.
 * Nothing is imported here, since `npm run docs` reads these tables for docs/conventions.md.
 */

/** Bytes of an HMAC-SHA256. */
const MAC_BYTES = 32;

/** Words in the names of headers with a signature, such as `x-hub-signature-256`. */
export const SIGNATURE_HEADER_WORDS = ['signature', 'hmac', 'sig', 'sign', 'mac', 'digest', 'hash'];
/** Those that also count within a longer word, such as `hmacsha256`. */
export const DISTINCTIVE_WORDS = ['signature', 'hmac'];
/** Names of headers with a signature of another algorithm. */
export const OTHER_ALGORITHMS = /sha-?1(?!\d)|(sha-?|-)(224|384|512)|md5|ed25519|ecdsa|rsa/;
/** Headers that hold a signature only where their value begins with a scheme that names one. */
export const AUTHORIZATION_HEADERS = ['authorization', 'x-authorization'];
/** The scheme of such a value. */
export const SCHEME = /^[\w-]*(hmac|signature|sha-?256)[\w-]*\s/i;

/** Encodings of a MAC. */
export const MAC_ENCODINGS: ReadonlyArray<{
	readonly name: string;
	readonly decode: (text: string) => Buffer | undefined;
}> = [
	{
		name: 'hex, in upper or lower case',
		decode: (text) => (/^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined),
	},
	{ name: 'base64, padded or not', decode: (text) => decodeExactly(text, 'base64') },
	{ name: 'base64url, padded or not', decode: (text) => decodeExactly(text, 'base64url') },
];

/** Decodes only canonical encodings. */
function decodeExactly(text: string, encoding: 'base64' | 'base64url'): Buffer | undefined {
	const bytes = Buffer.from(text, encoding);
	const digits = text.replace(/=$/, '');
	const isExact = bytes.toString(encoding).replace(/=$/, '') === digits;
	return bytes.length === MAC_BYTES && isExact ? bytes : undefined;
}

/** Labels before a MAC, followed by `=` or `:`. */
export const MAC_LABELS: ReadonlyArray<{
	readonly example: string;
	readonly pattern: RegExp;
	/** Whether it only names the algorithm, and says nothing about what was signed. */
	readonly isAlgorithm?: boolean;
}> = [
	{
		example: 'sha256=, hmac-sha256=',
		pattern: /^(hmac[-_]?)?sha[-_]?256$|^hmac$/i,
		isAlgorithm: true,
	},
	{ example: 'v1=, v0=, h1=', pattern: /^[vh]\d{1,2}$/i },
	{
		example: 's=, sig=, signature=, mac=',
		pattern: /^(s|sig|sign|signature|mac|digest|hash)$/i,
	},
];

/** The version that may have been signed although the MAC has none before it. */
export const UNTOLD_VERSION = 'v0';

/** Labels before a time in the signature's header, followed by `=` or `:`. */
export const TIME_LABELS = ['t', 'ts', 'time', 'timestamp', 'created'];
/** Endings of the names of headers with the time that was signed. */
export const TIME_HEADER_ENDINGS = ['timestamp', 'time', 'ts', 'date', 'sent-at', 'signed-at'];
/** Endings of the names of headers with the delivery's ID. */
export const ID_HEADER_ENDINGS = ['id', 'uuid', 'guid', 'delivery', 'nonce', 'idempotency-key'];

/** Notations of times, as patterns of a fixed length where possible. */
export const TIME_FORMS: ReadonlyArray<{
	readonly name: string;
	readonly example: string;
	readonly pattern: string;
	/** Reads it as ms since 1970; `NaN` for what is no time. */
	readonly read: (text: string) => number;
	/** Whether, without a joiner, it could also be the end of an ID followed by a shorter time. */
	readonly needsJoiner?: boolean;
}> = [
	{
		name: 'seconds since 1970',
		example: '1795760000',
		pattern: '[1-9]\\d{9}',
		read: (text) => Number(text) * 1000,
	},
	{
		name: 'milliseconds since 1970',
		example: '1795760000000',
		pattern: '[1-9]\\d{12}',
		read: Number,
		needsJoiner: true,
	},
	{
		name: 'ISO 8601',
		example: '2026-11-27T06:13:20Z',
		pattern: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)',
		read: (text) => Date.parse(text.replace(/(\d\d)(\d\d)$/, '$1:$2')),
	},
	{
		name: 'ISO 8601 in UTC without saying so',
		example: '2026-11-27T06:13:20.123456',
		pattern: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?',
		read: (text) => Date.parse(`${text}Z`),
	},
	{
		name: 'ISO 8601, basic',
		example: '20261127T061320Z',
		pattern: '\\d{8}T\\d{6}Z',
		read: (text) => Date.parse(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')),
	},
	{
		name: 'date of HTTP',
		example: 'Fri, 27 Nov 2026 06:13:20 GMT',
		pattern: '[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT',
		read: Date.parse,
	},
];

/**
 * What is signed in addition to the body: the time, the delivery's ID, the version before the MAC (`v0`),
 * the request's method, and the webhook's address, whole or from its path on.
 */
export type Part = 'time' | 'id' | 'version' | 'method' | 'url' | 'path';

/** The parts before and after the body, and what may join them all. */
export interface Arrangement {
	readonly before?: readonly Part[];
	readonly after?: readonly Part[];
	readonly joiners: readonly string[];
	/** Whether it is tried with every secret before the others are tried. */
	readonly isCommon?: boolean;
}

/** What may be signed, the likeliest first: the number of MACs per delivery is limited. */
export const ARRANGEMENTS: readonly Arrangement[] = [
	{ before: ['time'], joiners: ['.'], isCommon: true },
	{ before: ['id', 'time'], joiners: ['.'], isCommon: true },
	{ before: ['version', 'time'], joiners: [':', '.'], isCommon: true },
	{ joiners: [''], isCommon: true },
	{ before: ['time'], joiners: [':', ''], isCommon: true },
	{ before: ['id', 'time'], joiners: [''], isCommon: true },
	{ before: ['method', 'url'], after: ['time'], joiners: [''] },
	{ before: ['url'], joiners: ['', '.', ':', '\n'] },
	{ after: ['time'], joiners: ['', '.', ':', '\n'] },
	{ before: ['time'], joiners: ['\n', '|'] },
	{ before: ['time', 'id'], joiners: ['.', '', ':', '\n'] },
	{ before: ['id', 'time'], joiners: [':', '\n'] },
	{ before: ['id'], joiners: ['.', '', ':', '\n'] },
	{ before: ['method', 'url'], joiners: ['', '.', ':', '\n'] },
	{ before: ['time', 'method', 'url'], joiners: ['', '.', ':', '\n'] },
	{ before: ['method', 'url', 'time'], joiners: ['', '.', ':', '\n'] },
	{ before: ['time', 'method', 'path'], joiners: ['', '.', '\n'] },
	{ before: ['method', 'path', 'time'], joiners: ['', '.', '\n'] },
	{ before: ['url', 'time'], joiners: ['', '.', ':', '\n'] },
	{ before: ['time', 'url'], joiners: ['', '.', ':', '\n'] },
	{ before: ['method', 'path'], joiners: ['', '\n'] },
	{ before: ['path'], joiners: ['', '\n'] },
	{ after: ['id'], joiners: ['', '.', ':'] },
	{ after: ['url'], joiners: ['', '.', ':'] },
	{ after: ['time', 'id'], joiners: ['', '.'] },
	{ after: ['id', 'time'], joiners: ['', '.'] },
	{ before: ['url'], after: ['time'], joiners: ['', '.'] },
	{ before: ['version', 'id', 'time'], joiners: [':', '.'] },
];

/** Fewest key bytes of a decoded secret, unless a prefix marks it as encoded. */
const FEWEST_KEY_BYTES = 16;

/** How a secret may stand for a key. Several forms may fit; all that fit are tried. */
export const SECRET_FORMS: ReadonlyArray<{
	readonly name: string;
	/** The key; undefined for a secret of another form. */
	readonly read: (secret: string) => Buffer | undefined;
}> = [
	{
		name: '`whsec_` and the key in base64, perhaps after `v1,`',
		read: (secret) => {
			const [, key] = /^(?:v1,)?whsec_(.+)$/.exec(secret) ?? [];
			return key === undefined ? undefined : decodeKey(key, 1);
		},
	},
	{ name: 'text, whose bytes in UTF-8 are the key', read: (secret) => Buffer.from(secret) },
	{
		name: 'the key in hex',
		read: (secret) =>
			/^([0-9a-f]{2}){16,}$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined,
	},
	{
		name: 'the key in base64',
		read: (secret) =>
			/^[0-9a-f]+$/i.test(secret) ? undefined : decodeKey(secret, FEWEST_KEY_BYTES),
	},
];

function decodeKey(text: string, fewestBytes: number): Buffer | undefined {
	const key = Buffer.from(text, 'base64');
	const isExact = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
	return isExact && key.length >= fewestBytes ? key : undefined;
}
