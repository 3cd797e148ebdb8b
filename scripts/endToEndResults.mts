import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod/v4';
import { renderTable } from './markdownTable.mts';

/** How the tests went in one version of n8n. */
export type VersionResult = {
	readonly version: string;
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
};

const resultsSchema = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numRuntimeErrorTestSuites: z.number(),
	numPendingTests: z.number(),
});

/**
 * Reads what jest has written with `--json --outputFile`. A run without results and a test file that does not load
 * count as one failure each.
 */
export async function readResult(version: string, file: string): Promise<VersionResult> {
	if (!existsSync(file)) return { version, passed: 0, failed: 1, skipped: 0 };
	const results = resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
	return {
		version,
		passed: results.numPassedTests,
		failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
		skipped: results.numPendingTests,
	};
}

/**
 * A table with a row for each version.
 *
 * @param nodeVersion e.g. `24.21.0`
 */
export function renderResults(results: readonly VersionResult[], nodeVersion: string): string {
	return renderTable(
		['n8n', 'Node.js', 'Tests passed', 'Tests failed', 'Tests skipped'],
		results.map(({ version, passed, failed, skipped }) => [
			version,
			nodeVersion,
			...[passed, failed, skipped].map(String),
		]),
	);
}
