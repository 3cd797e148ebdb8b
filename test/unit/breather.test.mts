import { createBreather } from '../../nodes/shared/operation/breather.ts';

const START = 1_000;
let now = START;

beforeEach(() => {
	now = START;
	import.meta.jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
	import.meta.jest.restoreAllMocks();
});

/** Works in steps of so many ms each, and tells after how many of them other work had come in between. */
async function countInterruptions(steps: number, milliseconds: number): Promise<number> {
	let turns = 0;
	const timer = setInterval(() => (turns += 1), 0);
	const seen = new Set([0]);
	const breathe = createBreather();
	for (let step = 0; step < steps; step += 1) {
		now += milliseconds;
		await breathe();
		seen.add(turns);
	}
	clearInterval(timer);
	return seen.size - 1;
}

test('long work lets other work in between its steps', async () => {
	expect(await countInterruptions(100, 3)).toBeGreaterThan(5);
});

test.each([
	[24, 5],
	[25, 10],
])('after steps of %i ms, ten of them, it has done so %i times', async (milliseconds, times) => {
	expect(await countInterruptions(10, milliseconds)).toBe(times);
});

test('short work goes through without a pause', async () => {
	expect(await countInterruptions(100, 0)).toBe(0);
});
