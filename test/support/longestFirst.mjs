import TestSequencer from '@jest/test-sequencer';

/** Files that take ten seconds and more, the longest first. */
const LONGEST = [
	'integration/forgedDeliveries',
	'contract/faultMatrix',
	'unit/rateSimulation',
	'package/reproducible',
	'launcher/installN8n',
	'integration/manyItems',
	'integration/retries',
	'package/package',
	'unit/hostileReplies',
	'integration/replyLimits',
];

/** Begins with the long files, so that no worker has to wait for one at the end, also where jest knows no durations. */
export default class LongestFirst extends TestSequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const place = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.mts`));
			return place < 0 ? LONGEST.length : place;
		};
		return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
	}
}
