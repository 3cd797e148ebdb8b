import { DatabaseSync } from 'node:sqlite';

/** n8n 1 locks its database while it writes. */
const LOCKED_WITHIN_MS = 5_000;

/** Opens the database of an n8n that may be running, to read in it. */
export function openDatabase(file: string): DatabaseSync {
	return new DatabaseSync(file, { readOnly: true, timeout: LOCKED_WITHIN_MS });
}
