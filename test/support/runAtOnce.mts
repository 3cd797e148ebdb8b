/**
 * Runs something for all cases of a table at once, before the first test of the block it is called in, for runs that
 * mostly wait.
 *
 * @param prepare called before, for example to take the chance out of the runs
 * @returns gives a case's outcome to its test, and throws what the run threw
 */
export function runAtOnce<Case, Outcome>(
	cases: readonly Case[],
	run: (each: Case) => Promise<Outcome>,
	prepare: () => void,
): (each: Case) => Promise<Outcome> {
	const outcomes = new Map<Case, Promise<Outcome>>();
	beforeAll(async () => {
		prepare();
		for (const each of cases) outcomes.set(each, run(each));
		await Promise.allSettled(outcomes.values());
		import.meta.jest.restoreAllMocks();
	});
	return async (each) => {
		const outcome = outcomes.get(each);
		if (outcome === undefined) throw new Error('this case has not been run');
		return await outcome;
	};
}
