import type { Field, FieldTexts } from '../fields';
import { text } from '../fields';
import { readCountry, type Country } from './phoneNumber';
import { readPhoneText } from './phoneText';
import { trimCell } from './spelling';

/** Where a number without a prefix is read unless the user says otherwise. */
export const DEFAULT_COUNTRY: Country = 'IN';

/** A phone number of whatever country, sent as it was written. */
export function phone(options: FieldTexts): Field<string | undefined> {
	const plain = text(options);
	return {
		...plain,
		read: (raw, context) => {
			const given = plain.read(raw, context);
			if (given === undefined) return undefined;
			readPhoneText(given, context.label);
			return trimCell(given);
		},
	};
}

/** In which country numbers without a prefix are read; India unless it is filled in. */
export function defaultCountry(options: FieldTexts): Field<Country> {
	const plain = text({ ...options, default: DEFAULT_COUNTRY });
	return {
		...plain,
		fallsBackToDefault: true,
		read: (raw, context) => readCountry(plain.read(raw, context) ?? DEFAULT_COUNTRY, context.label),
	};
}
