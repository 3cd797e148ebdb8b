import type { ApiClient } from '../http';

/** How long what was read counts as known, in ms: opening a form asks for the same several times. */
const KNOWN_FOR = 60_000;
/** How long a failure counts, in ms: long enough for all lists of a form. */
const FAILED_FOR = 5_000;

interface Memory<Value> {
	readonly value: Promise<Value>;
	until: number;
}

/**
 * Makes a reader that asks the server at most once a minute for each account, however many ask it at
 * once. A failure is remembered for 5 s.
 *
 * @param load asks the server
 */
export function rememberForAccount<Value>(
	load: (client: ApiClient) => Promise<Value>,
): (client: ApiClient) => Promise<Value> {
	const memories = new Map<string, Memory<Value>>();
	return async (client) => {
		const now = performance.now();
		for (const [account, { until }] of memories) if (until <= now) memories.delete(account);
		const known = memories.get(client.account);
		if (known !== undefined) return await known.value;
		const memory: Memory<Value> = { value: load(client), until: now + KNOWN_FOR };
		memories.set(client.account, memory);
		memory.value.catch(() => {
			memory.until = Math.min(memory.until, performance.now() + FAILED_FOR);
		});
		return await memory.value;
	};
}
