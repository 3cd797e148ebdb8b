import type { INodeProperties } from 'n8n-workflow';

import type { Field, FieldTexts } from './field';
import { optional, readText, required, shown } from './field';

type TextOptions = FieldTexts & {
	default?: string;
	/** Number of lines that the input shows. */
	rows?: number;
	password?: boolean;
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
