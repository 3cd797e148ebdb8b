import { isJsonObject } from '../json';

/**
 * Finds in what the parameters of several items differ.
 *
 * @param all one set of parameters an item
 * @param labels what is compared: labels by parameter name
 * @returns labels, and for objects the differing keys behind them, e.g. `Additional Fields (reply_to)`
 */
export function findDifferences<Parameters extends object>(
	all: readonly Parameters[],
	labels: Readonly<Partial<Record<keyof Parameters & string, string>>>,
): string[] {
	const records: ReadonlyArray<Readonly<Record<string, unknown>>> = all.map((one) =>
		Object.fromEntries(Object.entries(one)),
	);
	return Object.entries<string | undefined>(labels).flatMap(([name, label = name]) => {
		const values = records.map((record) => record[name]);
		if (isSame(values)) return [];
		const objects = values.filter(isJsonObject);
		if (objects.length < values.length) return [label];
		const keys = [...new Set(objects.flatMap(Object.keys))];
		const differing = keys.filter((key) => !isSame(objects.map((one) => one[key])));
		return [`${label} (${differing.join(', ')})`];
	});
}

function isSame(values: readonly unknown[]): boolean {
	return new Set(values.map((value) => JSON.stringify(value))).size < 2;
}
