import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../../failures';
import { isBlank, trimText } from '../../fields';
import { show } from '../../fields/show';
import { toColumnKey } from './spellings';
import type { Place, Target } from './targets';

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
			found.set(slot, addColumn(found.get(slot), { columns: [column], value, place }));
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

/** @throws {ParameterError} where another column has another value */
function addColumn(before: Found | undefined, one: Found): Found {
	if (before === undefined) return one;
	if (!isSameText(before.value, one.value)) throw contradiction(one.place.target, before, one);
	return { ...before, columns: [...before.columns, ...one.columns] };
}

/** Joins the parts of values. A whole that has all of its parts in it says the same. */
function joinParts(found: ReadonlyMap<string, Found>): ReadonlyMap<string, Cell> {
	const cells = new Map<string, Cell>();
	const parts = new Map<Target, Found[]>();
	for (const one of found.values()) {
		const { target, part } = one.place;
		if (part === undefined) cells.set(target.name, one);
		else parts.set(target, [...(parts.get(target) ?? []), one]);
	}
	for (const [target, some] of parts) {
		const inOrder = [...some].sort((a, b) => (a.place.part ?? 0) - (b.place.part ?? 0));
		const whole = cells.get(target.name);
		if (whole !== undefined) requireParts(target, whole, inOrder);
		const columns = [whole, ...inOrder].flatMap((one) => one?.columns ?? []);
		cells.set(target.name, { columns, value: whole === undefined ? join(inOrder) : whole.value });
	}
	return cells;
}

/** What is no text stays as it is, for the field's reader to refuse. */
function join(parts: readonly Cell[]): unknown {
	const object = parts.find(({ value }) => typeof value === 'object');
	return object === undefined
		? parts.map(({ value }) => toComparable(value)).join(' ')
		: object.value;
}

/** @throws {ParameterError} where the whole does not have a part in it */
function requireParts(target: Target, whole: Cell, parts: readonly Cell[]): void {
	const text = toComparable(whole.value).toLowerCase();
	const stranger = parts.find(({ value }) => !text.includes(toComparable(value).toLowerCase()));
	if (stranger !== undefined) throw contradiction(target, whole, stranger);
}

function toComparable(value: unknown): string {
	return typeof value === 'string' ? trimText(value) : show(value);
}

function isSameText(one: unknown, other: unknown): boolean {
	const isObject = [one, other].some((value) => typeof value === 'object');
	return !isObject && toComparable(one) === toComparable(other);
}

function contradiction({ displayName }: Target, one: Cell, other: Cell): ParameterError {
	const [first, second] = [one, other].map(({ columns }) => nameColumns(columns));
	return new ParameterError(
		`${first} and ${second} have different values for ${displayName}: "${show(one.value)}" and "${show(other.value)}"`,
		'Enter the name of the one that does not count in Inputs to Ignore.',
	);
}

/** E.g. `Column "Mobile No."`. */
export function nameColumns(columns: readonly string[]): string {
	const names = columns.map((column) => `"${show(column)}"`).join(' and ');
	return `${columns.length === 1 ? 'Column' : 'Columns'} ${names}`;
}
