import type { IDataObject } from 'n8n-workflow';

import { findBigIntegers } from '../bigIntegers';
import { ParameterError } from '../failures';
import { findInexactNumber, findPrototypeKey, isJsonObject, tryParseJson } from '../json';
import type { Field, FieldTexts } from './field';
import { optional, roundedNumber, show, shown } from './field';
import { beforeToJson } from './show';

/** A JSON object typed as text, or an object from an expression. */
export function jsonObject(options: FieldTexts): Field<IDataObject | undefined> {
	return {
		property: { ...shown(options), type: 'json', default: '{}' },
		wireName: options.wireName,
		read: optional((raw, { label }) => {
			const value = typeof raw === 'string' ? parseJson(raw, label) : raw;
			if (!isJsonObject(value)) {
				throw new ParameterError(
					`${label} must be a JSON object, but it is ${Array.isArray(value) ? 'an array' : show(value)}`,
					'Write it in braces, e.g. {"field": "value"}.',
				);
			}
			checkWritable(value, label);
			const forbidden = findPrototypeKey(value);
			if (forbidden !== undefined) {
				throw new ParameterError(
					`${label} must not contain the key "${forbidden}"`,
					'Rename or remove that key.',
				);
			}
			if (typeof raw === 'string') requireExactIntegers(raw, label);
			const inexact = typeof raw === 'string' ? undefined : findInexactNumber(value);
			if (inexact !== undefined) throw roundedNumber(label, inexact);
			return value;
		}),
	};
}

/** Rejects numbers that would be sent rounded, or as text. */
function requireExactIntegers(json: string, label: string): void {
	const [big] = findBigIntegers(json);
	if (big === undefined) return;
	throw new ParameterError(
		`${label} has a number that is too long to be sent exactly: ${show(big.digits)}`,
		`Put it in quotes if it is an ID: "${show(big.digits)}". Whole numbers are exact up to ${Number.MAX_SAFE_INTEGER}.`,
	);
}

/** Rejects what JSON writes as null, which would clear a value: NaN, a date that is none, undefined in a list. */
function checkWritable(value: IDataObject, label: string): void {
	const wrong = new Map<string, unknown>();
	let isWritable = true;
	try {
		JSON.stringify(value, function (this: unknown, key, part: unknown) {
			const original = beforeToJson(this, key, part);
			if (becomesNull(part, original, Array.isArray(this))) wrong.set(key, original);
			return typeof part === 'bigint' ? String(part) : part;
		});
	} catch {
		isWritable = false;
	}
	if (!isWritable) {
		throw new ParameterError(
			`${label} cannot be written as JSON`,
			'Give an object that does not contain itself.',
		);
	}
	for (const [key, original] of wrong) {
		const what = typeof original === 'number' ? 'is no number to send' : 'would arrive as null';
		throw new ParameterError(
			`${label}: "${key}" is ${String(original)}, which ${what}`,
			'Check the calculation in the expression for this item.',
		);
	}
}

function becomesNull(part: unknown, original: unknown, isInList: boolean): boolean {
	if (typeof part === 'number') return !Number.isFinite(part);
	if (part === null) return original !== null;
	return isInList && ['undefined', 'function', 'symbol'].includes(typeof part);
}

function parseJson(raw: string, label: string): unknown {
	const parsed = tryParseJson(raw);
	if (!parsed.ok) {
		throw new ParameterError(
			`${label} is not valid JSON: ${parsed.reason}`,
			'Keys and texts need double quotes, and the last entry has no comma after it.',
		);
	}
	return parsed.value;
}

/** The body's field for everything that has no parameter of its own. */
export const otherFields = jsonObject({
	displayName: 'Other Fields (JSON)',
	description:
		'Further fields for the API as a JSON object, merged last; an object there joins one set here, key by key. Set a field to null to clear it.',
	placeholder: 'e.g. {"custom_field": "value"}',
});
