import { Agent, request } from 'undici';

import type { SandboxConnection, WorkspaceConnection } from '../../sandbox/client.mts';
import type { BenchN8n } from '../benchN8n.mts';
import { compare, megabytes, seconds, type CaseResults, type Row } from '../figures.mts';
import { saveCredential, syncLeads } from '../nodesUnderTest.mts';

/** As `nodes/BenchItems.node.js` makes the rows. */
const ROWS = { all: 5_000, changed: 500, new: 450, doubled: 50 };
const LEADS = 20_000;
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
async function fillAccount({ apiKey, baseUrl }: WorkspaceConnection): Promise<void> {
	const dispatcher = new Agent({ connections: CONNECTIONS });
	const indexes = Array.from({ length: LEADS }, (_, index) => index).values();
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
export async function measureSync(n8n: BenchN8n, sandbox: SandboxConnection): Promise<CaseResults> {
	const rows: Row[] = [];
	for (const { matchBy, unchanged } of RUNS) {
		const workspace = await sandbox.createWorkspace({ switches: { rateLimit: null } });
		await fillAccount(workspace);
		await workspace.clearJournal();
		const credential = await saveCredential(n8n.session, workspace);
		const node = syncLeads(credential, matchBy, unchanged);
		const workflow = await n8n.prepare(node, {
			count: ROWS.all,
			rows: 'sync',
			watchesMemory: true,
		});
		const { duration, items, failed, growth = Number.NaN } = await workflow.run();
		await workflow.remove();
		const requests = (await workspace.journal()).length;
		const { leads } = await workspace.state();
		const moved = leads.filter(({ company }) => company === 'Rao & Daughters').length;
		const isRight =
			items === ROWS.all &&
			failed === 0 &&
			leads.length === LEADS + ROWS.new &&
			moved === ROWS.changed;
		await workspace.remove();
		const least = leastRequests(unchanged);
		const what = `by ${matchBy}, Unchanged: ${unchanged}`;
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
		);
	}
	return {
		title: `Create or Update, ${ROWS.all} rows against ${LEADS} leads`,
		method: `${ROWS.all - ROWS.changed - ROWS.new - ROWS.doubled} rows are as the account has them, ${ROWS.changed} changed, ${ROWS.new} new, ${ROWS.doubled} there twice. Mapped automatically, no latency, no limit; memory in use is looked at with garbage collected, which is part of the time.`,
		rows,
	};
}
