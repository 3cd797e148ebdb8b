import type { IDataObject } from 'n8n-workflow';

import { passes } from '../../nodes/CrmLeadPro/eventFilters.ts';
import { readDelivery } from '../../nodes/CrmLeadProTrigger/receiving/delivery.ts';
import { simplifyEvent } from '../../nodes/CrmLeadPro/simplifiedEvent.ts';

function read(body: IDataObject) {
	const delivery = readDelivery(Buffer.from(JSON.stringify(body)), {});
	if (delivery === undefined) throw new Error('The body could not be read');
	return delivery;
}

const lead = { id: 'lead_01', name: 'Priya Sharma', status: 'qualified' };

describe('the record of an event', () => {
	test.each([
		['under data', { event: 'lead.created', data: lead }],
		['under payload', { type: 'lead.created', payload: lead }],
		['under its type', { event: 'lead.created', lead }],
		['under data, under its type', { event: 'lead.created', data: { lead } }],
		['under data, under object', { event: 'lead.created', data: { object: lead } }],
		[
			'under data, with its fields under attributes',
			{ event: 'lead.created', data: { attributes: lead } },
		],
	])('is found %s', (_place, body) => {
		expect(read(body).record).toEqual(lead);
	});

	test('keeps what stands beside it, and its own fields count first', () => {
		const data = { lead, previous_status: 'new', status: 'outer' };

		expect(read({ event: 'lead.status_changed', data }).record).toEqual({
			...lead,
			previous_status: 'new',
		});
	});

	test('is the body where that has no envelope', () => {
		const body = { event: 'lead.created', ...lead };

		expect(read(body).record).toEqual(body);
	});

	test('is not chosen by a header, which nobody signed', () => {
		const body = Buffer.from(JSON.stringify({ deal: { status: 'won' } }));
		const headers = { 'x-crmleadpro-event': 'deal.won' };

		expect(readDelivery(body, headers)?.record).toEqual({ deal: { status: 'won' } });
	});

	test('is not the lead of a deal', () => {
		const data = { id: 'deal_01', status: 'won', lead };

		expect(read({ event: 'deal.won', data }).record).toEqual(data);
	});
});

describe('a simplified event', () => {
	test('keeps the fields of the record that have names of the event', () => {
		const data = { id: 'lead_01', event: 'Trade fair', event_id: 7, created_at: '2025' };

		expect(
			simplifyEvent(read({ event: 'lead.created', id: 'e1', created_at: '2026', data })),
		).toEqual({
			event: 'lead.created',
			event_id: 'e1',
			event_created_at: '2026',
			id: 'lead_01',
			record_event: 'Trade fair',
			record_event_id: 7,
			created_at: '2025',
		});
	});

	test('without an envelope is the body, the event first', () => {
		const simplified = simplifyEvent(read({ ...lead, event: 'lead.created' }));

		expect(Object.entries(simplified)[0]).toEqual(['event', 'lead.created']);
		expect(simplified).toEqual({ ...lead, event: 'lead.created' });
	});

	test('has no name, ID or time where the event has none', () => {
		expect(simplifyEvent(read({ data: lead }))).toEqual(lead);
	});
});

describe('a filter', () => {
	test.each([
		[{ status: 'qualified' }, { status: ['qualified'] }, true],
		[{ status: ' QUALIFIED\n' }, { status: ['qualified'] }, true],
		[{ status: 3 }, { status: ['3'] }, true],
		[
			{ status: { id: 's1', key: 'qualified', name: 'Qualified lead' } },
			{ status: ['qualified lead'] },
			true,
		],
		[{ status: { id: 's1' } }, { status: ['qualified'] }, false],
		[{ stage: 'won' }, { pipelineStage: ['won'] }, true],
		[{ pipeline_stage: 'new', stage: 'won' }, { pipelineStage: ['won'] }, false],
		[{ pipelineStage: 'won' }, { pipelineStage: ['lost', 'WON'] }, true],
		[{}, { pipelineStage: ['won'] }, false],
		[{}, {}, true],
	])('%j with %j passes: %s', (record, filters, expected) => {
		expect(passes(record, filters)).toBe(expected);
	});
});
