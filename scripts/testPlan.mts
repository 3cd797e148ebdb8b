/** What `npm test` does before jest runs, and what jest is given. */
export type TestPlan = {
	/** Names of package.json's scripts, in their order; the first that fails ends the run. */
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
 * Whoever names tests wants to see them at once; everything else is checked as well.
 *
 * @param testArguments of `npm test --`: names or paths of test files, then options of jest such as `--json`, which
 * get what follows them as it is
 */
export function planTestRun(testArguments: readonly string[]): TestPlan {
	const firstOption = testArguments.findIndex(isOption);
	const names = firstOption < 0 ? testArguments : testArguments.slice(0, firstOption);
	const options = testArguments.slice(names.length);
	if (names.length === 0 && !options.some(namesTests)) {
		return { checks: ['lint', 'types', 'build'], buildsQuickly: false, jestArguments: options };
	}
	return { checks: [], buildsQuickly: true, jestArguments: [...names.map(belowTest), ...options] };
}
