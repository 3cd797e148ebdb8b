/** Returns the next number of its sequence, from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A repeatable sequence of random numbers (mulberry32), so that every start of the sandbox shows the same data.
 * @param seed any integer; the same seed gives the same sequence
 */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/**
 * A whole number from `minimum` to `maximum`, both included.
 */
export function randomInteger(random: Random, minimum: number, maximum: number): number {
	return minimum + Math.floor(random() * (maximum - minimum + 1));
}

/**
 * One entry of a list.
 * @throws RangeError when the list is empty
 */
export function pick<Entry>(random: Random, entries: readonly Entry[]): Entry {
	const entry = entries[Math.floor(random() * entries.length)];
	if (entry === undefined) throw new RangeError('Nothing to pick from an empty list');
	return entry;
}
