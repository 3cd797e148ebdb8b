import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { z } from 'zod/v4';

import { verifySignature } from '../../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import type {
	DeliveryHeaders,
	SignaturePolicy,
} from '../../../nodes/CrmLeadProTrigger/receiving/signature.ts';

/** When the timestamped signatures of the fixtures were made, in seconds since 1970. */
export const SIGNED_AT = 1_767_225_600;

/** The secret of `policyFor` unless told otherwise. */
export const SECRET = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** The address of the webhook of `policyFor` unless told otherwise. */
export const WEBHOOK_URL = 'https://n8n.example.com/webhook/1/webhook';

/** Some of the headers that are looked at unless the user names one. */
export const SIGNATURE_HEADERS = [
	'x-crmleadpro-signature',
	'x-crmlp-signature',
	'x-webhook-signature',
	'x-signature',
	'x-signature-256',
	'x-hub-signature-256',
] as const;

const fixtureSchema = z.object({
	body: z.string(),
	/** In base64; null for the large body, which is not stored. */
	content: z.string().nullable(),
	secret: z.string(),
	/** Values of the signature header by format. */
	signatures: z.record(z.string(), z.string()),
});

/** A delivery whose signatures OpenSSL made, see fixtures/signatures.sh. */
export interface SignedBody {
	/** What the body is an example of. */
	body: string;
	content: Buffer;
	secret: string;
	/** Values of the signature header by format. */
	signatures: Record<string, string>;
}

const LARGE_BODY = Buffer.alloc(
	5 * 1024 * 1024,
	'{"event":"lead.created","name":"Priya Sharma"}\n',
);

/** Reads the deliveries that OpenSSL signed. */
export function readSignedBodies(): SignedBody[] {
	const file = new URL('../fixtures/signatures.json', import.meta.url);
	const fixtures = z.array(fixtureSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
	return fixtures.map(({ content, ...others }) => ({
		...others,
		content: content === null ? LARGE_BODY : Buffer.from(content, 'base64'),
	}));
}

/** A policy that accepts what was signed with `SECRET` at `SIGNED_AT`, unless told otherwise. */
export function policyFor(changes: Partial<SignaturePolicy> = {}): SignaturePolicy {
	return {
		secrets: [SECRET],
		header: undefined,
		toleranceSeconds: 300,
		now: SIGNED_AT * 1000,
		method: 'POST',
		urls: [WEBHOOK_URL],
		...changes,
	};
}

/** Tells whether a delivery is accepted. */
export function isSigned(
	rawBody: Uint8Array,
	headers: DeliveryHeaders,
	policy: SignaturePolicy,
): boolean {
	return verifySignature(rawBody, headers, policy) !== undefined;
}

/** The bare MAC of a body, as a sender makes it. */
export function mac(content: string | Buffer, secret: string = SECRET): Buffer {
	return createHmac('sha256', secret).update(content).digest();
}

/** A signature header with a time, as a sender makes it. */
export function timestamped(
	content: string | Buffer,
	time: number | string = SIGNED_AT,
	secret: string = SECRET,
): string {
	const signed = Buffer.concat([Buffer.from(`${time}.`), Buffer.from(content)]);
	return `t=${time},v1=${mac(signed, secret).toString('hex')}`;
}
