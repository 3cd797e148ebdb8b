import { sleep } from 'n8n-workflow';

/** How long the event loop may be blocked, in ms: meanwhile n8n answers neither requests nor the editor. */
const LONGEST_TURN = 25;

/**
 * Creates a function to call between the steps of long synchronous work, such as reading the parameters
 * of many items. From time to time it yields to n8n's other work.
 */
export function createBreather(): () => Promise<void> {
	let turnBeganAt = performance.now();
	return async () => {
		if (performance.now() - turnBeganAt < LONGEST_TURN) return;
		await sleep(0);
		turnBeganAt = performance.now();
	};
}
