import { once } from 'node:events';

import { z } from 'zod/v4';

const targetsSchema = z.array(z.object({ title: z.string(), webSocketDebuggerUrl: z.string() }));
const heapSchema = z.object({ result: z.object({ usedSize: z.number() }) });

/** Makes every Node process that gets it as NODE_OPTIONS write the address of its inspector to its log. */
export const INSPECTED = '--inspect=127.0.0.1:0';

/** Finds the inspector of the process that runs n8n, among those that its log names: its guard has one, too. */
async function findInspector(log: string): Promise<string> {
	for (const [, origin = ''] of log.matchAll(/Debugger listening on ws:\/\/([^/]+)\//g)) {
		const reply = await fetch(`http://${origin}/json/list`);
		const [target] = targetsSchema.parse(await reply.json());
		if (target !== undefined && /n8n(\[|$)/.test(target.title)) return target.webSocketDebuggerUrl;
	}
	throw new Error('no inspector of n8n is named in its log');
}

/**
 * Lets an n8n that was started as `INSPECTED` collect its garbage, and tells what is left on its heap.
 *
 * @param log the n8n's log so far
 * @returns bytes
 */
export async function usedHeapOf(log: string): Promise<number> {
	const inspector = new WebSocket(await findInspector(log));
	await once(inspector, 'open');
	let lastId = 0;
	const call = async (method: string): Promise<unknown> => {
		const id = ++lastId;
		inspector.send(JSON.stringify({ id, method }));
		for (;;) {
			const [{ data }] = z
				.tuple([z.object({ data: z.string() })])
				.parse(await once(inspector, 'message'));
			const reply = z.looseObject({ id: z.number().optional() }).parse(JSON.parse(data));
			if (reply.id === id) return reply;
		}
	};
	await call('HeapProfiler.collectGarbage');
	const { usedSize } = heapSchema.parse(await call('Runtime.getHeapUsage')).result;
	inspector.close();
	return usedSize;
}
