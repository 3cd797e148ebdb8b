import { readFile } from 'node:fs/promises';

import { freePorts } from '../../launcher/freePort.mts';

/** The ports that Linux gives to outgoing connections and to servers that listen on port 0; elsewhere IANA's. */
async function passingPorts(): Promise<[first: number, last: number]> {
	const file = '/proc/sys/net/ipv4/ip_local_port_range';
	const text = await readFile(file, 'utf8').catch(() => '49152 65535');
	const [first = Number.NaN, last = Number.NaN] = text.trim().split(/\s+/).map(Number);
	return [first, last];
}

test('ports for servers are all different, and none is one that the system may give away before they listen', async () => {
	const [first, last] = await passingPorts();
	const ports = [...(await freePorts(20)), ...(await freePorts(20))];
	expect(new Set(ports).size).toBe(40);
	expect(ports.filter((port) => port >= first && port <= last)).toEqual([]);
});
