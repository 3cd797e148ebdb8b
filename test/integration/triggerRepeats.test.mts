import { request } from 'node:http';

import type { WebhookServer } from '../support/webhookServer.mts';
import { mac } from '../unit/support/signatures.mts';
import {
	closeServers,
	deliver,
	event,
	JSON_HEADERS,
	listen,
	registration,
	REGISTERED_ID,
	REPEATED,
	SECRET,
	STARTED,
	TEST_SECRET,
} from './support/trigger.mts';

afterEach(async () => {
	import.meta.jest.restoreAllMocks();
	await closeServers();
});

describe('repeats', () => {
	test('all start the workflow where duplicates are not to be ignored', async () => {
		const server = await listen({ options: { ignoreDuplicates: false } });

		expect(await deliver(server, event('event_01'))).toEqual(STARTED);
		expect(await deliver(server, event('event_01'))).toEqual(STARTED);
		expect(server.savings()).toBe(0);
	});

	test('all start a workflow that listens for a test event', async () => {
		const server = await listen({ mode: 'manual' });

		expect(await deliver(server, event('event_01'), TEST_SECRET)).toEqual(STARTED);
		expect(await deliver(server, event('event_01'), TEST_SECRET)).toEqual(STARTED);
	});

	test('at the same time start it once', async () => {
		const server = await listen();
		await Promise.all(Array.from({ length: 20 }, () => deliver(server, event('event_01'))));

		expect(server.executions).toHaveLength(1);
	});

	test('of what n8n failed to start do start it', async () => {
		let failing = true;
		const server = await listen({
			onStart: async () => {
				await Promise.resolve();
				if (failing) throw new Error('The database is away');
			},
		});
		expect(await deliver(server, event('event_01'))).toMatchObject({ status: 500 });
		failing = false;

		expect(await deliver(server, event('event_01'))).toEqual(STARTED);
		expect(await deliver(server, event('event_01'))).toMatchObject({ status: 200 });
		expect(server.executions).toHaveLength(1);
	});

	test('are told apart by their ID, not by the record they are about', async () => {
		const server = await listen();
		await deliver(server, event('event_01'));
		await deliver(server, event('event_02'));

		expect(server.executions).toHaveLength(2);
	});

	test('are none where only the webhook’s own ID is the same', async () => {
		const server = await listen();
		for (const name of ['Priya', 'Rahul', 'Anita']) {
			const body = JSON.stringify({ event: 'lead.created', data: { name } });
			const headers = { 'x-webhook-id': REGISTERED_ID };
			expect(await deliver(server, body, SECRET, headers)).toEqual(STARTED);
		}

		expect(server.executions).toHaveLength(3);
	});

	test.each([
		['without an ID is one for ten minutes', undefined, 10],
		['with an ID is one for a day', 'event_01', 24 * 60],
	])('with the same body %s', async (_which, id, minutes) => {
		const server = await listen();
		const body = JSON.stringify({ event: 'lead.created', event_id: id, data: { status: 'new' } });
		const now = Date.now();
		const clock = import.meta.jest.spyOn(Date, 'now').mockReturnValue(now);
		expect(await deliver(server, body)).toEqual(STARTED);

		clock.mockReturnValue(now + minutes * 60_000 - 1);
		expect(await deliver(server, body)).toEqual(REPEATED);
		clock.mockReturnValue(now + minutes * 60_000);
		expect(await deliver(server, body)).toEqual(STARTED);
	});

	test('are known to another process by the static data that was saved', async () => {
		const server = await listen();
		await deliver(server, event('event_01'));
		const stored = server.staticData();

		expect(server.savings()).toBe(1);
		expect(stored).toMatchObject({
			production: registration(SECRET),
			test: registration(TEST_SECRET),
		});
		const other = await listen({ staticData: stored });
		expect(await deliver(other, event('event_01'))).toMatchObject({
			body: { message: 'This delivery was received before' },
		});
		expect(other.executions).toEqual([]);
	});

	test('by a sender that hung up while n8n was at work get an answer, and start nothing more', async () => {
		const started = Promise.withResolvers<undefined>();
		const finish = Promise.withResolvers<undefined>();
		let starts = 0;
		const server = await listen({
			onStart: async () => {
				starts++;
				started.resolve(undefined);
				await finish.promise;
			},
		});
		const body = event('event_01');
		const hangUp = sendOff(server, body);
		await started.promise;
		await hangUp();

		const repeat = deliver(server, body);
		finish.resolve(undefined);
		expect(await repeat).toEqual(REPEATED);
		expect(starts).toBe(1);
	});

	test('by a sender that hung up before the node saw its delivery get an answer, too', async () => {
		const arrived = Promise.withResolvers<undefined>();
		const started = Promise.withResolvers<undefined>();
		let arrivals = 0;
		const server = await listen({
			onArrival: async (closed) => {
				if (++arrivals > 1) return;
				arrived.resolve(undefined);
				await closed;
			},
			onStart: async () => {
				await Promise.resolve();
				started.resolve(undefined);
			},
		});
		const body = event('event_01');
		const hangUp = sendOff(server, body);
		await arrived.promise;
		await hangUp();
		await started.promise;

		expect(await deliver(server, body)).toEqual(REPEATED);
		expect(server.executions).toHaveLength(1);
	});
});

/** Sends a signed delivery, and answers with what makes its sender hang up. */
function sendOff({ url }: WebhookServer, body: string): () => Promise<void> {
	const signature = mac(body, SECRET).toString('hex');
	const headers = { ...JSON_HEADERS, 'x-crmleadpro-signature': signature };
	const sent = request(url, { method: 'POST', headers });
	sent.on('error', () => undefined);
	sent.end(body);
	return async () => {
		const closed = new Promise<void>((resolve) => sent.once('close', resolve));
		sent.destroy();
		await closed;
	};
}
