import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let demo: TestWorkspace;

beforeAll(async () => {
	demo = await createWorkspace();
});

afterAll(async () => {
	await demo.remove();
});

async function getFunnel(parameters: object) {
	const { outputs, error, hints } = await runNode({
		node: 'crmLeadPro',
		credentials: demo.credentials,
		parameters: { resource: 'analytics', operation: 'getPipeline', ...parameters },
	});
	expect(error).toBeUndefined();
	return {
		items: outputs[0]?.map(({ json }) => json) ?? [],
		query: (await demo.journal()).at(-1)?.query.parsed,
		hints: hints.map(({ message }) => message),
	};
}

test('Split Stages gives one item a stage, in the order of the funnel, each with its pipeline and the days', async () => {
	const { items, query, hints } = await getFunnel({
		pipeline: 'sales',
		from: '2026-01-01',
		to: '2026-12-31',
		splitStages: true,
	});

	const { pipelines } = await demo.state();
	const stages = pipelines.find(({ key }) => key === 'sales')?.stages ?? [];
	expect(stages.length).toBeGreaterThan(2);
	expect(items.map(({ stage, name }) => [stage, name])).toEqual(
		stages.map(({ key, name }) => [key, name]),
	);
	const about = { pipeline: 'sales', from: '2026-01-01', to: '2026-12-31' };
	for (const item of items) expect(item).toMatchObject(about);
	expect(query).toEqual(about);
	expect(hints).toEqual([]);
});

test('a stage keeps its own pipeline where the funnel is about all', async () => {
	const { items } = await getFunnel({ splitStages: true });

	const { pipelines } = await demo.state();
	expect(items.map(({ pipeline, stage }) => [pipeline, stage])).toEqual(
		pipelines.flatMap(({ key, stages }) => stages.map((stage) => [key, stage.key])),
	);
});

test('stages that are mere names become items, too', async () => {
	const body = { pipeline: 'sales', stages: ['New', 'Won'] };
	await demo.setFaults([{ kind: 'status', status: 200, body }]);

	const { items } = await getFunnel({ splitStages: true });

	expect(items).toEqual([
		{ pipeline: 'sales', stage: 'New' },
		{ pipeline: 'sales', stage: 'Won' },
	]);
});

test('a funnel without a list of stages comes as it is, and a hint says so', async () => {
	await demo.setFaults([{ kind: 'status', status: 200, body: { win_rate: 0.5 } }]);

	const { items, hints } = await getFunnel({ splitStages: true });

	expect(items).toEqual([{ win_rate: 0.5 }]);
	expect(hints).toEqual([expect.stringContaining('without a list of stages')]);
});

test('without Split Stages the funnel is one item', async () => {
	const { items } = await getFunnel({});

	expect(items).toHaveLength(1);
	expect(items[0]).toHaveProperty('stages');
});

test('what earlier workflows have under Options is still read', async () => {
	const options = { pipeline: 'sales', from: '2026-02-01', to: '2026-02-28' };

	expect((await getFunnel({ options })).query).toEqual(options);
});

test('the main fields count before those under Options', async () => {
	const { query } = await getFunnel({
		pipeline: 'sales',
		options: { pipeline: 'support', from: '2026-02-01' },
	});

	expect(query).toEqual({ pipeline: 'sales', from: '2026-02-01' });
});
