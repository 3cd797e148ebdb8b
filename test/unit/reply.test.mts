import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import { readList, readRecord, readReport } from '../../nodes/shared/http/reply.ts';
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
