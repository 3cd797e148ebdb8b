import { ParameterError } from '../failures';
import { isJsonObject } from '../json';
import type { Field, FieldTexts, ReadContext } from './field';
import { isBlank, optional, readText, shown } from './field';
import { trimText } from './trimText';

type Row = readonly [key: string, value: string];

/** Key and value pairs that become one object; a key with two values is rejected, as is `__proto__`. */
export function keyValues(options: FieldTexts): Field<Record<string, string> | undefined> {
	return rowsField(options, (rows, { label }) => {
		const values = new Map<string, string>();
		for (const [key, value] of rows) {
			if ((values.get(key) ?? value) !== value) {
				throw new ParameterError(
					`${label} has two values for "${key}"`,
					'Remove one of the rows, or give them different keys.',
				);
			}
			values.set(key, value);
		}
		return Object.fromEntries(values);
	});
}

/** Key and value pairs that become query parameters; a key may occur several times. */
export function queryRows(options: FieldTexts): Field<Record<string, string[]> | undefined> {
	return rowsField(options, (rows) => {
		const values = new Map<string, string[]>();
		for (const [key, value] of rows) values.set(key, [...(values.get(key) ?? []), value]);
		return Object.fromEntries(values);
	});
}

function rowsField<Value>(
	options: FieldTexts,
	join: (rows: readonly Row[], context: ReadContext) => Value,
): Field<Value | undefined> {
	return {
		property: {
			...shown(options),
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [
						{ displayName: 'Key', name: 'key', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
		wireName: options.wireName,
		read: optional((raw, context) => {
			const rows = readRows(raw, context);
			return rows.length === 0 ? undefined : join(rows, context);
		}),
	};
}

/** The rows that have a value; like fields without a value, the others are omitted. */
function readRows(raw: unknown, context: ReadContext): Row[] {
	const isUnset = isJsonObject(raw) && Object.keys(raw).length === 0;
	const rows: unknown = isUnset ? [] : isJsonObject(raw) ? raw.values : raw;
	if (!Array.isArray(rows)) throw notRows(context);
	return rows.flatMap((row: unknown): Row[] => {
		if (isBlank(row)) return [];
		if (!isRow(row)) throw notRows(context);
		if (isBlank(row.value)) return [];
		const key = isBlank(row.key) ? '' : trimText(readText(row.key, context));
		if (key === '' || key === '__proto__') {
			throw new ParameterError(
				`${context.label}: "${key}" cannot be a key`,
				'Give every row a key.',
			);
		}
		return [[key, trimText(readText(row.value, context))]];
	});
}

/** Whether it is a row as the form makes it: an expression may give another object, whose value would be lost. */
function isRow(row: unknown): row is { key?: unknown; value?: unknown } {
	if (!isJsonObject(row)) return false;
	const isWhole = Object.hasOwn(row, 'key') && Object.hasOwn(row, 'value');
	return isWhole || Object.keys(row).every((name) => name === 'key' || name === 'value');
}

function notRows({ label }: ReadContext): ParameterError {
	return new ParameterError(
		`${label} must be a list of keys and values`,
		'Give it as [{ "key": "city", "value": "Pune" }].',
	);
}
