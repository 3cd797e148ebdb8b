/**
 * A server's HTTPS address that is some distance away, as a process of its own, so that its work is not done by what is
 * measured. It delays what passes: a new connection waits a round trip, and each piece half of one on its way. Loss,
 * bandwidth and TCP's slow start are left out.
 *
 * It is started with JSON of `proxyOrderSchema`, prints a line of `proxyPlacesSchema`, and ends with its parent.
 */
import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { z } from 'zod/v4';

import { proxyOrderSchema, type ProxyPlaces } from './distantServer.mts';

const { target, key, cert, roundTrips } = proxyOrderSchema.parse(
	JSON.parse(process.argv[2] ?? '{}'),
);

async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return z.object({ port: z.int() }).parse(server.address()).port;
}

/** Passes on what comes, in its order and up to its end, so many ms later; `opening` comes on top for the first piece. */
function pass(from: Socket, to: Socket, milliseconds = 0, opening = 0): void {
	from.setNoDelay(true);
	let lastAt = 0;
	let wait = milliseconds + opening;
	const waiting: Array<() => void> = [];
	const later = (work: () => void): void => {
		const now = performance.now();
		lastAt = Math.max(lastAt, now + wait);
		wait = milliseconds;
		if (lastAt <= now) {
			work();
			return;
		}
		// Timers drop fractions of a millisecond, so that a later one may end before an earlier one.
		waiting.push(work);
		setTimeout(() => waiting.shift()?.(), lastAt - now);
	};
	from.on('data', (piece: Buffer) => {
		later(() => to.write(piece));
	});
	from.on('end', () => {
		later(() => to.end());
	});
	// What was sent before a connection broke off is still under way.
	from.on('error', () => {
		later(() => to.destroy());
	});
}

const decrypted = createTlsServer({ key, cert }, (secure) => {
	const plain = connect(Number(target.port), target.hostname);
	pass(secure, plain);
	pass(plain, secure);
});
const decryptedPort = await listen(decrypted);

const places: ProxyPlaces = [];
for (const roundTrip of roundTrips) {
	const server = createServer((client) => {
		const next = connect(decryptedPort, '127.0.0.1');
		pass(client, next, roundTrip / 2, roundTrip);
		pass(next, client, roundTrip / 2);
	});
	places.push({ roundTrip, port: await listen(server) });
}
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`${JSON.stringify(places)}\n`);
