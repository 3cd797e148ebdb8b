const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const INTERVAL_MS = 500;
/** A collection takes as long as the heap is large: the next one waits so many times as long. */
const PAUSE_FACTOR = 4;

let watch;

/** Collects garbage and reads what is left of the heap and what hangs on it, in bytes. */
function readLiveMemory() {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	// Buffers are given back only by the collection after the one that finds them unused.
	collect();
	collect();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Begins to look for the most memory that is in use at a time, garbage left out. */
exports.startWatch = () => {
	const before = readLiveMemory();
	watch = { before, most: before };
	const look = () => {
		const startedAt = performance.now();
		watch.most = Math.max(watch.most, readLiveMemory());
		const took = performance.now() - startedAt;
		watch.timer = setTimeout(look, Math.max(INTERVAL_MS, PAUSE_FACTOR * took));
	};
	watch.timer = setTimeout(look, INTERVAL_MS);
};

/** Ends it. Gives by how much the memory in use grew at most, in bytes; undefined where nothing was begun. */
exports.endWatch = () => {
	if (watch === undefined) return undefined;
	clearTimeout(watch.timer);
	const growth = Math.max(watch.most, readLiveMemory()) - watch.before;
	watch = undefined;
	return growth;
};
