import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './freePort.mts';
import { startGuarded, type GuardedProcess } from './guardedProcess.mts';
import type { N8nInstallation } from './installN8n.mts';
import { LauncherError } from './launcherError.mts';
import { n8nEnvironment, type N8nPlace } from './n8nEnvironment.mts';

const READY_WITHIN_MS = 180_000;
const POLL_INTERVAL_MS = 200;
const LAST_LOG_LINES = 30;

/** n8n's commands that stay: the whole n8n, or in queue mode its main process, a webhook processor or a worker. */
export type N8nCommand = 'start' | 'webhook' | 'worker';

export type StartOptions = {
	readonly installation: N8nInstallation;
	/** n8n's data goes to `.n8n` and its log to `n8n.log` in this folder. */
	readonly userFolder: string;
	/** `start` where it is left out. */
	readonly command?: N8nCommand;
	/** What the log is called instead of `n8n.log`. */
	readonly logName?: string;
	/** Any free port where it is left out. */
	readonly port?: number;
	/** Further settings of n8n as environment variables. */
	readonly settings?: Readonly<Record<string, string>>;
};

/** A running n8n. */
export type N8nInstance = {
	/** E.g. `http://127.0.0.1:5678`, without a slash at the end. */
	readonly origin: string;
	readonly userFolder: string;
	readonly logFile: string;
	/** Of the process that guards n8n and is its parent. */
	readonly guardProcessId: number;
	/** Settles when n8n has ended, whoever ended it. */
	readonly ended: Promise<void>;
	/** Ends n8n and its task runners. */
	stop(): Promise<void>;
	/** Kills n8n with SIGKILL, as a crash would. */
	kill(): Promise<void>;
};

/** The end of the log of an n8n. */
export async function lastLogLines(logFile: string): Promise<string> {
	const log = await readFile(logFile, 'utf8');
	return log.trimEnd().split('\n').slice(-LAST_LOG_LINES).join('\n');
}

const READINESS_PATH = '/healthz/readiness';
/** What answers when a command is ready. n8n 1 says that it is before it answers below `/rest`. */
const READY_PATHS: Readonly<Record<N8nCommand, readonly string[]>> = {
	start: [READINESS_PATH, '/rest/settings'],
	webhook: [READINESS_PATH],
	worker: [READINESS_PATH],
};

async function isReady(origin: string, command: N8nCommand): Promise<boolean> {
	try {
		for (const path of READY_PATHS[command]) {
			if (!(await fetch(`${origin}${path}`)).ok) return false;
		}
		return true;
	} catch {
		return false;
	}
}

async function waitUntilReady(
	origin: string,
	command: N8nCommand,
	n8n: GuardedProcess,
	logFile: string,
): Promise<void> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!(await isReady(origin, command))) {
		const ended = n8n.hasEnded();
		if (ended || Date.now() > deadline) {
			await n8n.stop();
			const log = await lastLogLines(logFile);
			throw new LauncherError(
				ended
					? 'n8n ended while it was starting.'
					: `n8n was not ready after ${READY_WITHIN_MS / 1_000} s.`,
				`The end of its log, ${logFile}:\n\n${log}`,
				{ cause: log },
			);
		}
		await sleep(POLL_INTERVAL_MS);
	}
}

async function placeOf({ installation, userFolder, port }: StartOptions): Promise<N8nPlace> {
	const [anyPort = 0, brokerPort = 0] = await freePorts(2);
	const { version } = installation;
	return { version, userFolder, port: port ?? anyPort, brokerPort };
}

/**
 * Starts n8n and waits until it accepts requests and has its database ready.
 *
 * @throws LauncherError with the end of n8n's log when it ends early or is not ready within 3 minutes
 */
export async function startN8n(options: StartOptions): Promise<N8nInstance> {
	const { installation, userFolder, command = 'start', logName = 'n8n.log', settings } = options;
	const place = await placeOf(options);
	const origin = `http://127.0.0.1:${place.port}`;
	const logFile = join(userFolder, logName);
	await mkdir(userFolder, { recursive: true });
	const n8n = startGuarded(process.execPath, [installation.command, command], {
		cwd: userFolder,
		extendEnv: false,
		env: n8nEnvironment(place, settings),
		stdout: { file: logFile },
		stderr: { file: logFile },
		buffer: false,
	});
	await waitUntilReady(origin, command, n8n, logFile);
	return {
		origin,
		userFolder,
		logFile,
		guardProcessId: n8n.subprocess.pid ?? Number.NaN,
		ended: n8n.subprocess.then(() => undefined),
		stop: () => n8n.stop(),
		kill: () => n8n.kill(),
	};
}

/**
 * Runs one of n8n's own commands, such as `import:workflow`, on the data of a user folder.
 *
 * @returns what the command printed
 * @throws LauncherError with what the command printed when it fails
 */
export async function runN8nCommand(
	{ installation, userFolder, settings }: StartOptions,
	commandArguments: readonly string[],
): Promise<string> {
	const place = await placeOf({ installation, userFolder });
	const command = startGuarded(process.execPath, [installation.command, ...commandArguments], {
		cwd: userFolder,
		extendEnv: false,
		env: n8nEnvironment(place, settings),
		all: true,
	});
	const { all, exitCode } = await command.subprocess;
	const output = String(all);
	if (exitCode !== 0) throw new LauncherError(`n8n ${commandArguments.join(' ')} failed.`, output);
	return output;
}
