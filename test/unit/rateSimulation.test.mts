import { seededRandom } from '../../sandbox/random.mts';
import { installVirtualClock, type VirtualClock } from '../support/virtualClock.mts';
import { simulate, type RateSimulation } from './support/rateSimulation.mts';

const PER_MINUTE = 1_000;
const ITEMS = 2_000;
const MINUTE = 60_000;

let clock: VirtualClock;

beforeEach(() => {
	clock = installVirtualClock(Date.parse('2026-11-22T08:00:00Z'));
});

afterEach(() => {
	import.meta.jest.restoreAllMocks();
	clock.uninstall();
});

interface Server {
	name: string;
	limit: Omit<RateSimulation['limit'], 'requestsPerMinute'>;
	/** What 2,000 requests take at least, in ms, however many are under way at once. */
	shortest: number;
	/** Most of the requests that may be refused, where one process uses the key. */
	refused: number;
}

const bucket = (capacity: number): Pick<Server, 'limit' | 'shortest'> => ({
	limit: { algorithm: 'tokenBucket', capacity },
	shortest: ((ITEMS - capacity) / PER_MINUTE) * MINUTE,
});

const kinds: Server[] = [
	{ name: 'a fixed window', limit: { algorithm: 'fixedWindow' }, shortest: MINUTE, refused: 0.01 },
	{
		name: 'a sliding window',
		limit: { algorithm: 'slidingWindow' },
		shortest: MINUTE,
		refused: 0.01,
	},
	{ name: 'a bucket of 1,000', ...bucket(1_000), refused: 0.01 },
	{ name: 'a bucket of 100', ...bucket(100), refused: 0.05 },
];

const servers = kinds.flatMap((server) =>
	[true, false].map((remainingHeader) => ({
		...server,
		name: `${server.name} that ${remainingHeader ? 'tells' : 'does not tell'} what remains`,
		limit: { ...server.limit, remainingHeader },
	})),
);

/** Runs it with chances that are the same each time. */
async function run(server: Server, seed: number, changes: Partial<RateSimulation> = {}) {
	import.meta.jest.spyOn(Math, 'random').mockImplementation(seededRandom(seed));
	return await simulate(
		{
			limit: { requestsPerMinute: PER_MINUTE, ...server.limit },
			workers: 1,
			items: ITEMS,
			concurrency: 50,
			latency: 100,
			plan: PER_MINUTE,
			...changes,
		},
		clock,
	);
}

describe.each(servers)('$name', (server) => {
	test('gets 2,000 requests of one process hardly later than it allows, and hardly any too many', async () => {
		const { duration, carriedOut, refused, failed } = await run(server, 1);
		expect({ carriedOut, failed }).toEqual({ carriedOut: ITEMS, failed: 0 });
		expect(duration).toBeLessThanOrEqual(1.1 * server.shortest);
		expect(refused / (refused + carriedOut)).toBeLessThanOrEqual(server.refused);
	});

	test.each([10, 50])(
		'is shared by two processes with %i requests at once each',
		async (concurrency) => {
			for (const seed of [1, 2]) {
				const { duration, carriedOut, failed } = await run(server, seed, {
					workers: 2,
					items: ITEMS / 2,
					concurrency,
				});
				expect({ carriedOut, failed }).toEqual({ carriedOut: ITEMS, failed: 0 });
				expect(duration).toBeLessThanOrEqual(1.2 * server.shortest);
			}
		},
	);

	test.each([
		['that never tells when to come back', { retryAfter: 'none' as const }, 2, PER_MINUTE],
		['that allows less than the plan says', {}, 1, 5 * PER_MINUTE],
		['of which no limit is known', {}, 1, undefined],
		['that four processes share', {}, 4, PER_MINUTE],
	])('%s loses and doubles nothing, and sees no storm', async (_case, limit, workers, plan) => {
		const { carriedOut, refused, failed } = await run(
			{ ...server, limit: { ...server.limit, ...limit } },
			1,
			{ workers, items: ITEMS / workers, plan },
		);
		expect({ carriedOut, failed }).toEqual({ carriedOut: ITEMS, failed: 0 });
		expect(refused / (refused + carriedOut)).toBeLessThanOrEqual(0.2);
	});
});

test.each(servers.filter(({ refused, limit }) => refused < 0.05 && limit.remainingHeader))(
	'$name refuses none of one process where replies overtake each other',
	async (server) => {
		for (const seed of [1, 2, 3, 4]) {
			const random = seededRandom(seed);
			const { duration, carriedOut, refused } = await run(server, seed, {
				latency: () => 50 + 350 * random(),
			});
			expect({ carriedOut, refused }).toEqual({ carriedOut: ITEMS, refused: 0 });
			expect(duration).toBeLessThanOrEqual(1.15 * server.shortest);
		}
	},
);
