import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod/v4';

import type { SandboxConnection, WorkspaceConnection } from '../../sandbox/client.mts';
import { startBenchN8n, type BenchN8n, type BenchNode } from '../benchN8n.mts';
import { startDistantServer, type DistantServer } from '../distantServer.mts';
import { compare, seconds, takeTurns, type CaseResults, type Row } from '../figures.mts';
import {
	createLead,
	readLeads,
	readYSuiteLeads,
	requestAllAtOnce,
	requestPages,
	saveCredential,
	type Plan,
} from '../nodesUnderTest.mts';

/** There and back, in ms. */
const ROUND_TRIPS = [0, 30, 100, 300];
/** From here on a plan may be missed by a little more. */
const FAR = 300;
const NEAR_FACTOR = 1.1;
const FAR_FACTOR = 1.15;
const FEW = 300;
const CONNECTIONS = 10;
const LISTED = 5_000;
const PAGE = 100;
const LARGE_PAGE = 500;

interface PlanToFill {
	readonly plan: Plan;
	readonly name: string;
	readonly requestsPerMinute: number;
	readonly items: number;
	/** How long the plan itself makes so many requests last, in ms. */
	readonly least: number;
}

const PLANS: readonly PlanToFill[] = [
	// A first minute's worth may go at once, the second waits for its minute.
	{ plan: 'growth', name: 'Growth', requestsPerMinute: 1_000, items: 2_000, least: 60_000 },
	{ plan: 'proPlus', name: 'Pro+', requestsPerMinute: 5_000, items: 2_500, least: 30_000 },
];

/** What all measurements have in common. */
interface Setting {
	readonly n8n: BenchN8n;
	readonly sandbox: SandboxConnection;
	readonly distant: DistantServer;
	readonly rounds: number;
}

/** Seen from so far away. */
function moveAway<Place extends { baseUrl: string }>(
	{ distant }: Setting,
	roundTrip: number,
	place: Place,
): Place {
	return { ...place, baseUrl: distant.at(roundTrip, place.baseUrl) };
}

async function runOnce({ n8n }: Setting, node: BenchNode, count: number) {
	const workflow = await n8n.prepare(node, { count });
	try {
		return await workflow.run();
	} finally {
		await workflow.remove();
	}
}

async function fillPlan(setting: Setting, roundTrip: number, plan: PlanToFill): Promise<Row[]> {
	const { name, requestsPerMinute, items, least } = plan;
	const workspace = await setting.sandbox.createWorkspace({
		switches: {
			rateLimit: { requestsPerMinute, algorithm: 'fixedWindow' },
		},
	});
	const place = moveAway(setting, roundTrip, workspace);
	const credential = await saveCredential(setting.n8n.session, place, plan.plan);
	const { duration, failed } = await runOnce(setting, createLead(credential), items);
	const names = (await workspace.state()).leads.map((lead) => lead.name);
	const doubled = names.length - new Set(names).size;
	const refused = (await workspace.journal()).filter(({ status }) => status === 429).length;
	await workspace.remove();
	const what = `${roundTrip} ms, ${items} creates on ${name}`;
	const isWhole = failed === 0 && doubled === 0 && refused <= items / 100;
	const factor = roundTrip < FAR ? NEAR_FACTOR : FAR_FACTOR;
	return [
		{ what: `${what}: ours`, figure: `${seconds(duration)}, ${names.length} created` },
		compare(`${what}: ours ÷ the plan's own ${seconds(least)}`, duration, least, factor),
		{
			what: `${what}: failed, doubled, 429s`,
			figure: `${failed}, ${doubled}, ${refused}`,
			target: `0, 0, ≤ ${items / 100}`,
			isReached: isWhole,
		},
	];
}

/** Without a limit: what distance costs by itself. */
async function createFew(setting: Setting, roundTrip: number): Promise<Row[]> {
	const workspace = await setting.sandbox.createWorkspace({ switches: { rateLimit: null } });
	const place = moveAway(setting, roundTrip, workspace);
	const credential = await saveCredential(setting.n8n.session, place, 'proPlus');
	const took = await takeTurns(setting.rounds, {
		ours: async () => (await runOnce(setting, createLead(credential), FEW)).duration,
		theirs: async () => (await runOnce(setting, requestAllAtOnce(place), FEW)).duration,
		bare: async () => await createKeepingAlive(setting, place),
	});
	await workspace.remove();
	const [ours, theirs, bare] = [took('ours'), took('theirs'), took('bare')];
	const what = `${roundTrip} ms, ${FEW} creates`;
	return [
		{ what: `${what}: ours`, figure: seconds(ours) },
		{ what: `${what}: HTTP Request, all at once`, figure: seconds(theirs) },
		{ what: `${what}: keep-alive, ${CONNECTIONS} connections`, figure: seconds(bare) },
		{
			what: `${what}: ours ÷ keep-alive`,
			figure: `${(ours / bare).toFixed(2)} ×`,
		},
	];
}

async function createKeepingAlive(
	{ distant }: Setting,
	{ apiKey, baseUrl }: WorkspaceConnection,
): Promise<number> {
	const dispatcher = new Agent({
		connections: CONNECTIONS,
		connect: { ca: distant.authority },
	});
	const startedAt = performance.now();
	await Promise.all(
		Array.from({ length: FEW }, async (_, index) => {
			const reply = await request(`${baseUrl}/leads`, {
				dispatcher,
				method: 'POST',
				headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
				body: JSON.stringify({ name: `Lead ${index}` }),
			});
			await reply.body.dump();
		}),
	);
	const duration = performance.now() - startedAt;
	await dispatcher.close();
	return duration;
}

/** Reads a list page by page: over one connection, or over a new one for each page. */
async function walk(
	{ distant }: Setting,
	headers: Record<string, string>,
	addressOf: (page: number, cursor: string | null) => string,
	isNewEachTime = false,
): Promise<number> {
	const options = { connections: 1, connect: { ca: distant.authority } };
	let dispatcher = new Agent(options);
	const startedAt = performance.now();
	let cursor: string | null = null;
	for (let page = 0; page < LISTED / PAGE; page += 1) {
		const address = addressOf(page, cursor);
		const reply: Dispatcher.ResponseData = await request(address, { dispatcher, headers });
		cursor = pageSchema.parse(await reply.body.json()).next_cursor ?? null;
		if (isNewEachTime) {
			await dispatcher.close();
			dispatcher = new Agent(options);
		}
	}
	const duration = performance.now() - startedAt;
	await dispatcher.close();
	return duration;
}

const pageSchema = z.looseObject({ next_cursor: z.string().nullish() });

async function timeList(setting: Setting, node: BenchNode, items: number): Promise<number> {
	const run = await runOnce(setting, node, 1);
	if (run.items !== items) throw new Error(`${run.items} instead of ${items} items came`);
	return run.duration;
}

async function readKnownPages(setting: Setting, roundTrip: number): Promise<Row[]> {
	const organisation = await setting.sandbox.createOrganisation({ seed: { leads: LISTED } });
	const place = moveAway(setting, roundTrip, organisation);
	const node = await readYSuiteLeads(setting.n8n.session, place);
	const headers = {
		'x-ysuite-access-key': place.accessKey,
		'x-ysuite-secret-key': place.secretKey,
	};
	const addressOf = (page: number) => `${place.baseUrl}/leads?pageSize=${PAGE}&pageIndex=${page}`;
	const took = await takeTurns(setting.rounds, {
		ours: async () => await timeList(setting, node, LISTED),
		bare: async () => await walk(setting, headers, addressOf),
	});
	await organisation.remove();
	const [ours, bare] = [took('ours'), took('bare')];
	const what = `${roundTrip} ms, ${LISTED / PAGE} pages, their number known`;
	return [
		{ what: `${what}: ours`, figure: seconds(ours) },
		{ what: `${what}: keep-alive walk`, figure: seconds(bare) },
		compare(`${what}: ours ÷ keep-alive walk`, ours, bare, 0.3),
	];
}

async function readCursors(setting: Setting, roundTrip: number): Promise<Row[]> {
	const workspace = await setting.sandbox.createWorkspace({
		seed: { leads: LISTED },
		switches: { rateLimit: null, paging: 'nextCursor', pageSizeMax: LARGE_PAGE },
	});
	const place = moveAway(setting, roundTrip, workspace);
	const credential = await saveCredential(setting.n8n.session, place);
	const headers = { authorization: `Bearer ${place.apiKey}` };
	const addressOf = (_page: number, cursor: string | null) =>
		`${place.baseUrl}/leads?limit=${PAGE}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
	const took = await takeTurns(setting.rounds, {
		ours: async () => await timeList(setting, readLeads(credential), LISTED),
		large: async () => await timeList(setting, readLeads(credential, LARGE_PAGE), LISTED),
		theirs: async () => await timeList(setting, requestPages(place, PAGE), LISTED / PAGE),
		bare: async () => await walk(setting, headers, addressOf),
		reconnecting: async () => await walk(setting, headers, addressOf, true),
	});
	await workspace.remove();
	const [ours, large, theirs, bare, reconnecting] = [
		took('ours'),
		took('large'),
		took('theirs'),
		took('bare'),
		took('reconnecting'),
	];
	const what = `${roundTrip} ms, ${LISTED / PAGE} pages by cursor`;
	return [
		{ what: `${what}: ours`, figure: seconds(ours) },
		{ what: `${what}: HTTP Request's pagination`, figure: seconds(theirs) },
		{ what: `${what}: keep-alive walk`, figure: seconds(bare) },
		{
			what: `${what}: the same with a new connection each time, and their share`,
			figure: `${seconds(reconnecting)}, ${(((reconnecting - bare) / reconnecting) * 100).toFixed(0)} %`,
		},
		compare(`${what}: ours ÷ HTTP Request's pagination`, ours, theirs, 1),
		{ what: `${what}: ours with Page Size ${LARGE_PAGE}`, figure: seconds(large) },
		compare(`${what}: Page Size ${LARGE_PAGE} ÷ ${PAGE}`, large, ours, 0.25),
	];
}

/** Creates leads and reads lists over HTTPS from several distances, with default settings. */
export async function measureDistance(
	sandbox: SandboxConnection,
	origin: string,
	rounds: number,
): Promise<CaseResults[]> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-bench-'));
	const distant = await startDistantServer(origin, ROUND_TRIPS, folder);
	const n8n = await startBenchN8n({ NODE_EXTRA_CA_CERTS: distant.authorityFile });
	try {
		const setting = { n8n, sandbox, distant, rounds };
		const creates: Row[] = [];
		const lists: Row[] = [];
		for (const roundTrip of ROUND_TRIPS) {
			for (const plan of PLANS) creates.push(...(await fillPlan(setting, roundTrip, plan)));
			creates.push(...(await createFew(setting, roundTrip)));
			lists.push(...(await readKnownPages(setting, roundTrip)));
			lists.push(...(await readCursors(setting, roundTrip)));
		}
		const how =
			'HTTPS through a proxy that delays each way by half the round trip, and a new connection by a whole one on top; loss, bandwidth and slow start are left out. Default settings everywhere.';
		return [
			{
				title: 'Create from far away',
				method: `${how} A plan is filled once for each distance; ${FEW} creates without a limit: median of ${rounds} rounds.`,
				rows: creates,
			},
			{
				title: `Get Many from far away, ${LISTED} leads`,
				method: `${how} Median of ${rounds} rounds, in each of which all take turns.`,
				rows: lists,
			},
		];
	} finally {
		await n8n.stop();
		await distant.stop();
		await rm(folder, { recursive: true, force: true });
	}
}
