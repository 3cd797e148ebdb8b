import type { RunScope } from '../../../nodes/shared/operation/index.ts';

/** A run of one item, or of several where the values that they look for are given. */
export function createRunScope(soughtValues: readonly string[] = []): RunScope {
	return {
		knownIds: new Map(),
		soughtValues: new Set(soughtValues),
		count: () => undefined,
		idempotencyKey: ({ method, path }) => `key of ${method} ${path}`,
		hint: () => undefined,
		describeChoices: async () => {
			await Promise.resolve();
			return undefined;
		},
	};
}
