import type { SandboxConnection } from '../../sandbox/client.mts';
import { startBenchN8n, type BenchNode } from '../benchN8n.mts';
import { compare, seconds, takeTurns, type CaseResults, type Row } from '../figures.mts';
import { createMappedLead, requestMapped, saveCredential } from '../nodesUnderTest.mts';

const ITEMS = 1000;

/** What n8n evaluates expressions with; `vm` is its default. */
const ENGINES = [
	{ engine: 'vm', autoMapFactor: 0.35 },
	{ engine: 'legacy', autoMapFactor: 1 },
] as const;

const OURS = 'ours, eleven expressions';
const OURS_AUTO_MAPPED = 'ours, Map Automatically';
const THEIRS = 'HTTP Request, eleven expressions';

/** Creates leads of eleven fields, mapped in several ways, under both of n8n's expression engines. */
export async function measureMapping(
	sandbox: SandboxConnection,
	rounds: number,
): Promise<CaseResults> {
	const rows: Row[] = [];
	for (const { engine, autoMapFactor } of ENGINES) {
		const n8n = await startBenchN8n({ N8N_EXPRESSION_ENGINE: engine });
		try {
			const workspace = await sandbox.createWorkspace({ switches: { rateLimit: null } });
			const credential = await saveCredential(n8n.session, workspace);
			const nodes: Record<string, BenchNode> = {
				[OURS]: createMappedLead(credential, false),
				[OURS_AUTO_MAPPED]: createMappedLead(credential, true),
				[THEIRS]: requestMapped(workspace),
			};
			const run = async (name: string, node: BenchNode): Promise<number> => {
				const workflow = await n8n.prepare(node, { count: ITEMS, rows: 'columns' });
				const { duration, items, failed } = await workflow.run();
				await workflow.remove();
				if (items !== ITEMS || failed > 0) throw new Error(`${name}: ${failed} failed`);
				return duration;
			};
			const contestants = Object.entries(nodes).map(
				([name, node]): [string, () => Promise<number>] => [
					name,
					async () => await run(name, node),
				],
			);
			const took = await takeTurns<string>(rounds, Object.fromEntries(contestants));
			const { leads } = await workspace.state();
			const whole = leads.filter(({ score, tags }) => score === 50 && tags.length === 2).length;
			if (whole !== leads.length) throw new Error(`${leads.length - whole} leads lack values`);
			await workspace.remove();
			rows.push(
				...Object.keys(nodes).map((name) => ({
					what: `${engine}: ${name}`,
					figure: seconds(took(name)),
				})),
				compare(
					`${engine}: Map Automatically ÷ expressions`,
					took(OURS_AUTO_MAPPED),
					took(OURS),
					autoMapFactor,
				),
				compare(`${engine}: ours ÷ HTTP Request`, took(OURS), took(THEIRS), 1),
			);
		} finally {
			await n8n.stop();
		}
	}
	return {
		title: `Create ${ITEMS} leads of eleven fields`,
		method: `No latency, no limit. Median of ${rounds} rounds, in each of which all take turns.`,
		rows,
	};
}
