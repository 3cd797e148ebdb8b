import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage, packPackage } from '../../../../launcher/communityPackage.mts';
import { freePorts } from '../../../../launcher/freePort.mts';
import type { N8nInstallation } from '../../../../launcher/installN8n.mts';
import { startN8n, type N8nCommand, type N8nInstance } from '../../../../launcher/n8nInstance.mts';
import { openSession, type N8nSession } from '../../../../launcher/n8nSession.mts';
import { OWNER } from '../ownN8n.mts';
import { installTestedN8n } from '../testedN8n.mts';
import { startPostgres, type Postgres } from '../services/postgres.mts';
import { startRedis, type Redis } from './redis.mts';

/** Shorter than n8n's own 60, 10 and 30 s, after which the jobs of a killed worker are given up. In ms. */
const SHORT_LOCKS = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

/** One of the processes that make up an n8n in queue mode, with a user folder of its own. */
export interface ClusterProcess {
	readonly name: string;
	readonly origin: string;
	readonly userFolder: string;
	/** Names it and how often it was started: what it has in memory ends with each life. */
	life(): string;
	/** Whether a load balancer sends to it: not while it starts, when n8n takes what comes (200) and forgets it. */
	isReady(): boolean;
	/** Starts it, again where it has ended, and waits until it is ready. */
	start(settings?: Readonly<Record<string, string>>): Promise<void>;
	stop(): Promise<void>;
	/** Ends it and starts it again. */
	restart(settings?: Readonly<Record<string, string>>): Promise<void>;
	/** Kills it with SIGKILL. */
	kill(): Promise<void>;
	/** All that it has logged, earlier starts included. */
	readLog(): Promise<string>;
}

/** An n8n in queue mode: the processes share a database, a queue and the encryption key, but no files. */
export interface Cluster {
	readonly main: ClusterProcess;
	readonly webhookProcessors: readonly [ClusterProcess, ClusterProcess];
	readonly workers: readonly [ClusterProcess, ClusterProcess];
	readonly redis: Redis;
	readonly database: Postgres;
	/** The five of them. */
	readonly processes: readonly ClusterProcess[];
	/** Logs in; after a restart of main as well. */
	openSession(): Promise<N8nSession>;
	/** Ends everything and removes its data. */
	remove(): Promise<void>;
}

/** What all processes have in common. */
interface Shared {
	readonly installation: N8nInstallation;
	/** Holds the user folders. */
	readonly folder: string;
	readonly settings: Readonly<Record<string, string>>;
}

function makeProcess(
	{ installation, folder, settings }: Shared,
	name: string,
	command: N8nCommand,
	port: number,
): ClusterProcess {
	const userFolder = join(folder, name);
	let starts = 0;
	let isReady = false;
	let instance: N8nInstance | undefined;
	const start: ClusterProcess['start'] = async (ownSettings) => {
		starts += 1;
		isReady = false;
		instance = await startN8n({
			installation,
			userFolder,
			command,
			port,
			logName: `${starts}.log`,
			settings: { ...settings, QUEUE_HEALTH_CHECK_PORT: String(port), ...ownSettings },
		});
		isReady = true;
	};
	return {
		name,
		origin: `http://127.0.0.1:${port}`,
		userFolder,
		life: () => `${name}, start ${starts}`,
		isReady: () => isReady,
		start,
		restart: async (ownSettings) => {
			await instance?.stop();
			await start(ownSettings);
		},
		stop: async () => await instance?.stop(),
		kill: async () => await instance?.kill(),
		readLog: async () => {
			const files = (await readdir(userFolder)).filter((file) => file.endsWith('.log')).toSorted();
			const texts = files.map((file) => readFile(join(userFolder, file), 'utf8'));
			return (await Promise.all(texts)).join('');
		},
	};
}

/** Gives each process the package in a user folder of its own, as on machines of their own. */
async function installPackage(folder: string, processes: readonly ClusterProcess[]): Promise<void> {
	const installed = join(folder, 'installed');
	await installCommunityPackage(await packPackage(folder), installed);
	for (const { userFolder } of processes) await cp(installed, userFolder, { recursive: true });
}

/**
 * Starts Redis, PostgreSQL and an n8n in queue mode with the packed package.
 *
 * @param settings further settings for all processes
 * @throws Error that says what to install where a server is missing
 */
export async function startCluster(
	settings: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
	const installation = await installTestedN8n();
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-e2e-'));
	const redis = await startRedis(folder);
	const database = await startPostgres().catch(async (error: unknown) => {
		await redis.stop();
		await rm(folder, { recursive: true, force: true });
		throw error;
	});
	const [mainPort = 0, port1 = 0, port2 = 0, port3 = 0, port4 = 0] = await freePorts(5);
	const shared: Shared = {
		installation,
		folder,
		settings: {
			...database.settings,
			...SHORT_LOCKS,
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			WEBHOOK_URL: `http://127.0.0.1:${port1}/`,
			...settings,
		},
	};
	const main = makeProcess(shared, 'main', 'start', mainPort);
	const webhookProcessors = [
		makeProcess(shared, 'webhook-1', 'webhook', port1),
		makeProcess(shared, 'webhook-2', 'webhook', port2),
	] as const;
	const workers = [
		makeProcess(shared, 'worker-1', 'worker', port3),
		makeProcess(shared, 'worker-2', 'worker', port4),
	] as const;
	const others = [...webhookProcessors, ...workers];
	const processes = [main, ...others];
	const remove = async () => {
		await Promise.all(processes.map((process) => process.stop()));
		await Promise.all([redis.stop(), database.remove()]);
		await rm(folder, { recursive: true, force: true });
	};
	try {
		await installPackage(folder, processes);
		// It makes the tables that the others need.
		await main.start();
		const starts = await Promise.allSettled(others.map((process) => process.start()));
		for (const start of starts) if (start.status === 'rejected') throw start.reason;
	} catch (error) {
		await remove();
		throw error;
	}
	return {
		main,
		webhookProcessors,
		workers,
		processes,
		redis,
		database,
		openSession: async () => await openSession(main.origin, OWNER),
		remove,
	};
}
