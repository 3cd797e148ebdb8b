import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod/v4';
import * as schemas from './controlSchemas.mts';
import type { Action } from './crmLeadPro/actions.mts';
import { stateSchema, type State } from './crmLeadPro/schemas.mts';
import type { FaultOrder } from './faults.mts';
import { journalEntrySchema, type JournalEntry } from './journal.mts';
import { switchesSchema, type SwitchChanges, type Switches } from './switches.mts';
import type { Action as YSuiteAction } from './ySuite/actions.mts';
import * as ySuite from './ySuite/schemas.mts';
import {
	switchesSchema as ySuiteSwitchesSchema,
	type SwitchChanges as YSuiteSwitchChanges,
	type Switches as YSuiteSwitches,
} from './ySuite/switches.mts';

const startedSchema = z.object({ origin: z.string(), otherOrigin: z.string(), pid: z.int() });
const workspacesPath = '/workspaces';
const organisationsPath = '/ysuite/organisations';
const journalSchema = z.object({ entries: z.array(journalEntrySchema) });

/** A sandbox in a process of its own. */
export interface StartedSandbox {
	/** Such as `http://127.0.0.1:4010`. */
	origin: string;
	/** The origin that only records what reaches it. */
	otherOrigin: string;
	/** Ends the process and resolves when it is gone. */
	stop: () => Promise<void>;
}

/**
 * Starts a sandbox as a child process, which also ends when this process does.
 * @param options `port`: any free one by default
 * @throws Error with what the child said when it does not start
 */
export async function startSandbox({ port = 0 }: { port?: number } = {}): Promise<StartedSandbox> {
	const main = join(import.meta.dirname, 'main.mts');
	const child = spawn(
		process.execPath,
		[main, '--json', '--exit-with-parent', '--port', String(port)],
		{ stdio: ['pipe', 'pipe', 'pipe'] },
	);
	let complaint = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		complaint += text;
	});
	const exited = once(child, 'exit');
	const firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line));
	const line = await Promise.race([firstLine, exited.then(() => null)]);
	if (line === null) throw new Error(`The sandbox did not start. ${complaint.trim()}`);
	const { origin, otherOrigin } = startedSchema.parse(JSON.parse(line));
	return {
		origin,
		otherOrigin,
		stop: async () => {
			child.kill('SIGTERM');
			await exited;
		},
	};
}

interface StartOptions<Changes> {
	seed?: z.input<typeof schemas.seedSchema>;
	switches?: Changes;
	faults?: FaultOrder[];
}

/** How a workspace starts; an empty one with default switches and no faults when nothing is said. */
export interface WorkspaceOptions extends StartOptions<SwitchChanges> {
	apiKey?: string;
}

/** How a YSUITE organisation starts; as a workspace does when nothing is said. */
export interface OrganisationOptions extends StartOptions<YSuiteSwitchChanges> {
	accessKey?: string;
	secretKey?: string;
}

/** The control API of a running sandbox. */
export interface SandboxConnection {
	health: () => Promise<schemas.Health>;
	createWorkspace: (options?: WorkspaceOptions) => Promise<WorkspaceConnection>;
	/** The workspace that every sandbox starts with. */
	demoWorkspace: () => Promise<WorkspaceConnection>;
	createOrganisation: (options?: OrganisationOptions) => Promise<OrganisationConnection>;
	/** The YSUITE organisation that every sandbox starts with. */
	demoOrganisation: () => Promise<OrganisationConnection>;
	/** The requests that belong to no workspace, and those that reached the other origin. */
	journal: () => Promise<JournalEntry[]>;
	clearJournal: () => Promise<void>;
	/** Every signing secret that a registration of a webhook asked for, in whatever workspace. */
	sentSecrets: () => Promise<string[]>;
}

/** What can be done to a workspace of any API; every method throws an Error with the control API's own words. */
interface Controls<Values, Changes, Everything, Order> {
	setSwitches: (changes: Changes) => Promise<Values>;
	/** Replaces all fault rules. */
	setFaults: (faults: FaultOrder[]) => Promise<void>;
	clearFaults: () => Promise<void>;
	/** The requests that came with the workspace's key, oldest first. */
	journal: () => Promise<JournalEntry[]>;
	clearJournal: () => Promise<void>;
	state: () => Promise<Everything>;
	/** Puts the workspace's clock forward by milliseconds. */
	advanceClock: (milliseconds: number) => Promise<schemas.ClockReading>;
	/** @param speed clock milliseconds per real millisecond */
	setClockSpeed: (speed: number) => Promise<schemas.ClockReading>;
	/** Does what people do in the product itself; resolves with the record. */
	act: (action: Order) => Promise<Record<string, unknown>>;
	/** Resolves when no webhook attempt is on its way; waits for a next attempt do not count. */
	settled: () => Promise<void>;
	/** Removes the workspace; its key is unknown from then on. */
	remove: () => Promise<void>;
}

/** One workspace and all that can be done to it. */
export interface WorkspaceConnection
	extends schemas.WorkspaceSummary,
		Controls<Switches, SwitchChanges, State, Action> {}

/** One YSUITE organisation and all that can be done to it. */
export interface OrganisationConnection
	extends schemas.OrganisationSummary,
		Controls<YSuiteSwitches, YSuiteSwitchChanges, ySuite.State, YSuiteAction> {}

/**
 * Connects to the control API of a running sandbox.
 * @param origin such as `http://127.0.0.1:4010`
 */
export function connectSandbox(origin: string): SandboxConnection {
	const control = controlCaller(`${origin}/_sandbox`);
	const health = async () => schemas.healthSchema.parse(await control('GET', '/health'));
	const workspace = (summary: schemas.WorkspaceSummary): WorkspaceConnection => ({
		...summary,
		...controls(control, `${workspacesPath}/${summary.id}`, switchesSchema, stateSchema),
	});
	const organisation = (summary: schemas.OrganisationSummary): OrganisationConnection => ({
		...summary,
		...controls(
			control,
			`${organisationsPath}/${summary.id}`,
			ySuiteSwitchesSchema,
			ySuite.stateSchema,
		),
	});
	return {
		health,
		demoWorkspace: async () => workspace((await health()).demo),
		createWorkspace: async (options = {}) =>
			workspace(
				schemas.workspaceSummarySchema.parse(await control('POST', workspacesPath, options)),
			),
		demoOrganisation: async () => organisation((await health()).demoOrganisation),
		createOrganisation: async (options = {}) =>
			organisation(
				schemas.organisationSummarySchema.parse(await control('POST', organisationsPath, options)),
			),
		journal: async () => journalSchema.parse(await control('GET', '/journal')).entries,
		clearJournal: async () => {
			await control('DELETE', '/journal');
		},
		sentSecrets: async () =>
			schemas.sentSecretsSchema.parse(await control('GET', '/sent-secrets')).secrets,
	};
}

type Control = (method: string, path: string, body?: object) => Promise<unknown>;

function controlCaller(address: string): Control {
	return async (method, path, body) => {
		const response = await fetch(`${address}${path}`, {
			method,
			...(body === undefined
				? {}
				: { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		const reply: unknown = text === '' ? null : JSON.parse(text);
		return reply;
	};
}

function controls<Values, Everything>(
	control: Control,
	path: string,
	valuesSchema: z.ZodType<Values>,
	everythingSchema: z.ZodType<Everything>,
): Controls<Values, object, Everything, object> {
	const command = (method: string, subPath: string) => async () => {
		await control(method, `${path}${subPath}`);
	};
	const changeClock = async (change: schemas.ClockChange) =>
		schemas.clockSchema.parse(await control('POST', `${path}/clock`, change));
	return {
		setSwitches: async (changes) =>
			valuesSchema.parse(await control('PATCH', `${path}/switches`, changes)),
		setFaults: async (faults) => {
			await control('PUT', `${path}/faults`, faults);
		},
		clearFaults: command('DELETE', '/faults'),
		journal: async () => journalSchema.parse(await control('GET', `${path}/journal`)).entries,
		clearJournal: command('DELETE', '/journal'),
		state: async () => everythingSchema.parse(await control('GET', `${path}/state`)),
		advanceClock: (advanceMs) => changeClock({ advanceMs }),
		setClockSpeed: (speed) => changeClock({ speed }),
		act: async (action) =>
			z.record(z.string(), z.unknown()).parse(await control('POST', `${path}/actions`, action)),
		settled: command('POST', '/settle'),
		remove: command('DELETE', ''),
	};
}
