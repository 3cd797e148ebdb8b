import { z } from 'zod/v4';

import { storedTexts, type StoredText } from '../storedText.mts';
import type { Cluster } from './cluster.mts';
import type { Postgres } from '../services/postgres.mts';

const tableSchema = z.object({ name: z.string() });
const rowSchema = z.record(z.string(), z.unknown());

async function* databaseTexts(database: Postgres): AsyncGenerator<StoredText> {
	const tables = await database.query(
		"SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
		tableSchema,
	);
	for (const { name } of tables) {
		for (const row of await database.query(`SELECT * FROM "${name}"`, rowSchema)) {
			for (const [column, value] of Object.entries(row)) {
				const text = typeof value === 'string' ? value : JSON.stringify(value);
				yield { place: `${name}.${column}`, text };
			}
		}
	}
}

/**
 * All that an n8n in queue mode keeps: logs and other files of its processes, every value of its database, and what is
 * in Redis.
 */
export async function* clusterTexts({
	processes,
	database,
	redis,
}: Cluster): AsyncGenerator<StoredText> {
	for (const { name, userFolder } of processes) {
		for await (const { place, text } of storedTexts(userFolder)) {
			yield { place: `${name}/${place}`, text };
		}
	}
	yield* databaseTexts(database);
	yield { place: 'Redis', text: await redis.dump() };
}
