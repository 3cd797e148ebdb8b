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

/**
 * Whoever names tests wants to see them at once; everything else is checked as well.
 *
 * @param testArguments of `npm test --`: names or paths of test files, and options of jest such as `--json`
 */
export function planTestRun(testArguments: readonly string[]): TestPlan {
	const isOption = (argument: string) => argument.startsWith('-');
	if (testArguments.every(isOption)) {
		return {
			checks: ['lint', 'types', 'build'],
			buildsQuickly: false,
			jestArguments: testArguments,
		};
	}
	return {
		checks: [],
		buildsQuickly: true,
		// What follows a short option, as in `-t name`, is its value.
		jestArguments: testArguments.map((argument, index) => {
			const previous = testArguments[index - 1] ?? '';
			return isOption(argument) || /^-\w$/.test(previous) ? argument : belowTest(argument);
		}),
	};
}
