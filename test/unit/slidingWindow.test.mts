import { createSlidingWindow } from '../../nodes/shared/http/rateLimit/slidingWindow.ts';

/** A minute, and a second for requests that travel differently long. */
const WINDOW = 61_000;

test('each request makes room a window after its start', () => {
	const window = createSlidingWindow();
	window.add(0);
	window.add(10_000);

	expect(window.waitFor(10_000, 3)).toBe(0);
	expect(window.waitFor(10_000, 2)).toBe(WINDOW - 10_000);
	expect(window.waitFor(WINDOW - 1, 2)).toBe(1);
	expect(window.waitFor(WINDOW, 2)).toBe(0);
	expect(window.waitFor(WINDOW, 1)).toBe(10_000);
	expect(window.waitFor(WINDOW + 20_000, 1)).toBe(0);
	expect(window.waitFor(10 * WINDOW, 1)).toBe(0);
});

test('the oldest request of a window is told, now where there is none', () => {
	const window = createSlidingWindow();
	expect(window.oldest(7)).toBe(7);
	window.add(100);
	window.add(200);

	expect(window.oldest(300)).toBe(100);
	expect(window.oldest(WINDOW + 100)).toBe(200);
	expect(window.oldest(WINDOW + 200)).toBe(WINDOW + 200);
});

test('thousands of forgotten requests change nothing about the others', () => {
	const window = createSlidingWindow();
	for (let now = 0; now < 5_000; now++) window.add(now);

	expect(window.waitFor(WINDOW + 2_999, 2_000)).toBe(1);
	expect(window.waitFor(WINDOW + 2_999, 2_001)).toBe(0);
	expect(window.oldest(WINDOW + 2_999)).toBe(3_000);
});
