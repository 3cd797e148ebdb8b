import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import {
	isGone,
	isFailure,
	readDeletion,
	readList,
	readRecord,
	readReport,
} from '../../nodes/shared/http/reply.ts';
import { jsonReply, textReply } from './support/replies.mts';

const leads = [{ id: 'lead_01' }, { id: 'lead_02' }];

describe('a list', () => {
	test.each([
		['a bare array', leads],
		['data', { data: leads }],
		['data.data', { data: { data: leads, total: 2 } }],
		['items', { items: leads }],
		['results', { results: leads, count: 2 }],
		['the plural name', { leads }],
		['the plural name under data', { success: true, data: { leads } }],
		['items under data', { data: { items: leads } }],
		['the plural name beside a null', { data: null, leads }],
		['three envelopes', { data: { data: { data: leads } } }],
		['an envelope of its plural name', { leads: { current_page: 1, data: leads } }],
	])('is found in %s', (_, body) => {
		expect(readList(jsonReply(body), 'leads')).toEqual(leads);
	});

	test.each([[[]], [{ data: [] }], [{ data: { data: [] } }], [{ leads: [] }]])(
		'may be empty: %j',
		(body) => {
			expect(readList(jsonReply(body), 'leads')).toEqual([]);
		},
	);

	test.each([
		[null],
		[{}],
		['text'],
		[''],
		[7],
		[true],
		[{ data: {} }],
		[{ data: null }],
		[{ data: 'none' }],
		[{ data: { total: 0 } }],
		[{ data: { data: { total: 0 } } }],
		[{ leads: {} }],
		[{ items: { data: [] } }],
		[{ data: { data: { data: { data: [] } } } }],
		[{ leads: null }],
		[{ leads: '0' }],
		[{ contacts: [] }],
		[{ message: 'ok' }],
		[{ error: { message: 'Invalid API key' } }],
		[{ id: 'lead_01', name: 'Priya Sharma' }],
		[{ tags: [] }],
		[['lead_01', 'lead_02']],
		[[null]],
		[[[]]],
		[{ data: [{ id: 'lead_01' }, 'lead_02'] }],
	])('is refused, and never empty, in %j', (body) => {
		const read = () => readList(jsonReply(body), 'leads');
		expect(read).toThrow(UnexpectedReplyError);
		expect(read).toThrow('Expected a list of leads');
	});

	test.each(['', '[', '[{"id":"lead_01"}', '<html></html>', 'OK'])(
		'is refused, and never empty, in the text %j',
		(text) => {
			expect(() => readList(textReply(text), 'leads')).toThrow(UnexpectedReplyError);
		},
	);

	test('is no inherited property', () => {
		expect(() => readList(jsonReply({}), 'constructor')).toThrow(UnexpectedReplyError);
	});
});

describe('a record', () => {
	const lead = { id: 'lead_01', name: 'Priya Sharma' };

	test.each([
		['bare', lead],
		['data', { data: lead }],
		['the singular name', { lead }],
		['the singular name under data', { success: true, data: { lead } }],
	])('is found %s', (_, body) => {
		expect(readRecord(jsonReply(body), 'lead')).toEqual(lead);
	});

	test('without an ID is what stands in two envelopes', () => {
		const body = { data: { data: { data: { name: 'Priya Sharma' } } } };
		expect(readRecord(jsonReply(body), 'lead')).toEqual({ data: { name: 'Priya Sharma' } });
	});

	test('with an ID is not searched for records inside it', () => {
		const withHistory = { id: 'lead_01', data: { id: 'inner' }, lead: { id: 'inner' } };
		expect(readRecord(jsonReply(withHistory), 'lead')).toEqual(withHistory);
	});

	test('may have no ID, as funnel figures have none', () => {
		const funnel = { stages: [{ name: 'new', volume: 3 }], conversion_rate: 0.2 };
		expect(readRecord(jsonReply(funnel), 'funnel')).toEqual(funnel);
		expect(readRecord(jsonReply({ data: funnel }), 'funnel')).toEqual(funnel);
	});

	test.each([
		[null],
		[{}],
		[[]],
		[[{ id: 'lead_01' }]],
		['lead_01'],
		[7],
		[{ data: null }],
		[{ data: {} }],
		[{ data: [] }],
		[{ data: [{ id: 'lead_01' }] }],
		[{ data: 'lead_01' }],
		[{ lead: null }],
		[{ lead: {} }],
		[{ data: { lead: [] } }],
	])('is refused in %j', (body) => {
		const read = () => readRecord(jsonReply(body), 'lead');
		expect(read).toThrow(UnexpectedReplyError);
		expect(read).toThrow('Expected a lead');
	});

	test.each(['', '{"id":"lead_01"', '<html></html>', 'OK'])('is refused in the text %j', (text) => {
		expect(() => readRecord(textReply(text), 'lead')).toThrow(UnexpectedReplyError);
	});
});

test.each([[{ error: 'The workspace is locked' }], [{ data: { error: { code: 7 } } }]])(
	'a failure with a good status is no record: %j',
	(body) => {
		expect(() => readRecord(jsonReply(body), 'lead')).toThrow(UnexpectedReplyError);
	},
);

test('envelopes around envelopes are not followed endlessly', () => {
	let body: object = { data: [] };
	for (let depth = 0; depth < 100_000; depth++) body = { data: body };
	const reply: ApiReply = { status: 200, headers: {}, body, text: '' };
	expect(() => readList(reply, 'leads')).toThrow(UnexpectedReplyError);
	expect(() => readRecord(reply, 'lead')).not.toThrow();
});

describe('the reply to a deletion', () => {
	test.each([
		[textReply('', { status: 204 })],
		[jsonReply({})],
		[jsonReply(null)],
		[jsonReply({ id: 'lead_01', status: 'archived' })],
		[jsonReply({ deleted: true })],
		[jsonReply({ ok: true, message: 'Archived' })],
	])('%j says that it was done', (reply) => {
		expect(readDeletion(reply)).toEqual([{ deleted: true }]);
	});

	test.each([
		[textReply('<html></html>')],
		[textReply('OK')],
		[jsonReply({ error: 'locked' })],
		[jsonReply({ error: null })],
		[jsonReply({ ok: false })],
		[jsonReply({ deleted: false })],
		[jsonReply({ ok: true, deleted: false })],
	])('%j does not', (reply) => {
		expect(() => readDeletion(reply)).toThrow('Expected a confirmation');
	});
});

test.each<[ApiReply, boolean]>([
	[textReply('', { status: 199 }), true],
	[textReply('', { status: 200 }), false],
	[textReply('', { status: 299 }), false],
	[textReply('', { status: 300 }), true],
	[textReply('', { status: 500 }), true],
	[jsonReply({ success: false }), true],
	[jsonReply({ success: true }), false],
	[jsonReply({ success: 0 }), false],
])('%j is a refusal: %p', (reply, expected) => {
	expect(isFailure(reply)).toBe(expected);
});

test.each<[number, unknown, boolean]>([
	[404, {}, true],
	[410, {}, true],
	[400, { message: 'Lead not found.' }, true],
	[200, { success: false, message: 'Contact NOT FOUND' }, true],
	[400, { message: 'The name is missing' }, false],
	[400, { message: ['not found'] }, false],
	[400, { error: 'not found' }, false],
	[400, {}, false],
	[401, { message: 'API key not found' }, false],
	[500, { message: 'Table not found' }, false],
])('with status %i, %j says that a record is gone: %p', (status, body, expected) => {
	expect(isGone(jsonReply(body, { status }))).toBe(expected);
});

describe('a report', () => {
	const stage = { stage: 'new', count: 3 };

	test.each([
		[{ stages: [stage] }, [{ stages: [stage] }]],
		[{ data: { stages: [stage] } }, [{ stages: [stage] }]],
		[{ funnel: { stages: [stage] } }, [{ stages: [stage] }]],
		[[stage], [stage]],
		[{ data: [stage] }, [stage]],
		[
			{ pipeline: 'sales', funnel: [stage], deal_velocity: 4 },
			[{ pipeline: 'sales', funnel: [stage], deal_velocity: 4 }],
		],
	])('is found in %j', (body, expected) => {
		expect(readReport(jsonReply(body), 'funnel', ['analytics', 'funnel'])).toEqual(expected);
	});

	test.each([[null], ['text'], [7], [{}], [['text']], [{ error: 'no' }]])('is not %j', (body) => {
		expect(() => readReport(jsonReply(body), 'funnel', ['funnel'])).toThrow(UnexpectedReplyError);
	});
});
