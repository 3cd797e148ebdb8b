import type { INodePropertyOptions } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { Field, FieldTexts } from './field';
import { isBlank, required, show, shown, sortedByName } from './field';
import { readList } from './list';
import { trimText } from './trimText';

/**
 * A switch; the texts "true" and "false" are accepted in any letter case. Blank means the default; in a
 * collection, blank means omitted.
 */
export function toggle(options: FieldTexts & { default?: boolean }): Field<boolean> {
	const { default: initial = false } = options;
	return {
		property: { ...shown(options), type: 'boolean', default: initial },
		wireName: options.wireName,
		fallsBackToDefault: true,
		read: (raw, { label }) => {
			if (isBlank(raw)) return initial;
			if (typeof raw === 'boolean') return raw;
			const word = typeof raw === 'string' ? trimText(raw).toLowerCase() : undefined;
			if (word === 'true' || word === 'false') return word === 'true';
			throw new ParameterError(
				`${label} must be true or false, but it is "${show(raw)}"`,
				'Switch it on or off, or let the expression give true or false.',
			);
		},
	};
}

/**
 * One of several options, by its value or its label, in any letter case. Where values are numbers,
 * numeric text is accepted. Blank is rejected where the field is required; otherwise it means the
 * default, or, in a collection, omitted.
 *
 * @param options `default` is left out where the user has to choose; `isFixed` keeps expressions out
 */
export function choice<const Value extends string | number>(
	options: FieldTexts & {
		options: ReadonlyArray<INodePropertyOptions & { value: Value }>;
		isFixed?: boolean;
	} & ({ default: NoInfer<Value>; required?: boolean } | { default?: undefined; required: true }),
): Field<Value> {
	const { options: offered, default: initial, required: isRequired = false } = options;
	const readOffered: Field<Value>['read'] = (raw, { label }) => findOffered(raw, offered, label);
	return {
		property: {
			...shown(options),
			type: 'options',
			options: sortedByName(offered),
			default: initial ?? '',
			...(isRequired ? { required: true } : {}),
			...(options.isFixed === true ? { noDataExpression: true } : {}),
		},
		wireName: options.wireName,
		fallsBackToDefault: !isRequired,
		read:
			isRequired || initial === undefined
				? required(readOffered)
				: (raw, context) => (isBlank(raw) ? initial : readOffered(raw, context)),
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
				throw new ParameterError(
					`${context.label}: choose at least one`,
					`Use one or more of: ${offered.map(({ value }) => value).join(', ')}.`,
				);
			}
			return [...new Set(chosen)];
		}),
	};
}

function findOffered<Value extends string | number>(
	raw: unknown,
	offered: ReadonlyArray<INodePropertyOptions & { value: Value }>,
	label: string,
): Value {
	const isComparable = typeof raw === 'string' || typeof raw === 'number';
	const wanted = isComparable ? trimText(String(raw)).toLowerCase() : undefined;
	const found =
		offered.find(({ value }) => String(value).toLowerCase() === wanted) ??
		offered.find(({ name }) => name.toLowerCase() === wanted);
	if (!found) {
		throw new ParameterError(
			`${label} cannot be "${show(raw)}"`,
			`Use one of: ${offered.map(({ value }) => value).join(', ')}.`,
		);
	}
	return found.value;
}
