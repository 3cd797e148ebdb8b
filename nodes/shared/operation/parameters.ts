import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Field, Fields, Values } from '../fields';

/** Hands over an item's raw parameter, extracted where the field asks for it. */
export interface ParameterSource {
	raw(name: string, field: Field<unknown>): unknown;
	/** IANA name of the workflow's time zone. */
	readonly timezone: string;
	/** Whether an agent's model gave the parameters. */
	readonly isForAgent?: boolean;
	/** The item itself. */
	readonly item?: () => IDataObject;
	/** Collects the values that a person picked from a list. */
	readonly chosen?: Set<string>;
	/** Where values do not come from the form: what they are called in errors, by parameter name. */
	readonly labels?: ReadonlyMap<string, string>;
}

/**
 * Reads one parameter of an item.
 *
 * @throws {ParameterError} when the value cannot be sent
 */
export function readParameter<Value>(
	name: string,
	field: Field<Value>,
	source: ParameterSource,
): Value {
	const { timezone, isForAgent = false, labels, chosen } = source;
	const label = labels?.get(name) ?? field.property.displayName;
	return field.read(source.raw(name, field), { label, timezone, isForAgent, labels, chosen });
}

/**
 * Reads several parameters of an item.
 *
 * @throws {ParameterError} when a value cannot be sent
 */
export function readParameters<F extends Fields>(fields: F, source: ParameterSource): Values<F> {
	const values: Partial<Values<F>> = {};
	for (const [name, field] of Object.entries(fields)) {
		Object.assign(values, { [name]: readParameter(name, field, source) });
	}
	if (!isComplete(fields, values)) throw new TypeError('A parameter was not read');
	return values;
}

function isComplete<F extends Fields>(fields: F, values: Partial<Values<F>>): values is Values<F> {
	return Object.keys(fields).every((name) => Object.hasOwn(values, name));
}

/** Gives fields their names, as n8n wants them. */
export function toProperties(fields: Fields): INodeProperties[] {
	return Object.entries(fields).map(([name, field]) => ({ ...field.property, name }));
}
