import { readFileSync } from 'node:fs';

import { z } from 'zod/v4';

import type { SignaturePolicy } from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { isSigned } from './support/signatures.mts';

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

const file = new URL('../fixtures/conventions/signatures.json', import.meta.url);
const { cases } = z
	.object({ cases: z.array(caseSchema) })
	.parse(JSON.parse(readFileSync(file, 'utf8')));

type Case = (typeof cases)[number];

const isAccepted = (
	{ secret, url, now, body, headers }: Case,
	{ later = 0, changes = {} }: { later?: number; changes?: Partial<SignaturePolicy> } = {},
): boolean =>
	isSigned(Buffer.from(body), headers, {
		secrets: [secret],
		header: undefined,
		toleranceSeconds: 300,
		now: (now + later) * 1000,
		method: 'POST',
		urls: [url],
		...changes,
	});

describe.each(cases)('a delivery signed like $name', (delivery) => {
	test('is accepted', () => {
		expect(isAccepted(delivery)).toBe(true);
		expect(isAccepted(delivery, { later: 300 })).toBe(true);
		expect(isAccepted(delivery, { changes: { secrets: ['a', 'b', delivery.secret] } })).toBe(true);
	});

	test('is accepted an hour later where no time was signed, and not where one was', () => {
		expect(isAccepted(delivery, { later: 3600 })).toBe(!delivery.signsTime);
		expect(isAccepted(delivery, { later: -3600 })).toBe(!delivery.signsTime);
	});

	test('is not accepted with another body or secret', () => {
		const { body } = delivery;
		expect(isAccepted({ ...delivery, body: body.replace('lead_1', 'lead_2') })).toBe(false);
		expect(isAccepted({ ...delivery, body: `${body} ` })).toBe(false);
		expect(isAccepted({ ...delivery, body: JSON.stringify(JSON.parse(body)) })).toBe(false);
		expect(isAccepted({ ...delivery, secret: 'another secret' })).toBe(false);
		expect(isAccepted({ ...delivery, secret: '' })).toBe(false);
	});
});
