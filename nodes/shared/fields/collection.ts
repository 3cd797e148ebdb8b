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
	{ label, timezone }: ReadContext,
): Array<{ name: string; wireName: string; value: unknown }> {
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
