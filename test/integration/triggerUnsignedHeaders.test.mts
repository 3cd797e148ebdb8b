import {
	closeServers,
	deliver,
	event,
	itemsOf,
	listen,
	parse,
	REPEATED,
	SECRET,
	STARTED,
} from './support/trigger.mts';

afterEach(async () => {
	import.meta.jest.restoreAllMocks();
	await closeServers();
});

const ID_HEADERS = [
	'x-webhook-id',
	'x-crmleadpro-delivery',
	'X-CRMLeadPro-Event-Id',
	'webhook-id',
	'idempotency-key',
	'x-request-id',
];
const EVENT_HEADERS = ['x-crmleadpro-event', 'x-webhook-event', 'X-WEBHOOK-EVENT'];

/** An event that tells no ID. */
const anonymous = (name: string) => JSON.stringify({ event: 'lead.created', data: { name } });

describe('a recorded delivery that is sent again', () => {
	test.each(ID_HEADERS)('is a repeat, whatever %s says', async (header) => {
		const server = await listen();
		for (const body of [event('event_01'), anonymous('Priya')]) {
			expect(await deliver(server, body, SECRET, { [header]: 'delivery_01' })).toEqual(STARTED);
			for (const id of ['delivery_02', 'delivery_03', '']) {
				expect(await deliver(server, body, SECRET, { [header]: id })).toEqual(REPEATED);
			}
			expect(await deliver(server, body)).toEqual(REPEATED);
		}

		expect(server.executions).toHaveLength(2);
	});

	test.each(ID_HEADERS)('hides no honest event that %s names in the same way', async (header) => {
		const server = await listen();
		await deliver(server, anonymous('Priya'), SECRET, { [header]: 'delivery_01' });
		await deliver(server, anonymous('Priya'), SECRET, { [header]: 'delivery_02' });
		await deliver(server, event('event_01'), SECRET, { [header]: 'delivery_03' });
		server.executions.length = 0;

		for (const [body, id] of [
			[anonymous('Rahul'), 'delivery_02'],
			[anonymous('Anita'), 'delivery_01'],
			[event('delivery_02'), 'delivery_03'],
			[event('event_02'), 'event_01'],
		] as const) {
			expect(await deliver(server, body, SECRET, { [header]: id })).toEqual(STARTED);
		}
		expect(server.executions).toHaveLength(4);
	});

	test.each(EVENT_HEADERS)('is no other event because %s says so', async (header) => {
		const server = await listen({ parameters: { events: ['deal.won'] } });
		for (const body of [
			event('event_01'),
			JSON.stringify({ type: 'lead.created', data: {} }),
			JSON.stringify({ event_type: 'lead.merged', data: {} }),
		]) {
			expect(await deliver(server, body, SECRET, { [header]: 'deal.won' })).toEqual({
				status: 200,
				body: { message: expect.stringMatching(/does not listen for lead\./) as unknown },
			});
		}
		expect(server.executions).toEqual([]);
	});

	test.each(EVENT_HEADERS)('is not suppressed because %s names another event', async (header) => {
		const server = await listen();
		const body = event('event_01');

		expect(await deliver(server, body, SECRET, { [header]: 'contact.updated' })).toEqual(STARTED);
		expect(itemsOf(server)).toEqual([parse(body)]);
	});

	test('under the name of another event, in a header, is not taken for the honest one', async () => {
		const server = await listen();
		const body = JSON.stringify({ id: 'record_01', lead: { name: 'Priya' } });
		const named = (name: string) => ({ 'x-crmleadpro-event': name });

		expect(await deliver(server, body, SECRET, named('contact.updated'))).toMatchObject({
			body: { message: 'This workflow does not listen for contact.updated' },
		});
		expect(await deliver(server, body, SECRET, named('lead.created'))).toEqual(STARTED);
		for (const name of ['lead.created', 'deal.won']) {
			expect(await deliver(server, body, SECRET, named(name))).toEqual(REPEATED);
		}
	});
});

test('two events with the same body and no ID in it count as one for ten minutes, then as two', async () => {
	const server = await listen();
	const now = Date.now();
	const clock = import.meta.jest.spyOn(Date, 'now').mockReturnValue(now);
	const send = async (id: string) =>
		await deliver(server, anonymous('Priya'), SECRET, { 'x-webhook-id': id });
	expect(await send('delivery_01')).toEqual(STARTED);

	clock.mockReturnValue(now + 599_999);
	expect(await send('delivery_02')).toEqual(REPEATED);
	clock.mockReturnValue(now + 600_000);
	expect(await send('delivery_02')).toEqual(STARTED);
});

test('headers are put out as they came, also those that count for nothing', async () => {
	const server = await listen({ options: { includeHeaders: true } });
	const headers = { 'x-webhook-id': 'delivery_01', 'x-webhook-event': 'deal.won' };
	await deliver(server, event('event_01'), SECRET, headers);

	expect(itemsOf(server)[0]).toMatchObject({ headers, body: parse(event('event_01')) });
});

describe('the ID in the body of an event', () => {
	test.each([
		['big', '12345678901234567890', '12345678901234567891'],
		['just beyond what JavaScript holds', '9007199254740992', '9007199254740993'],
	])('that is a %s number is kept with all of its digits', async (_size, first, second) => {
		const server = await listen();
		const body = (id: string) =>
			`{"id":${id},"event":"lead.created","data":{"id":${id},"score":1}}`;
		expect(await deliver(server, body(first))).toEqual(STARTED);
		expect(await deliver(server, body(second))).toEqual(STARTED);
		expect(await deliver(server, body(first))).toEqual(REPEATED);
		expect(await deliver(server, `${body(first)} `)).toEqual(REPEATED);

		expect(itemsOf(server)).toEqual(
			[first, second].map((id) => ({ id, event: 'lead.created', data: { id, score: 1 } })),
		);
	});

	test.each(['0', '-1', '1.5', '1e25', '"0"', '""', '"null"', 'null', 'true', '[]'])(
		'that is %s is none: only the same body is a repeat',
		async (id) => {
			const server = await listen();
			const body = (name: string) =>
				`{"id":${id},"event":"lead.created","data":{"name":"${name}"}}`;
			expect(await deliver(server, body('Priya'))).toEqual(STARTED);
			expect(await deliver(server, body('Rahul'))).toEqual(STARTED);
			expect(await deliver(server, body('Priya'))).toEqual(REPEATED);

			expect(server.executions).toHaveLength(2);
		},
	);

	test('is the event’s: the same ID with other data is a repeat', async () => {
		const server = await listen();
		expect(await deliver(server, event('event_01'))).toEqual(STARTED);
		expect(await deliver(server, event('event_01', { data: {} }))).toEqual(REPEATED);
	});
});
