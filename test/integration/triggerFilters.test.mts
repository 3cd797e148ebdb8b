import type { INodeParameters } from 'n8n-workflow';

import { post } from '../support/post.mts';
import {
	closeServers,
	deliver,
	event,
	itemsOf,
	JSON_HEADERS,
	listen,
	parse,
	STARTED,
	TEST_SECRET,
	UNSIGNED,
} from './support/trigger.mts';

const FILTERED = {
	status: 200,
	body: { message: 'This workflow does not take events of records with another status or stage' },
};

afterEach(async () => {
	await closeServers();
});

async function listenFor(filters: INodeParameters, options: INodeParameters = {}) {
	return await listen({
		parameters: { events: ['lead.created', 'deal.won'], filters, options },
	});
}

const lead = { id: 'lead_01J2XK3M4N5P6Q7R', status: 'qualified', pipeline_stage: 'demo_scheduled' };

describe('filters', () => {
	test.each([
		[{ status: 'qualified' }, true],
		[{ status: ' Qualified ' }, true],
		[{ status: 'new, QUALIFIED' }, true],
		[{ status: 'new, lost' }, false],
		[{ status: 'qual' }, false],
		[{ pipelineStage: 'Demo_Scheduled' }, true],
		[{ pipelineStage: 'proposal_sent' }, false],
		[{ status: 'qualified', pipelineStage: 'demo_scheduled' }, true],
		[{ status: 'qualified', pipelineStage: 'proposal_sent' }, false],
		[{ status: '', pipelineStage: ' ' }, true],
		[{}, true],
	])(
		'%j: a qualified lead with a scheduled demo starts the workflow: %s',
		async (filters, starts) => {
			const server = await listenFor(filters);

			expect(await deliver(server, event('event_01', { data: lead }))).toEqual(
				starts ? STARTED : FILTERED,
			);
			expect(server.executions).toHaveLength(starts ? 1 : 0);
			expect(server.failures).toEqual([]);
		},
	);

	test.each([
		['has no status', { id: 'lead_01' }],
		['has an empty one', { id: 'lead_01', status: '' }],
		['has null for it', { id: 'lead_01', status: null }],
		['has a list for it', { id: 'lead_01', status: ['qualified'] }],
	])('a record that %s starts nothing where a status is asked for', async (_case, data) => {
		const server = await listenFor({ status: 'qualified' });

		expect(await deliver(server, event('event_01', { data }))).toEqual(FILTERED);
	});

	test('an event that did not pass may pass when it comes again as another', async () => {
		const server = await listenFor({ status: 'qualified' });
		const withStatus = (status: string) => event('event_01', { data: { ...lead, status } });

		expect(await deliver(server, withStatus('new'))).toEqual(FILTERED);
		expect(await deliver(server, withStatus('qualified'))).toEqual(STARTED);
	});

	test('tell nothing to a sender that does not know the secret', async () => {
		const server = await listenFor({ status: 'qualified' });
		const body = event('event_01', { data: { status: 'new' } });

		expect(await post(server.url, body, JSON_HEADERS)).toEqual(UNSIGNED);
	});

	test('hold while listening for a test event, too', async () => {
		const server = await listen({
			mode: 'manual',
			parameters: { events: ['lead.created'], filters: { status: 'qualified' }, options: {} },
		});

		expect(
			await deliver(server, event('event_01', { data: { status: 'new' } }), TEST_SECRET),
		).toEqual(FILTERED);
	});
});

describe('Simplify', () => {
	test('gives the record, after what the event is', async () => {
		const server = await listenFor({}, { simplify: true });
		const data = { ...lead, created_at: '2025-12-01T00:00:00Z' };
		await deliver(server, event('event_01', { data }));

		expect(itemsOf(server).map((item) => Object.entries(item))).toEqual([
			[
				['event', 'lead.created'],
				['event_id', 'event_01'],
				['event_created_at', '2026-01-01T00:00:00Z'],
				...Object.entries(data),
			],
		]);
	});

	test('leaves the headers beside it', async () => {
		const server = await listenFor({}, { simplify: true, includeHeaders: true });
		await deliver(server, event('event_01', { data: lead }));

		expect(itemsOf(server)).toMatchObject([
			{
				headers: { 'content-type': 'application/json' },
				body: { event: 'lead.created', event_id: 'event_01', ...lead },
			},
		]);
	});

	test('is off unless chosen', async () => {
		const server = await listenFor({});
		const body = event('event_01', { data: lead });
		await deliver(server, body);

		expect(itemsOf(server)).toEqual([parse(body)]);
	});
});
