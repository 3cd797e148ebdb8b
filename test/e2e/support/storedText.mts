import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

function databaseText(file: string): string {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
		return tables
			.map(({ name }) => JSON.stringify(database.prepare(`SELECT * FROM "${String(name)}"`).all()))
			.join('\n');
	} finally {
		database.close();
	}
}

/** All that an n8n keeps in its user folder as one text: every row of its database, and its logs and other files. */
export async function storedText(userFolder: string): Promise<string> {
	const entries = await readdir(userFolder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => join(entry.parentPath, entry.name));
	const texts = files.map(async (file) =>
		file.endsWith('.sqlite') ? databaseText(file) : await readFile(file, 'latin1'),
	);
	return (await Promise.all(texts)).join('\n');
}
