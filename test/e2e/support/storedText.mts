import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod/v4';

import { openDatabase } from './database.mts';

/** A text and where it stands. */
export interface StoredText {
	/** `table.column` of a database, or a file below the user folder. */
	readonly place: string;
	readonly text: string;
}

function* databaseTexts(file: string): Generator<StoredText> {
	const database = openDatabase(file);
	try {
		const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
		for (const { name } of tables) {
			for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate()) {
				for (const [column, value] of Object.entries(row)) {
					const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
					yield { place: `${String(name)}.${column}`, text: String(text) };
				}
			}
		}
	} finally {
		database.close();
	}
}

const hasGoneSchema = z.looseObject({ code: z.literal('ENOENT') });

/** A file that has gone meanwhile, as the journal of a database of n8n 1 does after each change, keeps nothing. */
async function readIfThere(file: string): Promise<string> {
	try {
		return await readFile(file, 'latin1');
	} catch (error) {
		if (hasGoneSchema.safeParse(error).success) return '';
		throw error;
	}
}

/**
 * All that an n8n keeps in its user folder, which may be running: every value of its database, its logs and other
 * files. What is left of deleted rows in the database's own files counts as a file.
 */
export async function* storedTexts(userFolder: string): AsyncGenerator<StoredText> {
	const entries = await readdir(userFolder, { recursive: true, withFileTypes: true });
	for (const entry of entries) {
		if (!entry.isFile() || entry.parentPath.includes('node_modules')) continue;
		const file = join(entry.parentPath, entry.name);
		if (file.endsWith('.sqlite')) yield* databaseTexts(file);
		yield { place: relative(userFolder, file), text: await readIfThere(file) };
	}
}

/** The same as one text. */
export async function storedText(userFolder: string): Promise<string> {
	const texts: string[] = [];
	for await (const { text } of storedTexts(userFolder)) texts.push(text);
	return texts.join('\n');
}
