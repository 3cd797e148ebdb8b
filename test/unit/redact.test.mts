import fc from 'fast-check';

import { redact } from '../../nodes/shared/http/redact.ts';

const KEY = 'crmlp_live_4Zx8/Q2mTn6+Lp0s==';

/** A key as other tools write it. */
const writings: Array<[way: string, secret: string, written: string]> = [
	['as it is', KEY, KEY],
	['in capitals', KEY, KEY.toUpperCase()],
	// php -r 'echo json_encode("…");'
	['in JSON by PHP', KEY, String.raw`crmlp_live_4Zx8\/Q2mTn6+Lp0s==`],
	// As Go's encoding/json writes & < >.
	['in JSON by Go', 'whsec_a&b<c>d0123', String.raw`whsec_a\u0026b\u003cc\u003ed0123`],
	['in JSON within JSON', 'whsec_a"b\\c01234', String.raw`whsec_a\\\"b\\\\c01234`],
	['with one character escaped', KEY, String.raw`crmlp_live_4Z\u00788/Q2mTn6+Lp0s==`],
	['with a long escape', KEY, String.raw`crmlp_live_4Z\u{000078}8/Q2mTn6+Lp0s==`],
	['with an escaped byte', KEY, String.raw`crmlp_live_4Z\x788/Q2mTn6+Lp0s==`],
	// python3 -c 'import urllib.parse; print(urllib.parse.quote("…", safe=""))'
	['in a URL', KEY, 'crmlp_live_4Zx8%2FQ2mTn6%2BLp0s%3D%3D'],
	['in a URL in small letters', KEY, 'crmlp_live_4Zx8%2fQ2mTn6%2bLp0s%3d%3d'],
	['in a URL within URLs', KEY, 'crmlp_live_4Zx8%25252FQ2mTn6%25252BLp0s%25253D%25253D'],
	['in a form', 'correct horse battery', 'correct+horse+battery'],
	// python3 -c 'import html; print(html.escape("…"))'
	['in HTML', 'whsec_"a\'b&c0123', 'whsec_&quot;a&#x27;b&amp;c0123'],
	['in HTML without semicolons', 'whsec_a<b&c0123', 'whsec_a&ltb&ampc0123'],
	['in HTML by numbers', KEY, 'crmlp&#95;live&#x5f;4Zx8&#0000047Q2mTn6&plus;Lp0s&equals;='],
	['in HTML within HTML', KEY, 'crmlp_live_4Zx8&amp;amp;sol;Q2mTn6&amp;#43;Lp0s=='],
	['in HTML in a URL in JSON', KEY, String.raw`crmlp_live_4Zx8\u0025\u0032\u0036sol;Q2mTn6+Lp0s==`],
	// printf %s … | base64
	['in base64', KEY, 'Y3JtbHBfbGl2ZV80Wng4L1EybVRuNitMcDBzPT0='],
	// printf %s user:… | base64
	['in Basic authentication', KEY, 'dXNlcjpjcm1scF9saXZlXzRaeDgvUTJtVG42K0xwMHM9PQ=='],
	['in base64 twice', KEY, 'WTNKdGJIQmZiR2wyWlY4MFduZzRMMUV5YlZSdU5pdE1jREJ6UFQwPQ=='],
	// printf %s … | xxd -p
	['in hex', KEY, '63726d6c705f6c6976655f345a78382f51326d546e362b4c7030733d3d'],
	['with accents in a URL', 'clé-secrète-é1', 'cl%C3%A9-secr%C3%A8te-%C3%A91'],
	['with accents in a URL in Latin-1', 'clé-secrète-é1', 'cl%E9-secr%E8te-%E91'],
	['with accents in HTML', 'clé-secrète-é1', 'cl&eacute;-secr&egrave;te-&#233;1'],
	['with accents decomposed', 'clé-secrète-é1', 'cle\u0301-secre\u0300te-e\u03011'],
	['with accents in capitals', 'clé-secrète-é1', 'CLÉ-SECRÈTE-É1'],
	[
		'in Devanagari in JSON',
		'गुप्त-कुंजी',
		String.raw`\u0917\u0941\u092a\u094d\u0924-\u0915\u0941\u0902\u091c\u0940`,
	],
	['with an emoji in JSON', 'key-🔑-of-Priya', String.raw`key-\ud83d\udd11-of-Priya`],
	['with an emoji in HTML', 'key-🔑-of-Priya', 'key-&#128273;-of-Priya'],
	['with zero-width spaces', KEY, KEY.split('').join('\u200b')],
	['with soft hyphens in HTML', KEY, KEY.split('').join('&shy;')],
	['in colours of a terminal', KEY, KEY.split('').join('\u001b[31m')],
	['in two lines', 'correct horse battery', 'correct \r\n  horse\tbattery'],
];

test.each(writings)('a secret %s is blanked', (_way, secret, written) => {
	const shown = redact(`Bad key (${written}) of Priya`, [secret]);

	expect(shown).toMatch(/^Bad key \(•••=?=?\) of Priya$/);
});

test.each([
	['without its end', 'crmlp_live_4Zx8/Q2mTn6+Lp0s='],
	['without its beginning', '4Zx8/Q2mTn6+Lp0s=='],
	['masked in its middle', 'crmlp_li****6+Lp0s=='],
	['of eight characters', 'crmlp_li'],
])('a part of a secret %s is blanked', (_part, part) => {
	expect(redact(`Key ${part}… is wrong`, [KEY])).toMatch(/^Key •••(?:\*{4}•••)?… is wrong$/);
});

test('seven characters of a secret are too few to be recognised', () => {
	expect(redact('a key begins with crmlp_l', [KEY])).toBe('a key begins with crmlp_l');
});

test.each([
	['abc123', 'the key abc123 is wrong', 'the key ••• is wrong'],
	['abc123', 'abc1234 and xabc123 are other keys', 'abc1234 and xabc123 are other keys'],
	['abc123', String.raw`{"key":"abc\u003123"}`, '{"key":"•••"}'],
	['abc', 'the key abc is too short to be looked for', 'the key abc is too short to be looked for'],
])('the short secret %j is a whole word', (secret, text, shown) => {
	expect(redact(text, [secret])).toBe(shown);
});

/** One character in one of the ways that a decoder reads. */
type Encoder = (text: string) => string;
const everyCharacter =
	(encode: (character: string) => string): Encoder =>
	(text) =>
		Array.from(text, encode).join('');
const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

const encoders: Record<string, Encoder> = {
	none: (text) => text,
	json: (text) => JSON.stringify(text).slice(1, -1),
	escapes: (text) => text.replaceAll(/[^]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
	someEscapes: (text) =>
		JSON.stringify(text)
			.slice(1, -1)
			.replaceAll(/[aeiou&<>/]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`),
	url: encodeURIComponent,
	wholeUrl: (text) =>
		[...Buffer.from(text)].map((byte) => `%${hex(byte, 2).toUpperCase()}`).join(''),
	html: everyCharacter((character) =>
		/[&<>"']/.test(character) ? `&#${codeOf(character)};` : character,
	),
	decimal: everyCharacter((character) => `&#${codeOf(character)};`),
	hexadecimal: everyCharacter((character) => `&#x000${hex(codeOf(character), 1)};`),
	capitals: (text) => text.toUpperCase(),
};

/** What can be undone by anyone, in any order, until nothing changes. */
function decodeAll(text: string): string {
	let decoded = text;
	for (let round = 0; round < 12; round += 1) {
		decoded = decoded
			.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
				String.fromCharCode(parseInt(code, 16)),
			)
			.replaceAll(/\\(["\\/])/g, '$1')
			.replaceAll(/&#x0*([0-9a-f]+);/gi, (_, code: string) =>
				String.fromCodePoint(parseInt(code, 16)),
			)
			.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
			.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
				Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
			);
	}
	return decoded.toLowerCase();
}

const keyCharacters = Array.from(
	'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/+=.&<>"\'é',
);
const secrets = fc
	.array(fc.constantFrom(...keyCharacters), { minLength: 8, maxLength: 60 })
	.map((characters) => characters.join(''));
const ways = fc.array(fc.constantFrom(...Object.keys(encoders)), { maxLength: 3 });

test('no eight characters of a secret in a row are left, however it is written and cut', () => {
	fc.assert(
		fc.property(secrets, ways, fc.nat(), fc.nat(), (secret, names, from, length) => {
			const encoded = names.reduce((text, name) => encoders[name]?.(text) ?? text, secret);
			const start = from % encoded.length;
			const cut = encoded.slice(start, start + 1 + (length % encoded.length));
			for (const written of [encoded, cut]) {
				const left = decodeAll(redact(`Key: ${written} !`, [secret]));
				for (const whole of [secret.toLowerCase(), secret.toUpperCase().toLowerCase()]) {
					for (let at = 0; at + 8 <= whole.length; at += 1) {
						expect(left).not.toContain(whole.slice(at, at + 8));
					}
				}
			}
		}),
		{ numRuns: 300 },
	);
});

test('no eight bytes of a secret in a row are left in base64, wherever it begins and is cut', () => {
	fc.assert(
		fc.property(
			secrets,
			fc.string({ maxLength: 5 }),
			fc.constantFrom<BufferEncoding>('base64', 'base64url'),
			fc.nat(),
			(secret, before, encoding, length) => {
				const encoded = Buffer.from(`${before}${secret}:x`).toString(encoding);
				for (const written of [encoded, encoded.slice(0, 1 + (length % encoded.length))]) {
					const pieces = redact(`Key: ${written} !`, [secret]).split(/[^\w+/=-]+/);
					for (const piece of pieces) {
						for (const shift of [0, 1, 2, 3]) {
							const left = Buffer.from(piece.slice(shift), 'base64').toString('latin1');
							const bytes = Buffer.from(secret).toString('latin1');
							for (let at = 0; at + 8 <= bytes.length; at += 1) {
								expect(left).not.toContain(bytes.slice(at, at + 8));
							}
						}
					}
				}
			},
		),
		{ numRuns: 300 },
	);
});

test('a text without a secret stays as it is', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
			expect(redact(text, [KEY, 'whsec_0123456789abcdef'])).toBe(text);
		}),
		{ numRuns: 300 },
	);
});
