import { ParameterError } from '../failures';
import { isJsonObject, tryParseJson } from '../json';
import type { Field, FieldTexts, ReadContext } from './field';
import { isBlank, optional, readText, shown } from './field';

/**
 * Reads a list: comma-separated text, an array, or an array as JSON text. What is blank in it is left
 * out.
 *
 * @throws {ParameterError} where a part is no text
 */
export function readList(raw: unknown, context: ReadContext): string[] {
	const parts: unknown[] = Array.isArray(raw) ? raw : splitText(readText(raw, context));
	return parts.filter((part) => !isBlank(part)).map((part) => readText(part, context).trim());
}

function splitText(text: string): unknown[] {
	const parsed = tryParseJson(text);
	return parsed.ok && Array.isArray(parsed.value) ? parsed.value : text.split(',');
}

/** A list of texts: comma-separated text, or a list from an expression. */
export function list(options: FieldTexts): Field<string[] | undefined> {
	return {
		property: { ...shown(options), type: 'string', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const parts = readList(raw, context);
			return parts.length === 0 ? undefined : parts;
		}),
	};
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
				throw new ParameterError(
					`${context.label} must be a list of keys and values`,
					'Give it as [{ "key": "city", "value": "Pune" }].',
				);
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
