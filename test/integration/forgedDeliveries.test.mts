import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import { seededRandom } from '../../sandbox/random.mts';
import { forgeryOf } from '../support/forgeries.mts';
import { usedHeap } from '../support/usedHeap.mts';
import type { WebhookServer } from '../support/webhookServer.mts';
import { SIGNATURE_HEADERS } from '../unit/support/signatures.mts';
import {
	closeServers,
	deliver,
	event,
	itemsOf,
	JSON_HEADERS,
	listen,
	parse,
	SECRET,
	STARTED,
} from './support/trigger.mts';

afterEach(async () => {
	await closeServers();
});

const COUNT = 100_000;
const AT_ONCE = 50;

/** A connection that drops what is written to it. */
class Drain extends Socket {
	override _write(_chunk: unknown, _encoding: BufferEncoding, written: () => void): void {
		written();
	}

	override _writev(_chunks: unknown, written: () => void): void {
		written();
	}
}

/** Hands over a delivery without a connection, and tells the reply's status. */
async function handOver(
	{ receive }: WebhookServer,
	body: string,
	headers: Record<string, string>,
): Promise<number> {
	const socket = new Drain();
	const request = new IncomingMessage(socket);
	Object.assign(request, { method: 'POST', url: '/webhook', headers });
	request.push(body);
	request.push(null);
	const reply = new ServerResponse(request);
	reply.assignSocket(socket);
	const finished = once(reply, 'prefinish');
	receive(request, reply);
	await finished;
	return reply.statusCode;
}

test('of 100,000 forged deliveries none is accepted nor remembered, and honest ones are served meanwhile', async () => {
	const server = await listen();
	const random = seededRandom(20_260_101);
	const forge = async (number: number): Promise<number> => {
		const body = event(`event_${number}`);
		const name = SIGNATURE_HEADERS[number % SIGNATURE_HEADERS.length] ?? '';
		return await handOver(server, body, {
			...JSON_HEADERS,
			[name]: forgeryOf(number)(body, SECRET, random),
			...(number % 10 === 0
				? { 'x-webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'x-webhook-id': 'msg_1' }
				: {}),
		});
	};
	const statuses = new Map<number, number>();
	let honest = 0;
	const attack = async (from: number, to: number): Promise<void> => {
		for (let first = from; first < to; first += AT_ONCE) {
			const forged = Array.from({ length: AT_ONCE }, (_, index) => forge(first + index));
			if (first % 1_000 === 0) {
				expect(await deliver(server, event(`honest_${honest++}`))).toEqual(STARTED);
			}
			for (const status of await Promise.all(forged)) {
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
			}
		}
	};

	await attack(0, COUNT / 10);
	const before = usedHeap();
	await attack(COUNT / 10, COUNT);
	const growth = usedHeap() - before;

	expect([...statuses]).toEqual([[401, COUNT]]);
	expect(itemsOf(server)).toEqual(
		Array.from({ length: honest }, (_, number) => parse(event(`honest_${number}`))),
	);
	expect(honest).toBe(COUNT / 1_000);
	expect(server.failures).toEqual([]);
	// 90,000 remembered IDs would take more.
	expect(growth).toBeLessThan(5_000_000);
}, 300_000);
