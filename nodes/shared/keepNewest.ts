/**
 * Puts an entry into a map as its newest, and forgets the oldest ones beyond so many.
 *
 * @param entries in the order in which they were put in, the oldest first
 * @param key the entry's key; what the map had under it is replaced
 * @param value the entry's value
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
