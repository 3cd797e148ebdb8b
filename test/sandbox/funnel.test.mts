import { z } from 'zod/v4';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { call, createWorkspace } from './support/api.mts';

const dayMs = 86_400_000;
const rate = z.number().nullable();
const funnelSchema = z.object({
	pipeline: z.string().nullable(),
	total_deals: z.int(),
	open_deals: z.int(),
	won_deals: z.int(),
	lost_deals: z.int(),
	won_value: z.number(),
	win_rate: rate,
	deal_velocity_days: rate,
	stages: z.array(
		z.object({
			pipeline: z.string(),
			stage: z.string(),
			leads: z.int(),
			volume: z.int(),
			conversion_rate: rate,
			average_days_in_stage: rate,
		}),
	),
});

test('four deals worked out by hand', async () => {
	const workspace = await createWorkspace();
	const ids: string[] = [];
	for (const value of [100, 200, 300, 400]) {
		const reply = await call(workspace, 'POST', '/deals', {
			name: 'Deal',
			pipeline: 'enterprise',
			value,
		});
		ids.push(z.object({ id: z.string() }).parse(reply.json).id);
	}
	const [first = '', second = '', third = ''] = ids;
	await workspace.advanceClock(2 * dayMs);
	for (const id of [first, second]) {
		await workspace.act({ action: 'deal.move', id, stage: 'technical_evaluation' });
	}
	await workspace.advanceClock(3 * dayMs);
	await workspace.act({ action: 'deal.win', id: first });
	await workspace.act({ action: 'deal.lose', id: second });
	await workspace.advanceClock(dayMs);
	await workspace.act({ action: 'deal.lose', id: third });

	const reply = await call(workspace, 'GET', '/analytics/pipeline?pipeline=enterprise');
	const funnel = funnelSchema.parse(reply.json);
	expect(funnel).toMatchObject({
		pipeline: 'enterprise',
		total_deals: 4,
		open_deals: 1,
		won_deals: 1,
		lost_deals: 2,
		won_value: 100,
	});
	expect(funnel.win_rate).toBeCloseTo(1 / 3, 3);
	expect(funnel.deal_velocity_days).toBeCloseTo(5, 2);
	expect(
		funnel.stages.map(({ stage, volume, conversion_rate }) => [stage, volume, conversion_rate]),
	).toEqual([
		['discovery', 4, 0.5],
		['technical_evaluation', 2, 0.5],
		['commercial_proposal', 1, 1],
		['legal_review', 1, 1],
	]);
	const [discovery, evaluation, proposal] = funnel.stages;
	// Two deals stayed 2 days, one was lost after 6, one is still there after 6.
	expect(discovery?.average_days_in_stage).toBeCloseTo((2 + 2 + 6 + 6) / 4, 2);
	expect(evaluation?.average_days_in_stage).toBeCloseTo(3, 2);
	expect(proposal?.average_days_in_stage).toBeNull();
});

/** The same figures, counted another way: deal by deal instead of stage by stage. */
function countedFromState(state: State, pipelineKey: string, from: string, to: string) {
	const stages = state.pipelines.find(({ key }) => key === pipelineKey)?.stages ?? [];
	const order = stages.map(({ key }) => key);
	const volumes: number[] = Array<number>(order.length + 1).fill(0);
	const won: number[] = [];
	let closed = 0;
	let total = 0;
	for (const deal of state.deals) {
		const createdOn = new Date(deal.created_at);
		if (deal.pipeline !== pipelineKey) continue;
		if (createdOn < new Date(`${from}T00:00:00Z`)) continue;
		if (createdOn > new Date(`${to}T23:59:59.999Z`)) continue;
		total++;
		if (deal.status !== 'open') closed++;
		const visited = deal.stage_history.map(({ stage }) => order.indexOf(stage));
		const depth = deal.status === 'won' ? order.length : Math.max(...visited);
		for (let position = 0; position <= depth; position++) {
			volumes[position] = (volumes[position] ?? 0) + 1;
		}
		if (deal.status === 'won') {
			won.push((Date.parse(deal.closed_at ?? '') - Date.parse(deal.created_at)) / dayMs);
		}
	}
	return {
		total,
		wonCount: won.length,
		winRate: won.length / closed,
		velocity: won.reduce((sum, days) => sum + days, 0) / won.length,
		volumes: volumes.slice(0, -1),
		conversions: order.map((_key, index) => (volumes[index + 1] ?? 0) / (volumes[index] ?? 0)),
		leads: order.map(
			(key) =>
				state.leads.filter((lead) => lead.pipeline === pipelineKey && lead.pipeline_stage === key)
					.length,
		),
	};
}

test.each([
	['all time', 365, 0],
	['a month', 60, 30],
])(
	'the demo data over %s agree with a count of their own',
	async (_case, fromDaysAgo, toDaysAgo) => {
		const workspace = await createWorkspace({ seed: 'demo' });
		const day = (daysAgo: number) =>
			new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
		const [from, to] = [day(fromDaysAgo), day(toDaysAgo)];
		const query = `pipeline=sales&from=${from}&to=${to}`;
		const reply = await call(workspace, 'GET', `/analytics/pipeline?${query}`);
		const funnel = funnelSchema.parse(reply.json);

		const counted = countedFromState(await workspace.state(), 'sales', from, to);
		expect(counted.wonCount).toBeGreaterThan(0);
		expect([funnel.total_deals, funnel.won_deals]).toEqual([counted.total, counted.wonCount]);
		expect(funnel.win_rate).toBeCloseTo(counted.winRate, 3);
		expect(funnel.deal_velocity_days).toBeCloseTo(counted.velocity, 3);
		expect(funnel.stages.map(({ volume }) => volume)).toEqual(counted.volumes);
		expect(funnel.stages.map(({ leads }) => leads)).toEqual(counted.leads);
		funnel.stages.forEach(({ conversion_rate }, index) => {
			expect(conversion_rate).toBeCloseTo(counted.conversions[index] ?? -1, 3);
		});
	},
);

test('without a pipeline the funnel covers all of them', async () => {
	const workspace = await createWorkspace({ seed: 'demo' });
	const funnel = funnelSchema.parse((await call(workspace, 'GET', '/analytics/pipeline')).json);
	const { deals, pipelines } = await workspace.state();
	expect(funnel.pipeline).toBeNull();
	expect(funnel.total_deals).toBe(deals.length);
	expect(funnel.stages.map(({ stage }) => stage)).toEqual(
		pipelines.flatMap(({ stages }) => stages.map(({ key }) => key)),
	);
});

test('a funnel of nothing has no rates', async () => {
	const workspace = await createWorkspace();
	const funnel = funnelSchema.parse((await call(workspace, 'GET', '/analytics/pipeline')).json);
	expect(funnel).toMatchObject({ total_deals: 0, win_rate: null, deal_velocity_days: null });
	expect(new Set(funnel.stages.map(({ conversion_rate }) => conversion_rate))).toEqual(
		new Set([null]),
	);
});

test.each(['pipeline=none', 'from=yesterday', 'to=2025-13-01', 'from=2025-02-01&to=2025-01-01'])(
	'GET /analytics/pipeline?%s is refused',
	async (query) => {
		const workspace = await createWorkspace();
		expect((await call(workspace, 'GET', `/analytics/pipeline?${query}`)).status).toBe(422);
	},
);

test.each([
	['data', 'data'],
	['resource', 'analytics'],
] as const)('the funnel in the envelope %s', async (singleEnvelope, name) => {
	const workspace = await createWorkspace({ switches: { singleEnvelope } });
	const reply = await call(workspace, 'GET', '/analytics/pipeline');
	expect(reply.json).toMatchObject({ [name]: { total_deals: 0 } });
});
