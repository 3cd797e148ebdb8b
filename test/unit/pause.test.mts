import { getEventListeners } from 'node:events';

import { pause } from '../../nodes/shared/http/pause.ts';

beforeEach(() => {
	import.meta.jest.useFakeTimers();
});

afterEach(() => {
	import.meta.jest.useRealTimers();
});

/** Tells what has ended so far. */
async function statesOf(pauses: ReadonlyArray<Promise<void>>): Promise<boolean[]> {
	return await Promise.all(
		pauses.map(async (promise) => await Promise.race([promise.then(() => true), tick()])),
	);
}

async function tick(): Promise<boolean> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
	return false;
}

test('lasts as long as it is told, with or without a signal', async () => {
	const pauses = [pause(1_000, undefined), pause(1_000, new AbortController().signal)];

	await import.meta.jest.advanceTimersByTimeAsync(999);
	expect(await statesOf(pauses)).toEqual([false, false]);
	await import.meta.jest.advanceTimersByTimeAsync(1);
	expect(await statesOf(pauses)).toEqual([true, true]);
});

test('ends with the execution, and leaves nothing behind', async () => {
	const cancelled = new AbortController();
	const pauses = [pause(60_000, cancelled.signal), pause(60_000, cancelled.signal)];
	expect(await statesOf(pauses)).toEqual([false, false]);

	cancelled.abort();

	expect(await statesOf(pauses)).toEqual([true, true]);
	expect(getEventListeners(cancelled.signal, 'abort')).toEqual([]);
});

test('does not begin after the execution was cancelled', async () => {
	expect(await statesOf([pause(60_000, AbortSignal.abort())])).toEqual([true]);
});

test('leaves no listener behind when it is over', async () => {
	const { signal } = new AbortController();
	const paused = pause(1_000, signal);
	await import.meta.jest.advanceTimersByTimeAsync(1_000);
	await paused;

	expect(getEventListeners(signal, 'abort')).toEqual([]);
});
