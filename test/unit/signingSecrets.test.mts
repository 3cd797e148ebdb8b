import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { findSigningSecrets } from '../../nodes/CrmLeadProTrigger/registering/signingSecrets.ts';

const SENT = '3f9a0c61d27be48505a1c6e7f8d9b2a43f9a0c61d27be48505a1c6e7f8d9b2a4';

describe('the secrets that may sign', () => {
	test.each([[undefined], [null], [''], [' '], [SENT]])(
		'are the one that was sent where the reply tells %j',
		(told) => {
			expect(findSigningSecrets(SENT, [told])).toEqual([SENT]);
		},
	);

	test.each([
		// In the forms of public webhook senders, among them the sample of Standard Webhooks.
		'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		'whsec_Y3JtLWxlYWQtcHJvLXNlY3JldC1ieXRlcyE=',
		'whsec_0123456789abcdef',
		'server_secret_github_style',
		'server_secret_separate_dot',
		'8f14e45fceea167a5a36dedd4bea2543',
		'f47ac10b-58cc-4372-a567-0e02b2c3d479',
		'kX9vQ2mZ7pL4nR8tW1yB6cD3fG5hJ0sA+/A=',
		'kX9vQ2mZ7pL4nR8t-W1yB6cD_3fG5hJ0sA',
		'crmlp_whsec_test_9b2d7c41e8',
		'a1B*c2D4e5F6g7H8',
		'9c1e3b7d5f2a8046',
	])('are the told one and the sent one where the reply tells %s', (told) => {
		expect(findSigningSecrets(SENT, [told])).toEqual([told, SENT]);
	});

	test.each([
		'***',
		'•••••••••',
		'...',
		'…',
		'3f9a***',
		'...b2a4',
		'3f9a…',
		'…b2a4',
		'3f9a……',
		'……b2a4',
		'3•*.a4',
		'3f9a…b2a4',
		'3f9a####b2a4',
		'xxxxxxxxxxxxb2a4',
		'3f9a●●●●●●●●',
		'3f9a0c------',
	])('are the sent one where the reply hides it as %s', (told) => {
		expect(findSigningSecrets(SENT, [told])).toEqual([SENT]);
	});

	test.each(['whsec_…', '…9a8b', 'sk_********', '••••wxyz', 'whsec_...9a8b', 'a\n***'])(
		'are none where the reply hides another one as %s',
		(told) => {
			expect(findSigningSecrets(SENT, [told])).toEqual([]);
		},
	);
});

describe('what nobody would make as a secret is none, so that nobody can sign with it', () => {
	test.each([
		['a mask in brackets', '[hidden]'],
		['a long one', '[ hidden for your security ]'],
		['a tag', '<redacted>'],
		['a long tag', '<the-secret-was-removed-1f9>'],
		['a note in parentheses', '(not shown)'],
		['a template', '${WEBHOOK_SECRET_1f93b}'],
		['another template', '{{ webhook.secret_1f93b }}'],
		['a run of x', 'xxxxxxxxxxxx'],
		['a long run of x', 'x'.repeat(64)],
		['a run of X with a prefix', 'sk_live_xxxxxxxxxxxxxxxx'],
		['groups of X and an end', 'whsec_XXXX-XXXX-XXXX-1234'],
		['a secret whose end is x', 'whsec_a1b2c3d4e5f6XXXXXX'],
		['a run of signs', '########'],
		['a long run of signs', '#'.repeat(32)],
		['lines', 'whsec_____________1f9a'],
		['stars', 'whsec_********'],
		['stars around', '****a1b2c3d4e5f6g7h8****'],
		['bullets', '••••1234'],
		['other bullets', '●●●●●●●●●●●●1234'],
		['blocks', '████████████████1234'],
		['dots in the middle', 'whsec_1f9a...8b7c6d5e'],
		['an ellipsis in the middle', 'whsec_1f9a2b3c…8b7c6d5e'],
		['zeros', '0'.repeat(32)],
		['a UUID of zeros', '00000000-0000-0000-0000-000000000000'],
		['a secret whose end is zeros', 'whsec_a1b2c3d4e5f6000000'],
		['a repeated group', 'abcabcabcabcabcabc'],
		['a repeated longer group', 'abcdefghabcdefghabcdefgh'],
		['a letter', 'a'],
		['a word', 'secret'],
		['a password that could be guessed', 'hunter2'],
		['a short random text', 'k3Jx9QpLz7'],
		['one character too few', '9c1e3b7d5f2a804'],
		['null', 'null'],
		['undefined', 'undefined'],
		['words in capitals', 'REDACTED_SECRET_VALUE'],
		['words', 'redactedSecretValue'],
		['other words', 'secret-is-not-shown-again'],
		['more words', 'YOUR_WEBHOOK_SECRET_KEY'],
		['words about where it is', 'only_visible_in_the_dashboard'],
		['a sentence', 'The secret is in Settings, under Webhooks.'],
		['words about who chose it', 'the-secret-you-provided'],
		['words about when it was chosen', 'as-you-set-it-before'],
		['words about which it is', 'same_as_registered_secret'],
		['words about its origin', 'user-supplied-value-42'],
		['words about its state', 'secret_already_set'],
		['words about its being made', 'secret-was-generated'],
		['words about where it is set', 'configured_by_owner'],
		['words about settings', 'see_dashboard_settings'],
		['words about reading', 'write_only_attribute'],
		['filler text', 'lorem-ipsum-dolor-sit'],
		['the alphabet', 'abcdefghijklmnopqrstuvwxyz'],
		['the keyboard', 'qwertyuiopasdfghjkl'],
		['a password of words', 'supersecretwebhooksecret'],
		['a variable in a template', '%WEBHOOK_SECRET_KEY%'],
		['a variable of the environment', 'process.env.WEBHOOK_KEY'],
		['another variable of the environment', 'env:WEBHOOK_SECRET_NAME'],
		['a path in a vault', 'vault:secret/data/webhook'],
		['a resource name', 'arn:aws:secretsmanager:us-east-1:123456789012'],
		['a resource path', 'projects/1/secrets/webhook/versions/1'],
		// md5sum, sha1sum and sha256sum of an empty file
		['a MD5 of nothing', 'd41d8cd98f00b204e9800998ecf8427e'],
		['a SHA-1 of nothing', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
		['a SHA-256 of nothing', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
		// printf %s … | base64
		['words in base64', 'c2VjcmV0LWhpZGRlbi1ieS1hcGk='],
		['words in base64 with a prefix', 'whsec_c2VjcmV0LWhpZGRlbi1ieS1hcGk='],
		['a web address', 'https://crmleadpro.in/webhooks/1f9a8b7c'],
		['a path in a template', 'vault://kv/webhooks/1f9a8b7c'],
		['a date', '2026-11-27T09:13:03.482Z'],
		['a date in words', 'Fri, 27 Nov 2026 09:13:03 GMT'],
		['a date and time', '2026-11-27 09:13:03'],
		['a number', '1795760000123456789'],
		['a number with a fraction', '1795760000.1234567'],
		['an email address', 'webhooks.2026@crmleadpro.in'],
		['a hash of it', 'sha256:9f86d081884c7d659a2feaa0c55ad015'],
		['a hash to store', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
		['JSON', '{"value":"1f9a8b7c6d5e4f3a"}'],
		['letters beyond ASCII', 'गुप्त-कुंजी-१२३४५६७८'],
		['a line break in it', 'whsec_1f9a8b7c\n6d5e4f3a2b1c'],
		['a blank in it', 'whsec_1f9a8b7c 6d5e4f3a2b1c'],
		['too much', createHash('sha512').update('a').digest('hex').repeat(3)],
	])('%s: %j', (_what, told) => {
		expect(findSigningSecrets(SENT, [told])).toEqual([]);
	});

	test.each([
		[1],
		[0],
		[1.5],
		[true],
		[false],
		[{}],
		[{ value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
		[[]],
		[['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']],
	])('%j', (told) => {
		expect(findSigningSecrets(SENT, [told])).toEqual([]);
	});

	test.each([
		['the ID of the webhook', 'webhook_01J2GHWVJVYS228A'],
		['its address', 'https://n8n.example.in/webhook/f47ac10b-58cc-4372-a567-0e02b2c3d479/webhook'],
		['a part of its address', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'],
		['the API key', 'crmlp_live_Zk3Jx9QpLz7Wm2Rt'],
		['a text with the API key in it', 'Bearer-crmlp_live_Zk3Jx9QpLz7Wm2Rt'],
	])('%s', (_what, told) => {
		const known = [
			'webhook_01J2GHWVJVYS228A',
			'https://n8n.example.in/webhook/f47ac10b-58cc-4372-a567-0e02b2c3d479/webhook',
			'crmlp_live_Zk3Jx9QpLz7Wm2Rt',
		];
		expect(findSigningSecrets(SENT, [told], known)).toEqual([]);
	});

	test('a mask of which less than four characters are shown that fit', () => {
		expect(findSigningSecrets(SENT, ['3f9####'])).toEqual([]);
		expect(findSigningSecrets(SENT, ['####b2a5'])).toEqual([]);
	});
});

describe('several values in a reply', () => {
	const told = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

	test.each([
		['one that can be a secret beside a mask', ['[hidden]', told], [told, SENT]],
		['one that can be a secret beside nothing', [null, undefined, '', told], [told, SENT]],
		['the sent one beside a mask', [SENT, '[hidden]'], [SENT]],
		['the sent one, masked, beside a mask of another', ['whsec_…', '3f9a…'], [SENT]],
		['masks only', ['whsec_…', '[hidden]'], []],
		['nothing', [], [SENT]],
	])('%s', (_case, reported, expected) => {
		expect(findSigningSecrets(SENT, reported)).toEqual(expected);
	});
});

test.each(['hex', 'base64', 'base64url'] as const)(
	'random bytes in %s are believed, but for hardly any',
	(encoding) => {
		let refused = 0;
		fc.assert(
			fc.property(
				fc.integer({ min: 24, max: 64 }),
				fc.noShrink(fc.uint8Array({ minLength: 64, maxLength: 64 })),
				(length, seed) => {
					// Arrays of fast-check are small and repeated at times; hashes of them are not.
					const bytes = createHash('sha512').update(seed).digest().subarray(0, length);
					const text = bytes.toString(encoding);
					if (!findSigningSecrets(SENT, [text]).includes(text)) refused += 1;
				},
			),
			{ numRuns: 2_000, seed: 1 },
		);
		expect(refused).toBeLessThanOrEqual(4);
	},
);

test('whatever a reply has, only a text of some length and variety is added to the sent one', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			for (const secret of findSigningSecrets(SENT, [value])) {
				if (secret === SENT) continue;
				expect(secret).toBe(value);
				expect(secret.length).toBeGreaterThanOrEqual(16);
				expect(new Set(secret).size).toBeGreaterThanOrEqual(8);
			}
		}),
		{ numRuns: 2_000 },
	);
});
