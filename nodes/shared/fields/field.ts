import type { INodeProperties } from 'n8n-workflow';

import { isRoundedInteger } from '../bigIntegers';
import { ParameterError } from '../failures';
import { show } from './show';
import { trimText } from './trimText';

export { show };

/** What a reader may need beyond the raw value. */
export interface ReadContext {
	/** The parameter as users see it, e.g. "Additional Fields > Score". */
	readonly label: string;
	/** IANA name of the workflow's time zone, e.g. `Asia/Kolkata`. */
	readonly timezone: string;
	/** Whether an agent's model gave the value: models fill in every field, at times with nothing. */
	readonly isForAgent?: boolean;
	/** Labels of a collection's fields by parameter name, where these are not filled in below the collection. */
	readonly labels?: ReadonlyMap<string, string>;
	/** Collects the values that a person picked from a list. */
	readonly chosen?: Set<string>;
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
	 * Whether `read` returns the default for what is not filled in. In a collection such a field is
	 * omitted instead: nobody chose the default there.
	 */
	readonly fallsBackToDefault?: boolean;
	/** The fields of a collection. */
	readonly fields?: Fields;
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
	/** Overrides the API's name for the field. */
	wireName?: string;
}

/** Whether a raw value counts as "not filled in": undefined, null, or text without a visible character. */
export function isBlank(raw: unknown): boolean {
	return raw === undefined || raw === null || (typeof raw === 'string' && trimText(raw) === '');
}

/**
 * Reads text; numbers, booleans and dates become text.
 *
 * @throws {ParameterError} for lists and objects, NaN and Infinity, and whole numbers that JavaScript rounds
 */
export function readText(raw: unknown, { label }: ReadContext): string {
	if (typeof raw === 'string') return raw;
	if (typeof raw === 'number') {
		if (isRoundedInteger(raw)) throw roundedNumber(label, raw);
		if (!Number.isFinite(raw)) {
			throw new ParameterError(
				`${label} must be text, but it is ${raw}`,
				'Check the calculation in the expression for this item.',
			);
		}
	}
	if (typeof raw === 'number' || typeof raw === 'boolean' || typeof raw === 'bigint') {
		return String(raw);
	}
	if (raw instanceof Date && !Number.isNaN(raw.getTime())) return raw.toISOString();
	throw new ParameterError(
		`${label} must be text, but it is ${Array.isArray(raw) ? 'a list' : 'an object'}: ${show(raw)}`,
		'Give one value, e.g. {{ $json.name }} in an expression.',
	);
}

/**
 * The error for a number that JavaScript has rounded, e.g. an ID of 20 digits.
 *
 * @param label the parameter as users see it
 * @param value the number as it arrived
 */
export function roundedNumber(label: string, value: number | bigint): ParameterError {
	return new ParameterError(
		`${label} has a number that is too long to be exact: ${value}`,
		`Whole numbers are exact up to ${Number.MAX_SAFE_INTEGER}; a longer one is rounded before it arrives here. Give it as text, in quotes, from the node that it comes from.`,
	);
}

/** Makes a reader that also accepts a list with one entry: agents sometimes wrap a single value in a list. */
export function single<Value>(
	read: (raw: unknown, context: ReadContext) => Value,
): (raw: unknown, context: ReadContext) => Value {
	return (raw, context) => read(Array.isArray(raw) && raw.length === 1 ? raw[0] : raw, context);
}

/** Makes a reader that returns undefined for what is not filled in. */
export function optional<Value>(
	read: (raw: unknown, context: ReadContext) => Value,
): (raw: unknown, context: ReadContext) => Value | undefined {
	return (raw, context) => (isBlank(raw) ? undefined : read(raw, context));
}

/**
 * Makes a reader that rejects what is not filled in.
 *
 * @throws {ParameterError} from the reader it makes
 */
export function required<Value>(
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

/**
 * Makes a collection's field that must not be empty once it was added, for values whose absence means
 * something else.
 */
export function filled<Value>(field: Field<Value | undefined>): Field<Value> {
	return {
		...field,
		read: (raw, context) => {
			const value = field.read(raw, context);
			if (value === undefined) {
				throw new ParameterError(
					`${context.label} is empty`,
					'Give it a value, check that the expression finds one for this item, or remove the field.',
				);
			}
			return value;
		},
	};
}

/**
 * Shows a field only where other parameters have one of the given values.
 *
 * @param where values by parameter name, e.g. `{ returnAll: [false] }`
 */
export function shownWhere<Value>(
	where: Readonly<Record<string, ReadonlyArray<string | number | boolean>>>,
	field: Field<Value>,
): Field<Value> {
	const show = Object.fromEntries(
		Object.entries(where).map(([name, values]) => [name, [...values]]),
	);
	return { ...field, property: { ...field.property, displayOptions: { show } } };
}

/**
 * Shows a field of a collection only where the workflow has a value for it already, so that nobody adds it
 * any more. n8n drops values of fields that it does not show.
 *
 * @param name the field's own name in the collection
 */
export function shownWhereSet<Value>(name: string, field: Field<Value>): Field<Value> {
	const displayOptions = { show: { [name]: [{ _cnd: { exists: true } } as const] } };
	const { displayName } = field.property;
	const description = `Where an earlier version of this node had ${displayName}; counts only if the field of that name is empty`;
	return { ...field, property: { ...field.property, description, displayOptions } };
}

/** A text in the form, above the fields below it; it has no value. */
export function notice(displayName: string): Field<undefined> {
	return { property: { displayName, type: 'notice', default: '' }, read: () => undefined };
}

/** The texts as n8n wants them. */
export function shown({ displayName, description, placeholder }: FieldTexts) {
	return {
		displayName,
		...(description === undefined ? {} : { description }),
		...(placeholder === undefined ? {} : { placeholder }),
	};
}

/** Compares English labels in n8n's order, without `localeCompare`, which takes several ms to load. */
export function compareNames(one: string, other: string): number {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Options in the order of their labels, as n8n wants them. */
export function sortedByName<Option extends { name: string }>(
	options: readonly Option[],
): Option[] {
	return [...options].sort((a, b) => compareNames(a.name, b.name));
}
