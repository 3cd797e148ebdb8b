import { isRoundedInteger } from '../bigIntegers';
import { ParameterError } from '../failures';
import type { Field, FieldTexts } from './field';
import { optional, show, shown } from './field';
import { trimText } from './trimText';

/** Digits as people write them; `Number` takes "0x10", "1e3" and the empty text as well. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** An optional number; numeric text from an expression is taken as the number it shows. */
export function number(
	options: FieldTexts & {
		/** Where it is left out, the field is empty. */
		default?: number | '';
		minValue?: number;
		maxValue?: number;
		integer?: boolean;
	},
): Field<number | undefined> {
	const { default: initial = 0, minValue, maxValue, integer } = options;
	const typeOptions = {
		...(minValue === undefined ? {} : { minValue }),
		...(maxValue === undefined ? {} : { maxValue }),
	};
	return {
		property: { ...shown(options), type: 'number', typeOptions, default: initial },
		wireName: options.wireName,
		read: optional((raw, { label }) => {
			const value = toNumber(raw);
			if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) {
				throw new ParameterError(
					`${label} must be a ${integer ? 'whole ' : ''}number, but it is "${show(raw)}"`,
					'Give plain digits, without a currency sign or thousands separators.',
				);
			}
			if (isRoundedInteger(value)) {
				throw new ParameterError(
					`${label} must be a number that can be sent exactly, but it is "${show(raw)}"`,
					`Give a number up to ${Number.MAX_SAFE_INTEGER}; larger ones would be rounded.`,
				);
			}
			if (value < (minValue ?? value) || value > (maxValue ?? value)) {
				throw new ParameterError(
					`${label} must be ${maxValue === undefined ? `at least ${minValue}` : `from ${minValue} to ${maxValue}`}, but it is ${value}`,
					'Give a number within these bounds.',
				);
			}
			return value;
		}),
	};
}

function toNumber(raw: unknown): number {
	if (typeof raw === 'number') return raw;
	const text = typeof raw === 'string' || typeof raw === 'bigint' ? trimText(String(raw)) : '';
	return DECIMAL.test(text) ? Number(text) : Number.NaN;
}
