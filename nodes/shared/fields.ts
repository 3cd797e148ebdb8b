import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';

import { ParameterError } from './failures';
import { findPrototypeKey, isJsonObject, jsonObjectSchema, tryParseJson } from './json';
import { toSnakeCase } from './wireNames';

/** What a reader may need beyond the raw value. */
export interface ReadContext {
	/** The parameter as users see it, e.g. "Additional Fields > Score". */
	readonly label: string;
	/** IANA name of the workflow's time zone, e.g. `Asia/Kolkata`. */
	readonly timezone: string;
}

/** A parameter: how n8n shows it, and how its raw value becomes a checked one. */
export interface Field<Value> {
	/** n8n's description, without the name. */
	readonly property: Omit<INodeProperties, 'name'>;
	/** The API's name for it, where that is not the parameter's name in snake_case. */
	readonly wireName?: string;
	/** Whether n8n has to extract the value, as it does for resource locators. */
	readonly extractValue?: boolean;
	/**
	 * @param raw what n8n hands over, from the form, an expression or an agent
	 * @throws {ParameterError} when the value cannot be sent
	 */
	readonly read: (raw: unknown, context: ReadContext) => Value;
}

/** Fields by parameter name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The checked values of fields, by parameter name. */
export type Values<F extends Fields> = {
	[Name in keyof F]: F[Name] extends Field<infer Value> ? Value : never;
};

/** What all builders take: the texts that users see. */
export interface FieldTexts {
	displayName: string;
	description?: string;
	placeholder?: string;
	hint?: string;
	/** Overrides the API's name for the field. */
	wireName?: string;
}

type TextOptions = FieldTexts & {
	default?: string;
	/** Number of lines that the input shows. */
	rows?: number;
	password?: boolean;
};

/** Whether a raw value counts as "not filled in": undefined, null, or text without a character. */
function isBlank(raw: unknown): boolean {
	return raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
}

/** A value as it may be shown in a message: short, on one line. */
function show(raw: unknown): string {
	const text = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? String(raw));
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function readText(raw: unknown, { label }: ReadContext): string {
	if (typeof raw === 'string') return raw;
	if (typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint') {
		return String(raw);
	}
	if (raw instanceof Date && !Number.isNaN(raw.getTime())) return raw.toISOString();
	throw new ParameterError(
		`${label} must be text, but it is ${Array.isArray(raw) ? 'a list' : 'an object'}: ${show(raw)}`,
		'Pick one value in the expression, e.g. {{ $json.name }}.',
	);
}

/** Makes a reader that answers undefined for what is not filled in. */
function optional<Value>(
	read: (raw: unknown, context: ReadContext) => Value,
): (raw: unknown, context: ReadContext) => Value | undefined {
	return (raw, context) => (isBlank(raw) ? undefined : read(raw, context));
}

function required<Value>(
	read: (raw: unknown, context: ReadContext) => Value,
): (raw: unknown, context: ReadContext) => Value {
	return (raw, context) => {
		if (isBlank(raw)) {
			throw new ParameterError(
				`${context.label} is required`,
				'Fill it in, or check that the expression finds a value for this item.',
			);
		}
		return read(raw, context);
	};
}

/** The texts as n8n wants them. */
function shown({ displayName, description, placeholder, hint }: FieldTexts) {
	return {
		displayName,
		...(description === undefined ? {} : { description }),
		...(placeholder === undefined ? {} : { placeholder }),
		...(hint === undefined ? {} : { hint }),
	};
}

function textProperty(options: TextOptions, isRequired: boolean): Omit<INodeProperties, 'name'> {
	const { rows, password } = options;
	return {
		...shown(options),
		type: 'string',
		default: options.default ?? '',
		...(isRequired ? { required: true } : {}),
		...(rows === undefined && password === undefined
			? {}
			: { typeOptions: { ...(rows ? { rows } : {}), ...(password ? { password } : {}) } }),
	};
}

/** Optional text; numbers become text, nothing filled in becomes undefined. */
export function text(options: TextOptions): Field<string | undefined> {
	return {
		property: textProperty(options, false),
		wireName: options.wireName,
		read: optional(readText),
	};
}

/** Text without which nothing is sent. */
export function requiredText(options: TextOptions): Field<string> {
	return {
		property: textProperty(options, true),
		wireName: options.wireName,
		read: required(readText),
	};
}

/** An optional number; numeric text from an expression is taken as the number it shows. */
export function number(
	options: FieldTexts & {
		default?: number;
		minValue?: number;
		maxValue?: number;
		integer?: boolean;
	},
): Field<number | undefined> {
	const { default: initial = 0, minValue, maxValue, integer } = options;
	const typeOptions = {
		...(minValue === undefined ? {} : { minValue }),
		...(maxValue === undefined ? {} : { maxValue }),
	};
	return {
		property: { ...shown(options), type: 'number', typeOptions, default: initial },
		wireName: options.wireName,
		read: optional((raw, { label }) => {
			const value = typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : Number.NaN;
			if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) {
				throw new ParameterError(
					`${label} must be a ${integer ? 'whole ' : ''}number, but it is "${show(raw)}"`,
					'Give plain digits, without a currency sign or thousands separators.',
				);
			}
			if (value < (minValue ?? value) || value > (maxValue ?? value)) {
				throw new ParameterError(
					`${label} must be ${maxValue === undefined ? `at least ${minValue}` : `from ${minValue} to ${maxValue}`}, but it is ${value}`,
				);
			}
			return value;
		}),
	};
}

/** A switch; the texts "true" and "false" from an expression are understood. */
export function toggle(options: FieldTexts & { default?: boolean }): Field<boolean> {
	const { default: initial = false } = options;
	return {
		property: { ...shown(options), type: 'boolean', default: initial },
		wireName: options.wireName,
		read: (raw, { label }) => {
			if (isBlank(raw)) return initial;
			if (typeof raw === 'boolean') return raw;
			if (raw === 'true' || raw === 'false') return raw === 'true';
			throw new ParameterError(`${label} must be true or false, but it is "${show(raw)}"`);
		},
	};
}

/** One of several options. */
export function choice<const Value extends string>(
	options: FieldTexts & {
		options: ReadonlyArray<INodePropertyOptions & { value: Value }>;
		default: NoInfer<Value>;
	},
): Field<Value> {
	const { options: offered, default: initial } = options;
	return {
		property: {
			...shown(options),
			type: 'options',
			options: sortedByName(offered),
			default: initial,
		},
		wireName: options.wireName,
		read: (raw, { label }) => {
			if (isBlank(raw)) return initial;
			return findOffered(raw, offered, label);
		},
	};
}

/** Several of several options, at least one. */
export function choices<const Value extends string>(
	options: FieldTexts & { options: ReadonlyArray<INodePropertyOptions & { value: Value }> },
): Field<Value[]> {
	const { options: offered } = options;
	return {
		property: {
			...shown(options),
			type: 'multiOptions',
			options: sortedByName(offered),
			default: [],
			required: true,
		},
		wireName: options.wireName,
		read: required((raw, context) => {
			const chosen = readList(raw, context).map((value) =>
				findOffered(value, offered, context.label),
			);
			if (chosen.length === 0) {
				throw new ParameterError(`${context.label}: choose at least one`);
			}
			return [...new Set(chosen)];
		}),
	};
}

function findOffered<Value extends string>(
	raw: unknown,
	offered: ReadonlyArray<INodePropertyOptions & { value: Value }>,
	label: string,
): Value {
	const found = offered.find(({ value }) => value === raw);
	if (!found) {
		throw new ParameterError(
			`${label} cannot be "${show(raw)}"`,
			`Use one of: ${offered.map(({ value }) => value).join(', ')}.`,
		);
	}
	return found.value;
}

function sortedByName<Option extends { name: string }>(options: readonly Option[]): Option[] {
	return [...options].sort((a, b) => a.name.localeCompare(b.name));
}

function readList(raw: unknown, context: ReadContext): string[] {
	const parts: unknown[] = Array.isArray(raw) ? raw : readText(raw, context).split(',');
	return parts.filter((part) => !isBlank(part)).map((part) => readText(part, context).trim());
}

/** A list of texts: comma-separated text, or a list from an expression. */
export function list(options: FieldTexts): Field<string[] | undefined> {
	return {
		property: { ...textProperty(options, false) },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const parts = readList(raw, context);
			return parts.length === 0 ? undefined : parts;
		}),
	};
}

/** A day: sent as `YYYY-MM-DD`, the day that was given, whatever the time zone. */
export function day(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => requireDate(raw, context).slice(0, DAY_LENGTH)),
	};
}

/** A point in time: sent in UTC (ISO 8601); a date without a time stays `YYYY-MM-DD`. */
export function moment(options: FieldTexts): Field<string | undefined> {
	return {
		property: { ...shown(options), type: 'dateTime', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const parsed = requireDate(raw, context);
			const isDayOnly = typeof raw === 'string' && raw.trim().length === DAY_LENGTH;
			return isDayOnly ? raw.trim() : new Date(parsed).toISOString();
		}),
	};
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Only this is handed to n8n's lenient parser, which makes a date of "05/06/2026" and "invoice 7", too. */
const ISO_DATE =
	/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?$/;

/** The date with the offset of the time zone it was given in, or undefined where there is none. */
function parseDate(raw: unknown, { timezone }: ReadContext): string | undefined {
	const given = typeof raw === 'string' ? raw.trim() : undefined;
	if (given === undefined ? !isJsonObject(raw) : !ISO_DATE.test(given)) return undefined;
	try {
		const parsed = tryToParseDateTime(given ?? raw, timezone).toISO() ?? '';
		const isReal = !Number.isNaN(Date.parse(parsed));
		// 30 February becomes a day in March.
		return isReal && parsed.startsWith(given?.slice(0, DAY_LENGTH) ?? '') ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function requireDate(raw: unknown, context: ReadContext): string {
	const parsed = parseDate(raw, context);
	if (parsed === undefined) {
		throw new ParameterError(
			`${context.label} must be a date, but it is "${show(raw)}"`,
			'Give it as YYYY-MM-DD, or with a time as YYYY-MM-DDTHH:MM.',
		);
	}
	return parsed;
}

/** A JSON object typed as text, or an object from an expression. */
export function jsonObject(options: FieldTexts): Field<IDataObject | undefined> {
	return {
		property: { ...shown(options), type: 'json', default: '{}' },
		wireName: options.wireName,
		read: optional((raw, { label }) => {
			const value = typeof raw === 'string' ? parseJson(raw, label) : raw;
			if (!isJsonObject(value)) {
				throw new ParameterError(
					`${label} must be a JSON object, but it is ${Array.isArray(value) ? 'an array' : show(value)}`,
					'Write it in braces, e.g. {"field": "value"}.',
				);
			}
			const forbidden = findPrototypeKey(value);
			if (forbidden !== undefined) {
				throw new ParameterError(
					`${label} must not contain the key "${forbidden}"`,
					'Rename or remove that key.',
				);
			}
			return value;
		}),
	};
}

function parseJson(raw: string, label: string): unknown {
	const parsed = tryParseJson(raw);
	if (!parsed.ok) {
		throw new ParameterError(
			`${label} is not valid JSON: ${parsed.reason}`,
			'Keys and texts need double quotes, and the last entry has no comma after it.',
		);
	}
	return parsed.value;
}

/** Key and value pairs; the key `__proto__` is refused. */
export function keyValues(options: FieldTexts): Field<Record<string, string> | undefined> {
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
			const isUnset = isJsonObject(raw) && Object.keys(raw).length === 0;
			const rows = isUnset ? [] : isJsonObject(raw) ? raw.values : raw;
			if (!Array.isArray(rows)) {
				throw new ParameterError(`${context.label} must be a list of keys and values`);
			}
			const pairs = rows.map((row: unknown): [string, string] => {
				const pair = isJsonObject(row) ? row : {};
				const key = isBlank(pair.key) ? '' : readText(pair.key, context).trim();
				if (key === '' || key === '__proto__') {
					throw new ParameterError(
						`${context.label}: "${key}" cannot be a key`,
						'Give every row a key.',
					);
				}
				return [key, isBlank(pair.value) ? '' : readText(pair.value, context)];
			});
			return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
		}),
	};
}

/** A record of the account: picked from a searched list, or given by its ID. */
export function recordLocator(
	options: FieldTexts & {
		/** Name of the node's list search method. */
		searchListMethod: string;
		/** What an ID looks like, e.g. `lead_01J2XK3M4N5P6Q7R`. */
		idExample: string;
	},
): Field<string> {
	const { searchListMethod, idExample } = options;
	return {
		property: {
			...shown(options),
			type: 'resourceLocator',
			required: true,
			default: { mode: 'list', value: '' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod, searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: `e.g. ${idExample}`,
					validation: [
						{
							type: 'regex',
							properties: {
								regex: '^\\s*[^\\s/?#]+\\s*$',
								errorMessage: 'An ID has no spaces and none of the characters / ? #',
							},
						},
					],
				},
			],
		},
		wireName: options.wireName,
		extractValue: true,
		read: required((raw, context) => readText(raw, context).trim()),
	};
}

/** Puts the fields of a collection into n8n's order and form. */
function collectionProperty(texts: FieldTexts, fields: Fields): Omit<INodeProperties, 'name'> {
	return {
		placeholder: 'Add Field',
		...shown(texts),
		type: 'collection',
		default: {},
		options: Object.entries(fields)
			.map(([name, field]) => ({ ...field.property, name }))
			.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

/** Reads those fields of a collection that are filled in. */
function readCollection(
	raw: unknown,
	fields: Fields,
	{ label, timezone }: ReadContext,
): Array<{ name: string; wireName: string; value: unknown }> {
	if (isBlank(raw)) return [];
	if (!isJsonObject(raw)) {
		throw new ParameterError(
			`${label} must be an object with the fields to set, but it is ${Array.isArray(raw) ? 'a list' : show(raw)}`,
		);
	}
	return Object.entries(fields)
		.filter(([name]) => Object.hasOwn(raw, name))
		.map(([name, field]) => ({
			name,
			wireName: field.wireName ?? toSnakeCase(name),
			value: field.read(raw[name], { label: `${label} > ${field.property.displayName}`, timezone }),
		}))
		.filter(({ value }) => value !== undefined);
}

/**
 * A collection whose values the operation works with under their parameters' names.
 *
 * @param texts label and description of the collection
 * @param fields what it offers
 */
export function collection<F extends Fields>(
	texts: FieldTexts,
	fields: F,
): Field<Partial<Values<F>>> {
	return {
		property: collectionProperty(texts, fields),
		wireName: texts.wireName,
		read: (raw, context) => {
			const values: Partial<Values<F>> = {};
			return Object.assign(
				values,
				Object.fromEntries(
					readCollection(raw, fields, context).map(({ name, value }) => [name, value]),
				),
			);
		},
	};
}

/**
 * A collection that becomes part of a request body, under the API's names. `otherFields`, where it
 * is among the fields, is merged last, so that whatever the vendor adds can be sent at once.
 *
 * @param texts label and description of the collection
 * @param fields what it offers
 */
export function bodyFields(texts: FieldTexts, fields: Fields): Field<IDataObject> {
	return {
		property: collectionProperty(texts, fields),
		wireName: texts.wireName,
		read: (raw, context) => {
			const entries = readCollection(raw, fields, context);
			const others = entries.find(({ name }) => name === 'otherFields')?.value;
			const named = entries.filter(({ name }) => name !== 'otherFields');
			return jsonObjectSchema.parse({
				...Object.fromEntries(named.map(({ wireName, value }) => [wireName, value])),
				...(isJsonObject(others) ? others : {}),
			});
		},
	};
}

/**
 * A collection that becomes query parameters, under the API's names; lists are comma-joined.
 *
 * @param texts label and description of the collection
 * @param fields what it offers
 */
export function queryFields(texts: FieldTexts, fields: Fields): Field<Record<string, string>> {
	return {
		property: collectionProperty(texts, fields),
		wireName: texts.wireName,
		read: (raw, context) =>
			Object.fromEntries(
				readCollection(raw, fields, context).map(({ wireName, value }) => [
					wireName,
					Array.isArray(value) ? value.join(',') : String(value),
				]),
			),
	};
}

/** The field of a body through which everything that has no field of its own can be sent. */
export const otherFields = jsonObject({
	displayName: 'Other Fields (JSON)',
	description:
		'Further fields for the API as a JSON object, merged last. Set a field to null to clear it.',
	placeholder: 'e.g. {"custom_field": "value"}',
});
