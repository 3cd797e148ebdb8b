import { DEFAULT_N8N_VERSION } from '../../launcher/installN8n.mts';
import { listN8nVersions } from '../../launcher/n8nVersions.mts';
import { planEndToEndRun } from '../../scripts/endToEndPlan.mts';

const KNOWN = ['1.123.81', '2.8.4', '2.20.12'];

test('npm start and the end-to-end tests use the newest n8n', () => {
	expect(listN8nVersions().at(-1)).toBe(DEFAULT_N8N_VERSION);
});

test('versions of n8n are told apart by their numbers, not by their letters', () => {
	const versions = listN8nVersions();
	const byNumbers = versions.toSorted((one, other) => {
		const [a, b] = [one, other].map((version) => version.split('.').map(Number));
		const place = (a ?? []).findIndex((number, index) => number !== b?.[index]);
		return (a?.[place] ?? 0) - (b?.[place] ?? 0);
	});
	expect(versions.length).toBeGreaterThan(1);
	expect(versions).toEqual(byNumbers);
});

test.each([
	{ testArguments: [], versions: ['2.20.12'] },
	{ testArguments: ['--n8n', '2.8.4'], versions: ['2.8.4'] },
	{ testArguments: ['--n8n', 'oldest'], versions: ['1.123.81'] },
	{ testArguments: ['--n8n', 'newest'], versions: ['2.20.12'] },
	{ testArguments: ['--matrix'], versions: KNOWN },
])('npm run test:e2e -- $testArguments runs all tests in n8n $versions', (run) => {
	const { versions, isMatrix, jestArguments } = planEndToEndRun(run.testArguments, KNOWN);

	expect(versions).toEqual(run.versions);
	expect(isMatrix).toBe(run.testArguments.includes('--matrix'));
	expect(jestArguments).toEqual([]);
});

test.each([
	['--n8n', '2.8.4', 'lead', '--json', '--outputFile=/tmp/results.json'],
	['lead', '--n8n', '2.8.4', '--json', '--outputFile=/tmp/results.json'],
	['--matrix', 'lead', '--json', '--outputFile=/tmp/results.json'],
	['lead', '--json', '--outputFile=/tmp/results.json'],
])('npm run test:e2e -- %s %s %s … gives jest a name and its options', (...testArguments) => {
	const { jestArguments } = planEndToEndRun(testArguments, KNOWN);
	const [pattern = '', ...options] = jestArguments;

	expect(options).toEqual(['--json', '--outputFile=/tmp/results.json']);
	expect('/home/me/crm/test/e2e/leadOperations.test.mts').toMatch(new RegExp(pattern));
	expect('/home/me/crmleadpro/test/e2e/agent.test.mts').not.toMatch(new RegExp(pattern));
});

test.each([
	{ testArguments: ['--n8n', '3.0.0'], says: 'one of 1.123.81, 2.8.4, 2.20.12' },
	{ testArguments: ['--n8n'], says: 'one of 1.123.81, 2.8.4, 2.20.12' },
	{ testArguments: ['--matrix', '--n8n', '2.8.4'], says: 'Choose --matrix or --n8n' },
])('npm run test:e2e -- $testArguments is refused: $says', ({ testArguments, says }) => {
	expect(() => planEndToEndRun(testArguments, KNOWN)).toThrow(says);
});
