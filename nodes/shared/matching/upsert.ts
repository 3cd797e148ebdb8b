import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { ParameterError } from '../failures';
import type { ApiClient, ApiReply, ApiRequest, ListRequest } from '../http';
import { readId } from '../json';
import type { RunScope, Task } from '../operation';
import { findRecords, searchRecords } from './findRecords';
import { hasAllValues, keepSpellings } from './compareValues';
import type { Matching, Sought } from './matching';
import { isSame } from './matching';
import type { Unchanged } from './unchangedOption';

/** A record to create or update. */
export interface Upsert {
	/** The API's name, for messages. */
	readonly apiName: string;
	/** What the record is, for messages. */
	readonly singular: string;
	readonly list: ListRequest;
	/** Whether the server's search looks at the field that is matched. */
	readonly isSearchable: boolean;
	readonly sought: Sought;
	/** What an update sends, under the API's names. */
	readonly values: IDataObject;
	/** How further values are compared that have several spellings, by the field's name. */
	readonly matchings: Readonly<Record<string, Matching>>;
	readonly unchanged: Unchanged;
	readonly creation: Omit<ApiRequest, 'body'>;
	readonly toUpdate: (id: string) => Omit<ApiRequest, 'body'>;
	readonly readCreated: (reply: ApiReply) => IDataObject;
	/** @param found the record as far as it is known: at least its ID */
	readonly readUpdated: (reply: ApiReply, found: IDataObject) => IDataObject;
}

/** Statuses by which APIs say that a record is not there any more. */
const GONE_STATUSES = new Set(['400', '404', '410']);

/**
 * Plans Create or Update for one item: look for the record, then change it or create a new one. A record is
 * created only after a fresh search; one that went away since it was found is looked for again. Items of one
 * run with the same match value follow each other, so that the second one updates what the first one
 * created. The output is the record, and `isNew`: whether it was created.
 *
 * @throws {ParameterError} when the fields contain another match value
 */
export function planUpsert(upsert: Upsert): Task {
	const { sought, values } = upsert;
	const { field, label, value, identity } = sought;
	const other = values[field];
	if (other !== undefined && !isSame(other, sought)) {
		throw new ParameterError(
			`Match Value is "${value}", but the fields to set contain another ${label}`,
			`Remove the ${label} from the fields, or use Update to change it.`,
		);
	}
	return {
		changesData: true,
		serialKey: identity,
		run: async (client, scope) => {
			const saved = await save(client, scope, upsert);
			scope.count(saved.what);
			return [{ ...saved.record, isNew: saved.what === 'created' }];
		},
	};
}

/** A record after its item. */
interface Saved {
	readonly what: 'created' | 'updated' | 'left alone';
	readonly record: IDataObject;
}

async function save(client: ApiClient, scope: RunScope, upsert: Upsert): Promise<Saved> {
	const { list, sought, isSearchable } = upsert;
	const ofThisRun = scope.knownIds.get(sought.identity);
	if (ofThisRun !== undefined) return await update(client, scope, upsert, ofThisRun);
	const { records, isFresh } = await findRecords(client, list, sought, scope, isSearchable);
	const found = requireOne(records, upsert);
	if (found === undefined) return await create(client, scope, upsert);
	const values = keepSpellings(upsert.values, found.record, matchingsOf(upsert));
	if (upsert.unchanged === 'skip' && hasAllValues(found.record, values)) {
		scope.knownIds.set(sought.identity, found.id);
		return { what: 'left alone', record: found.record };
	}
	return await update(client, scope, { ...upsert, values }, found.id).catch(
		async (error: unknown) => {
			const mayBeGone = !isFresh && isSearchable && isGone(error);
			const again = mayBeGone
				? requireOne(await searchRecords(client, list, sought), upsert)
				: found;
			if (again?.id === found.id) throw error;
			return again === undefined
				? await create(client, scope, upsert)
				: await update(client, scope, upsert, again.id);
		},
	);
}

function matchingsOf({ matchings, sought }: Upsert): Readonly<Record<string, Matching>> {
	return { ...matchings, [sought.field]: sought.matching };
}

function isGone(error: unknown): boolean {
	return error instanceof NodeApiError && GONE_STATUSES.has(error.httpCode ?? '');
}

async function create(client: ApiClient, scope: RunScope, upsert: Upsert): Promise<Saved> {
	const { creation, values, sought, list, readCreated } = upsert;
	const body = { [sought.field]: sought.value, ...values };
	const request: ApiRequest = { ...creation, body };
	const record = await client.send(request, readCreated, scope.idempotencyKey(request));
	const id = readId(record[list.paging.idField ?? 'id']);
	if (id !== undefined) scope.knownIds.set(sought.identity, id);
	return { what: 'created', record };
}

async function update(
	client: ApiClient,
	scope: RunScope,
	{ toUpdate, values, sought, list, readUpdated }: Upsert,
	id: string,
): Promise<Saved> {
	const found = { [list.paging.idField ?? 'id']: toJsonId(id) };
	const record = await client.send({ ...toUpdate(id), body: values }, (reply) =>
		readUpdated(reply, found),
	);
	scope.knownIds.set(sought.identity, id);
	return { what: 'updated', record };
}

/** An ID as the API writes it: a number where it is one. */
function toJsonId(id: string): number | string {
	return String(Number(id)) === id && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

/**
 * Reads the ID of the record that was found. Without it a record would be created a second time.
 *
 * @throws {ParameterError} where there are several, or one without a usable ID
 */
function requireOne(
	records: readonly IDataObject[],
	{ apiName, singular, list, sought }: Upsert,
): { id: string; record: IDataObject } | undefined {
	const { idField = 'id' } = list.paging;
	const found = records.map((record) => {
		const id = readId(record[idField]);
		if (id !== undefined) return { id, record };
		throw new ParameterError(
			`${apiName} has this ${singular}, but gives no ID by which it can be updated: ${JSON.stringify(record[idField]) ?? 'none'}`,
			`Nothing was changed. Update the ${singular} in ${apiName} by hand.`,
		);
	});
	if (found.length > 1) {
		const ids = found.slice(0, 5).map(({ id }) => id);
		throw new ParameterError(
			`${found.length} ${list.plural} have the ${sought.label} "${sought.value}" (${ids.join(', ')}), so it is not clear which one to update`,
			`Merge them in ${apiName}, or use Update with the ID of the right one.`,
		);
	}
	return found[0];
}
