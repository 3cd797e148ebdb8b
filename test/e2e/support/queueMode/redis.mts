import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

import { freePorts } from '../../../../launcher/freePort.mts';
import { startGuarded } from '../../../../launcher/guardedProcess.mts';
import { untilShown } from '../../../launcher/support/processes.mts';
import { findProgram } from '../services/program.mts';

const DEBIAN_PACKAGE = 'redis-server';
const DUMP = 'dump.rdb';

/** A Redis of a test's own, on 127.0.0.1. */
export interface Redis {
	readonly port: number;
	/** All that it stores, uncompressed. */
	dump(): Promise<string>;
	stop(): Promise<void>;
}

/**
 * Starts an empty Redis, which keeps everything in memory.
 *
 * @param folder its working directory
 * @throws Error that says what to install where there is none
 */
export async function startRedis(folder: string): Promise<Redis> {
	const server = await findProgram('redis-server', DEBIAN_PACKAGE);
	const client = await findProgram('redis-cli', DEBIAN_PACKAGE);
	const [port = 0] = await freePorts(1);
	const listening = ['--bind', '127.0.0.1', '--port', String(port)];
	const storing = ['--save', '', '--rdbcompression', 'no', '--dir', folder, '--dbfilename', DUMP];
	const redis = startGuarded(server, [...listening, ...storing], { cwd: folder });
	await untilShown(redis.subprocess.stdout, 'Ready to accept connections');
	return {
		port,
		dump: async () => {
			await execa(client, ['-p', String(port), 'SAVE']);
			return await readFile(join(folder, DUMP), 'latin1');
		},
		stop: async () => {
			await redis.stop();
		},
	};
}
