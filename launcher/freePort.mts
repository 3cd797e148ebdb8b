import { createServer } from 'node:net';
import { once } from 'node:events';

const HOST = '127.0.0.1';

/** Whether a port of 127.0.0.1 can be listened on at this moment. */
export async function isPortFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, HOST);
	try {
		await once(server, 'listening');
		return true;
	} catch {
		return false;
	} finally {
		server.close();
	}
}

/**
 * Free ports of 127.0.0.1, all different.
 *
 * @param count how many
 */
export async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
	try {
		await Promise.all(servers.map((server) => once(server, 'listening')));
		return servers.map((server) => {
			const address = server.address();
			if (address === null || typeof address === 'string') throw new Error('no TCP port');
			return address.port;
		});
	} finally {
		for (const server of servers) server.close();
	}
}
