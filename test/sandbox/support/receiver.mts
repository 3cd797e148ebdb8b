import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

/** A delivery as it came over the wire. */
export interface Received {
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A server that takes webhook deliveries. */
export interface Receiver {
	url: string;
	received: Received[];
	/** Statuses to answer with, one after the other; 200 when there are none left. */
	statuses: number[];
	close: () => Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	const statuses: number[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: Buffer.concat(chunks) });
			response.statusCode = statuses.shift() ?? 200;
			response.end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port was opened');
	return {
		url: `http://127.0.0.1:${address.port}/hook`,
		received,
		statuses,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
