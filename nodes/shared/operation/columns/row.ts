import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../../failures';
import { isBlank, trimText } from '../../fields';
import { show } from '../../fields/show';
import { toColumnKey } from './spellings';
import type { Place } from './targets';

/** A value and the columns that it comes from. */
export interface Cell {
	readonly columns: readonly string[];
	readonly value: unknown;
}

/** What an item's columns hold. Blank cells hold nothing. */
export interface Row {
	/** By the parameter's name. */
	readonly cells: ReadonlyMap<string, Cell>;
	/** Values of columns that no field is called like. */
	readonly unmatched: ReadonlyMap<string, unknown>;
	/** A blank column by the name of the parameter that it would fill in. */
	readonly blank: ReadonlyMap<string, string>;
}

interface Found extends Cell {
	readonly place: Place;
}

/**
 * Sorts the columns of an item by the fields that they are called like.
 *
 * @param lookUp a column's key, and what it fills in
 * @param ignored names of columns to leave out
 * @throws {ParameterError} where two columns have different values for one field
 */
export function readRow(
	item: IDataObject,
	lookUp: (column: string) => { readonly key: string; readonly place: Place | undefined },
	ignored: readonly string[],
): Row {
	const isIgnored = toIgnored(item, ignored);
	const found = new Map<string, Found>();
	const unmatched = new Map<string, unknown>();
	const blank = new Map<string, string>();
	for (const [column, value] of Object.entries(item)) {
		const { key, place } = lookUp(column);
		if (isIgnored(column, key)) continue;
		if (isBlank(value)) {
			if (place !== undefined) blank.set(place.target.name, column);
		} else if (place === undefined) {
			unmatched.set(column, value);
		} else {
			const slot = `${place.target.name} ${place.part ?? ''}`;
			const before = found.get(slot);
			const one: Found = { columns: [column], value, place };
			if (before !== undefined && !isSameText(before.value, value))
				throw contradiction(before, one);
			if (before === undefined) found.set(slot, one);
		}
	}
	return { cells: joinParts(found), unmatched, blank };
}

/** A name that no column has exactly stands for those that differ from it in letter case and punctuation only. */
function toIgnored(
	item: IDataObject,
	names: readonly string[],
): (column: string, key: string) => boolean {
	if (names.length === 0) return () => false;
	const exact = new Set(names.filter((name) => Object.hasOwn(item, name)));
	const keys = new Set(names.filter((name) => !exact.has(name)).map(toColumnKey));
	return (column, key) => exact.has(column) || keys.has(key);
}

/** Joins the parts of a value. A whole that has them all in it says the same. */
function joinParts(found: ReadonlyMap<string, Found>): ReadonlyMap<string, Cell> {
	const cells = new Map<string, Cell>();
	const parts = new Map<string, Found[]>();
	for (const one of found.values()) {
		const { name } = one.place.target;
		if (one.place.part === undefined) cells.set(name, one);
		else parts.set(name, [...(parts.get(name) ?? []), one]);
	}
	for (const [name, some] of parts) {
		const whole = cells.get(name);
		if (whole === undefined) {
			const inOrder = [...some].sort((a, b) => (a.place.part ?? 0) - (b.place.part ?? 0));
			cells.set(name, {
				columns: inOrder.flatMap(({ columns }) => columns),
				value: inOrder.map(({ value }) => toComparable(value)).join(' '),
			});
			continue;
		}
		const text = toComparable(whole.value).toLowerCase();
		const stranger = some.find(({ value }) => !text.includes(toComparable(value).toLowerCase()));
		if (stranger !== undefined) throw contradiction({ ...stranger, ...whole }, stranger);
	}
	return cells;
}

function toComparable(value: unknown): string {
	return typeof value === 'string' ? trimText(value) : show(value);
}

function isSameText(one: unknown, other: unknown): boolean {
	const isObject = [one, other].some((value) => typeof value === 'object');
	return !isObject && toComparable(one) === toComparable(other);
}

function contradiction(one: Found, other: Found): ParameterError {
	const [first, second] = [one, other].map(({ columns }) => nameColumns(columns));
	return new ParameterError(
		`${first} and ${second} have different values for ${one.place.target.displayName}: "${show(one.value)}" and "${show(other.value)}"`,
		'Enter the name of the one that does not count in Inputs to Ignore.',
	);
}

/** E.g. `Column "Mobile No."`. */
export function nameColumns(columns: readonly string[]): string {
	const names = columns.map((column) => `"${show(column)}"`).join(' and ');
	return `${columns.length === 1 ? 'Column' : 'Columns'} ${names}`;
}
