import { basename } from 'node:path';

import {
	DEFAULT_N8N_VERSION,
	installN8n,
	type N8nInstallation,
} from '../../../launcher/installN8n.mts';
import { isAtLeast } from '../../../launcher/n8nVersions.mts';

/** The n8n that the tests run in: `TESTED_N8N` names another version than the default. */
export const TESTED_N8N_VERSION = process.env.TESTED_N8N ?? DEFAULT_N8N_VERSION;

/** Installs it where it is missing. */
export async function installTestedN8n(): Promise<N8nInstallation> {
	return await installN8n({ version: TESTED_N8N_VERSION });
}

function skipped(reason: string): jest.It {
	const file = basename(expect.getState().testPath ?? '');
	process.stdout.write(`Skipped on n8n ${TESTED_N8N_VERSION} in ${file}: ${reason}\n`);
	return test.skip;
}

/**
 * Jest's `test` where the tested n8n is this version or a later one. Elsewhere the tests are skipped, and the reason
 * is printed.
 *
 * @param minimum e.g. `2.20`
 * @param reason what an older n8n lacks
 */
export function testFrom(minimum: string, reason: string): jest.It {
	return isAtLeast(TESTED_N8N_VERSION, minimum) ? test : skipped(reason);
}

/**
 * Jest's `test` where the tested n8n is of another series than this one, with the same words for those that are.
 *
 * @param series e.g. `2.8`
 * @param reason what that n8n lacks
 */
export function testExceptIn(series: string, reason: string): jest.It {
	return TESTED_N8N_VERSION.startsWith(`${series}.`) ? skipped(reason) : test;
}
