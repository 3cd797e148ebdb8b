import type { IDataObject } from 'n8n-workflow';

import { collection, list, trimText } from '../shared/fields';
import { isJsonObject } from '../shared/json';

/** Which records' events start the workflow. */
export const filtersField = collection(
	{
		displayName: 'Filters',
		placeholder: 'Add filter',
		description:
			'Only events whose record has these values start the workflow; those of records without such a value do not',
	},
	{
		pipelineStage: list({
			displayName: 'Pipeline Stage',
			description:
				'Key of the stage that the lead or deal has to be in now, or several, separated by commas. Letter case does not matter.',
			placeholder: 'e.g. demo_scheduled, proposal_sent',
		}),
		status: list({
			displayName: 'Status',
			description:
				'Status that the record has to have now, or several, separated by commas. Letter case does not matter.',
			placeholder: 'e.g. qualified, won',
		}),
	},
);

/** Values that pass, by filter; a filter that is left out lets everything pass. */
export interface EventFilters {
	readonly status?: readonly string[] | undefined;
	readonly pipelineStage?: readonly string[] | undefined;
}

/** Names under which a record has what a filter asks for. The first is the documented one. */
const FIELD_NAMES: Readonly<Record<keyof EventFilters, readonly string[]>> = {
	status: ['status', 'lead_status', 'deal_status'],
	pipelineStage: ['pipeline_stage', 'pipelineStage', 'stage'],
};
/** Where a status or stage is an object, what people may call it by. */
const NAMES_OF_OBJECTS = ['key', 'slug', 'name', 'label', 'id'];

/**
 * Whether a record has the values that the filters ask for. Letter case and spaces around a value do not
 * matter; a record without such a field does not pass.
 *
 * @param record the lead or deal that an event is about
 */
export function passes(record: IDataObject, { status, pipelineStage }: EventFilters): boolean {
	return (
		hasOneOf(record, FIELD_NAMES.status, status) &&
		hasOneOf(record, FIELD_NAMES.pipelineStage, pipelineStage)
	);
}

function hasOneOf(
	record: IDataObject,
	names: readonly string[],
	wanted: readonly string[] | undefined,
): boolean {
	if (wanted === undefined) return true;
	const value = names.map((name) => record[name]).find((found) => found !== undefined);
	const parts = isJsonObject(value) ? NAMES_OF_OBJECTS.map((name) => value[name]) : [value];
	const texts = parts
		.filter((part) => typeof part === 'string' || typeof part === 'number')
		.map((part) => fold(String(part)));
	return wanted.some((text) => texts.includes(fold(text)));
}

function fold(text: string): string {
	return trimText(text).toLowerCase();
}
