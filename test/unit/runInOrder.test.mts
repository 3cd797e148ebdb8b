import { setImmediate } from 'node:timers/promises';

import fc from 'fast-check';

import { NotStartedError } from '../../nodes/shared/failures.ts';
import type { RunSettings } from '../../nodes/shared/runInOrder.ts';
import { openGate, runInOrder } from '../../nodes/shared/runInOrder.ts';

interface Item {
	/** Turns of the event loop that the work takes. */
	turns: number;
	key?: string;
	fails?: boolean;
}

async function take(turns: number): Promise<void> {
	for (let done = 0; done < turns; done++) await setImmediate();
}

function settings(changes: Partial<RunSettings<Item>> = {}): RunSettings<Item> {
	return {
		concurrency: 3,
		gate: openGate(undefined),
		stopsAtFailure: true,
		serialKey: ({ key }) => key,
		...changes,
	};
}

/** Runs items and writes down when each one started and ended. */
async function run(items: readonly Item[], changes: Partial<RunSettings<Item>> = {}) {
	const events: Array<{ kind: 'start' | 'end'; index: number }> = [];
	const outcomes = await runInOrder(items, settings(changes), async ({ turns, fails }, index) => {
		events.push({ kind: 'start', index });
		await take(turns);
		events.push({ kind: 'end', index });
		if (fails) throw new Error(`failure of ${index}`);
		return `result of ${index}`;
	});
	const indexes = (kind: 'start' | 'end') =>
		events.filter((event) => event.kind === kind).map(({ index }) => index);
	return { outcomes, events, started: indexes('start'), ended: indexes('end') };
}

/** Most items that were under way at once. */
function mostAtOnce(events: ReadonlyArray<{ kind: 'start' | 'end' }>): number {
	let current = 0;
	return events.reduce((most, { kind }) => {
		current += kind === 'start' ? 1 : -1;
		return Math.max(most, current);
	}, 0);
}

const anyItem = fc.record(
	{ turns: fc.nat({ max: 4 }), key: fc.constantFrom('a', 'b', 'c') },
	{ requiredKeys: ['turns'] },
);

test('outcomes have the order of the items, whichever is done first', async () => {
	const { outcomes, ended } = await run([{ turns: 9 }, { turns: 1 }, { turns: 4 }]);
	expect(ended).toEqual([1, 2, 0]);
	expect(outcomes).toEqual([
		{ status: 'done', result: 'result of 0' },
		{ status: 'done', result: 'result of 1' },
		{ status: 'done', result: 'result of 2' },
	]);
});

test('no items have no outcomes', async () => {
	expect((await run([])).outcomes).toEqual([]);
});

test('as many items are under way as are allowed, and never more', async () => {
	const items = Array.from({ length: 20 }, (_, index) => ({ turns: index % 4 }));
	for (const concurrency of [1, 2, 7, 50]) {
		const { events } = await run(items, { concurrency });
		expect(mostAtOnce(events)).toBe(Math.min(concurrency, items.length));
	}
});

test('one at a time means the order of the items', async () => {
	const { started, ended } = await run([{ turns: 5 }, { turns: 0 }, { turns: 2 }], {
		concurrency: 1,
	});
	expect(started).toEqual([0, 1, 2]);
	expect(ended).toEqual([0, 1, 2]);
});

test('items with the same key follow each other in their order; others do not wait', async () => {
	const { events } = await run([
		{ turns: 9, key: 'priya' },
		{ turns: 0, key: 'priya' },
		{ turns: 1, key: 'rahul' },
	]);
	expect(events).toEqual([
		{ kind: 'start', index: 0 },
		{ kind: 'start', index: 2 },
		{ kind: 'end', index: 2 },
		{ kind: 'end', index: 0 },
		{ kind: 'start', index: 1 },
		{ kind: 'end', index: 1 },
	]);
});

test('whatever the items are, each is done once, keys keep their order, and the limit holds', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(anyItem, { maxLength: 25 }),
			fc.integer({ min: 1, max: 6 }),
			async (items, concurrency) => {
				const { outcomes, events, started } = await run(items, { concurrency });
				expect(outcomes).toEqual(
					items.map((_, index) => ({ status: 'done', result: `result of ${index}` })),
				);
				expect(started.toSorted((a, b) => a - b)).toEqual(items.map((_, index) => index));
				expect(mostAtOnce(events)).toBeLessThanOrEqual(concurrency);
				for (const key of ['a', 'b', 'c']) {
					const ofKey = events.filter(({ index }) => items[index]?.key === key);
					const expected = items.flatMap((item, index) =>
						item.key === key
							? [
									{ kind: 'start', index },
									{ kind: 'end', index },
								]
							: [],
					);
					expect(ofKey).toEqual(expected);
				}
			},
		),
		{ numRuns: 60 },
	);
});

describe('after a failure', () => {
	const items: Item[] = [
		{ turns: 6 },
		{ turns: 2, fails: true },
		{ turns: 9 },
		{ turns: 0 },
		{ turns: 0 },
	];

	test('nothing new starts, and what is under way is awaited', async () => {
		const { outcomes, started, ended } = await run(items);
		expect(started).toEqual([0, 1, 2]);
		expect(ended).toEqual([1, 0, 2]);
		expect(outcomes).toEqual([
			{ status: 'done', result: 'result of 0' },
			{ status: 'failed', error: new Error('failure of 1') },
			{ status: 'done', result: 'result of 2' },
			{ status: 'notStarted' },
			{ status: 'notStarted' },
		]);
	});

	test('an item that waits for its key does not start', async () => {
		const { started } = await run([
			{ turns: 3, key: 'a', fails: true },
			{ turns: 0, key: 'a' },
		]);
		expect(started).toEqual([0]);
	});

	test('everything else is done where failures do not stop the run', async () => {
		const { outcomes } = await run(items, { stopsAtFailure: false });
		expect(outcomes.map(({ status }) => status)).toEqual([
			'done',
			'failed',
			'done',
			'done',
			'done',
		]);
	});

	test('the next item with the same key is done where failures do not stop the run', async () => {
		const { outcomes } = await run(
			[
				{ turns: 3, key: 'a', fails: true },
				{ turns: 0, key: 'a' },
			],
			{ stopsAtFailure: false },
		);
		expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'done']);
	});

	test('failures of items that were under way are kept as theirs', async () => {
		const { outcomes } = await run([
			{ turns: 4, fails: true },
			{ turns: 1, fails: true },
			{ turns: 2 },
			{ turns: 0 },
		]);
		expect(outcomes.map(({ status }) => status)).toEqual([
			'failed',
			'failed',
			'done',
			'notStarted',
		]);
	});
});

test('an item that finds the gate closed before its next request has not been carried out, and is no failure', async () => {
	const gate = openGate(undefined);
	const outcomes = await runInOrder(
		[{ turns: 0 }, { turns: 0 }],
		settings({ concurrency: 1, gate }),
		async (_item, index) => {
			await take(1);
			if (index === 0) throw new NotStartedError();
			return index;
		},
	);
	expect(outcomes).toEqual([{ status: 'notStarted' }, { status: 'done', result: 1 }]);
	expect(gate.mayStart()).toBe(true);
});

describe('a cancelled execution', () => {
	test('starts nothing new, and what is under way is awaited', async () => {
		const cancelling = new AbortController();
		const items = [1, 9, 2, 0, 0].map((turns) => ({ turns }));
		let ended = 0;
		const outcomes = await runInOrder(
			items,
			settings({ concurrency: 2, gate: openGate(cancelling.signal) }),
			async ({ turns }, index) => {
				if (index === 2) cancelling.abort();
				await take(turns);
				ended += 1;
			},
		);
		expect(outcomes.map(({ status }) => status)).toEqual([
			'done',
			'done',
			'done',
			'notStarted',
			'notStarted',
		]);
		expect(ended).toBe(3);
	});

	test('that was cancelled before starts nothing', async () => {
		const { started } = await run([{ turns: 0 }], { gate: openGate(AbortSignal.abort()) });
		expect(started).toEqual([]);
	});
});

describe('a gate', () => {
	test('is open until it is closed', () => {
		const gate = openGate(undefined);
		expect(gate.mayStart()).toBe(true);
		gate.close();
		expect(gate.mayStart()).toBe(false);
	});

	test('is closed by its signal', () => {
		const cancelling = new AbortController();
		const gate = openGate(cancelling.signal);
		expect(gate.mayStart()).toBe(true);
		cancelling.abort();
		expect(gate.mayStart()).toBe(false);
	});
});

test('10,000 items with 5,000 keys are worked on', async () => {
	const items = Array.from({ length: 10_000 }, (_, index) => ({
		turns: 0,
		key: String(index % 5_000),
	}));
	const { outcomes } = await run(items, { concurrency: 100 });
	expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(10_000);
});
