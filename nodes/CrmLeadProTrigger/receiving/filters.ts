import type { IDataObject } from 'n8n-workflow';

import { isJsonObject } from '../../shared/json';
import { trimText } from '../../shared/fields';

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
