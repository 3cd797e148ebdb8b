import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ParameterError } from '../failures';
import { isJsonObject, jsonObjectSchema } from '../json';
import type { Field, Fields, FieldTexts, ReadContext, Values } from './field';
import { compareNames, isBlank, show, shown } from './field';
import { toSnakeCase } from './wireNames';

/** Puts the fields of a collection into n8n's order and form. */
function collectionProperty(texts: FieldTexts, fields: Fields): Omit<INodeProperties, 'name'> {
	return {
		placeholder: 'Add field',
		...shown(texts),
		type: 'collection',
		default: {},
		options: Object.entries(fields)
			.map(([name, field]) => ({ ...field.property, name }))
			.sort((a, b) => compareNames(a.displayName, b.displayName)),
	};
}

/** Reads those fields of a collection that are filled in. */
function readCollection(
	raw: unknown,
	fields: Fields,
	context: ReadContext,
): Array<{ name: string; wireName: string; label: string; value: unknown }> {
	const { label } = context;
	if (isBlank(raw)) return [];
	if (!isJsonObject(raw)) {
		throw new ParameterError(
			`${label} must be an object with the fields to set, but it is ${Array.isArray(raw) ? 'a list' : show(raw)}`,
			'Give names and values, e.g. { "source": "website" }.',
		);
	}
	return Object.entries(fields)
		.filter(
			([name, { fallsBackToDefault = false }]) =>
				Object.hasOwn(raw, name) && !(fallsBackToDefault && isBlank(raw[name])),
		)
		.map(([name, field]) => {
			const fullLabel = context.labels?.get(name) ?? `${label} > ${field.property.displayName}`;
			return {
				name,
				wireName: field.wireName ?? toSnakeCase(name),
				label: fullLabel,
				value: field.read(raw[name], { ...context, label: fullLabel }),
			};
		})
		.filter(({ value }) => value !== undefined);
}

/**
 * A collection whose values the operation works with under their parameters' names.
 *
 * @param fields what it offers; nothing if left out
 * @param further what it offers besides, for whoever does not work with the values by their types
 */
export function collection<F extends Fields>(
	texts: FieldTexts,
	fields: F | undefined,
	further: Fields = {},
): Field<Partial<Values<F>>> {
	const all: Fields = { ...fields, ...further };
	return {
		property: collectionProperty(texts, all),
		wireName: texts.wireName,
		read: (raw, context) => {
			const values: Partial<Values<F>> = {};
			return Object.assign(
				values,
				Object.fromEntries(
					readCollection(raw, all, context).map(({ name, value }) => [name, value]),
				),
			);
		},
	};
}

/**
 * A collection that becomes part of a request body, under the API's names. `otherFields`, where it is
 * among the fields, is merged last, so that fields that the vendor adds can be sent at once.
 */
export function bodyFields(texts: FieldTexts, fields: Fields): Field<IDataObject> {
	return {
		property: collectionProperty(texts, fields),
		wireName: texts.wireName,
		fields,
		read: (raw, context) => {
			const entries = readCollection(raw, fields, context);
			const others = entries.find(({ name }) => name === 'otherFields')?.value;
			const named = entries.filter(({ name }) => name !== 'otherFields');
			const fieldsByName = Object.fromEntries(
				named.map(({ wireName, value }) => [wireName, value]),
			);
			return joinFields(jsonObjectSchema.parse(fieldsByName), isJsonObject(others) ? others : {});
		},
	};
}

/**
 * Merges further fields into those that have parameters of their own. Where both have an object, the two
 * are merged key by key; any other value is replaced.
 *
 * @param named fields with parameters of their own, e.g. `{ metadata: { city: 'Pune' } }`
 * @param further takes precedence
 */
export function joinFields(named: IDataObject, further: IDataObject): IDataObject {
	const joined = Object.entries(further).map(([name, value]): [string, unknown] => {
		const before = Object.hasOwn(named, name) ? named[name] : undefined;
		return [name, isJsonObject(before) && isJsonObject(value) ? { ...before, ...value } : value];
	});
	return jsonObjectSchema.parse({ ...named, ...Object.fromEntries(joined) });
}

/**
 * A collection that becomes query parameters, under the API's names. Lists are joined by commas, so a
 * part that contains a comma is rejected.
 */
export function queryFields(texts: FieldTexts, fields: Fields): Field<Record<string, string>> {
	return {
		property: collectionProperty(texts, fields),
		wireName: texts.wireName,
		read: (raw, context) =>
			Object.fromEntries(
				readCollection(raw, fields, context).map(({ wireName, label, value }) => [
					wireName,
					Array.isArray(value) ? joinByComma(value, label) : String(value),
				]),
			),
	};
}

/**
 * One collection in the form for the fields of two, each of which reads its own.
 *
 * @param texts those of the collection in the form
 */
export function sideBySide<One, Other>(
	texts: FieldTexts,
	one: Field<One>,
	other: Field<Other>,
): Field<readonly [One, Other]> {
	const options = [one, other]
		.flatMap(({ property }) => property.options ?? [])
		.filter((option) => 'displayName' in option)
		.sort((a, b) => compareNames(a.displayName, b.displayName));
	return {
		property: { ...collectionProperty(texts, {}), options },
		wireName: texts.wireName,
		read: (raw, context) => [one.read(raw, context), other.read(raw, context)],
	};
}

/** @throws {ParameterError} for a part with a comma, which the API would read as two */
function joinByComma(parts: readonly unknown[], label: string): string {
	const divided = parts.map(String).find((part) => part.includes(','));
	if (divided !== undefined) {
		throw new ParameterError(
			`${label} cannot look for "${show(divided)}": the API would read its comma as the end of a value`,
			'Leave it out here, and pick the records that have it afterwards, e.g. with a Filter node.',
		);
	}
	return parts.join(',');
}
