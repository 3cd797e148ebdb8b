import { ParameterError } from '../failures';
import type { Field, FieldTexts } from './field';
import { readText, required, show, single } from './field';
import { readIntegerId } from './integerId';
import { locatorProperty } from './locator';
import { trimText } from './trimText';

/** A record of the account: picked from a searched list, or given by its ID. */
export function recordLocator(
	options: FieldTexts & {
		/** Name of the node's list search method. */
		searchListMethod: string;
		/** What an ID looks like, e.g. `lead_01J2XK3M4N5P6Q7R`. */
		idExample: string;
		/** Whether the API has whole numbers as IDs. */
		integer?: boolean;
		/** Whether a value from the list may have spaces in it, as a name has. */
		mayHaveSpaces?: boolean;
	},
): Field<string> {
	const { searchListMethod, idExample, integer = false, mayHaveSpaces = false } = options;
	const idCheck = integer
		? { regex: '^\\s*[1-9]\\d*\\s*$', errorMessage: 'An ID is a whole number' }
		: mayHaveSpaces
			? { regex: '^[^/?#]+$', errorMessage: 'An ID has none of the characters / ? #' }
			: {
					regex: '^\\s*[^\\s/?#]+\\s*$',
					errorMessage: 'An ID has no spaces and none of the characters / ? #',
				};
	return {
		property: {
			...locatorProperty(
				{ ...options, placeholder: `e.g. ${idExample}`, searchListMethod, otherwise: 'id' },
				[{ type: 'regex', properties: idCheck }],
			),
			required: true,
		},
		wireName: options.wireName,
		extractValue: true,
		read: single(
			required((raw, context) => {
				if (integer) return String(readIntegerId(raw, context));
				const id = trimText(readText(raw, context));
				if (mayHaveSpaces || !/\s/.test(id)) return id;
				throw new ParameterError(
					`${context.label} must be an ID such as ${idExample}, but it is "${show(id)}"`,
					'Find the record with Get Many and take its ID from there.',
				);
			}),
		),
	};
}
