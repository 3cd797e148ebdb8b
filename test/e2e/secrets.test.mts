import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { runN8nCommand } from '../../launcher/n8nInstance.mts';
import { isAtLeast } from '../../launcher/n8nVersions.mts';
import { sandbox } from '../support/workspace.mts';
import { KEYS, MADE_SECRET, placesOfSecrets, readStoredSecrets } from './support/secretSearch.mts';
import { storedTexts } from './support/storedText.mts';
import { installTestedN8n, TESTED_N8N_VERSION } from './support/testedN8n.mts';

const STATIC_DATA = 'workflow_entity.staticData';
/** n8n 2.20 and older copy static data into each execution that they store. */
const PLACES_OF_STATIC_DATA = isAtLeast(TESTED_N8N_VERSION, '2.30')
	? [STATIC_DATA]
	: [STATIC_DATA, 'execution_data.workflowData'];
/** The files in which the static data stand: SQLite keeps what it changes in a journal for that time. */
const DATABASE_FILE = /\.sqlite(-wal|-journal)?$/;
/** As long as the shorter of those that the trigger and the sandbox make. */
const LIKE_A_SECRET = /[0-9a-f]{48}/;

const keysIn = (text: string) => text.match(KEYS) ?? [];

/** Every n8n that the tests have prepared for themselves, with all that it has kept. This file runs after all others. */
async function userFolders(): Promise<string[]> {
	const folder = process.env.E2E_FOLDER ?? '';
	return (await readdir(folder)).map((name) => join(folder, name, 'user'));
}

/** n8n exports no credentials where there are none. */
async function hasCredentials(userFolder: string): Promise<boolean> {
	for await (const { place } of storedTexts(userFolder)) {
		if (place === 'credentials_entity.data') return true;
	}
	return false;
}

test('no key of a credential is in a database, log or other file, and the search finds those that n8n exports', async () => {
	const installation = await installTestedN8n();
	const exported = 'decrypted-credentials.json';
	let searched = 0;
	for (const userFolder of await userFolders()) {
		expect(await placesOfSecrets(storedTexts(userFolder), keysIn)).toEqual({});

		if (!(await hasCredentials(userFolder))) continue;
		const output = join(userFolder, exported);
		await runN8nCommand({ installation, userFolder }, [
			...['export:credentials', '--all', '--decrypted', `--output=${output}`],
		]);
		const withExport = await placesOfSecrets(storedTexts(userFolder), keysIn);
		await rm(output);
		expect(withExport).toEqual({ [exported]: expect.any(Number) as unknown });
		searched += withExport[exported] ?? 0;
	}
	process.stdout.write(`${searched} keys searched for.\n`);
	expect(searched).toBeGreaterThan(0);
});

test('signing secrets, also those that were replaced, are in the static data of workflows and nowhere else', async () => {
	const made = (await sandbox.sentSecrets()).filter((secret) => MADE_SECRET.test(secret));
	let searched = 0;
	for (const userFolder of await userFolders()) {
		const stored = new Set<string>();
		for await (const { place, text } of storedTexts(userFolder)) {
			if (place === STATIC_DATA) readStoredSecrets(text).forEach((secret) => stored.add(secret));
		}
		const secrets = [...new Set([...made, ...stored])];
		const places = await placesOfSecrets(storedTexts(userFolder), (text) =>
			LIKE_A_SECRET.test(text) ? secrets.filter((secret) => text.includes(secret)) : [],
		);
		expect(places[STATIC_DATA] ?? 0).toBe(stored.size);
		const elsewhere = Object.keys(places).filter(
			(place) => !PLACES_OF_STATIC_DATA.includes(place) && !DATABASE_FILE.test(place),
		);
		expect(elsewhere).toEqual([]);
		searched += stored.size;
	}
	process.stdout.write(`${searched} stored and ${made.length} sent secrets searched for.\n`);
	expect(searched).toBeGreaterThan(0);
});
