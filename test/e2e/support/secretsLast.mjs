import TestSequencer from '@jest/test-sequencer';

const LAST = 'secrets.test.mts';

/** Runs the search for secrets after everything that might have left one. */
export default class SecretsLast extends TestSequencer {
	sort(tests) {
		const rank = ({ path }) => (path.endsWith(LAST) ? 1 : 0);
		return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
	}
}
