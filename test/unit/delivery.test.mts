import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { readDelivery } from '../../nodes/CrmLeadProTrigger/receiving/delivery.ts';
import type { DeliveryHeaders } from '../../nodes/CrmLeadProTrigger/receiving/signature.ts';
import { exactJsonValue } from './support/jsonValues.mts';

const read = (
	body: unknown,
	headers: DeliveryHeaders = {},
	webhookIds: string[] = [],
	signedId?: string,
) => readDelivery(Buffer.from(JSON.stringify(body)), headers, webhookIds, signedId);

const hashOf = (content: Uint8Array | string): string =>
	createHash('sha256').update(content).digest('hex');

const lead = { id: 'lead_01J2XK3M4N5P6Q7R', name: 'Priya Sharma', status: 'qualified' };

describe('the body', () => {
	test.each([
		['small', '{}', {}],
		['with blanks around it', ' \r\n{"a": 1}\t\n', { a: 1 }],
		['with a byte order mark', '\uFEFF{"a": 1}', { a: 1 }],
		['in Hindi', '{"name":"प्रिया 🚀"}', { name: 'प्रिया 🚀' }],
		['with escapes', '{"name":"\\u092a\\ud83d\\ude80\\/"}', { name: 'प🚀/' }],
		['with a repeated name, of which the last counts', '{"a": 1, "a": 2}', { a: 2 }],
	])('is read %s', (_case, text, expected) => {
		expect(readDelivery(Buffer.from(text), {})?.body).toEqual(expected);
	});

	test.each([
		'',
		' ',
		'null',
		'true',
		'0',
		'"text"',
		'[]',
		'[{"event":"lead.created"}]',
		'{',
		'{"a":1}{"b":2}',
		"{'a':1}",
		'{"a":1,}',
		'event=lead.created',
		'<event/>',
		'\uFEFF\uFEFF{}',
		'{"a":NaN}',
		'1767225600.{"a":1}',
	])('%j is no JSON object', (text) => {
		expect(readDelivery(Buffer.from(text), {})).toBeUndefined();
	});

	test('in another encoding than UTF-8 is no JSON object', () => {
		expect(readDelivery(Buffer.from('{"a":1}', 'utf16le'), {})).toBeUndefined();
	});

	test.each(['[', '{"a":'])('nested a million times with %s does no harm', (opening) => {
		expect(readDelivery(Buffer.from(opening.repeat(1_000_000)), {})).toBeUndefined();
	});

	test.each([
		'{"__proto__":{"isAdmin":true},"event":"lead.created"}',
		'{"constructor":{"prototype":{"isAdmin":true}}}',
		'{"data":{"__proto__":{"isAdmin":true}}}',
	])('%s changes no prototype and comes as it is', (text) => {
		const delivery = readDelivery(Buffer.from(text), {});
		expect(JSON.stringify(delivery?.body)).toBe(text);
		expect(Object.getPrototypeOf(delivery?.body ?? null)).toBe(Object.getPrototypeOf({}));
		expect({}).not.toHaveProperty('isAdmin');
	});
});

describe('the event', () => {
	test.each<[string, object, DeliveryHeaders]>([
		['event', { event: 'deal.won', type: 'b', event_type: 'c' }, { 'x-crmleadpro-event': 'd' }],
		['type', { type: 'deal.won', event_type: 'c' }, { 'x-crmleadpro-event': 'd' }],
		['event_type', { event_type: 'deal.won' }, { 'x-crmleadpro-event': 'd' }],
		['x-crmleadpro-event', {}, { 'x-crmleadpro-event': 'deal.won', 'x-webhook-event': 'e' }],
		['x-webhook-event', {}, { 'x-webhook-event': 'deal.won' }],
		['the first that is not empty', { event: '', type: ' ', event_type: 'deal.won' }, {}],
		['the first that is text', { event: null, type: { a: 1 }, event_type: 'deal.won' }, {}],
	])('is told in %s', (_place, body, headers) => {
		expect(read(body, headers)?.event).toBe('deal.won');
	});

	test.each<[string, object, DeliveryHeaders]>([
		[
			'a header, before the type of a record',
			{ id: 'lead_1', type: 'individual' },
			{ 'x-crmleadpro-event': 'deal.won' },
		],
		['event_type, before a general type', { type: 'event', event_type: 'deal.won' }, {}],
		[
			'the second header, before one that nobody documents',
			{},
			{ 'x-crmleadpro-event': 'deal', 'x-webhook-event': 'deal.won' },
		],
		['the first place with a documented one', { event: 'deal.won', type: 'deal.lost' }, {}],
	])('is the documented one in %s', (_place, body, headers) => {
		expect(read(body, headers)?.event).toBe('deal.won');
	});

	test.each<[string, object, string]>([
		['event', { event: 'lead.created' }, 'lead.created'],
		['event that nobody documents', { event: 'notification' }, 'notification'],
		['event_type that nobody documents', { event_type: 'lead.merged' }, 'lead.merged'],
		['type that has the form of an event', { type: 'lead.merged' }, 'lead.merged'],
		['type with a colon', { type: 'lead:merged' }, 'lead:merged'],
		['type beside the record', { type: 'merged', data: lead }, 'merged'],
		['number', { event: 7 }, '7'],
	])('is that of the signed body, whatever a header says: %s', (_place, body, expected) => {
		const headers = { 'x-crmleadpro-event': 'deal.won', 'x-webhook-event': 'deal.won' };
		expect(read(body, headers)?.event).toBe(expected);
		expect(read(body)?.event).toBe(expected);
	});

	test('that is not documented is told as it is, where no other is', () => {
		expect(read({ event: 'lead.merged', type: 'b' })?.event).toBe('lead.merged');
	});

	test.each<[object, DeliveryHeaders]>([
		[{}, {}],
		[{ event: null, type: [], event_type: {} }, { 'x-crmleadpro-event': '' }],
		[{ data: { event: 'deal.won' } }, { 'x-event': 'deal.won' }],
	])('is not told in %j with headers %j', (body, headers) => {
		expect(read(body, headers)?.event).toBeUndefined();
	});
});

describe('the delivery ID', () => {
	test.each<[string, object, DeliveryHeaders]>([
		['id', { id: 'd', event_id: 'b', delivery_id: 'c', data: lead }, { 'x-webhook-id': 'e' }],
		['event_id', { event_id: 'd', delivery_id: 'c', data: lead }, { 'x-webhook-id': 'e' }],
		['delivery_id', { delivery_id: 'd', data: lead }, { 'x-webhook-id': 'e' }],
		['id beside the payload', { id: 'd', payload: lead }, {}],
		['id beside the record that the event is about', { id: 'd', event: 'lead.created', lead }, {}],
		['the first that is not empty', { id: '', event_id: ' ', delivery_id: 'd', data: lead }, {}],
	])('is told in %s', (_place, body, headers) => {
		expect(read(body, headers)?.id).toBe('d');
	});

	test('that is a number counts', () => {
		expect(read({ id: 41, data: lead })?.id).toBe('41');
	});

	test.each([
		['12345678901234567890', '12345678901234567891'],
		['9007199254740992', '9007199254740993'],
		['1'.repeat(400), `${'1'.repeat(399)}2`],
	])('that is a number too big for JavaScript keeps its digits: %s', (first, second) => {
		const ids = [first, second].map(
			(id) => readDelivery(Buffer.from(`{"id":${id},"data":{"score":1}}`), {})?.id,
		);
		expect(ids).toEqual([first, second]);
	});

	test.each([
		'0',
		'-0',
		'0.0',
		'-1',
		'1.5',
		'12345678901234567890.5',
		'1.2345678901234567890e25',
		'1e400',
		'"0"',
		'"00"',
		'"-1"',
		'""',
		'" "',
		'"null"',
		'"undefined"',
		'"None"',
		'"NaN"',
		'"00000000-0000-0000-0000-000000000000"',
		'null',
		'true',
		'false',
		'{}',
		'[]',
		'["d"]',
	])('that is %s is none: the hash of the body counts', (id) => {
		for (const name of ['id', 'event_id', 'delivery_id']) {
			const [first = '', second = ''] = [1, 2].map(
				(score) => `{"${name}":${id},"data":{"score":${score}}}`,
			);
			const [one, other] = [first, second].map((body) => readDelivery(Buffer.from(body), {}));
			expect(one).toMatchObject({ id: hashOf(first), isIdHash: true });
			expect(other).toMatchObject({ id: hashOf(second), isIdHash: true });
		}
	});

	test.each<[string, object, string]>([
		['none', { data: lead }, 'msg_1'],
		['0', { id: 0, data: lead }, 'msg_1'],
		['the webhook’s own', { id: 'webhook_1', data: lead }, 'msg_1'],
		['one, which counts', { id: 'd', data: lead }, 'd'],
	])('is that of a signed header where the body has %s', (_case, body, id) => {
		const delivery = read(body, { 'x-webhook-id': 'unsigned' }, ['webhook_1'], 'msg_1');
		expect(delivery).toMatchObject({ id, isIdHash: false });
	});

	test.each(['webhook_1', '', ' ', '0', 'null', undefined])(
		'is the hash of the body where the signed header has %j',
		(signedId) => {
			const delivery = read({ data: lead }, {}, ['webhook_1'], signedId);
			expect(delivery).toMatchObject({
				id: hashOf(JSON.stringify({ data: lead })),
				isIdHash: true,
			});
		},
	);

	test('does not depend on a header that is not signed', () => {
		const names = [
			'x-webhook-id',
			'x-crmleadpro-delivery',
			'x-crmleadpro-event',
			'x-webhook-event',
			'webhook-id',
			'idempotency-key',
		];
		const values = fc.constantFrom('d', 'deal.won', 'lead.created', 'contact.updated', 'e.f', '');
		const headers = fc.dictionary(fc.constantFrom(...names), values);
		const bodies = fc.record(
			{
				id: fc.constantFrom<unknown>('d', 0, 7, ''),
				event_id: fc.constantFrom('d', ''),
				type: fc.constantFrom('individual', 'lead.created'),
				event: fc.constantFrom('lead.created', 'deal.won'),
				lead: fc.constant(lead),
				deal: fc.constant({ id: 'deal_1' }),
				data: fc.constant(lead),
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(bodies, headers, (body, given) => {
				const [plain, marked] = [read(body), read(body, given)];
				expect(marked).toEqual({ ...plain, event: marked?.event });
				if (body.event !== undefined) expect(marked?.event).toBe(plain?.event);
			}),
			{ numRuns: 1_000 },
		);
	});

	test.each<[string, object]>([
		['no ID', { event: 'lead.created', data: lead }],
		['only the ID of the record inside', { data: { id: 'd', event_id: 'e' } }],
		['an ID that is no text', { id: { a: 1 }, event_id: null, data: lead }],
	])('is the hash of the raw body where there is %s', (_case, body) => {
		expect(read(body)).toMatchObject({ id: hashOf(JSON.stringify(body)), isIdHash: true });
	});

	test('that is told is no hash', () => {
		expect(read({ event_id: 'd' })?.isIdHash).toBe(false);
	});

	test('is not that of the webhook: the next one counts', () => {
		const webhookIds = ['webhook_0', 'webhook_1'];
		const body = { id: 'webhook_1', data: lead };
		expect(read(body, {}, webhookIds)?.id).toBe(hashOf(JSON.stringify(body)));
		expect(read({ ...body, event_id: 'd' }, {}, webhookIds)?.id).toBe('d');
	});

	test('is not a webhook’s that is a number', () => {
		const body = { id: 42, event_id: 'd', data: lead };
		expect(read(body, {}, ['42'])?.id).toBe('d');
	});

	test.each<[string, object]>([
		['bare', {}],
		['with metadata', { metadata: { city: 'Pune' } }],
		['with the values before', { previous: { status: 'new' } }],
		['with the assigned user', { assigned_to: { id: 'user_sales_rep_01' } }],
		['with custom fields', { custom_fields: { budget: 5 } }],
	])('is not that of the record: two events of a lead %s are two deliveries', (_case, more) => {
		const event = 'lead.status_changed';
		const first = read({ event, ...lead, ...more });
		const second = read({ event, ...lead, ...more, status: 'won' });
		expect(first?.id).not.toBe(second?.id);
	});

	test('is not that of a deal beside its lead', () => {
		const event = 'deal.won';
		const first = read({ event, id: 'deal_01', lead, value: 1 });
		const second = read({ event, id: 'deal_01', lead, value: 2 });
		expect(first?.id).not.toBe(second?.id);
	});

	test('tells apart bodies that differ in one byte only', () => {
		const [first, second] = ['{"a":1}', '{"a":1} '].map((text) =>
			readDelivery(Buffer.from(text), {}),
		);
		expect(first?.id).not.toBe(second?.id);
	});
});

test('every JSON object is read as it is, with some ID', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), exactJsonValue), (body) => {
			const text = JSON.stringify(body);
			const delivery = readDelivery(Buffer.from(text), {});
			expect(JSON.stringify(delivery?.body)).toBe(JSON.stringify(JSON.parse(text)));
			expect(delivery?.id).toMatch(/\S/);
		}),
	);
});

test('whatever bytes and headers arrive, nothing is thrown', () => {
	const headers = fc.dictionary(
		fc.oneof(fc.string(), fc.constantFrom('x-webhook-id', 'x-webhook-event')),
		fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined)),
	);
	fc.assert(
		fc.property(fc.uint8Array(), headers, (bytes, given) => {
			const delivery = readDelivery(bytes, given);
			if (delivery !== undefined) expect(delivery.id).toMatch(/\S/);
			else expect(Buffer.from(bytes).toString()).not.toBe('{}');
		}),
	);
});
