/**
 * Works through a list, some entries at a time, and begins them in order.
 *
 * @param atOnce how many entries are in work at most
 */
export async function forEachAtOnce<Entry>(
	entries: readonly Entry[],
	atOnce: number,
	work: (entry: Entry) => Promise<void>,
): Promise<void> {
	const waiting = entries.values();
	const worker = async () => {
		for (const entry of waiting) await work(entry);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}
