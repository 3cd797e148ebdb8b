import { createHmac } from 'node:crypto';

import { sign } from '../../sandbox/crmLeadPro/signature.mts';
import { switchesSchema, type SwitchChanges } from '../../sandbox/switches.mts';
import { isSigned, policyFor, SIGNED_AT, WEBHOOK_URL } from '../unit/support/signatures.mts';

const BODY = '{"event":"lead.created"}';
const SECRET = 'a'.repeat(64);
const ID = 'delivery_01';

const signWith = (switches: SwitchChanges): Record<string, string> =>
	sign(
		{ body: BODY, secret: SECRET, url: WEBHOOK_URL, id: ID, unixSeconds: SIGNED_AT },
		switchesSchema.parse(switches),
	);
const hmac = (text: string, key: string | Buffer = SECRET) =>
	createHmac('sha256', key).update(text).digest();

test.each<[SwitchChanges, Record<string, string>]>([
	[
		{ signatureFormat: 'hexUppercase' },
		{ 'x-crmleadpro-signature': hmac(BODY).toString('hex').toUpperCase() },
	],
	[
		{ signatureFormat: 'hmacScheme', signatureHeader: 'authorization' },
		{ authorization: `HMAC-SHA256 ${hmac(BODY).toString('hex')}` },
	],
	[
		{ signatureFormat: 'v0=hex', signedContent: 'v0:time:body' },
		{
			'x-crmleadpro-signature': `v0=${hmac(`v0:${SIGNED_AT}:${BODY}`).toString('hex')}`,
			'x-crmleadpro-timestamp': String(SIGNED_AT),
		},
	],
	[
		{ signatureFormat: 'timestampedSemicolons', signedContent: 'time:body' },
		{
			'x-crmleadpro-signature': `ts=${SIGNED_AT};h1=${hmac(`${SIGNED_AT}:${BODY}`).toString('hex')}`,
		},
	],
	[
		{
			signatureFormat: 'v1,base64',
			signedContent: 'id.time.body',
			signatureSecretForm: 'whsec',
			signatureHeader: 'webhook-signature',
			signatureTimeHeader: 'webhook-timestamp',
			signatureIdHeader: 'webhook-id',
		},
		{
			'webhook-signature': `v1,${hmac(`${ID}.${SIGNED_AT}.${BODY}`, Buffer.from(SECRET, 'base64')).toString('base64')}`,
			'webhook-timestamp': String(SIGNED_AT),
			'webhook-id': ID,
		},
	],
	[
		{
			signatureFormat: 'base64',
			signedContent: 'methodurlbodytime',
			signatureTimeFormat: 'milliseconds',
		},
		{
			'x-crmleadpro-signature': hmac(`POST${WEBHOOK_URL}${BODY}${SIGNED_AT}000`).toString('base64'),
			'x-crmleadpro-timestamp': `${SIGNED_AT}000`,
		},
	],
])('with %j a delivery has the headers of such a sender', (switches, headers) => {
	expect(signWith(switches)).toEqual(headers);
});

const { signatureFormat, signedContent, signatureTimeFormat, signatureSecretForm } =
	switchesSchema.shape;
const policy = policyFor({ secrets: [SECRET] });

describe.each(signatureFormat.unwrap().options)('the format %s', (format) => {
	test.each(signedContent.unwrap().unwrap().options)(
		'over %j is understood by the trigger',
		(content) => {
			const signsTime = content.includes('time');
			// What tells a time and signs none is not accepted, nor what tells v1 and signs v0.
			const isTold = format.startsWith('timestamped');
			const isAccepted = !isTold || (signsTime && !content.startsWith('v0'));
			const headers = signWith({ signatureFormat: format, signedContent: content });
			expect(isSigned(Buffer.from(BODY), headers, policy)).toBe(isAccepted);
			const late = { ...policy, now: (SIGNED_AT + 3600) * 1000 };
			expect(isSigned(Buffer.from(BODY), headers, late)).toBe(isAccepted && !signsTime);
		},
	);
});

test.each(signatureTimeFormat.unwrap().options)('a time in the format %s is understood', (time) => {
	const headers = signWith({ signedContent: 'time.body', signatureTimeFormat: time });
	expect(isSigned(Buffer.from(BODY), headers, policy)).toBe(true);
});

test.each(signatureSecretForm.unwrap().options)('a secret meant as %s is understood', (form) => {
	const secrets = {
		text: 'a secret',
		whsec: 'whsec_YWJjZA==',
		hex: 'a1'.repeat(32),
		base64: 'YWJj'.repeat(8),
	};
	const secret = secrets[form];
	const switches = switchesSchema.parse({ signatureSecretForm: form });
	const headers = sign({ body: BODY, secret, url: WEBHOOK_URL, id: ID, unixSeconds: 0 }, switches);
	expect(isSigned(Buffer.from(BODY), headers, policyFor({ secrets: [secret] }))).toBe(true);
});
