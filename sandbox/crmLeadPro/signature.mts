import { createHmac } from 'node:crypto';
import type { Switches } from '../switches.mts';

/** What is to be signed. */
export interface Signed {
	body: string;
	secret: string;
	url: string;
	/** The delivery's ID. */
	id: string;
	/** In seconds since 1970. */
	unixSeconds: number;
}

type SignatureSwitches = Pick<
	Switches,
	| 'signatureHeader'
	| 'signatureFormat'
	| 'signedContent'
	| 'signatureTimeHeader'
	| 'signatureTimeFormat'
	| 'signatureIdHeader'
	| 'signatureSecretForm'
>;

const times: Record<Switches['signatureTimeFormat'], (seconds: number) => string> = {
	seconds: String,
	milliseconds: (seconds) => String(seconds * 1000),
	iso: (seconds) => new Date(seconds * 1000).toISOString(),
	http: (seconds) => new Date(seconds * 1000).toUTCString(),
};

const keys: Record<Switches['signatureSecretForm'], (secret: string) => Buffer> = {
	text: (secret) => Buffer.from(secret),
	whsec: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
	hex: (secret) => Buffer.from(secret, 'hex'),
	base64: (secret) => Buffer.from(secret, 'base64'),
};

const contents: Record<
	NonNullable<Switches['signedContent']>,
	(signed: Omit<Signed, 'secret' | 'unixSeconds'> & { time: string }) => string
> = {
	body: ({ body }) => body,
	'time.body': ({ time, body }) => `${time}.${body}`,
	'time:body': ({ time, body }) => `${time}:${body}`,
	timebody: ({ time, body }) => `${time}${body}`,
	'time\nbody': ({ time, body }) => `${time}\n${body}`,
	'body.time': ({ time, body }) => `${body}.${time}`,
	'v0:time:body': ({ time, body }) => `v0:${time}:${body}`,
	'id.time.body': ({ id, time, body }) => `${id}.${time}.${body}`,
	idtimebody: ({ id, time, body }) => `${id}${time}${body}`,
	urlbody: ({ url, body }) => `${url}${body}`,
	methodurlbodytime: ({ url, time, body }) => `POST${url}${body}${time}`,
	methodurltimebody: ({ url, time, body }) => `POST${url}${time}${body}`,
};

const formats: Record<Switches['signatureFormat'], (mac: Buffer, time: string) => string> = {
	hex: (mac) => mac.toString('hex'),
	hexUppercase: (mac) => mac.toString('hex').toUpperCase(),
	base64: (mac) => mac.toString('base64'),
	base64url: (mac) => mac.toString('base64url'),
	'sha256=hex': (mac) => `sha256=${mac.toString('hex')}`,
	'sha256=base64': (mac) => `sha256=${mac.toString('base64')}`,
	'hmac-sha256=hex': (mac) => `hmac-sha256=${mac.toString('hex')}`,
	'v0=hex': (mac) => `v0=${mac.toString('hex')}`,
	'v1,base64': (mac) => `v1,${mac.toString('base64')}`,
	hmacScheme: (mac) => `HMAC-SHA256 ${mac.toString('hex')}`,
	timestamped: (mac, time) => `t=${time},v1=${mac.toString('hex')}`,
	timestampedSemicolons: (mac, time) => `ts=${time};h1=${mac.toString('hex')}`,
	timestampedNames: (mac, time) => `timestamp=${time},signature=${mac.toString('base64')}`,
};

/**
 * The headers of a delivery that sign it with HMAC-SHA256, as the switches say.
 *
 * @returns the signature, and the time and the ID where they are signed and stand in headers of their own
 */
export function sign(
	{ secret, unixSeconds, ...signed }: Signed,
	switches: SignatureSwitches,
): Record<string, string> {
	const { signatureFormat, signatureHeader, signatureIdHeader, signatureTimeHeader } = switches;
	const isTimestamped = signatureFormat.startsWith('timestamped');
	const signedContent = switches.signedContent ?? (isTimestamped ? 'time.body' : 'body');
	const time = times[switches.signatureTimeFormat](unixSeconds);
	const mac = createHmac('sha256', keys[switches.signatureSecretForm](secret))
		.update(contents[signedContent]({ ...signed, time }))
		.digest();
	return {
		[signatureHeader]: formats[signatureFormat](mac, time),
		...(signedContent.includes('time') && !isTimestamped ? { [signatureTimeHeader]: time } : {}),
		...(signedContent.startsWith('id') ? { [signatureIdHeader]: signed.id } : {}),
	};
}
