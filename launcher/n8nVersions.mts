import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Holds a folder for each version of n8n that can be installed, with its package.json and lockfile. */
export const VERSIONS_FOLDER = join(import.meta.dirname, 'n8n-versions');

const compare = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

/**
 * Whether a version of n8n is another one or a later one.
 *
 * @param version e.g. `2.8.4`
 * @param other e.g. `2.30`
 */
export function isAtLeast(version: string, other: string): boolean {
	return compare(version, other) >= 0;
}

/** The versions of n8n that can be installed, oldest first. */
export function listN8nVersions(): string[] {
	return readdirSync(VERSIONS_FOLDER).toSorted(compare);
}
