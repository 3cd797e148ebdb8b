import { createAutomaticConcurrency } from '../../nodes/shared/automaticConcurrency.ts';
import { seededRandom } from '../../sandbox/random.mts';
import { installVirtualClock, type VirtualClock } from '../support/virtualClock.mts';
import { simulate, type RateSimulation, type SimulatedRun } from './support/rateSimulation.mts';

const MINUTE = 60_000;
/** Most items at once. */
const MOST = 200;

let clock: VirtualClock;

beforeEach(() => {
	clock = installVirtualClock(Date.parse('2026-11-22T08:00:00Z'));
});

afterEach(() => {
	import.meta.jest.restoreAllMocks();
	clock.uninstall();
});

async function run(
	perMinute: number,
	items: number,
	latency: RateSimulation['latency'],
): Promise<SimulatedRun> {
	import.meta.jest.spyOn(Math, 'random').mockImplementation(seededRandom(1));
	return await simulate(
		{
			limit: { requestsPerMinute: perMinute, algorithm: 'fixedWindow' },
			workers: 1,
			items,
			concurrency: 'automatic',
			latency,
			plan: perMinute,
		},
		clock,
	);
}

describe.each([60, 300, 1_000, 5_000])('with %i requests a minute', (perMinute) => {
	test.each([5, 30, 100, 300, 900, 5_000])(
		'twice as many items end hardly later than the plan and %i ms a request allow',
		async (latency) => {
			const items = 2 * perMinute;
			const { duration, carriedOut, refused, failed } = await run(perMinute, items, latency);

			expect({ carriedOut, failed }).toEqual({ carriedOut: items, failed: 0 });
			expect(refused / items).toBeLessThanOrEqual(0.01);
			const second = (perMinute * latency) / MOST;
			const rampUp = 10 * latency;
			expect(duration).toBeLessThanOrEqual(1.1 * (Math.max(MINUTE, second) + second + rampUp));
		},
	);
});

test.each([
	[300, 1.1],
	[900, 1.15],
])(
	'2,000 requests of %i ms end at most %f times as late as a thousand a minute allow',
	async (latency, ratio) => {
		const { duration, refused } = await run(1_000, 2_000, latency);

		expect(refused).toBeLessThanOrEqual(20);
		expect(duration / MINUTE).toBeLessThanOrEqual(ratio);
	},
);

test('the number doubles with each round, although its replies do not come all at once', async () => {
	const random = seededRandom(3);
	const { duration } = await run(1_000, 1_000, () => 900 + 100 * random());

	// 10, 20, 40, 80 and 160, then four times 200 for the rest, at most 1 s each, and the last of them a round later.
	expect(duration).toBeLessThanOrEqual(10_000);
});

test('a fast server gets no more requests at once than ten', async () => {
	const { mostAtOnce } = await run(1_000, 1_500, 20);

	expect(mostAtOnce).toBeLessThanOrEqual(10);
});

test('a distant server gets as many requests at once as the pace of the plan needs', async () => {
	const { mostAtOnce } = await run(1_000, 2_000, 300);

	// 1,000 in 4 s, at 0.3 s each.
	expect(mostAtOnce).toBe(75);
});

test.each([
	['a little above ten', 15],
	['above twenty', 20],
	['above forty', 40],
])('a server that breaks down %s is left at what it can do', async (_what, capacity) => {
	const items = 4_000;
	const overloaded = (underWay: number): number => 200 * Math.max(1, underWay / capacity) ** 2;
	const { duration, mostAtOnce, failed } = await run(5_000, items, overloaded);

	expect(failed).toBe(0);
	expect(mostAtOnce).toBeLessThanOrEqual(4 * capacity);
	expect(duration).toBeLessThanOrEqual(2 * ((items * 200) / capacity));
});

test('replies of very different lengths do not pass for a server that slows down', async () => {
	const random = seededRandom(7);
	const jittery = (): number => 100 - 300 * Math.log(1 - random());
	const { duration, failed } = await run(1_000, 2_000, jittery);

	expect(failed).toBe(0);
	// Both minutes' requests: 1,000 at 0.4 s each, 75 at once.
	expect(duration).toBeLessThanOrEqual(1.3 * MINUTE);
});

describe('after failures', () => {
	const countSlots = async (slots: ReturnType<typeof createAutomaticConcurrency>) => {
		let entered = 0;
		for (let tried = 0; tried < MOST; tried++) {
			void slots.enter().then(() => {
				entered += 1;
			});
		}
		await Promise.resolve();
		await Promise.resolve();
		return entered;
	};

	test('fewer items are worked on at once, but never none', async () => {
		const slots = createAutomaticConcurrency({ requestsPerMinute: 5_000, most: MOST });
		for (let round = 0; round < 30; round++) {
			await clock.passUntilSettled(new Promise((resolve) => setTimeout(resolve, 400)));
			slots.note(300, true);
			slots.note(300, true);
		}

		expect(await countSlots(slots)).toBe(1);
	});

	test('no limit of a plan leaves ten', async () => {
		const slots = createAutomaticConcurrency({ requestsPerMinute: undefined, most: MOST });
		for (let reply = 0; reply < 1_000; reply++) slots.note(300, false);

		expect(await countSlots(slots)).toBe(10);
	});
});
