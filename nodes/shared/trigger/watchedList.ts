import type { IDataObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiClient, Collected, SortableList } from '../http';
import { collectRecords, isSeenToSort, unlessRejected } from '../http';
import { readId } from '../json';
import { readTimestamp } from '../timestamp';
import type { TraitsReader } from './accountRecognition';
import type { NewestRecords, ReadingProgress, RecordOrder } from './newestRecords';
import {
	LOOKED_THROUGH_AGAIN,
	mayHideMore,
	MOST_TO_RECOGNISE,
	readNewestRecords,
} from './newestRecords';
import type { StoredState } from './storedState';
import type { WatchState } from './watchState';

/** A list whose changes are watched. */
export interface WatchedList extends SortableList {
	/** The product, as its users write it. */
	readonly product: string;
	/** What the product calls an account, e.g. `workspace`. */
	readonly account: string;
	readonly createdField: string;
	readonly updatedField: string;
	/** Whether changes of known records are wanted, or new records alone. */
	readonly wantsUpdates: boolean;
	/** Text of which the former value is wanted when it changes; has to be remembered of each record. */
	readonly labelOf?: (record: IDataObject) => string;
	readonly traitsOf: TraitsReader;
}

/** A record with its ID. */
export interface IdentifiedRecord {
	readonly id: string;
	readonly record: IDataObject;
	/** Time in the field by which the list is watched, in ms since 1970. */
	readonly time: number | undefined;
}

/** What a poll has read of a list. */
export interface ListReading extends Pick<NewestRecords, 'pages' | 'total'> {
	/** In the order of the list. */
	readonly records: readonly IdentifiedRecord[];
	/** Whether these are all records. */
	readonly isWhole: boolean;
	/** The field by which the list is watched; null where no record has it. */
	readonly field: string | null;
	/** Whether the server was seen to sort the list. */
	readonly isSorted: boolean;
}

/** The field by which a list is watched, where its records have it. */
export function watchedField({ wantsUpdates, updatedField, createdField }: WatchedList): string {
	return wantsUpdates ? updatedField : createdField;
}

/** When a record was created, in ms since 1970. */
export function createdAt({ createdField }: WatchedList, record: IDataObject): number | undefined {
	return readTimestamp(record[createdField]);
}

/** The time by which a list is watched. Some servers send null as the time of a change that never was. */
function timeOf(list: WatchedList, record: IDataObject): number | undefined {
	const { [watchedField(list)]: value } = record;
	return readTimestamp(value) ?? (value === undefined ? undefined : createdAt(list, record));
}

function orderOf(list: WatchedList): RecordOrder<number> {
	return {
		keyOf: (record) => timeOf(list, record),
		compare: (first, second) => first - second,
	};
}

/**
 * Reads a list for a poll, the newest records first, as far as there may be something new. Where the
 * server does not sort, or the records have no times, the whole list is read.
 *
 * @throws {NodeOperationError} when the list kept changing, and when a record has no ID
 * @throws {NodeApiError} when a request fails
 */
export async function readWatchedList(
	client: ApiClient,
	list: WatchedList,
	stored: StoredState<WatchState>,
	node: INode,
): Promise<ListReading> {
	const field = watchedField(list);
	const hadNoTimes = stored.state?.field === null;
	const isDone = createEndCheck(list, stored);
	let isEnough = false;
	const newest = await readNewestRecords(
		client,
		list.sortedBy(field),
		orderOf(list),
		(progress) => {
			isEnough = isDone(progress);
			return isEnough;
		},
	).catch(unlessRejected);
	const isCut = isEnough && newest?.hasNext === true;
	const isSorted =
		newest?.isInOrder === true &&
		(isCut || newest.pages > 1) &&
		(stored.state?.isSorted === true || (await isInOrderOf(client, list, newest.records)));
	if (newest === undefined || (isCut && !isSorted)) {
		const whole = await readNewestRecords(client, list.list, orderOf(list), () => false);
		return toReading(list, whole, { isWhole: true, isSorted: false, hadNoTimes }, node);
	}
	return toReading(list, newest, { isWhole: !isCut, isSorted, hadNoTimes }, node);
}

/** Creates the check whether nothing new can lie further down in a sorted list. */
function createEndCheck(
	list: WatchedList,
	{ status, state }: StoredState<WatchState>,
): (progress: ReadingProgress<number>) => boolean {
	if (state === undefined) {
		// What has the newest time may be more than a page.
		return ({ records, lowest }) =>
			lowest < (records[0] === undefined ? lowest : (timeOf(list, records[0]) ?? lowest));
	}
	const { floor, again, ids, times, total } = state;
	const bottom = floor ?? -Infinity;
	if (status === 'otherKeys' || state.field !== watchedField(list)) {
		return ({ records, lowest }) => lowest <= bottom || records.length >= MOST_TO_RECOGNISE;
	}
	const known = times[LOOKED_THROUGH_AGAIN - 1] ?? floor ?? times.at(-1) ?? bottom;
	const seen = new Set(ids);
	const isUnseen = (record: IDataObject): boolean => isAdded(list, state, seen, record);
	return (progress) => {
		const { lowest } = progress;
		if (lowest <= bottom) return true;
		const isPast = lowest <= known && (again === null || lowest < again);
		return isPast && !mayHideMore(total, progress, isUnseen);
	};
}

/**
 * Whether a record is new: no poll has seen it, and it was created after those that all count as seen.
 *
 * @param known the IDs that are remembered
 */
export function isAdded(
	list: WatchedList,
	{ floor }: Pick<WatchState, 'floor'>,
	known: { readonly has: (id: string) => boolean },
	record: IDataObject,
): boolean {
	if (known.has(readId(record.id) ?? '')) return false;
	return floor === null || (createdAt(list, record) ?? -Infinity) > floor;
}

/**
 * Whether the server does sort by the field. An order by time of creation may look like one by time of
 * change, until an old record changes.
 */
async function isInOrderOf(
	client: ApiClient,
	list: WatchedList,
	records: readonly IDataObject[],
): Promise<boolean> {
	if (!list.wantsUpdates) return true;
	const created = records.map((record) => createdAt(list, record));
	const differs = created.some((time, index) => {
		const before = created[index - 1];
		return time !== undefined && before !== undefined && time > before;
	});
	return differs || (await isSeenToSort(client, list, records, (record) => timeOf(list, record)));
}

/**
 * Reads all records of a list, several pages at once.
 *
 * @throws {NodeOperationError} when the list kept changing, and when a record has no ID
 * @throws {NodeApiError} when a request fails
 */
export async function readAllRecords(
	client: ApiClient,
	list: WatchedList,
	node: INode,
): Promise<IdentifiedRecord[]> {
	const { records, cutShort, shortfall } = await collectRecords(client, list.list);
	// A total may count records that the list does not show.
	if (cutShort && shortfall === undefined) throw keptChanging(list, node);
	return records.map((record) => identify(list, record, node));
}

function toReading(
	list: WatchedList,
	newest: NewestRecords,
	{ hadNoTimes, ...extent }: Pick<ListReading, 'isWhole' | 'isSorted'> & { hadNoTimes: boolean },
	node: INode,
): ListReading {
	const { records, cutShort, hasEnded, pages, total } = newest;
	if (cutShort && !(extent.isWhole && hasEnded)) throw keptChanging(list, node);
	const identified = records.map((record) => identify(list, record, node));
	const isTimed = identified.some(({ time }) => time !== undefined);
	// An empty list tells nothing about its records.
	const isUntold = records.length === 0 && !hadNoTimes;
	const field = isTimed || isUntold ? watchedField(list) : null;
	return { ...extent, records: identified, pages, total, field };
}

function identify(list: WatchedList, record: IDataObject, node: INode): IdentifiedRecord {
	const id = readId(record.id);
	if (id !== undefined) return { id, record, time: timeOf(list, record) };
	throw new NodeOperationError(
		node,
		`${list.product} sent ${list.list.plural} without an ID ("id"), so it is not certain which are new`,
		{ description: 'Check the Base URL in the credential.' },
	);
}

function keptChanging({ product, list }: WatchedList, node: INode): NodeOperationError {
	return new NodeOperationError(
		node,
		`The list of ${list.plural} in ${product} kept changing while it was read, or repeated itself, so some may have been overlooked`,
		{ description: 'Nothing is lost: the next poll looks for the same changes again.' },
	);
}

/**
 * Reads the newest records, for a test event.
 *
 * @returns the first page
 */
export async function readFirstPage(
	client: ApiClient,
	list: WatchedList,
): Promise<readonly IDataObject[]> {
	const order = orderOf(list);
	const read = async (request: typeof list.list): Promise<Collected> =>
		await readNewestRecords(client, request, order, () => true);
	const newest = await read(list.sortedBy(watchedField(list))).catch(unlessRejected);
	const { records } = newest ?? (await read(list.list));
	return [...records].sort((one, other) => (timeOf(list, other) ?? 0) - (timeOf(list, one) ?? 0));
}
