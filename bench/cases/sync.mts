import { Agent, request } from 'undici';

import type { SandboxConnection, WorkspaceConnection } from '../../sandbox/client.mts';
import type { BenchN8n } from '../benchN8n.mts';
import { compare, megabytes, seconds, type CaseResults, type Row } from '../figures.mts';
import { saveCredential, syncLeads } from '../nodesUnderTest.mts';

/** As `nodes/BenchItems.node.js` makes the rows. */
const ROWS = { all: 5_000, changed: 500, new: 450, doubled: 50 };
const LEADS = 20_000;
/** The leads that the rows are about, and no others. */
const LEADS_OF_ROWS = 4_500;
const PAGE = 100;
const CONNECTIONS = 20;
const REQUESTS_FACTOR = 1.1;
const MOST_BYTES_A_LEAD = 1_000;

const RUNS = [
	{ matchBy: 'email', unchanged: 'update' },
	{ matchBy: 'email', unchanged: 'skip' },
	{ matchBy: 'phone', unchanged: 'skip' },
] as const;

/** As in `nodes/BenchItems.node.js`. */
const phoneOf = (index: number): number => 9_000_000_000 + ((index * 48_271) % 999_999_937);

/** Leads as the rows have them. */
async function fillAccount({ apiKey, baseUrl }: WorkspaceConnection, count: number): Promise<void> {
	const dispatcher = new Agent({ connections: CONNECTIONS });
	const indexes = Array.from({ length: count }, (_, index) => index).values();
	const connection = async () => {
		for (const index of indexes) {
			const reply = await request(`${baseUrl}/leads`, {
				dispatcher,
				method: 'POST',
				headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
				body: JSON.stringify({
					name: `Lead ${index}`,
					email: `asha.rao.${index}@example.com`,
					phone: `+91 ${phoneOf(index)}`,
					company: 'Rao Silks',
					pipeline: 'sales',
					status: 'new',
					pipeline_stage: 'new',
					score: 50,
					source: 'trade_show',
					assigned_to: 'user_sales_rep_01',
					tags: ['vip', 'hot'],
				}),
			});
			await reply.body.dump();
			if (reply.statusCode !== 201) throw new Error(`A lead was answered ${reply.statusCode}`);
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS }, connection));
	await dispatcher.close();
}

/** Requests that are enough: the account's pages, what is written, and a search before each creation. */
function leastRequests(unchanged: 'skip' | 'update'): number {
	const writes = unchanged === 'update' ? ROWS.all : ROWS.changed + ROWS.new;
	return LEADS / PAGE + writes + ROWS.new;
}

/** Brings an account up to date with a table, by Create or Update. */
async function syncOnce(
	n8n: BenchN8n,
	sandbox: SandboxConnection,
	{ matchBy, unchanged }: (typeof RUNS)[number],
	count: number,
) {
	const workspace = await sandbox.createWorkspace({ switches: { rateLimit: null } });
	await fillAccount(workspace, count);
	await workspace.clearJournal();
	const credential = await saveCredential(n8n.session, workspace);
	const node = syncLeads(credential, matchBy, unchanged);
	const input = { count: ROWS.all, rows: 'sync', watchesMemory: true } as const;
	const workflow = await n8n.prepare(node, input);
	const { growth = Number.NaN, ...run } = await workflow.run();
	await workflow.remove();
	const requests = (await workspace.journal()).length;
	const { leads } = await workspace.state();
	await workspace.remove();
	return { ...run, growth, requests, leads };
}

/** Measures requests and memory of a sync. */
export async function measureSync(n8n: BenchN8n, sandbox: SandboxConnection): Promise<CaseResults> {
	const rows: Row[] = [];
	for (const order of RUNS) {
		const { duration, items, failed, growth, requests, leads } = await syncOnce(
			n8n,
			sandbox,
			order,
			LEADS,
		);
		const { growth: growthOfRows } = await syncOnce(n8n, sandbox, order, LEADS_OF_ROWS);
		const moved = leads.filter(({ company }) => company === 'Rao & Daughters').length;
		const isRight =
			items === ROWS.all &&
			failed === 0 &&
			leads.length === LEADS + ROWS.new &&
			moved === ROWS.changed;
		const least = leastRequests(order.unchanged);
		const what = `by ${order.matchBy}, Unchanged: ${order.unchanged}`;
		const others = LEADS - LEADS_OF_ROWS;
		rows.push(
			{
				what: `${what}: what is there afterwards`,
				figure: `${leads.length} leads, ${moved} changed, ${failed} rows failed, ${seconds(duration)}`,
				target: `${LEADS + ROWS.new}, ${ROWS.changed}, 0`,
				isReached: isRight,
			},
			compare(
				`${what}: ${requests} requests ÷ ${least} (pages + writes + searches)`,
				requests,
				least,
				REQUESTS_FACTOR,
			),
			compare(
				`${what}: growth of memory in use, items and output among it, ${megabytes(growth)} ÷ 1 kB a lead`,
				growth,
				LEADS * MOST_BYTES_A_LEAD,
				1,
			),
			compare(
				`${what}: the same beside an account of ${LEADS_OF_ROWS} leads, ${megabytes(growthOfRows)}: what ${others} leads more add ÷ 1 kB each`,
				growth - growthOfRows,
				others * MOST_BYTES_A_LEAD,
				1,
			),
		);
	}
	return {
		title: `Create or Update, ${ROWS.all} rows against ${LEADS} leads`,
		method: `${ROWS.all - ROWS.changed - ROWS.new - ROWS.doubled} rows are as the account has them, ${ROWS.changed} changed, ${ROWS.new} new, ${ROWS.doubled} there twice. Mapped automatically, no latency, no limit; memory in use is looked at with garbage collected, which is part of the time.`,
		rows,
	};
}
