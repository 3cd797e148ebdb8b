import { createBreather } from '../../nodes/shared/operation/breather.ts';

/** Keeps the process busy, as an expression of n8n's does. */
function work(milliseconds: number): void {
	const end = performance.now() + milliseconds;
	while (performance.now() < end);
}

/** Works in steps of so many ms each, and tells in how many of them other work had come in between. */
async function countInterruptions(steps: number, milliseconds: number): Promise<number> {
	let turns = 0;
	const timer = setInterval(() => (turns += 1), 0);
	const seen = new Set<number>();
	const breathe = createBreather();
	for (let step = 0; step < steps; step += 1) {
		work(milliseconds);
		await breathe();
		seen.add(turns);
	}
	clearInterval(timer);
	return seen.size - 1;
}

test('long work lets other work in between its steps', async () => {
	expect(await countInterruptions(100, 3)).toBeGreaterThan(5);
});

test('short work goes through without a pause', async () => {
	expect(await countInterruptions(100, 0)).toBe(0);
});
