import { Agent, request } from 'undici';
import { z } from 'zod/v4';

import type {
	OrganisationConnection,
	SandboxConnection,
	WorkspaceConnection,
} from '../../sandbox/client.mts';
import type { BenchN8n, BenchNode } from '../benchN8n.mts';
import { compare, median, megabytes, seconds, type CaseResults, type Row } from '../figures.mts';
import { readLeads, readYSuiteLeads, saveCredential } from '../nodesUnderTest.mts';

const LEADS = 100_000;
const PAGE = 100;
const LATENCY = 20;
const MEMORY_FACTOR = 3;

/** What a walk through all pages took. */
interface Walk {
	/** In ms. */
	readonly duration: number;
	/** Length of all records as JSON, in bytes. */
	readonly size: number;
}

const agent = new Agent({ connections: 1 });

async function get(url: string, headers: Record<string, string>): Promise<unknown> {
	const reply = await request(url, { dispatcher: agent, headers });
	return await reply.body.json();
}

/** The least that a client can do: one page after the other over one connection. */
async function walk(
	read: (
		page: number,
		cursor: string | undefined,
	) => Promise<{ records: unknown[]; cursor?: string }>,
): Promise<Walk> {
	const startedAt = performance.now();
	let size = 0;
	let count = 0;
	let cursor: string | undefined;
	for (let page = 0; count < LEADS; page += 1) {
		const found = await read(page, cursor);
		cursor = found.cursor;
		count += found.records.length;
		size += JSON.stringify(found.records).length;
	}
	return { duration: performance.now() - startedAt, size };
}

async function walkWorkspace({ apiKey, baseUrl }: WorkspaceConnection): Promise<Walk> {
	const headers = { authorization: `Bearer ${apiKey}` };
	return await walk(async (_page, cursor) => {
		const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
		const body = await get(`${baseUrl}/leads?limit=${PAGE}${after}`, headers);
		const { data, next_cursor: next } = asCursorPage(body);
		return { records: data, ...(next === null ? {} : { cursor: next }) };
	});
}

async function walkOrganisation(organisation: OrganisationConnection): Promise<Walk> {
	const { accessKey, secretKey, baseUrl } = organisation;
	const headers = { 'x-ysuite-access-key': accessKey, 'x-ysuite-secret-key': secretKey };
	return await walk(async (page) => {
		const body = await get(`${baseUrl}/leads?pageSize=${PAGE}&pageIndex=${page}`, headers);
		return { records: asNumberedPage(body) };
	});
}

/** What was measured of one product. */
interface Figures {
	/** Durations in ms. */
	readonly ours: number;
	readonly bare: number;
	/** Growth of the memory in use, garbage left out, in bytes. */
	readonly live: number;
	/** Growth of the resident set, in bytes. */
	readonly residentGrowth: number;
	/** Length of all records as JSON, in bytes. */
	readonly size: number;
}

async function measure(
	n8n: BenchN8n,
	node: BenchNode,
	bareWalk: () => Promise<Walk>,
	rounds: number,
): Promise<Figures> {
	const durations: number[] = [];
	const walks: number[] = [];
	const growths: number[] = [];
	let size = 0;
	const workflow = await n8n.prepare(node, { count: 1 });
	for (let round = 0; round < rounds; round += 1) {
		const bare = await bareWalk();
		walks.push(bare.duration);
		({ size } = bare);
		const endOfWatch = await n8n.watchMemory();
		const { duration, items } = await workflow.run();
		growths.push(await endOfWatch());
		if (items !== LEADS) throw new Error(`${items} of ${LEADS} leads came`);
		durations.push(duration);
	}
	await workflow.remove();
	const watched = await n8n.prepare(node, { count: 1, watchesMemory: true });
	const { growth: live = Number.NaN } = await watched.run();
	await watched.remove();
	const residentGrowth = Math.max(...growths);
	return { ours: median(durations), bare: median(walks), live, residentGrowth, size };
}

/** Reads 100,000 leads of either product beside a bare walk through the pages. */
export async function measureLists(
	n8n: BenchN8n,
	sandbox: SandboxConnection,
	rounds: number,
): Promise<CaseResults> {
	const latency = { kind: 'latency', ms: LATENCY, times: 'always' } as const;
	const workspace = await sandbox.createWorkspace({
		seed: { leads: LEADS },
		switches: { rateLimit: null, paging: 'nextCursor', listEnvelope: 'data' },
	});
	await workspace.setFaults([latency]);
	const credential = await saveCredential(n8n.session, workspace);
	const crm = await measure(n8n, readLeads(credential), () => walkWorkspace(workspace), rounds);
	await workspace.remove();

	const organisation = await sandbox.createOrganisation({ seed: { leads: LEADS } });
	await organisation.setFaults([latency]);
	const node = await readYSuiteLeads(n8n.session, organisation);
	const ySuite = await measure(n8n, node, () => walkOrganisation(organisation), rounds);
	await organisation.remove();

	const memory = (what: string, { live, residentGrowth, size }: Figures): Row[] => {
		const json = `JSON's ${megabytes(size)}`;
		return [
			compare(`${what}: growth of memory in use ÷ ${json}`, live, size, MEMORY_FACTOR),
			compare(`${what}: growth of resident set ÷ ${json}`, residentGrowth, size, MEMORY_FACTOR),
		];
	};
	return {
		title: `Get Many, ${LEADS} leads, ${PAGE} a page, ${LATENCY} ms latency`,
		method: `Median of ${rounds} rounds, each with a bare walk of undici (one connection, one page after the other) before it. Memory is that of the whole n8n process, at most during the run less that before it: in a further run what is in use, with garbage collected twice a second, and the largest resident set of the timed runs, where V8 lets garbage lie as long as there is room.`,
		rows: [
			{ what: 'CRMLead Pro, cursors: ours', figure: seconds(crm.ours) },
			{ what: 'CRMLead Pro, cursors: bare walk', figure: seconds(crm.bare) },
			compare('CRMLead Pro: ours ÷ bare walk', crm.ours, crm.bare, 1.1),
			...memory('CRMLead Pro', crm),
			{ what: 'YSUITE, number of pages known: ours', figure: seconds(ySuite.ours) },
			{ what: 'YSUITE: bare walk', figure: seconds(ySuite.bare) },
			compare('YSUITE: ours ÷ bare walk', ySuite.ours, ySuite.bare, 0.2),
			...memory('YSUITE', ySuite),
		],
	};
}

const cursorPageSchema = z.object({
	data: z.array(z.unknown()),
	next_cursor: z.string().nullable(),
});
const numberedPageSchema = z.object({ data: z.object({ data: z.array(z.unknown()) }) });

const asCursorPage = (body: unknown) => cursorPageSchema.parse(body);
const asNumberedPage = (body: unknown) => numberedPageSchema.parse(body).data.data;
