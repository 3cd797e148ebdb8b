import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readResult, renderResults } from '../../scripts/endToEndResults.mts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-crmleadpro-results-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

test('a test file that does not load counts as a failed test', async () => {
	const file = join(folder, 'results.json');
	const results = {
		numPassedTests: 80,
		numFailedTests: 2,
		numRuntimeErrorTestSuites: 1,
		numPendingTests: 12,
		success: false,
	};
	await writeFile(file, JSON.stringify(results));

	expect(await readResult('2.8.4', file)).toEqual({
		version: '2.8.4',
		passed: 80,
		failed: 3,
		skipped: 12,
	});
});

test('a run that leaves no results counts as a failed test', async () => {
	expect(await readResult('2.8.4', join(folder, 'none.json'))).toMatchObject({
		passed: 0,
		failed: 1,
	});
});

test('the results are a table with a row for each version', () => {
	const results = [
		{ version: '1.123.81', passed: 80, failed: 0, skipped: 12 },
		{ version: '2.41.1', passed: 92, failed: 1, skipped: 0 },
	];

	expect(renderResults(results, '24.21.0')).toBe(
		[
			'| n8n | Node.js | Tests passed | Tests failed | Tests skipped |',
			'| --- | --- | --- | --- | --- |',
			'| 1.123.81 | 24.21.0 | 80 | 0 | 12 |',
			'| 2.41.1 | 24.21.0 | 92 | 1 | 0 |',
		].join('\n'),
	);
});
