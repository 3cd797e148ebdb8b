/** What `npm test` does before jest runs, and what jest is given. */
export type TestPlan = {
	/** Names of package.json's scripts, which run at once; where one fails, jest does not run. */
	readonly checks: readonly string[];
	/** Whether the package is built without checking it, which takes a second. */
	readonly buildsQuickly: boolean;
	readonly jestArguments: readonly string[];
};

/** A name is looked for below `test`, since the project's own folder may well have "lead" in its name. */
const belowTest = (name: string) => (name.includes('/') ? name : `[/\\\\]test[/\\\\].*${name}`);

const isOption = (argument: string) => argument.startsWith('-');
const namesTests = (argument: string) => /^(-t|--testNamePattern)(=|$)/.test(argument);

/**
 * What jest is given to run the chosen tests.
 *
 * @param testArguments names or paths of test files, then options of jest such as `--json`, which get what follows
 * them as it is
 */
export function jestArgumentsOf(testArguments: readonly string[]): string[] {
	const firstOption = testArguments.findIndex(isOption);
	const names = firstOption < 0 ? testArguments : testArguments.slice(0, firstOption);
	return [...names.map(belowTest), ...testArguments.slice(names.length)];
}

/**
 * Whoever names tests wants to see them at once; everything else is checked as well.
 *
 * @param testArguments of `npm test --`, see {@link jestArgumentsOf}
 */
export function planTestRun(testArguments: readonly string[]): TestPlan {
	const jestArguments = jestArgumentsOf(testArguments);
	const choosesTests = testArguments.slice(0, 1).some((first) => !isOption(first));
	return choosesTests || testArguments.some(namesTests)
		? { checks: [], buildsQuickly: true, jestArguments }
		: {
				checks: ['lint:development', 'types', 'build', 'lint:format', 'lint:shipped'],
				buildsQuickly: false,
				jestArguments,
			};
}
