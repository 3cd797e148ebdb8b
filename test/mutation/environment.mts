import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import { z } from 'zod/v4';

import { activeMutant } from './activeMutant.mts';
import { storeTestFile } from './testFiles.mts';

/** How often the place of each mutant was reached, by its ID. */
type Hits = Record<string, number>;

/** What instrumented code writes. */
type Instrumentation = {
	mutantCoverage?: { static: Hits; perTest: Record<string, Hits> };
};

const instrumentationSchema = z.custom<Instrumentation>((value) => typeof value === 'object');

/** Sums up by mutant. */
function sum(hits: readonly Hits[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const [id, count] of hits.flatMap((record) => Object.entries(record))) {
		counts.set(id, (counts.get(id) ?? 0) + count);
	}
	return counts;
}

/**
 * Jest's own environment. With an active mutant a file's tests end with the first that fails, since one kills it; without,
 * it stores which mutants the file reaches.
 */
export default class MutationEnvironment extends TestEnvironment {
	readonly #path: string;
	readonly #start = performance.now();
	#before = this.#readHits();
	#hasFailed = false;

	constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
		super(config, context);
		this.#path = context.testPath;
	}

	override async setup(): Promise<void> {
		await super.setup();
		this.#before = this.#readHits();
	}

	handleTestEvent(event: Circus.Event): void {
		if (activeMutant() === undefined) return;
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.#hasFailed = true;
		if (event.name === 'test_start' && this.#hasFailed) event.test.mode = 'skip';
	}

	override async teardown(): Promise<void> {
		if (activeMutant() === undefined) {
			const hits = this.#readHits();
			const reached = (kind: keyof typeof hits) =>
				[...hits[kind]]
					.filter(([id, count]) => count > (this.#before[kind].get(id) ?? 0))
					.map(([id]) => id);
			storeTestFile({
				path: this.#path,
				duration: performance.now() - this.#start,
				loaded: reached('loaded'),
				tested: reached('tested'),
			});
		}
		await super.teardown();
	}

	/** What all test files together have reached so far, while they were loaded and in their tests. */
	#readHits() {
		const instrumentation = instrumentationSchema
			.optional()
			.parse(Reflect.get(this.global, '__stryker__'));
		const coverage = instrumentation?.mutantCoverage;
		return {
			loaded: sum(coverage === undefined ? [] : [coverage.static]),
			tested: sum(coverage === undefined ? [] : Object.values(coverage.perTest)),
		};
	}
}
