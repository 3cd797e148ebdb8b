import type { Field, FieldTexts, ReadContext } from './field';
import { isBlank, optional, readText, shown } from './field';
import { splitList } from './listText';
import { trimText } from './trimText';

/**
 * Reads a list: text as {@link splitList} accepts it, or an array. Blank and repeated entries are left
 * out; letter case counts, since the API may distinguish "VIP" from "vip".
 *
 * @throws {ParameterError} where a part is no text
 */
export function readList(raw: unknown, context: ReadContext): string[] {
	const parts: unknown[] = Array.isArray(raw)
		? raw
		: splitList(readText(raw, context), context.label);
	const texts = parts
		.filter((part) => !isBlank(part))
		.map((part) => trimText(readText(part, context)));
	return [...new Set(texts)];
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
