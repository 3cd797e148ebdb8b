import type { Fields } from '../../fields';
import { COLUMN_PARTS, COLUMN_SPELLINGS, SAME_COLUMNS, toColumnKey } from './spellings';

/** A field that columns can fill in. */
export interface Target {
	/** The parameter's name. */
	readonly name: string;
	readonly displayName: string;
	/** What a column may be called: the field's label first, its names in code last. */
	readonly spellings: readonly string[];
	/** Names of columns that only together hold its value. */
	readonly parts: ReadonlyArray<readonly string[]>;
}

/** What a column fills in: a field, or one part of its value. */
export interface Place {
	readonly target: Target;
	/** Index of the part; undefined for the whole. */
	readonly part?: number;
}

/** Never from a column: a form on a website could set any field of the API by it. */
const NEVER_FROM_COLUMNS = new Set(['otherFields']);

/**
 * The fields that columns can fill in.
 *
 * @param meanings what parameters hold that are called too generally, e.g. `{ name: 'dealName' }`
 */
export function listTargets(fields: Fields, meanings: Readonly<Record<string, string>>): Target[] {
	return Object.entries(fields)
		.filter(([name]) => !NEVER_FROM_COLUMNS.has(name))
		.map(([name, { property, wireName }]) => {
			const meaning = meanings[name] ?? SAME_COLUMNS[name] ?? name;
			const others = [name, meaning, ...(wireName === undefined ? [] : [wireName])];
			const spellings = [property.displayName, ...(COLUMN_SPELLINGS[meaning] ?? []), ...others];
			return {
				name,
				displayName: property.displayName,
				spellings: distinct(spellings),
				parts: COLUMN_PARTS[meaning] ?? [],
			};
		});
}

function distinct(names: readonly string[]): string[] {
	const keys = names.map(toColumnKey);
	return names.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** What each name fills in, by the name's key. A field's own names take precedence over spellings of others. */
export function indexTargets(targets: readonly Target[]): ReadonlyMap<string, Place> {
	const places = new Map<string, Place>();
	for (const target of targets) {
		for (const name of target.spellings) places.set(toColumnKey(name), { target });
		target.parts.forEach((names, part) => {
			for (const name of names) places.set(toColumnKey(name), { target, part });
		});
	}
	for (const target of targets) places.set(toColumnKey(target.displayName), { target });
	for (const target of targets) places.set(toColumnKey(target.name), { target });
	return places;
}
