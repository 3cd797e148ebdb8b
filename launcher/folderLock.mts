import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_AFTER_MS = 500;
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
	return (
		typeof error === 'object' &&
		error !== null &&
		'errcode' in error &&
		error.errcode === SQLITE_BUSY
	);
}

function tryToLock(database: DatabaseSync): boolean {
	try {
		database.exec('BEGIN EXCLUSIVE');
		return true;
	} catch (error) {
		if (isBusy(error)) return false;
		throw error;
	}
}

/**
 * Runs `action` while no other process holds the same lock. SQLite's exclusive lock is used because the operating
 * system drops it with the process that holds it: a crash leaves no stale lock behind.
 *
 * @param lockFile path of the lock, made if missing; it stays behind, empty
 * @param onHeld called once when another process holds the lock; if it throws, there is no waiting
 */
export async function withLock<Result>(
	lockFile: string,
	action: () => Promise<Result>,
	onHeld: () => void,
): Promise<Result> {
	const database = new DatabaseSync(lockFile, { timeout: 0 });
	try {
		if (!tryToLock(database)) {
			onHeld();
			do await sleep(RETRY_AFTER_MS);
			while (!tryToLock(database));
		}
		return await action();
	} finally {
		database.close();
	}
}
