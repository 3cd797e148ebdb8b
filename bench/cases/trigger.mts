import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';

import type { Workflow } from '../../launcher/n8nSession.mts';
import type { SandboxConnection } from '../../sandbox/client.mts';
import { workflowFrom } from '../../test/e2e/support/triggerWorkflow.mts';
import { startBenchN8n, type BenchN8n } from '../benchN8n.mts';
import { median, percentile, type CaseResults, type Row } from '../figures.mts';
import { saveCredential } from '../nodesUnderTest.mts';

const CONNECTIONS = [4, 20];

const ENGINES = [
	{ engine: 'legacy', deliveries: 100, forgedFactor: 3 },
	{ engine: 'vm', deliveries: 32, forgedFactor: 1.5 },
] as const;

interface Target {
	readonly name: string;
	readonly url: string;
	readonly secret: string;
	readonly status: number;
}

/** Deliveries/s of one round, and how long each took, in ms. */
interface Round {
	readonly rate: number;
	readonly durations: readonly number[];
}

const agent = new Agent({ connections: 64 });

async function deliver({ url, secret, status }: Target): Promise<number> {
	const data = { id: 'lead_01J2XK3M4N5P6Q7R', name: 'Priya Sharma', email: 'priya@example.com' };
	const body = JSON.stringify({ id: randomUUID(), event: 'lead.created', data });
	const signature = createHmac('sha256', secret).update(body).digest('hex');
	const startedAt = performance.now();
	const reply = await request(url, {
		dispatcher: agent,
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-crmleadpro-signature': signature },
		body,
	});
	await reply.body.dump();
	if (reply.statusCode !== status) throw new Error(`${url} answered ${reply.statusCode}`);
	return performance.now() - startedAt;
}

async function load(target: Target, connections: number, deliveries: number): Promise<Round> {
	const durations: number[] = [];
	const startedAt = performance.now();
	let left = deliveries;
	const connection = async () => {
		while (left > 0) {
			left -= 1;
			durations.push(await deliver(target));
		}
	};
	await Promise.all(Array.from({ length: connections }, connection));
	const rate = deliveries / ((performance.now() - startedAt) / 1000);
	return { rate, durations };
}

async function activate(n8n: BenchN8n, trigger: Workflow['nodes'][number]): Promise<void> {
	const workflow = workflowFrom(trigger.name, {
		id: 'trigger',
		webhookId: randomUUID(),
		...trigger,
	});
	const saved = await n8n.session.saveWorkflow(workflow);
	await n8n.session.activateWorkflow(saved);
}

async function prepareTargets(n8n: BenchN8n, sandbox: SandboxConnection): Promise<Target[]> {
	const workspace = await sandbox.createWorkspace({ switches: { rateLimit: null } });
	const { id, name } = await saveCredential(n8n.session, workspace);
	const credentials = { crmLeadProApi: { id, name } };
	await activate(n8n, {
		name: 'CRMLead Pro Trigger',
		type: 'n8n-nodes-crmleadpro.crmLeadProTrigger',
		typeVersion: 1,
		parameters: { events: ['lead.created'], options: {} },
		credentials,
	});
	const [webhook] = (await workspace.state()).webhooks;
	const { url = '', secret = '' } = webhook ?? {};
	const activateIdle = async (credentials: Workflow['nodes'][number]['credentials']) => {
		const webhookId = randomUUID();
		await activate(n8n, {
			name: 'Bench Trigger',
			type: 'n8n-nodes-bench.benchTrigger',
			typeVersion: 1,
			webhookId,
			parameters: {},
			credentials,
		});
		return `${n8n.origin}/webhook/${webhookId}/webhook`;
	};
	const path = randomUUID();
	await activate(n8n, {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { path, httpMethod: 'POST', options: {} },
	});
	return [
		{ name: 'ours', url, secret, status: 200 },
		{
			name: 'a trigger that does nothing',
			url: await activateIdle(undefined),
			secret,
			status: 200,
		},
		{
			name: 'the same with our credential',
			url: await activateIdle(credentials),
			secret,
			status: 200,
		},
		{ name: "n8n's Webhook node", url: `${n8n.origin}/webhook/${path}`, secret, status: 200 },
		{ name: 'ours, forged', url, secret: 'a guess', status: 401 },
	];
}

/** Measures deliveries/s of the trigger under both of n8n's expression engines. */
export async function measureTrigger(
	sandbox: SandboxConnection,
	rounds: number,
): Promise<CaseResults> {
	const rows: Row[] = [];
	for (const { engine, deliveries, forgedFactor } of ENGINES) {
		const n8n = await startBenchN8n({ N8N_EXPRESSION_ENGINE: engine });
		try {
			const targets = await prepareTargets(n8n, sandbox);
			for (const target of targets) await load(target, 4, 40);
			for (const connections of CONNECTIONS) {
				const measured = targets.map((): Round[] => []);
				for (let round = 0; round < rounds; round += 1) {
					// Who comes first after a pause of n8n's has an advantage, or the garbage of the others.
					const places = [...targets.keys()].map((place) => (place + round) % targets.length);
					for (const place of places) {
						const target = targets[place];
						if (target === undefined) continue;
						measured[place]?.push(await load(target, connections, deliveries));
					}
				}
				const rates = measured.map((all) => median(all.map(({ rate }) => rate)));
				const where = `${engine}, ${connections} connections`;
				for (const [index, { name }] of targets.entries()) {
					const p99 = percentile(
						(measured[index] ?? []).flatMap(({ durations }) => durations),
						0.99,
					);
					rows.push({
						what: `${where}: ${name}`,
						figure: `${(rates[index] ?? 0).toFixed(1)}/s, p99 ${p99.toFixed(0)} ms`,
					});
				}
				const [ours = 0, nothing = 0, withCredential = 0, , forged = 0] = rates;
				rows.push(
					atLeast(`${where}: ours ÷ a trigger that does nothing`, ours / nothing, 0.95),
					atLeast(`${where}: ours ÷ the same with our credential`, ours / withCredential, 0.95),
					atLeast(`${where}: forged ÷ accepted`, forged / ours, forgedFactor),
				);
			}
		} finally {
			await n8n.stop();
		}
	}
	return {
		title: 'Trigger: signed deliveries, trigger → NoOp',
		method: `Median of ${rounds} rounds, in each of which all take turns, another one first each time; ${ENGINES.map(({ engine, deliveries }) => `${deliveries} deliveries a turn under ${engine}`).join(', ')}; p99 of all rounds. Where a workflow has a credential, n8n asks its database before each execution whether the workflow may use it.`,
		rows,
	};
}

function atLeast(what: string, ratio: number, target: number): Row {
	return {
		what,
		figure: `${ratio.toFixed(2)} ×`,
		target: `≥ ${target} ×`,
		isReached: ratio >= target,
	};
}
