import {
	createRequestSpacing,
	type RequestSpacing,
} from '../../nodes/shared/http/rateLimit/requestSpacing.ts';

const DISTANCE = 100;

/** Starts a request that kept its distance; tells how long the next one has to wait. */
function waitAfterStart(spacing: RequestSpacing, now: number): number {
	spacing.start(now, true, DISTANCE);
	return spacing.waitFor(now);
}

test('requests keep a distance for five minutes after they came too close together', () => {
	const spacing = createRequestSpacing();
	expect(spacing.isOn(0)).toBe(false);
	spacing.setBack(false, 2_000, 1_000);

	expect(spacing.waitFor(1_000)).toBe(1_000);
	expect(spacing.isOn(300_999)).toBe(true);
	expect(spacing.isOn(301_000)).toBe(false);
});

test('the distance is the usual one after a first refusal', () => {
	const spacing = createRequestSpacing();
	spacing.setBack(false, 1_000, 0);

	expect(waitAfterStart(spacing, 1_000)).toBe(DISTANCE);
});

test.each([
	['one', 1, 2],
	['two', 2, 4],
	['four', 4, 16],
	['ten', 10, 20],
])('after %s further refusals at once it is longer, up to 20 times', (_count, refusals, times) => {
	const spacing = createRequestSpacing();
	for (let done = 0; done < refusals; done++) spacing.setBack(true, 1_000, 1_000);

	expect(waitAfterStart(spacing, 1_000)).toBeCloseTo(times * DISTANCE);
});

test.each([
	[0, 0.5],
	[7_500, 0.75],
	[15_000, 1],
	[60_000, 1],
])('%i ms after a further refusal the rate is %d of the usual one', (later, rate) => {
	const spacing = createRequestSpacing();
	spacing.setBack(true, 1_000, 1_000);
	spacing.start(1_000 + later, false, DISTANCE);

	expect(DISTANCE / spacing.waitFor(1_000 + later)).toBeCloseTo(rate);
});

test('a further refusal while it recovers counts from where it is', () => {
	const spacing = createRequestSpacing();
	spacing.setBack(true, 0, 0);
	spacing.setBack(true, 7_500, 7_500);

	expect(DISTANCE / waitAfterStart(spacing, 7_500)).toBeCloseTo(0.375);
});

test('it does not recover before the pause ends', () => {
	const spacing = createRequestSpacing();
	spacing.setBack(true, 20_000, 0);
	spacing.setBack(false, 20_000, 10_000);

	expect(waitAfterStart(spacing, 20_000)).toBe(2 * DISTANCE);
});

test('requests that are late catch up, with what a second makes of them at most', () => {
	const spacing = createRequestSpacing();
	spacing.setBack(false, 0, 0);

	expect(waitAfterStart(spacing, 500)).toBe(DISTANCE - 500);
	expect(waitAfterStart(spacing, 60_000)).toBe(DISTANCE - 1_000);
	spacing.start(60_000, false, DISTANCE);
	expect(spacing.waitFor(60_000)).toBe(DISTANCE);
});
