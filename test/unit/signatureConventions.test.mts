import { readFileSync } from 'node:fs';

import { z } from 'zod/v4';

import { verifySignature } from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import type {
	Convention,
	SignaturePolicy,
} from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { isSigned, SIGNED_AT, WEBHOOK_URL } from './support/signatures.mts';

const caseSchema = z.object({
	name: z.string(),
	signsTime: z.boolean(),
	secret: z.string(),
	url: z.string(),
	/** In seconds since 1970. */
	now: z.number(),
	body: z.string(),
	headers: z.record(z.string(), z.string()),
});

const readJson = (path: string): unknown =>
	JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

/** What Python signed in the ways of public senders. */
const samples = z
	.object({ cases: z.array(caseSchema) })
	.parse(readJson('../fixtures/conventions/signatures.json')).cases;
/** What OpenSSL signed, see fixtures/signedContents.sh. */
const contents = z
	.array(caseSchema.omit({ url: true, now: true }))
	.parse(readJson('./fixtures/signedContents.json'))
	.map((content) => ({ ...content, url: WEBHOOK_URL, now: SIGNED_AT }));
const cases = [...samples, ...contents];

type Case = z.infer<typeof caseSchema>;

const toPolicy = ({ secret, url, now }: Case, later = 0): SignaturePolicy => ({
	secrets: [secret],
	header: undefined,
	toleranceSeconds: 300,
	now: (now + later) * 1000,
	method: 'POST',
	urls: [url],
});

const isAccepted = (
	delivery: Case,
	{ later = 0, changes = {} }: { later?: number; changes?: Partial<SignaturePolicy> } = {},
): boolean =>
	isSigned(Buffer.from(delivery.body), delivery.headers, {
		...toPolicy(delivery, later),
		...changes,
	});

describe.each(cases)('a delivery signed like $name', (delivery) => {
	test('is accepted', () => {
		expect(isAccepted(delivery)).toBe(true);
		expect(isAccepted(delivery, { later: 300 })).toBe(true);
	});

	test('is accepted an hour later where no time was signed, and not where one was', () => {
		expect(isAccepted(delivery, { later: 3600 })).toBe(!delivery.signsTime);
		expect(isAccepted(delivery, { later: -3600 })).toBe(!delivery.signsTime);
	});

	test('is accepted by its convention alone, and not by the others alone', () => {
		const policyOf = (conventions: Convention[]): SignaturePolicy => ({
			...toPolicy(delivery),
			known: { conventions, maySearch: () => false },
		});
		const { body, headers } = delivery;
		const verify = (conventions: Convention[]) =>
			verifySignature(Buffer.from(body), headers, policyOf(conventions))?.convention;
		const own = verifySignature(Buffer.from(body), headers, toPolicy(delivery))?.convention;

		expect(own).toBeDefined();
		if (own === undefined) return;
		expect(verify([own])).toEqual(own);
		expect(
			verify([
				{ ...own, keyForm: own.keyForm + 1 },
				{ ...own, content: 'x' },
			]),
		).toBeUndefined();
	});

	test('is not accepted with another body or secret', () => {
		const { body } = delivery;
		expect(isAccepted({ ...delivery, body: body.replace('lead.created', 'lead.deleted') })).toBe(
			false,
		);
		expect(isAccepted({ ...delivery, body: `${body} ` })).toBe(false);
		expect(isAccepted({ ...delivery, body: ` ${body}` })).toBe(false);
		expect(isAccepted({ ...delivery, secret: 'another secret' })).toBe(false);
		expect(isAccepted({ ...delivery, secret: '' })).toBe(false);
	});
});

test.each(samples)('$name is known by the last of three secrets', (delivery) => {
	expect(isAccepted(delivery, { changes: { secrets: ['a', 'b', delivery.secret] } })).toBe(true);
});
