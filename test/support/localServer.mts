import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';

import { z } from 'zod/v4';

/** A server of a test, on a free port of the loopback interface. */
export interface LocalServer {
	readonly server: Server;
	/** Address of an API on it, e.g. `http://127.0.0.1:40123/api/v1`. */
	readonly baseUrl: string;
	/** Ends it with all of its connections, also where the test has closed it already. */
	readonly stop: () => Promise<void>;
}

export async function startLocalServer(listener: RequestListener): Promise<LocalServer> {
	const server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = z.object({ port: z.number() }).parse(server.address());
	return {
		server,
		baseUrl: `http://127.0.0.1:${port}/api/v1`,
		stop: async () => {
			server.closeAllConnections();
			if (!server.listening) return;
			server.close();
			await once(server, 'close');
		},
	};
}
