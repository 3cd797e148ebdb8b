/**
 * Sets an entry of a map as its newest, and evicts the oldest ones.
 *
 * @param entries in order of insertion, the oldest first
 * @param most how many entries are kept
 */
export function keepNewest<Key, Value>(
	entries: Map<Key, Value>,
	key: Key,
	value: Value,
	most: number,
): void {
	entries.delete(key);
	entries.set(key, value);
	for (const oldest of entries.keys()) {
		if (entries.size <= most) return;
		entries.delete(oldest);
	}
}
