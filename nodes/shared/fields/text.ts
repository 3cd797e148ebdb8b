import type { INodeProperties } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { Field, FieldTexts, ReadContext } from './field';
import { optional, readText, required, shown, single } from './field';

type TextOptions = FieldTexts & {
	default?: string;
	/** Number of lines that the input shows. */
	rows?: number;
	password?: boolean;
	/** Most characters that the API takes. */
	maxLength?: number;
};

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

/** Reads text that is not longer than the API takes. */
function readShortText(raw: unknown, context: ReadContext, maxLength = Infinity): string {
	const value = readText(raw, context);
	const { length } = Array.from(value);
	if (length > maxLength) {
		throw new ParameterError(
			`${context.label} can have at most ${maxLength} characters, but it has ${length}`,
			'Shorten it.',
		);
	}
	return value;
}

/** Optional text; numbers become text, nothing filled in becomes undefined. */
export function text(options: TextOptions): Field<string | undefined> {
	return {
		property: textProperty(options, false),
		wireName: options.wireName,
		read: single(optional((raw, context) => readShortText(raw, context, options.maxLength))),
	};
}

/** Text without which nothing is sent. */
export function requiredText(options: TextOptions): Field<string> {
	return {
		property: textProperty(options, true),
		wireName: options.wireName,
		read: single(required((raw, context) => readShortText(raw, context, options.maxLength))),
	};
}
