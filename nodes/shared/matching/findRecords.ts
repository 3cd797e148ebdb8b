import type { IDataObject } from 'n8n-workflow';

import { NotStartedError, ParameterError } from '../failures';
import type { ApiClient, ListRequest } from '../http';
import { collectRecords, collectWithin } from '../http';
import type { RunScope } from '../operation';
import { firstText } from '../json';
import { identify, isSame } from './matching';
import type { Matching, Sought } from './matching';

/** What was found, and where. */
interface Found {
	readonly records: readonly IDataObject[];
	/** Whether the server was asked just now, rather than at the beginning of the run. */
	readonly isFresh: boolean;
}

/** What a run has read of a list. */
interface Findable {
	/** The records that its items look for, by the value as `Matching.read` returns it. */
	readonly records: ReadonlyMap<string, readonly IDataObject[]>;
	/** Whether the server's search is seen to find parts of values. */
	readonly findsParts: () => Promise<boolean>;
}

/** Fewest values to search for that make it worth a request to see what the search finds. */
const FEWEST_SEARCHES = 3;

/** What each run has read, by the list and the kind of matching. A run's `knownIds` stand for the run. */
const findableInRun = new WeakMap<object, Map<string, Promise<Findable | undefined>>>();

/**
 * Finds the records that have the value. Where several items of the run look for one, the whole list is
 * read once, provided that it has no more pages than there are values to look for; so it never takes more
 * than twice the requests of the cheaper way. Otherwise, and where the list does not have exactly one such
 * record, the server is asked for this value alone.
 *
 * @param list what to search, without a search text
 * @param isSearchable whether the server's search looks at the field; otherwise the whole list is read in any case
 * @throws {ParameterError} where a search could not be read to its end
 */
export async function findRecords(
	client: ApiClient,
	list: ListRequest,
	sought: Sought,
	scope: Pick<RunScope, 'knownIds' | 'soughtValues'>,
	isSearchable = true,
): Promise<Found> {
	const mostPages = isSearchable ? scope.soughtValues.size : Infinity;
	const findable =
		mostPages < 2 ? undefined : await readOnce(client, list, sought, scope, mostPages);
	if (findable === undefined && !isSearchable) throw notReadToItsEnd(sought.value);
	const known = findable?.records.get(sought.identity) ?? [];
	if (known.length === 1) return { records: known, isFresh: false };
	const findsParts = known.length === 0 ? findable?.findsParts : undefined;
	const searched = await searchRecords(client, list, sought, findsParts);
	return { records: searched.length > 0 || isSearchable ? searched : known, isFresh: true };
}

/**
 * Asks the server for the records that have the value.
 *
 * @param list what to search, without a search text
 * @param findsParts whether the search finds parts of values: no text is searched for then that has another in it
 * @returns those that the first successful search finds; none where there is no such record
 * @throws {ParameterError} where a search could not be read to its end
 */
export async function searchRecords(
	client: ApiClient,
	list: ListRequest,
	sought: Sought,
	findsParts?: Findable['findsParts'],
): Promise<IDataObject[]> {
	const { field, value, identity, matching } = sought;
	const texts = matching.toSearches(value, identity);
	const parts = withoutWholes(texts);
	const isEnough = parts.length < texts.length && (await findsParts?.()) === true;
	for (const search of new Set(isEnough ? parts : texts)) {
		const query = { ...list.query, search };
		const { records, cutShort } = await collectRecords(client, { ...list, query });
		const found = records.filter((record) => isSame(record[field], sought));
		if (found.length > 0) return found;
		if (cutShort) throw notReadToItsEnd(value);
	}
	return [];
}

/** Leaves out each text that has another one in it. */
function withoutWholes(texts: readonly string[]): string[] {
	return texts.filter((text) => !texts.some((other) => other !== text && text.includes(other)));
}

function notReadToItsEnd(value: string): ParameterError {
	return new ParameterError(
		`The search for "${value}" could not be read to its end, so it is not certain that there is no such record`,
		'Nothing was changed. Look for it with Get Many first.',
	);
}

async function readOnce(
	client: ApiClient,
	list: ListRequest,
	{ field, matching }: Sought,
	{ knownIds, soughtValues }: Pick<RunScope, 'knownIds' | 'soughtValues'>,
	mostPages: number,
): Promise<Findable | undefined> {
	const inRun = findableInRun.get(knownIds) ?? new Map<string, Promise<Findable | undefined>>();
	findableInRun.set(knownIds, inRun);
	const key = [list.path, field, matching.name].join(' ');
	const reading =
		inRun.get(key) ?? readFindable(client, list, { field, matching, soughtValues, mostPages });
	inRun.set(key, reading);
	return await reading;
}

/**
 * @returns undefined where the list has too many pages or could not be read
 * @throws {NotStartedError} when no new request may start
 */
async function readFindable(
	client: ApiClient,
	list: ListRequest,
	{
		field,
		matching,
		soughtValues,
		mostPages,
	}: { field: string; matching: Matching; soughtValues: ReadonlySet<string>; mostPages: number },
): Promise<Findable | undefined> {
	const { idField = 'id' } = list.paging;
	const isSought = (record: IDataObject): boolean =>
		soughtValues.has(identify(record[field], matching) ?? '');
	const keep = (record: IDataObject): IDataObject =>
		isSought(record) ? record : { [idField]: record[idField] };
	const collected = await collectWithin(client, { ...list, keep }, mostPages).catch(unlessStopped);
	if (collected === undefined || collected.cutShort) return undefined;
	const records = new Map<string, IDataObject[]>();
	for (const record of collected.records) {
		const identity = identify(record[field], matching);
		if (identity === undefined) continue;
		const same = records.get(identity);
		if (same === undefined) records.set(identity, [record]);
		else same.push(record);
	}
	let seen: Promise<boolean> | undefined;
	const isWorthIt = soughtValues.size - records.size >= FEWEST_SEARCHES;
	return {
		records,
		findsParts: async () => {
			seen ??= isWorthIt
				? isSeenToFindParts(client, list, { field, matching, records })
				: Promise.resolve(false);
			return await seen;
		},
	};
}

/** Searches for a part of a value that the list is known to have. */
async function isSeenToFindParts(
	client: ApiClient,
	list: ListRequest,
	{ field, matching, records }: { field: string; matching: Matching } & Pick<Findable, 'records'>,
): Promise<boolean> {
	const { idField = 'id', pageSize } = list.paging;
	for (const [identity, [record]] of records) {
		const value = firstText(record?.[field]) ?? '';
		const [part = ''] = withoutWholes(matching.toSearches(value, identity));
		// A part that stands alone would also be found by a search for words.
		const isInWord = /[\p{L}\p{N}]/u.test(value.charAt(value.indexOf(part) - 1));
		if (record === undefined || part === value || !isInWord) continue;
		const query = { ...list.query, search: part };
		const found = await collectRecords(client, { ...list, query, limit: pageSize }).catch(
			unlessStopped,
		);
		return found?.records.some((one) => one[idField] === record[idField]) === true;
	}
	return false;
}

/** Where the list cannot be read, each item still tells by its own search what is wrong. */
function unlessStopped(error: unknown): undefined {
	if (error instanceof NotStartedError) throw error;
}
