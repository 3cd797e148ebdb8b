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

function join(one: Socket, other: Socket): void {
	for (const [socket, peer] of [
		[one, other],
		[other, one],
	] as const) {
		socket.setNoDelay(true);
		socket.on('error', () => peer.destroy());
		socket.on('close', () => peer.destroy());
	}
}

/** Passes on what comes, in its order, so many ms later; `opening` comes on top for the first piece. */
function delay(from: Socket, to: Socket, milliseconds: number, opening: number): void {
	let lastAt = 0;
	let wait = milliseconds + opening;
	const later = (work: () => void): void => {
		const now = performance.now();
		lastAt = Math.max(lastAt, now + wait);
		wait = milliseconds;
		if (lastAt <= now) work();
		else setTimeout(work, lastAt - now);
	};
	from.on('data', (piece: Buffer) => {
		later(() => to.write(piece));
	});
	from.on('end', () => {
		later(() => to.end());
	});
}

const decrypted = createTlsServer({ key, cert }, (secure) => {
	const plain = connect(Number(target.port), target.hostname);
	join(secure, plain);
	secure.pipe(plain).pipe(secure);
});
const decryptedPort = await listen(decrypted);

const places: ProxyPlaces = [];
for (const roundTrip of roundTrips) {
	const server = createServer((client) => {
		const next = connect(decryptedPort, '127.0.0.1');
		join(client, next);
		delay(client, next, roundTrip / 2, roundTrip);
		delay(next, client, roundTrip / 2, 0);
	});
	places.push({ roundTrip, port: await listen(server) });
}
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`${JSON.stringify(places)}\n`);
