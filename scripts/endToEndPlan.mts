import { jestArgumentsOf } from './testPlan.mts';

/** What `npm run test:e2e` runs. */
export type EndToEndPlan = {
	/** The versions of n8n in which the tests run, one after the other. */
	readonly versions: readonly string[];
	/** Whether the results are shown side by side. */
	readonly isMatrix: boolean;
	readonly jestArguments: readonly string[];
};

const MATRIX = '--matrix';
const VERSION = '--n8n';

/** @throws Error that names the versions there are */
function chooseVersion(choice: string, known: readonly string[]): string {
	const ends: Readonly<Record<string, string | undefined>> = {
		oldest: known[0],
		newest: known.at(-1),
	};
	const version = ends[choice] ?? known.find((candidate) => candidate === choice);
	if (version !== undefined) return version;
	throw new Error(`${VERSION} takes "oldest", "newest" or one of ${known.join(', ')}.`);
}

/**
 * @param testArguments of `npm run test:e2e --`: `--matrix` for all versions of n8n, or `--n8n 2.8.4` or
 * `--n8n oldest` for one in place of the newest, and what {@link jestArgumentsOf} takes
 * @param known the versions of n8n that there are, oldest first
 * @throws Error that says what is wrong with the arguments
 */
export function planEndToEndRun(
	testArguments: readonly string[],
	known: readonly string[],
): EndToEndPlan {
	const isMatrix = testArguments.includes(MATRIX);
	const place = testArguments.indexOf(VERSION);
	if (isMatrix && place >= 0) throw new Error(`Choose ${MATRIX} or ${VERSION}.`);
	const choice = place < 0 ? 'newest' : (testArguments[place + 1] ?? '');
	const others = testArguments.filter(
		(argument, index) => argument !== MATRIX && (place < 0 || index < place || index > place + 1),
	);
	return {
		versions: isMatrix ? known : [chooseVersion(choice, known)],
		isMatrix,
		jestArguments: jestArgumentsOf(others),
	};
}
