import fc from 'fast-check';

import {
	createRateGovernor,
	findRateGovernor,
	type RateGovernor,
} from '../../nodes/shared/http/rateLimit/rateGovernor.ts';
import { usedHeap } from '../support/usedHeap.mts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const NOTHING = { retryAfter: undefined, remaining: undefined };
const noJitter = () => 0;

/** Starts as many requests as may start at once; gives up at 10,000. */
function startAll(governor: RateGovernor, now: number): number {
	let started = 0;
	while (started < 10_000 && governor.tryStart(now) === 0) started += 1;
	return started;
}

/** Starts requests one after the other, each as soon as it may, and gives their times. */
function startInTurn(governor: RateGovernor, from: number, count: number): number[] {
	let now = from;
	return Array.from({ length: count }, () => {
		for (let wait = governor.tryStart(now); wait > 0; wait = governor.tryStart(now)) now += wait;
		return now;
	});
}

describe('the plan’s limit', () => {
	test.each([1, 60, 1_000, 5_000])('lets %i requests start at once', (limit) => {
		expect(startAll(createRateGovernor(limit), 7)).toBe(limit);
	});

	test.each([1, 60, 1_000, 5_000])('makes the next one after %i wait for a minute', (limit) => {
		const governor = createRateGovernor(limit);
		startAll(governor, 0);
		const wait = governor.tryStart(0);
		expect(wait).toBeGreaterThanOrEqual(MINUTE);
		expect(wait).toBeLessThan(1.05 * MINUTE);
		expect(governor.tryStart(wait)).toBe(0);
	});

	test('is a sliding window: what started later makes room later', () => {
		const governor = createRateGovernor(2);
		governor.tryStart(0);
		governor.tryStart(30_000);
		const [third = 0, fourth = 0] = startInTurn(governor, 30_000, 2);
		expect(third).toBeGreaterThanOrEqual(MINUTE);
		expect(fourth - third).toBe(30_000);
	});

	test('makes room by time alone, not when requests end', () => {
		const governor = createRateGovernor(3);
		startAll(governor, 0);
		expect(governor.tryStart(1_000)).toBeGreaterThan(0);
	});

	test('is kept in any minute, whatever happens in between', () => {
		const step = fc.oneof(
			fc.record({ kind: fc.constant('pass' as const), time: fc.nat({ max: 30_000 }) }),
			fc.record({ kind: fc.constant('start' as const), times: fc.integer({ min: 1, max: 30 }) }),
			fc.record({ kind: fc.constant('end' as const) }),
			fc.record({ kind: fc.constant('allow' as const) }),
			fc.record({
				kind: fc.constant('refuse' as const),
				retryAfter: fc.option(fc.nat({ max: 90_000 }), { nil: undefined }),
				ago: fc.nat({ max: 2_000 }),
			}),
		);
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20 }),
				fc.array(step, { maxLength: 200 }),
				(limit, steps) => {
					const governor = createRateGovernor(limit);
					const starts: number[] = [];
					let now = 0;
					for (const action of steps) {
						if (action.kind === 'pass') now += action.time;
						if (action.kind === 'allow') governor.accept(NOTHING, governor.started(), now);
						if (action.kind === 'refuse') {
							governor.postpone({ retryAfter: action.retryAfter }, now - action.ago, now);
						}
						if (action.kind === 'start') {
							for (let time = 0; time < action.times; time++) {
								if (governor.tryStart(now) === 0) starts.push(now);
							}
						}
					}
					for (const [index, start] of starts.entries()) {
						const before = starts[index - limit];
						if (before !== undefined) expect(start - before).toBeGreaterThanOrEqual(MINUTE);
					}
				},
			),
		);
	});

	test('never holds a request back for good: who waits as told gets its turn', () => {
		const refusal = fc.record({
			retryAfter: fc.option(fc.nat({ max: 90_000 }), { nil: undefined }),
			after: fc.nat({ max: 20_000 }),
		});
		fc.assert(
			fc.property(
				fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
				fc.array(refusal, { maxLength: 20 }),
				(limit, refusals) => {
					const governor = createRateGovernor(limit);
					let now = 0;
					for (const { retryAfter, after } of refusals) {
						governor.tryStart(now);
						now += after;
						governor.postpone({ retryAfter }, now - after, now);
					}
					const wait = governor.tryStart(now);
					if (wait > 0) expect(governor.tryStart(now + wait)).toBe(0);
				},
			),
		);
	});
});

describe('without a limit', () => {
	test('nothing is held back', () => {
		expect(startAll(createRateGovernor(undefined), 0)).toBe(10_000);
	});

	test('a refusal pauses all the same, and requests keep a distance afterwards', () => {
		const governor = createRateGovernor(undefined, noJitter);
		startAll(governor, 0);
		governor.postpone({ retryAfter: 1_000 }, 0, 100);
		expect(governor.tryStart(1_000)).toBeGreaterThan(0);
		expect(startAll(governor, 3_000)).toBeLessThan(50);
	});
});

describe('what a reply tells of the remaining requests', () => {
	test('outweighs an own count that is full', () => {
		const governor = createRateGovernor(10);
		startAll(governor, 0);
		governor.accept({ remaining: 5 }, governor.started(), 100);
		expect(startAll(governor, 100)).toBe(5);
	});

	test('outweighs an own count that has room', () => {
		const governor = createRateGovernor(1_000);
		governor.tryStart(0);
		governor.accept({ remaining: 3 }, governor.started(), 100);
		expect(startAll(governor, 100)).toBe(3);
		const [first = 0, second = 0] = startInTurn(governor, 100, 2);
		expect(second - first).toBe(MINUTE / 1_000);
	});

	test('includes those that have started since, which the server had not counted yet', () => {
		const governor = createRateGovernor(10);
		startAll(governor, 0);
		governor.accept({ remaining: 10 }, 1, 100);
		expect(startAll(governor, 100)).toBe(10 - 9);
	});

	test('tells nothing about the minute where it is more than a minute allows', () => {
		const governor = createRateGovernor(10);
		startAll(governor, 0);
		governor.accept({ remaining: 50_000 }, governor.started(), 100);
		expect(governor.tryStart(100)).toBeGreaterThan(0);
	});

	test('is forgotten when it is old', () => {
		const governor = createRateGovernor(10);
		startAll(governor, 0);
		governor.accept({ remaining: 5 }, governor.started(), 100);
		expect(governor.tryStart(30_000)).toBeGreaterThan(0);
	});

	test('is forgotten at a refusal', () => {
		const governor = createRateGovernor(10, noJitter);
		startAll(governor, 0);
		governor.accept({ remaining: 10 }, governor.started(), 100);
		governor.postpone({ retryAfter: 0 }, 50, 100);
		expect(governor.tryStart(2_000)).toBeGreaterThan(0);
	});
});

describe('a refusal', () => {
	test.each([0, 1_000, 30_000, HOUR])(
		'that tells to wait %i ms pauses all for that, and a little more',
		(retryAfter) => {
			for (const random of [0, 0.5, 0.999]) {
				const governor = createRateGovernor(1_000, () => random);
				governor.tryStart(0);
				governor.postpone({ retryAfter }, 0, 100);
				expect(governor.tryStart(100 + retryAfter)).toBeGreaterThan(0);
				const wait = governor.tryStart(100);
				expect(wait).toBeGreaterThan(retryAfter);
				expect(wait).toBeLessThanOrEqual(retryAfter + 1_100);
				expect(governor.tryStart(100 + wait)).toBe(0);
			}
		},
	);

	test.each([
		['that is short', 5_000, 3_000, 5_050],
		['of a window, in which requests started for a while', 5_001, 3_000, 5_001 + 50 + 3_000],
		['of a window, in which they started for long', 30_000, 8_000, 30_000 + 50 + 5_000],
	])('%s pauses for it, the margin and the time of the burst', (_case, retryAfter, burst, wait) => {
		const governor = createRateGovernor(1_000, noJitter);
		const now = 100 + burst;
		governor.tryStart(100);
		governor.tryStart(now);
		governor.postpone({ retryAfter }, now, now);
		expect(governor.tryStart(now)).toBe(wait);
	});

	test('of a request that started when the one before was refused is a further one', () => {
		const governor = createRateGovernor(1_000, () => 0.5);
		governor.postpone(NOTHING, 0, 100);
		expect(governor.tryStart(100)).toBe(500);
		governor.postpone(NOTHING, 100, 100);
		expect(governor.tryStart(100)).toBe(1_000);
	});

	test('for days is tried again within two hours, since the time may be a mistake', () => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.tryStart(0);
		governor.postpone({ retryAfter: 99_999_999_000 }, 0, 100);
		expect(governor.tryStart(100)).toBeLessThan(2 * HOUR);
	});

	test('spreads those who wait for the same key by chance', () => {
		const waits = Array.from({ length: 50 }, () => {
			const governor = createRateGovernor(1_000);
			governor.tryStart(0);
			governor.postpone({ retryAfter: 10_000 }, 0, 0);
			return governor.tryStart(0);
		});
		expect(new Set(waits).size).toBeGreaterThan(40);
	});

	test('does not shorten a pause that was told before', () => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.tryStart(0);
		governor.postpone({ retryAfter: 60_000 }, 0, 100);
		governor.postpone({ retryAfter: 1_000 }, 0, 200);
		governor.postpone(NOTHING, 0, 300);
		expect(governor.tryStart(59_000)).toBeGreaterThan(0);
	});

	/** Waits after refusals in a row that tell nothing. */
	function backoffs(random: number, count: number): number[] {
		const governor = createRateGovernor(1_000, () => random);
		let now = 0;
		return Array.from({ length: count }, () => {
			now += governor.tryStart(now);
			governor.tryStart(now);
			governor.postpone(NOTHING, now, now);
			const wait = governor.tryStart(now);
			now += wait;
			return wait;
		});
	}

	test('that tells nothing makes the wait longer each time, up to a minute', () => {
		const waits = backoffs(0.5, 12);
		expect(waits.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
		expect(Math.max(...waits)).toBe(30_000);
	});

	test('that tells nothing has full jitter: any part of the wait may come of it', () => {
		expect(backoffs(0.999, 12).every((wait) => wait <= MINUTE)).toBe(true);
		expect(backoffs(0.1, 3)).toEqual([100, 200, 400]);
	});

	test('counts once for requests that were under way together', () => {
		const governor = createRateGovernor(1_000, () => 0.999);
		for (let started = 0; started < 50; started++) governor.tryStart(0);
		for (let refused = 0; refused < 50; refused++) governor.postpone(NOTHING, 0, 100 + refused);
		const wait = governor.tryStart(200);
		expect(wait).toBeGreaterThan(0);
		expect(wait).toBeLessThanOrEqual(1_000);
		governor.tryStart(1_200);
		governor.postpone(NOTHING, 1_200, 1_300);
		expect(governor.tryStart(1_300)).toBeLessThanOrEqual(2_000);
	});

	test('after a success counts as the first one again', () => {
		const governor = createRateGovernor(1_000, () => 0.999);
		let now = 0;
		for (let refused = 0; refused < 8; refused++) {
			now += governor.tryStart(now) + 1;
			governor.tryStart(now);
			governor.postpone(NOTHING, now, now);
		}
		now += MINUTE;
		governor.tryStart(now);
		governor.accept(NOTHING, governor.started(), now);
		governor.postpone(NOTHING, now, now);
		expect(governor.tryStart(now)).toBeLessThanOrEqual(1_000);
	});
});

describe('a long wait that was told', () => {
	const half = () => 0.5;

	/** A governor that was told at 0 to wait. */
	function heldGovernor(retryAfter = HOUR, random = half): RateGovernor {
		const governor = createRateGovernor(1_000, random);
		governor.tryStart(0);
		governor.postpone({ retryAfter }, 0, 0);
		return governor;
	}

	/** When requests start that are asked for every second. */
	function startsBetween(governor: RateGovernor, from: number, to: number): number[] {
		const starts = [];
		for (let now = from; now <= to; now += 1_000)
			if (governor.tryStart(now) === 0) starts.push(now);
		return starts;
	}

	test('lets one request through every two to four minutes', () => {
		for (const random of [() => 0, half, () => 0.999]) {
			const starts = startsBetween(heldGovernor(HOUR, random), 0, HOUR - 5 * MINUTE);
			const distances = starts.map((start, index) => start - (starts[index - 1] ?? 0));
			expect(starts.length).toBeGreaterThan(10);
			expect(Math.min(...distances)).toBeGreaterThanOrEqual(2 * MINUTE);
			expect(Math.max(...distances)).toBeLessThanOrEqual(4 * MINUTE + 1_000);
		}
	});

	test('fails the others fast meanwhile', () => {
		const governor = heldGovernor();
		expect(governor.tryStart(3 * MINUTE)).toBe(0);
		expect(governor.tryStart(3 * MINUTE)).toBeGreaterThan(50 * MINUTE);
	});

	test('ends with the success of that request', () => {
		const governor = heldGovernor();
		governor.tryStart(3 * MINUTE);
		governor.accept(NOTHING, governor.started(), 3 * MINUTE + 100);
		expect(startAll(governor, 3 * MINUTE + 100)).toBeGreaterThan(900);
	});

	test('goes on where that request is refused, also without a time', () => {
		for (const retryAfter of [HOUR, 1_000, undefined]) {
			const governor = heldGovernor();
			governor.tryStart(3 * MINUTE);
			governor.postpone({ retryAfter }, 3 * MINUTE, 3 * MINUTE + 100);
			expect(startsBetween(governor, 3 * MINUTE + 100, 5 * MINUTE)).toEqual([]);
			expect(startsBetween(governor, 5 * MINUTE, 8 * MINUTE)).toHaveLength(1);
		}
	});

	test('goes on where nothing comes of that request', () => {
		const governor = heldGovernor();
		governor.tryStart(3 * MINUTE);
		expect(governor.tryStart(4 * MINUTE)).toBeGreaterThan(50 * MINUTE);
		expect(startsBetween(governor, 4 * MINUTE, 8 * MINUTE)).toHaveLength(1);
	});

	test('is not ended by the success of a request that was under way before', () => {
		const governor = createRateGovernor(1_000, half);
		governor.tryStart(0);
		governor.tryStart(0);
		governor.postpone({ retryAfter: HOUR }, 0, 100);
		governor.accept(NOTHING, governor.started(), 200);
		expect(governor.tryStart(300)).toBeGreaterThan(50 * MINUTE);
	});

	test('that becomes long only after a short one lets nothing through early', () => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.postpone({ retryAfter: 1_000 }, 0, 0);
		governor.postpone({ retryAfter: HOUR }, 0, 500);
		expect(startsBetween(governor, 1_000, 2 * MINUTE)).toEqual([]);
	});

	test('of two minutes is simply waited for', () => {
		const governor = heldGovernor(2 * MINUTE, noJitter);
		expect(startsBetween(governor, 0, 2 * MINUTE)).toEqual([]);
	});
});

test('a server that always tells to wait 0 is asked ever less often', () => {
	const governor = createRateGovernor(1_000, () => 0.5);
	let now = 0;
	let asked = 0;
	while (now < 5 * MINUTE) {
		now += governor.tryStart(now);
		if (governor.tryStart(now) > 0) continue;
		asked += 1;
		governor.postpone({ retryAfter: 0 }, now, now);
	}
	expect(asked).toBeLessThan(30);
});

describe('a refusal about one resource', () => {
	const half = () => 0.5;

	test('holds that resource back, and no other', () => {
		const governor = createRateGovernor(1_000, half);
		governor.tryStart(0, 'leads');
		governor.postpone({ retryAfter: 30_000 }, 0, 100, 'leads');
		expect(governor.tryStart(100, 'leads')).toBeGreaterThan(30_000);
		expect(governor.tryStart(100, 'deals')).toBe(0);
		expect(governor.tryStart(32_000, 'leads')).toBe(0);
	});

	test('becomes one about the key where another resource is refused, too', () => {
		const governor = createRateGovernor(1_000, half);
		governor.postpone({ retryAfter: 30_000 }, 0, 100, 'leads');
		governor.postpone({ retryAfter: 30_000 }, 0, 200, 'deals');
		expect(governor.tryStart(300, 'contacts')).toBeGreaterThan(29_000);
	});

	test('stays one where a request was allowed in between', () => {
		const governor = createRateGovernor(1_000, half);
		governor.postpone({ retryAfter: 30_000 }, 0, 100, 'leads');
		governor.accept(NOTHING, governor.started(), 150, 'contacts');
		governor.postpone({ retryAfter: 30_000 }, 0, 200, 'deals');
		expect(governor.tryStart(300, 'deals')).toBeGreaterThan(29_000);
		expect(governor.tryStart(300, 'contacts')).toBe(0);
	});

	test('heals like one about the key', () => {
		const governor = createRateGovernor(1_000, half);
		governor.postpone({ retryAfter: HOUR }, 0, 0, 'leads');
		expect(governor.tryStart(2 * MINUTE, 'leads')).toBeGreaterThan(0);
		expect(governor.tryStart(3 * MINUTE, 'leads')).toBe(0);
		governor.accept(NOTHING, governor.started(), 3 * MINUTE, 'leads');
		expect(governor.tryStart(3 * MINUTE + 100, 'leads')).toBe(0);
	});

	test('is forgotten when many others came since', () => {
		const governor = createRateGovernor(undefined, half);
		for (let number = 0; number < 1_000; number++) {
			governor.accept(NOTHING, governor.started(), number, 'other');
			governor.postpone({ retryAfter: HOUR }, 0, number, `resource ${number}`);
		}
		expect(governor.tryStart(1_000, 'resource 0')).toBe(0);
		expect(governor.tryStart(1_000, 'resource 999')).toBeGreaterThan(0);
	});
});

describe('after a refusal with a short wait', () => {
	/** A governor of 1,000 requests/min that was just told to wait a second. */
	function slowedGovernor(): RateGovernor {
		const governor = createRateGovernor(1_000, noJitter);
		governor.tryStart(0);
		governor.postpone({ retryAfter: 1_000 }, 0, 100);
		return governor;
	}

	test('requests start as evenly as the plan allows', () => {
		const starts = startInTurn(slowedGovernor(), 2_000, 200);
		const [first = 0, last = 0] = [starts[50], starts[199]];
		expect((last - first) / 149).toBeCloseTo(MINUTE / 1_000, 0);
	});

	/** The distance of two requests, a while after the pause. */
	function distanceAfter(governor: RateGovernor, from: number): number {
		const [first = 0, second = 0] = startInTurn(governor, from, 2);
		return second - first;
	}

	test('a further one, after requests were allowed, doubles their distance', () => {
		const governor = slowedGovernor();
		governor.tryStart(2_000);
		governor.accept(NOTHING, governor.started(), 2_100);
		governor.postpone({ retryAfter: 0 }, 2_200, 2_200);
		expect(distanceAfter(governor, 2_250)).toBeCloseTo((2 * MINUTE) / 1_000, 0);
	});

	test('a further one with no success in between means the same thing once more', () => {
		const governor = slowedGovernor();
		governor.postpone({ retryAfter: 0 }, 200, 200);
		expect(distanceAfter(governor, 1_150)).toBeCloseTo(MINUTE / 1_000, 0);
	});

	test.each([
		[5_000, true],
		[5_001, false],
	])('of %i ms, requests keep a distance: %p', (retryAfter, keeps) => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.postpone({ retryAfter }, 0, 0);
		expect(startAll(governor, 20_000) < 1_000).toBe(keeps);
	});

	test.each([
		[119_999, false],
		[120_000, true],
	])('that comes %i ms after a long one, requests keep a distance: %p', (later, keeps) => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.postpone({ retryAfter: 30_000 }, 0, 0);
		governor.postpone({ retryAfter: 0 }, later, later);
		expect(startAll(governor, later + 10_000) < 1_000).toBe(keeps);
	});

	test('the distance ends after some minutes', () => {
		const governor = slowedGovernor();
		governor.tryStart(2_000);
		expect(startAll(governor, 2_000 + 10 * MINUTE)).toBe(1_000);
	});

	test('a long wait, which means that a window has to end, asks for none', () => {
		const governor = createRateGovernor(1_000, noJitter);
		governor.tryStart(0);
		governor.postpone({ retryAfter: 30_000 }, 0, 100);
		expect(startAll(governor, 2 * MINUTE)).toBe(1_000);
	});
});

describe('memory', () => {
	test('does not grow with the requests, also where replies keep telling what remains', () => {
		const governor = createRateGovernor(1_000);
		const run = (from: number, count: number) => {
			for (let request = 0; request < count; request++) {
				const now = from + request * 60;
				governor.tryStart(now);
				governor.accept({ remaining: 900 }, governor.started(), now);
			}
			return from + count * 60;
		};
		const later = run(0, 10_000);
		const before = usedHeap();
		run(later, 3_000_000);
		const growth = usedHeap() - before;
		// 3,000,000 remembered times would take 24 MB.
		expect(growth).toBeLessThan(5_000_000);
		expect(governor.tryStart(later + 4_000 * MINUTE)).toBe(0);
	});
});

describe('the governor of an account', () => {
	test('is the same for all who ask, and another one for another account', () => {
		const governor = findRateGovernor('account a', 1_000);
		expect(findRateGovernor('account a', 1_000)).toBe(governor);
		expect(findRateGovernor('account b', 1_000)).not.toBe(governor);
	});

	test('counts the requests of credentials with different limits together, by the limit told last', () => {
		const growth = findRateGovernor('one key', 1_000);
		expect(startAll(growth, 0)).toBe(1_000);
		const proPlus = findRateGovernor('one key', 5_000);
		expect(startAll(proPlus, 0)).toBe(4_000);
		expect(findRateGovernor('one key', 1_000).tryStart(0)).toBeGreaterThan(0);
	});

	test('is kept as long as it is used, however many accounts there are', () => {
		const used = findRateGovernor('used', 1_000);
		for (let number = 0; number < 2_000; number++) {
			findRateGovernor(`account ${number}`, 1_000);
			expect(findRateGovernor('used', 1_000)).toBe(used);
		}
	});

	test('is forgotten when many others were used since', () => {
		const unused = findRateGovernor('unused', 1_000);
		for (let number = 0; number < 2_000; number++) findRateGovernor(`other ${number}`, 1_000);
		expect(findRateGovernor('unused', 1_000)).not.toBe(unused);
	});
});
