import { planTestRun } from '../../scripts/testPlan.mts';

test.each([
	{ testArguments: [] },
	{ testArguments: ['--json', '--outputFile=/tmp/results.json'] },
	{ testArguments: ['--json', '--outputFile', '/tmp/results.json'] },
	{ testArguments: ['--maxWorkers=1'] },
])('npm test -- $testArguments checks everything', ({ testArguments }) => {
	expect(planTestRun(testArguments)).toEqual({
		checks: ['lint:development', 'types', 'build', 'lint:format', 'lint:shipped'],
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

test.each([
	{ testArguments: ['path', '-t', 'encodes'] },
	{ testArguments: ['path', '--testNamePattern', 'encodes'] },
	{ testArguments: ['-t', 'encodes'] },
	{ testArguments: ['--testNamePattern=encodes'] },
])(
	'npm test -- $testArguments runs those tests, and jest has the name as it is',
	({ testArguments }) => {
		const { checks, buildsQuickly, jestArguments } = planTestRun(testArguments);

		expect(checks).toEqual([]);
		expect(buildsQuickly).toBe(true);
		const options = testArguments.filter((argument) => argument !== 'path');
		expect(jestArguments.slice(-options.length)).toEqual(options);
		expect(jestArguments).toHaveLength(testArguments.length);
	},
);
