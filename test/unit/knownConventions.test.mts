import crypto from 'node:crypto';

import {
	findKnownConventions,
	rememberConvention,
} from '../../nodes/CrmLeadProTrigger/receiving/knownConventions.ts';
import type {
	Convention,
	DeliveryHeaders,
	Verification,
} from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { verifySignature } from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { mac, policyFor, SIGNED_AT, timestamped } from './support/signatures.mts';

const NOW = SIGNED_AT * 1000;
const BODY = Buffer.from('{"event":"lead.created"}');
const bare = { 'x-signature': mac(BODY).toString('hex') };
const timed = { 'x-signature': timestamped(BODY) };
const forged = {
	'x-signature': 'ab'.repeat(32),
	'x-timestamp': String(SIGNED_AT),
	'x-id': 'evt_1',
};

/** Receives a delivery to a node as the trigger does. */
function receive(
	nodeKey: string,
	headers: DeliveryHeaders,
	now = NOW,
	body = BODY,
): Verification | undefined {
	const known = findKnownConventions(nodeKey, now);
	const verification = verifySignature(body, headers, policyFor({ known }));
	if (verification !== undefined) rememberConvention(nodeKey, verification.convention);
	return verification;
}

const countMacs = (read: () => unknown): number => {
	const createHmac = import.meta.jest.spyOn(crypto, 'createHmac');
	try {
		read();
		return createHmac.mock.calls.length;
	} finally {
		createHmac.mockRestore();
	}
};

test('nothing is known of a node before its first delivery, nor after a forged one', () => {
	receive('new', forged);
	expect(findKnownConventions('new', NOW)).toBeUndefined();
});

test('a forged delivery costs one MAC once a genuine one was received, but for one a second', () => {
	const all = countMacs(() => receive('flooded', forged));
	expect(all).toBeGreaterThan(40);
	receive('flooded', timed);

	expect(countMacs(() => receive('flooded', forged, NOW + 1))).toBe(all);
	expect(countMacs(() => receive('flooded', forged, NOW + 2))).toBe(1);
	expect(countMacs(() => receive('flooded', forged, NOW + 1_000))).toBe(1);
	expect(countMacs(() => receive('flooded', forged, NOW + 1_001))).toBe(all);
	const large = Buffer.alloc(5_000_000, '{"a":1}');
	expect(countMacs(() => receive('flooded', forged, NOW + 1_002, large))).toBe(1);
	expect(countMacs(() => receive('another node', forged, NOW + 2))).toBe(all);
});

test('a genuine delivery is accepted by the first MAC once one was received, even in a flood', () => {
	receive('honest', bare);
	receive('honest', forged, NOW + 1);

	expect(
		countMacs(() => {
			expect(receive('honest', bare, NOW + 2)).toBeDefined();
		}),
	).toBe(1);
});

test('a new convention is accepted at once, and during a flood within a second', () => {
	receive('changed', bare);
	expect(receive('changed', timed, NOW + 1)).toBeDefined();

	receive('flooded and changed', bare);
	receive('flooded and changed', forged, NOW + 1);
	expect(receive('flooded and changed', timed, NOW + 2)).toBeUndefined();
	expect(receive('flooded and changed', timed, NOW + 1_001)).toBeDefined();
	expect(receive('flooded and changed', timed, NOW + 1_002)).toBeDefined();
	expect(receive('flooded and changed', bare, NOW + 1_003)).toBeDefined();
});

test('a search is not forbidden for longer where the clock is set back', () => {
	receive('set back', bare);
	receive('set back', forged, NOW + 3_600_000);
	expect(receive('set back', timed)).toBeDefined();
});

test('a known convention accepts nothing that it would not accept otherwise', () => {
	receive('strict', timed);
	const late = SIGNED_AT - 301;

	expect(receive('strict', { 'x-signature': timestamped(BODY, late) })).toBeUndefined();
	expect(receive('strict', timed, NOW, Buffer.from('{"event":"deal.won"}'))).toBeUndefined();
	expect(receive('strict', { 'x-signature': timestamped(BODY, SIGNED_AT, 'a') })).toBeUndefined();
});

test('the four newest conventions of a node are known', () => {
	const numbered = (number: number): Convention => ({ content: `content ${number}`, keyForm: 0 });
	for (const number of [1, 2, 3, 1, 4, 5]) rememberConvention('four', numbered(number));

	const known = findKnownConventions('four', NOW)?.conventions;
	expect(known).toEqual([5, 4, 1, 3].map(numbered));
});
