import { isRoundedInteger } from '../bigIntegers';
import { ParameterError } from '../failures';
import type { Field, FieldTexts, ReadContext } from './field';
import { optional, readText, show, shown, single } from './field';
import { readList } from './list';
import { trimText } from './trimText';

/**
 * Reads an ID that is a whole number.
 *
 * @throws {ParameterError} for anything but a whole number from 1 on
 */
export function readIntegerId(raw: unknown, context: ReadContext): number {
	const digits = trimText(readText(raw, context));
	const id = Number(digits);
	if (!/^[1-9]\d*$/.test(digits) || !Number.isSafeInteger(id)) {
		throw new ParameterError(
			`${context.label} must be an ID, which is a whole number${isRoundedInteger(id) ? ` up to ${Number.MAX_SAFE_INTEGER}` : ''}, but it is "${show(raw)}"`,
			'Give the ID in plain digits, e.g. 42.',
		);
	}
	return id;
}

/** The ID of a record, where the API has whole numbers as IDs. */
export function integerId(options: FieldTexts): Field<number | undefined> {
	return {
		property: { ...shown(options), type: 'string', default: '' },
		wireName: options.wireName,
		read: single(optional(readIntegerId)),
	};
}

/** Several IDs that are whole numbers: comma-separated text, or a list from an expression. */
export function integerIds(options: FieldTexts): Field<number[] | undefined> {
	return {
		property: { ...shown(options), type: 'string', default: '' },
		wireName: options.wireName,
		read: optional((raw, context) => {
			const ids = readList(raw, context).map((part) => readIntegerId(part, context));
			return ids.length === 0 ? undefined : ids;
		}),
	};
}
