import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

import { isJsonObject } from '../json';
import type { Field, FieldTexts, ReadContext } from './field';
import { isBlank, optional, readText, shown, single } from './field';
import { readList } from './list';
import { trimText } from './trimText';

/** How values are given beside the list. n8n has its own label for `id`. */
const OTHER_MODES = {
	id: {
		name: 'id',
		displayName: 'By ID',
		validation: [
			{
				type: 'regex',
				properties: {
					regex: '^[^/?#]*$',
					errorMessage: 'An ID has none of the characters / ? #',
				},
			},
		],
	},
	name: { name: 'name', displayName: 'By Name' },
} satisfies Record<string, Omit<INodePropertyMode, 'type'>>;

/** What a value is picked from, and what it looks like. */
export interface LocatorOptions extends FieldTexts {
	/** Name of the node's list search method. */
	searchListMethod: string;
	/** How it is given otherwise: by an ID or key, or by a name. */
	otherwise: keyof typeof OTHER_MODES;
}

/**
 * n8n's description of a value that is picked from a searched list or typed.
 *
 * @param validation what the editor checks of a typed value, where that is not the usual
 */
export function locatorProperty(
	{ placeholder, ...options }: LocatorOptions,
	validation?: INodePropertyMode['validation'],
): Omit<INodeProperties, 'name'> {
	return {
		...shown(options),
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: options.searchListMethod, searchable: true },
			},
			{
				...OTHER_MODES[options.otherwise],
				type: 'string',
				placeholder,
				...(validation === undefined ? {} : { validation }),
			},
		],
	};
}

/**
 * Takes the value out of what the editor stores, e.g. `{ __rl: true, mode: 'list', value: 'sales' }`: n8n
 * does so only for parameters that are not in a collection. Anything else is a value already.
 *
 * @param chosen collects the values that were picked from a list
 */
export function unwrapLocator(raw: unknown, { chosen }: Partial<ReadContext> = {}): unknown {
	if (!isJsonObject(raw)) return raw;
	const { __rl: isStored, mode, value } = raw;
	// A parameter's default lacks the mark.
	if (isStored !== true && !(typeof mode === 'string' && Object.hasOwn(raw, 'value'))) return raw;
	if (mode === 'list' && typeof value === 'string') chosen?.add(trimText(value));
	return value;
}

/** Makes a reader that also accepts what the editor stores for a value picked from a list. */
function located<Value>(
	read: (raw: unknown, context: ReadContext) => Value,
): (raw: unknown, context: ReadContext) => Value {
	return (raw, context) => read(unwrapLocator(raw, context), context);
}

/**
 * Optional text that is picked from a list or typed. An expression's value, or plain text in the workflow,
 * is read as a typed one.
 */
export function locator(options: LocatorOptions): Field<string | undefined> {
	return {
		property: locatorProperty(options),
		wireName: options.wireName,
		read: located(single(located(optional((raw, context) => trimText(readText(raw, context)))))),
	};
}

/**
 * Several texts that are picked from a list, one after the other, or typed with commas between them. An
 * expression may give such text or an array. The list's values are such text, too.
 */
export function locatorList(options: LocatorOptions): Field<string[] | undefined> {
	return {
		property: locatorProperty(options),
		wireName: options.wireName,
		read: located((raw, context) => {
			if (isBlank(raw)) return undefined;
			const entries = Array.isArray(raw) ? raw.map((entry) => unwrapLocator(entry)) : raw;
			const parts = readList(entries, context);
			return parts.length === 0 ? undefined : parts;
		}),
	};
}
