import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { RateLimit } from '../../sandbox/rateLimit.mts';
import { call, createWorkspace, sandbox } from './support/api.mts';

async function statuses(workspace: WorkspaceConnection, count: number): Promise<number[]> {
	const seen: number[] = [];
	for (let request = 0; request < count; request++) {
		seen.push((await call(workspace, 'GET', '/pipelines')).status);
	}
	return seen;
}

async function limited(rateLimit: Partial<RateLimit> & { requestsPerMinute: number }) {
	const workspace = await createWorkspace({ switches: { rateLimit } });
	// All but stops the clock, so that only what a test puts it forward by counts.
	await workspace.setClockSpeed(0.000_001);
	return workspace;
}

test('a fixed window lets the limit through and opens anew after a minute', async () => {
	const workspace = await limited({ requestsPerMinute: 3, algorithm: 'fixedWindow' });
	expect(await statuses(workspace, 4)).toEqual([200, 200, 200, 429]);
	await workspace.advanceClock(59_000);
	expect(await statuses(workspace, 1)).toEqual([429]);
	await workspace.advanceClock(1_000);
	expect(await statuses(workspace, 4)).toEqual([200, 200, 200, 429]);
});

test.each([
	['fixedWindow', [200, 200, 429]],
	['slidingWindow', [200, 429, 429]],
] as const)(
	'a %s with two requests, 61 s after the first and 21 s after the second',
	async (algorithm, expected) => {
		const workspace = await limited({ requestsPerMinute: 2, algorithm });
		expect(await statuses(workspace, 1)).toEqual([200]);
		await workspace.advanceClock(40_000);
		expect(await statuses(workspace, 1)).toEqual([200]);
		await workspace.advanceClock(21_000);
		expect(await statuses(workspace, 3)).toEqual(expected);
	},
);

test('a token bucket allows a burst and then fills evenly', async () => {
	const workspace = await limited({ requestsPerMinute: 60, algorithm: 'tokenBucket', capacity: 2 });
	expect(await statuses(workspace, 3)).toEqual([200, 200, 429]);
	await workspace.advanceClock(1_001);
	expect(await statuses(workspace, 2)).toEqual([200, 429]);
	await workspace.advanceClock(60_000);
	expect(await statuses(workspace, 3)).toEqual([200, 200, 429]);
});

test('refused requests are not carried out and do not count', async () => {
	const workspace = await limited({ requestsPerMinute: 1, algorithm: 'slidingWindow' });
	await statuses(workspace, 1);
	await workspace.advanceClock(30_000);
	expect((await call(workspace, 'POST', '/leads', { name: 'A' })).status).toBe(429);
	expect((await workspace.state()).leads).toEqual([]);
	expect((await workspace.journal()).at(-1)).toMatchObject({
		outcome: 'rateLimited',
		carriedOut: false,
	});
	await workspace.advanceClock(30_001);
	expect(await statuses(workspace, 1)).toEqual([200]);
});

describe('what a refused client is told', () => {
	async function refusal(rateLimit: Partial<RateLimit>) {
		const workspace = await createWorkspace({
			switches: { rateLimit: { requestsPerMinute: 1, ...rateLimit } },
		});
		// At 60 times the speed a window of a minute is one second of the client's time.
		await workspace.setClockSpeed(60);
		await call(workspace, 'GET', '/pipelines');
		const beforeMs = Date.now();
		const reply = await call(workspace, 'GET', '/pipelines');
		expect(reply.status).toBe(429);
		return { headers: reply.headers, beforeMs };
	}

	test('seconds, in the client’s own time', async () => {
		const { headers } = await refusal({ retryAfter: 'seconds' });
		expect(headers.get('retry-after')).toBe('1');
	});

	test('a date', async () => {
		const { headers, beforeMs } = await refusal({ retryAfter: 'httpDate' });
		const date = headers.get('retry-after') ?? '';
		expect(new Date(date).toUTCString()).toBe(date);
		expect(Date.parse(date)).toBeGreaterThan(beforeMs);
	});

	test('the time of the reset in Unix seconds', async () => {
		const { headers, beforeMs } = await refusal({ retryAfter: 'reset' });
		expect(headers.has('retry-after')).toBe(false);
		expect(Number(headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(beforeMs);
	});

	test('nothing', async () => {
		const { headers } = await refusal({ retryAfter: 'none', remainingHeader: false });
		const told = [...headers.keys()].filter((name) => /ratelimit|retry/.test(name));
		expect(told).toEqual([]);
	});
});

test('what is left is told with every reply', async () => {
	const workspace = await limited({ requestsPerMinute: 2 });
	const left = [];
	for (let request = 0; request < 3; request++) {
		left.push((await call(workspace, 'GET', '/pipelines')).headers.get('x-ratelimit-remaining'));
	}
	expect(left).toEqual(['1', '0', '0']);
});

test('by default a key has the limit of the Growth plan', async () => {
	const workspace = await sandbox.createWorkspace();
	const { headers } = await call(workspace, 'GET', '/pipelines');
	expect(headers.get('x-ratelimit-limit')).toBe('1000');
});

test('a new limit starts afresh', async () => {
	const workspace = await limited({ requestsPerMinute: 1 });
	expect(await statuses(workspace, 2)).toEqual([200, 429]);
	await workspace.setSwitches({ rateLimit: { requestsPerMinute: 2 } });
	expect(await statuses(workspace, 3)).toEqual([200, 200, 429]);
	await workspace.setSwitches({ rateLimit: null });
	expect(await statuses(workspace, 3)).toEqual([200, 200, 200]);
});
