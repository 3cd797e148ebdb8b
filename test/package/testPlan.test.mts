import { planTestRun } from '../../scripts/testPlan.mts';

test.each([
	{ testArguments: [] },
	{ testArguments: ['--json', '--outputFile=/tmp/results.json'] },
	{ testArguments: ['--maxWorkers=1'] },
])('npm test -- $testArguments checks everything', ({ testArguments }) => {
	expect(planTestRun(testArguments)).toEqual({
		checks: ['lint', 'types', 'build'],
		buildsQuickly: false,
		jestArguments: testArguments,
	});
});

test.each([
	{ name: 'lead', file: '/home/me/crm/test/contract/leads.test.mts', isMeant: true },
	{ name: 'lead', file: '/home/me/crm/test/unit/path.test.mts', isMeant: false },
	{ name: 'lead', file: '/home/me/crmleadpro/test/unit/path.test.mts', isMeant: false },
	{ name: 'test/unit/path', file: '/home/me/crm/test/unit/path.test.mts', isMeant: true },
])('npm test -- $name and nothing else runs $file: $isMeant', ({ name, file, isMeant }) => {
	const { checks, buildsQuickly, jestArguments } = planTestRun([name]);
	const [pattern = ''] = jestArguments;

	expect(checks).toEqual([]);
	expect(buildsQuickly).toBe(true);
	expect(new RegExp(pattern, 'i').test(file)).toBe(isMeant);
});

test('the value of an option is no name of a file', () => {
	const { checks, jestArguments } = planTestRun(['path', '-t', 'encodes']);

	expect(checks).toEqual([]);
	expect(jestArguments.slice(1)).toEqual(['-t', 'encodes']);
});
