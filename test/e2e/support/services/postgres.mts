import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { z, type ZodType } from 'zod/v4';

import { freePorts } from '../../../../launcher/freePort.mts';
import { startGuarded } from '../../../../launcher/guardedProcess.mts';
import { untilShown } from '../../../launcher/support/processes.mts';
import { findProgram } from './program.mts';

const DEBIAN_PACKAGE = 'postgresql';
const HOST = '127.0.0.1';
const USER = 'n8n';
const DATABASE = 'postgres';

/** For data that nobody needs after a crash of the machine. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** A PostgreSQL of a test's own, on 127.0.0.1. */
export interface Postgres {
	/** What tells n8n to keep its own data in it. */
	readonly settings: Readonly<Record<string, string>>;
	/** Where it is; it asks for no password. */
	readonly place: {
		readonly host: string;
		readonly port: number;
		readonly user: string;
		readonly database: string;
	};
	/** Runs statements. */
	run(statements: string): Promise<void>;
	/**
	 * Asks for rows.
	 *
	 * @param statement a SELECT, in which `:'name'` stands for a value
	 * @param row what a row must look like
	 */
	query<Row>(
		statement: string,
		row: ZodType<Row>,
		values?: Readonly<Record<string, string>>,
	): Promise<Row[]>;
	/** Ends it and removes its data. */
	remove(): Promise<void>;
}

/** PostgreSQL refuses to run as root, so its own user does it there. */
async function chooseUser(folder: string): Promise<string[]> {
	if (process.getuid?.() !== 0) return [];
	const idOf = async (flag: string) => Number((await execa('id', [flag, 'postgres'])).stdout);
	const [user, group] = [await idOf('-u'), await idOf('-g')];
	await chown(folder, user, group);
	return ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
}

/**
 * Starts an empty PostgreSQL.
 *
 * @throws Error that says what to install where there is none
 */
export async function startPostgres(): Promise<Postgres> {
	const initdb = await findProgram('initdb', DEBIAN_PACKAGE);
	const postgres = await findProgram('postgres', DEBIAN_PACKAGE);
	const psql = await findProgram('psql', DEBIAN_PACKAGE);
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-postgres-'));
	const asUser = await chooseUser(folder);
	const [port = 0] = await freePorts(1);
	const place = [`--host=${HOST}`, `--port=${port}`, `--username=${USER}`, DATABASE];

	const start = (program: string, ...programArguments: string[]) => {
		const [command = '', ...rest] = [...asUser, program, '-D', folder, ...programArguments];
		return startGuarded(command, rest, { cwd: folder });
	};
	const remove = async () => {
		await rm(folder, { recursive: true, force: true });
	};
	const created = await start(
		initdb,
		...['-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
	).subprocess;
	if (created.exitCode !== 0) {
		await remove();
		throw new Error(`initdb failed: ${String(created.stderr)}`);
	}
	const options = [`listen_addresses=${HOST}`, 'unix_socket_directories=', ...FAST];
	const server = start(
		postgres,
		'-p',
		String(port),
		...options.flatMap((option) => ['-c', option]),
	);
	try {
		await untilShown(server.subprocess.stderr, 'database system is ready to accept connections');
	} catch (error) {
		await server.stop();
		await remove();
		throw error;
	}

	const ask = async (input: string, options: readonly string[] = []): Promise<string> => {
		const fixed = ['-X', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1'];
		return (await execa(psql, [...fixed, ...options, ...place], { input })).stdout;
	};
	return {
		settings: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
		},
		place: { host: HOST, port, user: USER, database: DATABASE },
		run: async (statements) => {
			await ask(statements);
		},
		query: async (statement, row, values = {}) => {
			const variables = Object.entries(values).map(([name, value]) => `--set=${name}=${value}`);
			const found = await ask(
				`SELECT coalesce(json_agg(found), '[]') FROM (${statement}) AS found;`,
				variables,
			);
			return z.array(row).parse(JSON.parse(found));
		},
		remove: async () => {
			await server.stop();
			await remove();
		},
	};
}
