import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';
/** Above those that well-known servers choose. */
const LOWEST_PORT = 15_000;
/** Linux gives ports from here on to whoever asks for any (`ip_local_port_range`), macOS and Windows from 49152 on. */
const FIRST_PASSING_PORT = 32_768;

const given = new Set<number>();

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
 * Free ports of 127.0.0.1, all different, and none that was given before. They stay free until they are listened on,
 * since they lie below those that systems give to outgoing connections and to servers that listen on port 0.
 *
 * @param count how many
 */
export async function freePorts(count: number): Promise<number[]> {
	const ports: number[] = [];
	while (ports.length < count) {
		const port = randomInt(LOWEST_PORT, FIRST_PASSING_PORT);
		if (given.has(port) || !(await isPortFree(port))) continue;
		given.add(port);
		ports.push(port);
	}
	return ports;
}
