import { setTimeout as sleep } from 'node:timers/promises';

import type { N8nSession, SavedWorkflow } from '../../launcher/n8nSession.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { seededRandom, type Random } from '../../sandbox/random.mts';
import { until } from '../launcher/support/processes.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';
import { bulkWorkflow } from './support/queueMode/bulkWorkflow.mts';
import { clusterTexts } from './support/queueMode/clusterTexts.mts';
import { startCluster, type Cluster, type ClusterProcess } from './support/queueMode/cluster.mts';
import { makeDeliveries, type Delivery } from './support/queueMode/deliveries.mts';
import {
	hasEnded,
	polledExecutions,
	storedExecutions,
	type PolledEvent,
	type PolledExecution,
	type StoredExecution,
} from './support/queueMode/executions.mts';
import { findProgram } from './support/services/program.mts';
import { slowPolledWorkflow } from './support/queueMode/slowPolledWorkflow.mts';
import { deliver, deliverAll, isAccepted, type Attempt } from './support/queueMode/sender.mts';
import { KEYS } from './support/secretSearch.mts';
import type { StoredText } from './support/storedText.mts';
import { testFrom } from './support/testedN8n.mts';
import { TRIGGER, triggerWorkflow } from './support/triggerWorkflow.mts';

const test = testFrom('2.41', 'queue mode is tested as it is in n8n 2.41');

const DELIVERIES = { genuine: 1_800, repeat: 100, forged: 100 };
const AT_ONCE = 10;
const SEED = 20_261_122;
/** How many executions a worker runs at a time, unless told otherwise (n8n's own default). */
const WORKER_CONCURRENCY = 10;
const DOWN_MS = 3_000;

/** n8n used to check all webhooks at its start; from 2.41 on, only where this is set. */
const CHECKED_AT_START = { N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false' };

/** Between two deliveries while main is away. */
const PAUSE_MS = 100;
/** How many leads each of two runs creates, with one key that may send so many requests a minute. */
const BULK = 300;
const LIMIT = 400;
/** Of the sandbox, whose minute is then over in 20 s. */
const CLOCK_SPEED = 3;

let cluster: Cluster;
let hasStarted = false;
let session: N8nSession;
let workspace: TestWorkspace;
let workflow: SavedWorkflow;
/** All secrets that have signed. */
const signingSecrets = new Set<string>();

beforeAll(async () => {
	// Expressions cost n8n most of a delivery's time; the other tests have its standard engine.
	cluster = await startCluster({ N8N_LOG_LEVEL: 'debug', N8N_EXPRESSION_ENGINE: 'legacy' });
	hasStarted = true;
	session = await cluster.openSession();
	workspace = await createWorkspace();
	const { id, credentials } = workspace;
	const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
	workflow = await session.saveWorkflow(
		triggerWorkflow(credential, id, { events: ['lead.created'] }),
	);
	await session.activateWorkflow(workflow);
});

afterAll(async () => {
	if (hasStarted) await cluster.remove();
});

/** The one webhook that is registered. */
async function registered(): Promise<State['webhooks'][number]> {
	const { webhooks } = await workspace.state();
	const [webhook] = webhooks;
	if (webhook === undefined || webhooks.length > 1)
		throw new Error(`${webhooks.length} webhooks are registered`);
	signingSecrets.add(webhook.secret);
	return webhook;
}

const executionsOf = async ({ id }: SavedWorkflow) => await storedExecutions(cluster.database, id);

const eventIdsOf = (executions: readonly StoredExecution[]) =>
	new Set(executions.flatMap(({ eventId }) => eventId ?? []));

const succeeded = ({ status }: Pick<StoredExecution, 'status'>) => status === 'success';

/** A killed processor may leave an execution that no worker was told of; its event was not accepted, so it came again. */
const isDoneElsewhere = ({ eventId }: StoredExecution, done: ReadonlySet<string>) =>
	eventId !== null && done.has(eventId);

/** Sends deliveries to both webhook processors, as chance has it. */
async function send(
	deliveries: readonly Delivery[],
	random: Random,
	onDelivered?: (count: number) => void,
): Promise<Attempt[]> {
	const { url } = await registered();
	const sendOne = async (delivery: Delivery) =>
		await deliver(url, delivery, cluster.webhookProcessors, random);
	return await deliverAll(deliveries, AT_ONCE, sendOne, onDelivered);
}

/** Kills a process and starts it again a while later. */
async function crash(victim: ClusterProcess, onKilled?: () => Promise<void>): Promise<void> {
	await victim.kill();
	await onKilled?.();
	await sleep(DOWN_MS);
	await victim.start();
}

/** Those of some executions that a worker has begun, by its logs. */
async function executedBy<Execution extends { readonly id: string | number }>(
	worker: ClusterProcess,
	executions: readonly Execution[],
): Promise<Execution[]> {
	const log = await worker.readLog();
	return executions.filter(({ id }) => log.includes(`Worker started execution ${id} (`));
}

/** The workers that ran an execution. */
async function workersThatRan(executions: ReadonlyArray<{ id: string | number }>) {
	const ran: string[] = [];
	for (const worker of cluster.workers) {
		if ((await executedBy(worker, executions)).length > 0) ran.push(worker.name);
	}
	return ran;
}

describe('2,000 deliveries to two webhook processors, while a worker and a processor are killed and come back', () => {
	let attempts: Attempt[];
	let executions: StoredExecution[];
	/** What was neither done nor failed when the worker was dead, and might be lost with it. */
	let inHand: StoredExecution[];

	beforeAll(async () => {
		const { secret } = await registered();
		const deliveries = makeDeliveries(DELIVERIES, secret, SEED);
		const [worker] = cluster.workers;
		const [processor] = cluster.webhookProcessors;
		const crashes: Array<Promise<void>> = [];
		const startedAt = performance.now();
		attempts = await send(deliveries, seededRandom(SEED), (count) => {
			if (count === 500) {
				const lookAround = async () => {
					inHand = (await executionsOf(workflow)).filter((execution) => !hasEnded(execution));
				};
				crashes.push(crash(worker, lookAround));
			}
			if (count === 1_300) crashes.push(crash(processor));
		});
		const seconds = (performance.now() - startedAt) / 1_000;
		await Promise.all(crashes);
		const known = new Set(inHand.map(({ id }) => id));
		await until(async () => {
			executions = await executionsOf(workflow);
			const done = eventIdsOf(executions.filter(succeeded));
			return executions.every(
				(one) => hasEnded(one) || known.has(one.id) || isDoneElsewhere(one, done),
			);
		});
		process.stdout.write(
			`${deliveries.length} deliveries in ${seconds.toFixed(1)} s (${Math.round(deliveries.length / seconds)}/s), ${attempts.length} attempts.\n`,
		);
	}, 600_000);

	const of = (...kinds: Array<Delivery['kind']>) =>
		attempts.filter(({ delivery }) => kinds.includes(delivery.kind));

	test('both processors and both workers have their share', async () => {
		const taken = attempts.filter(({ status }) => isAccepted(status));
		for (const { name } of cluster.webhookProcessors) {
			expect(taken.filter(({ life }) => life.startsWith(name)).length).toBeGreaterThan(200);
		}
		expect(await workersThatRan(executions)).toEqual(['worker-1', 'worker-2']);
	});

	test('every event is executed, but for what the killed worker had in hand, which n8n gives up', () => {
		const done = eventIdsOf(executions.filter(succeeded));
		const missing = [...new Set(of('genuine').map(({ delivery }) => delivery.eventId))].filter(
			(eventId) => !done.has(eventId),
		);
		const unsuccessful = new Set(
			executions
				.filter((one) => !succeeded(one) && !isDoneElsewhere(one, done))
				.map(({ id }) => id),
		);
		const lost = inHand.filter(({ id }) => unsuccessful.has(id));
		process.stdout.write(
			`${missing.length} events were lost with the killed worker, which had ${inHand.length} executions in hand or before it.\n`,
		);

		expect(unsuccessful.size).toBe(lost.length);
		expect(new Set(missing)).toEqual(
			new Set([...eventIdsOf(lost)].filter((eventId) => !done.has(eventId))),
		);
		expect(lost.length).toBeLessThanOrEqual(WORKER_CONCURRENCY);
	});

	test('one life of a processor starts an event once, however often the event comes', () => {
		const started = Map.groupBy(executions.filter(succeeded), ({ eventId }) => eventId);
		const tried = Map.groupBy(of('genuine', 'repeat'), ({ delivery }) => delivery.eventId);
		const livesThatMayHaveTaken = (eventId: string) =>
			new Set(
				(tried.get(eventId) ?? [])
					.filter(({ status }) => status === undefined || isAccepted(status))
					.map(({ life }) => life),
			).size;
		const twice = [...started].filter(([, { length }]) => length > 1);
		process.stdout.write(`${twice.length} of ${DELIVERIES.repeat} repeats slipped through.\n`);

		expect(
			[...started].filter(([eventId, { length }]) => length > livesThatMayHaveTaken(eventId ?? '')),
		).toEqual([]);
	});

	test('no forged event is taken, or leaves an execution', () => {
		const answers = new Set(of('forged').map(({ status }) => status));
		expect([...answers].filter((status) => status !== undefined)).toEqual([401]);
		expect([...eventIdsOf(executions)].filter((eventId) => eventId.includes('forged'))).toEqual([]);
	});
});

describe('a worker is killed while it executes what polls found, and main later, while leads come and change', () => {
	let crm: TestWorkspace;
	let polled: SavedWorkflow;
	let isOver = false;

	beforeAll(async () => {
		crm = await createWorkspace({ seed: 'empty' });
		const { id, credentials } = crm;
		const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
		polled = await session.saveWorkflow(slowPolledWorkflow(credential, id));
		await session.activateWorkflow(polled);
	});

	afterAll(async () => {
		isOver = true;
		await session.deactivateWorkflow(polled);
	});

	/** What was at work when the worker was dead: n8n forgets what an execution that it gives up began with. */
	let atWork: readonly PolledExecution[] = [];

	const started = async (): Promise<PolledExecution[]> =>
		(await polledExecutions(cluster.database, polled.id)).map((execution) => {
			const { events } = atWork.find(({ id }) => id === execution.id) ?? execution;
			return { ...execution, events };
		});

	const versionOf = ({ id, updated_at: updatedAt }: PolledEvent['data']) => `${id} ${updatedAt}`;

	const versionsIn = (executions: readonly PolledExecution[]) =>
		executions.flatMap(({ events }) => events.map(({ data }) => versionOf(data)));

	/** Adds four leads, and changes each second one. */
	async function addLeads(): Promise<void> {
		for (const isChanged of [false, true, false, true]) {
			const { id } = await crm.act({ action: 'lead.create', lead: { name: 'Lead', score: 50 } });
			await sleep(2 * PAUSE_MS);
			if (!isChanged) continue;
			await crm.act({ action: 'lead.update', id: String(id), changes: { score: 90 } });
		}
	}

	/** Every lead, as it is now, is in an execution. */
	async function untilAllCame(): Promise<void> {
		await until(async () => {
			const found = new Set(versionsIn(await started()));
			return (await crm.state()).leads.every((lead) => found.has(versionOf(lead)));
		});
	}

	test('each lead and each change starts one execution, and n8n gives up only what the killed worker had in hand', async () => {
		const adding = (async () => {
			while (!isOver) await addLeads();
		})();
		await until(async () => (await workersThatRan(await started())).length > 0);
		const [name] = await workersThatRan(await started());
		const victim = cluster.workers.find((worker) => worker.name === name);
		if (victim === undefined) throw new Error('no worker executes what was polled');
		await victim.kill();
		atWork = (await started()).filter((execution) => !hasEnded(execution));
		const inHand = (await executedBy(victim, atWork)).map(({ id }) => id);
		const areOver = async () =>
			(await started()).every((execution) => hasEnded(execution) || !inHand.includes(execution.id));
		await Promise.all([victim.start(), until(areOver)]);
		isOver = true;
		await adding;
		await untilAllCame();

		await cluster.main.kill();
		await addLeads();
		await cluster.main.start();
		await addLeads();
		await untilAllCame();
		await crm.clearJournal();
		await until(async () => (await crm.journal()).length > 1);
		await until(async () => (await started()).every(hasEnded));

		const executions = await started();
		const { leads } = await crm.state();
		const givenUp = executions.filter((execution) => !succeeded(execution));
		process.stdout.write(
			`${leads.length} leads in ${executions.length} executions, ${givenUp.length} given up.\n`,
		);
		const created = executions
			.flatMap(({ events }) => events.filter(({ event }) => event === 'lead.created'))
			.map(({ data }) => data.id);
		expect(created.toSorted()).toEqual(leads.map(({ id }) => id).toSorted());
		const versions = versionsIn(executions);
		expect(versions).toHaveLength(new Set(versions).size);
		expect(versions).toEqual(expect.arrayContaining(leads.map(versionOf)));

		const givenUpIds = givenUp.map(({ id }) => id);
		expect(inHand.length).toBeGreaterThan(0);
		expect(givenUpIds).toEqual(expect.arrayContaining(inHand));
		expect(atWork.map(({ id }) => id)).toEqual(expect.arrayContaining(givenUpIds));
		expect(new Set(givenUp.map(({ status }) => status))).toEqual(new Set(['error']));
	});
});

describe('main ends and starts again while the processors go on', () => {
	let isOver: boolean;

	beforeEach(() => {
		isOver = false;
	});

	/** Delivers one event after the other until it is over. */
	async function keepSending(seed: number): Promise<Attempt[]> {
		const { secret } = await registered();
		const deliveries = makeDeliveries({ genuine: 2_000, repeat: 0, forged: 0 }, secret, seed);
		const random = seededRandom(seed);
		const attempts: Attempt[] = [];
		for (const delivery of deliveries) {
			if (isOver) break;
			attempts.push(...(await send([delivery], random)));
			await sleep(PAUSE_MS);
		}
		return attempts;
	}

	/** Every delivery was taken at once, and executed. */
	async function expectAllExecuted(attempts: readonly Attempt[]): Promise<void> {
		for (const { name } of cluster.webhookProcessors) {
			expect(attempts.filter(({ life }) => life.startsWith(name)).length).toBeGreaterThan(2);
		}
		expect(attempts.filter(({ status }) => !isAccepted(status))).toEqual([]);
		await until(async () => {
			const done = eventIdsOf((await executionsOf(workflow)).filter(succeeded));
			return attempts.every(({ delivery }) => done.has(delivery.eventId));
		});
	}

	test.each([
		{ ending: 'stop', seed: SEED + 1 },
		{ ending: 'kill', seed: SEED + 2 },
	] as const)(
		'after $ending there is the same one registration, and every delivery was taken',
		async ({ ending, seed }) => {
			const before = await registered();
			const sending = keepSending(seed);
			await cluster.main[ending]();
			await sleep(DOWN_MS);
			await workspace.clearJournal();
			await cluster.main.start(CHECKED_AT_START);
			const hasChecked = async () =>
				(await workspace.journal()).some(({ path }) => path.endsWith('/webhooks'));
			await until(hasChecked);
			isOver = true;

			await expectAllExecuted(await sending);
			expect(await registered()).toEqual(before);
		},
	);

	test('it then still replaces the registration, and both processors know the new secret', async () => {
		await cluster.main.restart();
		session = await cluster.openSession();
		const before = await registered();
		const { id, name, connections } = workflow;
		const nodes = workflow.nodes.map((node) =>
			node.name === TRIGGER
				? { ...node, parameters: { events: ['lead.created', 'deal.won'], options: {} } }
				: node,
		);
		await session.activateWorkflow(await session.saveWorkflow({ id, name, connections, nodes }));
		const { url, secret, ...after } = await registered();

		expect(after).toMatchObject({ events: ['lead.created', 'deal.won'] });
		expect(secret).not.toBe(before.secret);
		const counts = { genuine: 1, repeat: 0, forged: 0 };
		for (const [index, processor] of cluster.webhookProcessors.entries()) {
			const [delivery] = makeDeliveries(counts, secret, SEED + 3 + index);
			if (delivery === undefined) throw new Error('there is no delivery');
			const attempts = await deliver(url, delivery, [processor], Math.random);
			expect(attempts.map(({ status }) => status)).toEqual([200]);
		}
	});
});

test('two workers that create 300 leads each with one key, more than its limit allows, create all of them once', async () => {
	// With one execution at a time each of them gets one.
	await Promise.all(
		cluster.workers.map((worker) => worker.restart({ N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' })),
	);
	const bulk = await createWorkspace({
		seed: 'empty',
		switches: { rateLimit: { requestsPerMinute: LIMIT, algorithm: 'fixedWindow' } },
	});
	await bulk.setClockSpeed(CLOCK_SPEED);
	const credential = await session.saveCredential('crmLeadProApi', bulk.id, {
		...bulk.credentials.crmLeadProApi,
		plan: 'custom',
		requestsPerMinute: LIMIT,
	});
	const [webhookProcessor] = cluster.webhookProcessors;
	const runs = await Promise.all(
		['north', 'south'].map(async (region) => {
			const saved = await session.saveWorkflow(bulkWorkflow(credential, region));
			await session.activateWorkflow(saved);
			const leads = Array.from({ length: BULK }, (_, index) => ({ name: `${region} ${index}` }));
			return { saved, leads };
		}),
	);
	await Promise.all(
		runs.map(async ({ saved, leads }) => {
			const reply = await fetch(`${webhookProcessor.origin}/webhook/${saved.name}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ leads }),
			});
			expect(reply.status).toBe(200);
		}),
	);
	const executions = async () =>
		(await Promise.all(runs.map(({ saved }) => executionsOf(saved)))).flat();
	await until(async () => {
		const all = await executions();
		return all.length === runs.length && all.every(hasEnded);
	});

	const created = (await bulk.state()).leads.map(({ name }) => name);
	const refusals = (await bulk.journal()).filter(({ outcome }) => outcome === 'rateLimited');
	process.stdout.write(`${created.length} leads, ${refusals.length} refusals.\n`);
	expect((await executions()).map(({ status }) => status)).toEqual(['success', 'success']);
	expect(created.toSorted()).toEqual(
		runs.flatMap(({ leads }) => leads.map(({ name }) => name)).toSorted(),
	);
	expect(refusals.length).toBeGreaterThan(0);
	expect(await workersThatRan(await executions())).toEqual(['worker-1', 'worker-2']);
});

test('no log, file or table and nothing in Redis holds an API key, and only static data a signing secret', async () => {
	const { secret } = await registered();
	expect(signingSecrets.size).toBeGreaterThan(1);
	const texts: StoredText[] = [];
	for await (const stored of clusterTexts(cluster)) texts.push(stored);
	const placesOf = (pattern: string | RegExp) => {
		const found = texts.filter(({ text }) => text.search(pattern) >= 0);
		return [...new Set(found.map(({ place }) => place))];
	};

	// What is known to stand there is found.
	expect(placesOf('Received CLI command')).toEqual(
		expect.arrayContaining(cluster.processes.map(({ name }) => `${name}/1.log`)),
	);
	expect(placesOf(workflow.id)).toEqual(
		expect.arrayContaining(['execution_data.workflowData', 'workflow_entity.id', 'Redis']),
	);
	expect(workspace.apiKey).toMatch(KEYS);
	expect(placesOf(KEYS)).toEqual([]);
	expect(placesOf(secret)).toEqual(['workflow_entity.staticData']);
	for (const earlier of signingSecrets) {
		const elsewhere = placesOf(earlier).filter((place) => place !== 'workflow_entity.staticData');
		expect(elsewhere).toEqual([]);
	}
});

test('where a server is missing, the message says what to install', async () => {
	await expect(findProgram('no-such-server', 'its-package')).rejects.toThrow(
		/no-such-server.*sudo apt-get install its-package/,
	);
});
