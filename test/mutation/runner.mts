import * as jestRunner from 'jest-runner';
import type {
	EmittingTestRunner,
	EmittingTestRunnerInterface,
	Test,
	TestRunnerOptions,
	TestWatcher,
} from 'jest-runner';
import { z } from 'zod/v4';

import { activeMutant } from './activeMutant.mts';
import { findTestFiles } from './testFiles.mts';

type RunnerClass = new (
	...settings: ConstructorParameters<typeof EmittingTestRunner>
) => EmittingTestRunnerInterface;

// TypeScript takes the default export for the whole module.
const runnerClassSchema = z.custom<RunnerClass>((value) => typeof value === 'function');
const JestRunner = runnerClassSchema.parse(jestRunner.default);

/**
 * Jest's own runner. With an active mutant it runs only the test files that can notice it, and ends with the first in which
 * a test fails.
 */
export default class MutationRunner extends JestRunner {
	override async runTests(
		tests: Test[],
		watcher: TestWatcher,
		options: TestRunnerOptions,
	): Promise<void> {
		const mutant = activeMutant();
		if (mutant === undefined) {
			await super.runTests(tests, watcher, options);
			return;
		}
		const failures: Test[] = [];
		this.on('test-file-success', ([test, result]) => {
			if (result.numFailingTests > 0 || result.testExecError !== undefined) failures.push(test);
		});
		this.on('test-file-failure', ([test]) => {
			failures.push(test);
		});
		const byPath = new Map(tests.map((test) => [test.path, test]));
		for (const path of findTestFiles(mutant)) {
			const test = byPath.get(path);
			if (test !== undefined) await super.runTests([test], watcher, options);
			if (failures.length > 0) return;
		}
	}
}
