import type { Field, Fields } from '../../fields';
import { choice, list, shownWhere } from '../../fields';
import type { ParameterSource } from '../parameters';
import { readParameter } from '../parameters';

/** What the user wants of the item's columns. */
export interface ColumnChoices {
	/** Names of columns to leave out. */
	readonly inputsToIgnore: readonly string[];
	/** Whether columns without a field become metadata. */
	readonly keepsUnmatched: boolean;
}

const dataToSend = choice({
	displayName: 'Data to Send',
	description: 'Where the values come from',
	options: [
		{
			name: 'Auto-Map Input Data to Fields',
			value: 'autoMapInputData',
			description:
				'Each column goes to the field that is called like it, e.g. WhatsApp Number to the phone',
		},
		{
			name: 'Define Below for Each Field',
			value: 'defineBelow',
			description: 'Set the values in this form',
		},
	],
	default: 'defineBelow',
});

const inputsToIgnore = list({
	displayName: 'Inputs to Ignore',
	description: 'Comma-separated list of columns that are not sent',
	placeholder: 'e.g. Remarks, row_number',
});

const unmatchedColumns = choice({
	displayName: 'Unmatched Columns',
	description: 'What to do with columns that no field is called like',
	options: [
		{ name: 'Ignore', value: 'ignore' },
		{ name: 'Add to Metadata', value: 'metadata' },
	],
	default: 'ignore',
});

const AUTO_MAPPED = { dataToSend: ['autoMapInputData'] };

/** Shows a field where values are filled in in the form, besides what it is shown for anyway. */
function shownBelow({ property, ...field }: Field<unknown>): Field<unknown> {
	const show = { dataToSend: ['defineBelow'], ...property.displayOptions?.show };
	return {
		...field,
		property: { ...property, displayOptions: { ...property.displayOptions, show } },
	};
}

/**
 * The form of an operation whose values may come from columns: the choice stands before the first parameter
 * that may, and these parameters are shown only where they are filled in there.
 *
 * @param fromColumns names of those that may
 */
export function withChoices(
	parameters: Fields,
	fromColumns: ReadonlySet<string>,
	hasMetadata: boolean,
): Fields {
	const entries = Object.entries(parameters);
	const first = entries.findIndex(([name]) => fromColumns.has(name));
	const rest = entries
		.slice(first)
		.map(([name, field]): [string, Field<unknown>] => [
			name,
			fromColumns.has(name) ? shownBelow(field) : field,
		]);
	return {
		...Object.fromEntries(entries.slice(0, first)),
		dataToSend,
		inputsToIgnore: shownWhere(AUTO_MAPPED, inputsToIgnore),
		...(hasMetadata ? { unmatchedColumns: shownWhere(AUTO_MAPPED, unmatchedColumns) } : {}),
		...Object.fromEntries(rest),
	};
}

/**
 * Reads whether an item's values come from its columns, and how.
 *
 * @returns undefined where they are filled in in the form
 * @throws {ParameterError} for a choice that does not exist
 */
export function readChoices(
	source: ParameterSource,
	hasMetadata: boolean,
): ColumnChoices | undefined {
	if (readParameter('dataToSend', dataToSend, source) === 'defineBelow') return undefined;
	return {
		inputsToIgnore: readParameter('inputsToIgnore', inputsToIgnore, source) ?? [],
		keepsUnmatched:
			hasMetadata && readParameter('unmatchedColumns', unmatchedColumns, source) === 'metadata',
	};
}
