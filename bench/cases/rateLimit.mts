import type { SandboxConnection, WorkspaceConnection } from '../../sandbox/client.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import type { BenchN8n, BenchNode, Run } from '../benchN8n.mts';
import { compare, seconds, type CaseResults, type Row } from '../figures.mts';
import { createLead, requestAllAtOnce, saveCredential } from '../nodesUnderTest.mts';

const PER_MINUTE = 1000;
const LATENCY = 100;
const CONCURRENCY = 50;

type Limit = NonNullable<SwitchChanges['rateLimit']>;

interface Server {
	readonly name: string;
	readonly limit: Limit;
	/** Requests that it takes at once. */
	readonly burst: number;
	/** Largest share of refusals. */
	readonly refusals: number;
}

const limited = (limit: Omit<Limit, 'requestsPerMinute'>): Limit => ({
	requestsPerMinute: PER_MINUTE,
	...limit,
});

const SERVERS: readonly Server[] = [
	{
		name: 'fixed window',
		limit: limited({ algorithm: 'fixedWindow' }),
		burst: 1000,
		refusals: 0.01,
	},
	{
		name: 'sliding window',
		limit: limited({ algorithm: 'slidingWindow' }),
		burst: 1000,
		refusals: 0.01,
	},
	{
		name: 'bucket of 1,000',
		limit: limited({ algorithm: 'tokenBucket' }),
		burst: 1000,
		refusals: 0.01,
	},
	{
		name: 'bucket of 100',
		limit: limited({ algorithm: 'tokenBucket', capacity: 100 }),
		burst: 100,
		refusals: 0.05,
	},
];

/** What a run did to the server. */
interface Outcome extends Run {
	/** Replies with 429. */
	readonly refused: number;
	/** Names that more than one lead has. */
	readonly doubled: number;
	readonly created: number;
}

/** How long the limit itself makes so many requests last, in ms. */
function minimum(server: Server, items: number): number {
	return server.burst === PER_MINUTE
		? (Math.ceil(items / PER_MINUTE) - 1) * 60_000
		: ((items - server.burst) / PER_MINUTE) * 60_000;
}

async function createWorkspace(
	sandbox: SandboxConnection,
	server: Server,
): Promise<WorkspaceConnection> {
	const rateLimit = { ...server.limit, remainingHeader: false };
	const workspace = await sandbox.createWorkspace({ switches: { rateLimit } });
	await workspace.setFaults([{ kind: 'latency', ms: LATENCY, times: 'always' }]);
	return workspace;
}

async function runTogether(
	workspace: WorkspaceConnection,
	runs: ReadonlyArray<{ n8n: BenchN8n; node: BenchNode }>,
	items: number,
): Promise<Outcome> {
	const workflows = await Promise.all(
		runs.map(
			async ({ n8n, node }, index) =>
				await n8n.prepare(node, { count: items, prefix: `Run ${index}, lead` }),
		),
	);
	const results = await Promise.all(workflows.map(async (workflow) => await workflow.run()));
	const journal = await workspace.journal();
	const names = (await workspace.state()).leads.map(({ name }) => name);
	return {
		duration: Math.max(...results.map(({ duration }) => duration)),
		items: results.reduce((sum, run) => sum + run.items, 0),
		failed: results.reduce((sum, run) => sum + run.failed, 0),
		refused: journal.filter(({ status }) => status === 429).length,
		created: names.length,
		doubled: names.length - new Set(names).size,
	};
}

function describe(what: string, outcome: Outcome): Row {
	const { duration, created, failed, doubled, refused } = outcome;
	return {
		what,
		figure: `${seconds(duration)}, ${created} created, ${failed} failed, ${doubled} doubled, ${refused} × 429`,
	};
}

function judge(
	name: string,
	outcome: Outcome,
	least: number,
	factor: number,
	share?: number,
): Row[] {
	const { failed, doubled, refused, created, duration } = outcome;
	const isWhole = failed === 0 && doubled === 0;
	const part = refused / (created + refused);
	return [
		compare(`${name}: ours ÷ the limit's own ${seconds(least)}`, duration, least, factor),
		{
			what: `${name}: failed, doubled`,
			figure: `${failed}, ${doubled}`,
			target: '0, 0',
			isReached: isWhole,
		},
		...(share === undefined
			? []
			: [
					{
						what: `${name}: 429s`,
						figure: `${(part * 100).toFixed(1)} %`,
						target: `≤ ${share * 100} %`,
						isReached: part <= share,
					},
				]),
	];
}

/** Creates 2,000 leads against limits in real time. */
export async function measureRateLimits(
	n8n: BenchN8n,
	sandbox: SandboxConnection,
): Promise<CaseResults> {
	const items = 2000;
	const rows: Row[] = [];
	for (const server of SERVERS) {
		const workspace = await createWorkspace(sandbox, server);
		const credential = await saveCredential(n8n.session, workspace, 'growth');
		const node = createLead(credential, CONCURRENCY);
		const ours = await runTogether(workspace, [{ n8n, node }], items);
		const other = await createWorkspace(sandbox, server);
		const theirs = await runTogether(other, [{ n8n, node: requestAllAtOnce(other) }], items);
		rows.push(
			describe(`${server.name}: ours`, ours),
			describe(`${server.name}: HTTP Request, all at once`, theirs),
			...judge(server.name, ours, minimum(server, items), 1.1, server.refusals),
		);
	}
	const usual = await createWorkspace(sandbox, SERVERS[0] ?? missing());
	const credential = await saveCredential(n8n.session, usual, 'growth');
	const byDefault = await runTogether(usual, [{ n8n, node: createLead(credential) }], items);
	return {
		title: `Create ${items} leads where the server allows ${PER_MINUTE} a minute, ${LATENCY} ms latency`,
		method: `Real time, no header that tells the remaining requests; ours with ${CONCURRENCY} items at a time. With 10 the latency alone takes 10 s for each 1,000; that is shown for the first server.`,
		rows: [...rows, describe('fixed window: ours, 10 at a time', byDefault)],
	};
}

/** Two n8n processes create 1,000 leads each with one key. */
export async function measureTwoProcesses(
	one: BenchN8n,
	other: BenchN8n,
	sandbox: SandboxConnection,
): Promise<CaseResults> {
	const items = 1000;
	const rows: Row[] = [];
	for (const server of SERVERS.filter(({ burst }) => burst === PER_MINUTE)) {
		const workspace = await createWorkspace(sandbox, server);
		const runs = await Promise.all(
			[one, other].map(async (n8n) => {
				const credential = await saveCredential(n8n.session, workspace, 'growth');
				return { n8n, node: createLead(credential, CONCURRENCY) };
			}),
		);
		const outcome = await runTogether(workspace, runs, items);
		rows.push(
			describe(server.name, outcome),
			...judge(server.name, outcome, minimum(server, 2 * items), 1.2),
		);
	}
	return {
		title: `Two n8n processes with one key, ${items} leads each, ${PER_MINUTE} a minute`,
		method: `Real time, ${LATENCY} ms latency, ${CONCURRENCY} items at a time in each process.`,
		rows,
	};
}

function missing(): never {
	throw new Error('There is no such server');
}
