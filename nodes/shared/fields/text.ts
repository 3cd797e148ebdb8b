import type { INodeProperties } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { Field, FieldTexts, ReadContext } from './field';
import { optional, readText, required, shown, single } from './field';
import { trimText } from './trimText';

type TextOptions = FieldTexts & {
	default?: string;
	/** Number of lines that the input shows. */
	rows?: number;
	password?: boolean;
	/** Most characters that the API takes. */
	maxLength?: number;
	/** Whether spaces around it are sent: they are left out of all but the text of a message. */
	keepsSpaces?: boolean;
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
function readShortText(
	raw: unknown,
	context: ReadContext,
	{ maxLength = Infinity, keepsSpaces = false }: TextOptions,
): string {
	const given = readText(raw, context);
	const value = keepsSpaces ? given : trimText(given);
	const { length } = Array.from(value);
	if (length > maxLength) {
		throw new ParameterError(
			`${context.label} can have at most ${maxLength} characters, but it has ${length}`,
			'Shorten it.',
		);
	}
	return value;
}

/** Optional text, without the spaces around it; numbers become text, nothing filled in becomes undefined. */
export function text(options: TextOptions): Field<string | undefined> {
	return {
		property: textProperty(options, false),
		wireName: options.wireName,
		read: single(optional((raw, context) => readShortText(raw, context, options))),
	};
}

/** Text without which nothing is sent, without the spaces around it. */
export function requiredText(options: TextOptions): Field<string> {
	return {
		property: textProperty(options, true),
		wireName: options.wireName,
		read: single(required((raw, context) => readShortText(raw, context, options))),
	};
}
