import { isBlank } from '../../fields';
import { isJsonObject, tryParseJson } from '../../json';
import type { Cell } from './row';

/** A row of the metadata's form. */
export interface MetadataRow {
	readonly key: string;
	readonly value: unknown;
}

/** What can be no key of metadata. */
const NO_KEY = /^\s*$|^\s*__proto__\s*$/;

/** Whether a column without a field can become metadata, which are texts: an object or a list cannot. */
export function canBecomeMetadata(column: string, value: unknown): boolean {
	return !NO_KEY.test(column) && (typeof value !== 'object' || value instanceof Date);
}

/**
 * Joins a column of metadata, an object or its JSON, with columns that become metadata.
 *
 * @returns rows as the form makes them; undefined where there are none
 */
export function joinMetadata(cell: Cell | undefined, further: readonly MetadataRow[]): unknown {
	const own = cell === undefined ? [] : toRows(cell.value);
	// Not understood: the field's own reader says what is wrong.
	if (own === undefined) return cell?.value;
	const rows = [...own, ...further];
	return rows.length === 0 ? undefined : { values: rows };
}

function toRows(value: unknown): MetadataRow[] | undefined {
	const parsed = typeof value === 'string' ? tryParseJson(value) : undefined;
	const object = parsed?.ok === true ? parsed.value : value;
	if (!isJsonObject(object)) return undefined;
	return Object.entries(object)
		.filter(([, entry]) => !isBlank(entry))
		.map(([key, entry]) => ({ key, value: entry }));
}
