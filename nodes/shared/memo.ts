import { keepNewest } from './keepNewest';

/** Most results that a memo keeps. */
const MOST_RESULTS = 100;

/**
 * Creates a memory of results, in this process, the newest hundred of them.
 *
 * @returns gives the result that was made for the same text before, or makes it; an error is not remembered
 */
export function createMemo<Result>(): (text: string, make: () => Result) => Result {
	const results = new Map<string, { readonly result: Result }>();
	return (text, make) => {
		const known = results.get(text);
		if (known !== undefined) return known.result;
		const result = make();
		keepNewest(results, text, { result }, MOST_RESULTS);
		return result;
	};
}
