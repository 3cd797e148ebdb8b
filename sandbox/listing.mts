/**
 * Whether one of the values holds the text, whatever the case.
 * @param search nothing and the empty text match everything
 */
export function matchesSearch(
	values: readonly (string | null)[],
	search: string | undefined,
): boolean {
	if (search === undefined || search === '') return true;
	const wanted = search.toLowerCase();
	return values.some((value) => value?.toLowerCase().includes(wanted) === true);
}

/**
 * Sorts by one field: numbers by value, all else as text whatever the case, nothing last; equals keep their order.
 */
export function sortRecords<Entry extends Record<string, unknown>>(
	records: readonly Entry[],
	field: string,
	order: 'asc' | 'desc',
): Entry[] {
	const sign = order === 'asc' ? 1 : -1;
	const keyed = records.map((record) => ({ record, key: sortKey(record[field]) }));
	keyed.sort((first, second) => {
		if (first.key === null || second.key === null) {
			return Number(first.key === null) - Number(second.key === null);
		}
		if (first.key === second.key) return 0;
		return first.key < second.key ? -sign : sign;
	});
	return keyed.map(({ record }) => record);
}

function sortKey(value: unknown): string | number | null {
	if (value === null || value === undefined) return null;
	if (typeof value === 'number') return value;
	return (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();
}

/** Remembers the last few lists, because walking 100,000 records page by page asks for the same one each time. */
export class ListCache<Entry> {
	readonly #lists = new Map<string, readonly Entry[]>();

	/** The list of this query; made only when it is not remembered. */
	get(query: Record<string, unknown>, make: () => readonly Entry[]): readonly Entry[] {
		const name = JSON.stringify(query);
		let list = this.#lists.get(name);
		if (list === undefined) {
			list = make();
			if (this.#lists.size >= 8) this.#lists.clear();
			this.#lists.set(name, list);
		}
		return list;
	}

	/** Must be called whenever a record changes. */
	clear(): void {
		this.#lists.clear();
	}
}
