import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { storedTexts, type StoredText } from '../e2e/support/storedText.mts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-stored-text-'));
	await mkdir(join(folder, 'logs'));
});

afterEach(async () => {
	await rm(folder, { recursive: true });
});

test('files and the values of databases are read', async () => {
	await writeFile(join(folder, 'logs/n8n.log'), 'a line');
	const database = new DatabaseSync(join(folder, 'database.sqlite'));
	database.exec("CREATE TABLE lead (name TEXT); INSERT INTO lead VALUES ('Asha')");
	database.close();

	const texts: StoredText[] = [];
	for await (const text of storedTexts(folder)) texts.push(text);

	expect(texts).toContainEqual({ place: 'logs/n8n.log', text: 'a line' });
	expect(texts).toContainEqual({ place: 'lead.name', text: 'Asha' });
});

test('a file that goes away meanwhile is no failure', async () => {
	await writeFile(join(folder, 'first.log'), 'a line');
	await writeFile(join(folder, 'second.log'), 'a line');
	const texts = storedTexts(folder);
	expect((await texts.next()).value).toMatchObject({ text: 'a line' });

	await rm(join(folder, 'first.log'));
	await rm(join(folder, 'second.log'));

	expect((await texts.next()).value).toMatchObject({ text: '' });
	expect((await texts.next()).done).toBe(true);
});
