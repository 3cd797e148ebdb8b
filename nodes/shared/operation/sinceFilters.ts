import type { IDataObject } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { Field, FieldTexts } from '../fields';
import { collection, instant } from '../fields';
import type { ApiClient, Collected, ListRequest } from '../http';
import { collectRecords, collectSince } from '../http';
import { readTimestamp } from '../timestamp';

/** A filter that keeps the records from a time on. */
export interface SinceFilter {
	readonly parameter: 'createdSince' | 'updatedSince';
	readonly displayName: string;
	readonly description: string;
	/** The record's field with the time; the list can be sorted by it. */
	readonly field: string;
}

type SinceValues = Readonly<Record<string, number | undefined>>;

/** The collection of the filters, whose values are ms since 1970. */
export function sinceCollection(
	texts: FieldTexts,
	filters: readonly SinceFilter[],
): Field<SinceValues> {
	const fields = filters.map(({ parameter, displayName, description }) => [
		parameter,
		instant({ displayName, description }),
	]);
	return collection<Record<string, Field<number | undefined>>>(texts, Object.fromEntries(fields));
}

/** A time from which on records are wanted. */
export interface Bound {
	readonly field: string;
	/** In ms since 1970. */
	readonly since: number;
	readonly displayName: string;
}

/** The bounds that the user set. */
export function findBounds(filters: readonly SinceFilter[], values: SinceValues): Bound[] {
	return filters.flatMap(({ parameter, field, displayName }) => {
		const since = values[parameter];
		return since === undefined ? [] : [{ field, since, displayName }];
	});
}

/**
 * Reads a list, of which only the records within all bounds are kept. Unless the user chose an order, the
 * server is asked for the newest first.
 *
 * @param sortBy the field that the user chose
 * @throws {ParameterError} where a record does not have the time
 */
export async function collectBounded(
	client: ApiClient,
	list: ListRequest,
	bounds: readonly Bound[],
	{ sortByParameter, sortOrderParameter }: { sortByParameter: string; sortOrderParameter: string },
	sortBy: string | undefined,
): Promise<Collected> {
	const [first] = bounds;
	if (first === undefined) return await collectRecords(client, list);
	const { limit = Infinity } = list;
	const whole = { ...list, limit: undefined };
	const isWanted = (record: IDataObject): boolean =>
		bounds.every((bound) => requireTime(record, bound) >= bound.since);
	if (sortBy !== undefined) {
		const { records, ...rest } = await collectRecords(client, whole);
		return { ...rest, records: records.filter(isWanted).slice(0, limit) };
	}
	const sortedBy = (field: string): ListRequest => ({
		...whole,
		query: { ...list.query, [sortByParameter]: field, [sortOrderParameter]: 'desc' },
	});
	return await collectSince(client, { ...first, list: whole, sortedBy }, isWanted, limit);
}

function requireTime(record: IDataObject, { field, displayName }: Bound): number {
	const time = readTimestamp(record[field]);
	if (time !== undefined) return time;
	throw new ParameterError(
		`${displayName} cannot be applied: the records of the list have no time in "${field}"`,
		`Remove the filter, and look at the fields that the records have.`,
	);
}
