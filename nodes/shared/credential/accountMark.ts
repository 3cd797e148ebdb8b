import { createHash } from 'node:crypto';

/**
 * Makes a mark of the account that a key opens, which does not tell the key.
 *
 * @param baseUrl checked base URL
 * @param key the key that names the account
 * @returns 16 hex digits, the same for the same account
 */
export function createAccountMark(baseUrl: string, key: string): string {
	return createHash('sha256').update(`${baseUrl}\n${key}`).digest('hex').slice(0, 16);
}
