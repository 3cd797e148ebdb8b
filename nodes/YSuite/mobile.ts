import { ParameterError } from '../shared/failures';
import type { Field } from '../shared/fields';
import { text } from '../shared/fields';
import { readPhoneText, trimCell } from '../shared/phone';

const plain = text({
	displayName: 'Mobile',
	description:
		'Mobile number in digits only, or the full international number, whose country YSUITE then finds by itself',
	placeholder: 'e.g. +971501234567',
	wireName: 'cstmobile',
});

/**
 * A mobile number as YSUITE documents it: digits, or a plus sign and digits. Spaces and dashes are
 * removed, and what spreadsheets put around it. What is not one number, such as a date, is rejected, as
 * are brackets: a zero in them belongs to the number within its own country only.
 */
export const mobile: Field<string | undefined> = {
	...plain,
	read: (raw, context) => {
		const given = plain.read(raw, context);
		if (given === undefined) return undefined;
		const value = trimCell(given).replace(/[\s-]/g, '');
		if (!/^\+?\d+$/.test(value)) {
			throw new ParameterError(
				`${context.label} must have digits only, or be a full international number such as +971501234567, but it is "${given}"`,
				'Remove brackets, letters and other signs.',
			);
		}
		readPhoneText(given, context.label);
		return value;
	},
};
