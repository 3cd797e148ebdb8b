import { createHmac, timingSafeEqual } from 'node:crypto';

/** Header values by lower-case name, as Node.js hands them over. */
export type DeliveryHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a delivery is checked against. */
export interface SignaturePolicy {
	/** Secrets of which any may have signed; without one nothing is accepted. */
	readonly secrets: readonly string[];
	/** Name of the header with the signature; the known ones where it is undefined. */
	readonly header: string | undefined;
	/** How far a signed time may lie from now, in seconds, back or ahead. */
	readonly toleranceSeconds: number;
	/** The present, in ms since 1970. */
	readonly now: number;
}

/** Headers that a signature is looked for in; the first present one counts. Our reading: the vendor documents none. */
const SIGNATURE_HEADERS = [
	'x-crmleadpro-signature',
	'x-crmlp-signature',
	'x-webhook-signature',
	'x-signature',
	'x-signature-256',
	'x-hub-signature-256',
];

/** Parts of a signature header that are looked at, so that a long one cannot keep the process busy. */
const MOST_PARTS = 10;
const MAC_BYTES = 32;

/** A signature that a delivery claims to have. */
interface Claim {
	readonly mac: Buffer;
	/** The signed time in seconds since 1970, as it was written; undefined where only the body is signed. */
	readonly timestamp: string | undefined;
}

/**
 * Tells whether a delivery was signed by someone who knows a secret: HMAC-SHA256 over the raw
 * bytes, in hex, base64 or base64url, bare or after `sha256=`, or `t=<unix>,v1=<hex>` over
 * `<t>.<raw body>`. A header may hold several signatures, of which one has to be right. The
 * algorithm is documented, the forms are our reading. Never throws.
 *
 * @param rawBody the body's bytes as they were received
 * @param headers the delivery's headers
 * @param policy what to check against
 */
export function isSigned(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	policy: SignaturePolicy,
): boolean {
	const claims = readClaims(findHeader(headers, policy.header)).filter(({ timestamp }) =>
		isRecent(timestamp, policy),
	);
	// One MAC for each signed time, however many signatures a forged header has.
	const timestamps = [...new Set(claims.map(({ timestamp }) => timestamp))];
	return policy.secrets
		.filter((secret) => secret !== '')
		.some((secret) =>
			timestamps.some((timestamp) => {
				const expected = computeMac(secret, timestamp, rawBody);
				return claims.some(
					(claim) => claim.timestamp === timestamp && timingSafeEqual(claim.mac, expected),
				);
			}),
		);
}

function findHeader(headers: DeliveryHeaders, name: string | undefined): string {
	const names = name === undefined ? SIGNATURE_HEADERS : [name.trim().toLowerCase()];
	const value = names
		.filter((candidate) => Object.hasOwn(headers, candidate))
		.map((candidate) => headers[candidate])
		.find((candidate) => candidate !== undefined);
	return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function readClaims(header: string): Claim[] {
	const claims: Claim[] = [];
	let timestamp: string | undefined;
	for (const part of header.split(',', MOST_PARTS).map((text) => text.trim())) {
		const time = /^t=(\d{1,12})$/.exec(part)?.[1];
		if (time !== undefined) {
			timestamp = time;
			continue;
		}
		const timed = /^v1=(.*)$/.exec(part)?.[1];
		const mac = timed === undefined ? decodeMac(part.replace(/^sha256=/, '')) : decodeHex(timed);
		if (mac === undefined) continue;
		if (timed === undefined) claims.push({ mac, timestamp: undefined });
		else if (timestamp !== undefined) claims.push({ mac, timestamp });
	}
	return claims;
}

/** Decodes only what an encoder would have written. Some encoders fill base64url up with `=`. */
function decodeMac(text: string): Buffer | undefined {
	return (
		decodeHex(text) ?? decodeAs(text, 'base64') ?? decodeAs(text.replace(/=$/, ''), 'base64url')
	);
}

function decodeHex(text: string): Buffer | undefined {
	return decodeAs(text, 'hex');
}

function decodeAs(text: string, encoding: 'hex' | 'base64' | 'base64url'): Buffer | undefined {
	const bytes = Buffer.from(text, encoding);
	return bytes.length === MAC_BYTES && bytes.toString(encoding) === text ? bytes : undefined;
}

function isRecent(
	timestamp: string | undefined,
	{ now, toleranceSeconds }: SignaturePolicy,
): boolean {
	return timestamp === undefined || Math.abs(now / 1000 - Number(timestamp)) <= toleranceSeconds;
}

function computeMac(secret: string, timestamp: string | undefined, rawBody: Uint8Array): Buffer {
	const hmac = createHmac('sha256', secret);
	if (timestamp !== undefined) hmac.update(`${timestamp}.`);
	return hmac.update(rawBody).digest();
}
