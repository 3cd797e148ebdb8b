import { sleep } from 'n8n-workflow';

/** How long n8n may have to stand still, in ms: it answers no request and no editor meanwhile. */
const LONGEST_TURN = 25;

/**
 * Makes a function to call between the steps of work that waits for nothing by itself, such as reading the
 * parameters of many items: once in a while it lets n8n do other work.
 */
export function createBreather(): () => Promise<void> {
	let turnBeganAt = performance.now();
	return async () => {
		if (performance.now() - turnBeganAt < LONGEST_TURN) return;
		await sleep(0);
		turnBeganAt = performance.now();
	};
}
