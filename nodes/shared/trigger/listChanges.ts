import type { IDataObject, INode } from 'n8n-workflow';

import type { ApiClient } from '../http';
import { fingerprintsOf, fingerprintsToStore } from './accountRecognition';
import { leaveOutLate } from './lateRecords';
import type { RecordMemory } from './recordMemory';
import { isMemory, memoryKey, printOf, readMemory, writeMemory } from './recordMemory';
import { storeChanges } from './storeChanges';
import type { StoredState } from './storedState';
import { recogniseState } from './storedState';
import type { IdentifiedRecord, ListReading, WatchedList } from './watchedList';
import { createdAt, isAdded, readAllRecords, readWatchedList } from './watchedList';
import type { WatchState } from './watchState';
import { readWatchState, trimSightings } from './watchState';

/** A record that is new or has changed since the last poll; several changes in between are one. */
export interface ListChange {
	readonly record: IDataObject;
	readonly isNew: boolean;
	/** When, by the server's clock, in ms since 1970; undefined where the record does not say. */
	readonly time: number | undefined;
	/** The label before, where it is known and another one now. */
	readonly labelBefore?: string;
}

/** What a poll found in a list. */
export interface PolledList {
	/** The oldest first. */
	readonly changes: readonly ListChange[];
	/** Why changes may have been left out. */
	readonly warning?: string;
	/**
	 * Stores that these changes were seen. Where none is of interest it writes only if the next poll would
	 * otherwise miss something or have to read more.
	 */
	readonly store: (isOfInterest: boolean) => void;
}

interface SelectedRecord extends IdentifiedRecord {
	readonly isNew: boolean;
	/** Whether its time is the one that was seen before. */
	readonly hasSameTime?: boolean;
}

/**
 * Reads a list for a poll. The first poll of an account only stores what is there.
 *
 * @param name the list's key in static data
 * @returns selects the changes against what static data holds then: another poll may have ended meanwhile
 * @throws {NodeOperationError} when it is uncertain what has changed
 * @throws {NodeApiError} when a request fails
 */
export async function readListChanges(
	client: ApiClient,
	name: string,
	list: WatchedList,
	staticData: IDataObject,
	node: INode,
): Promise<() => PolledList> {
	const memoryName = `${name}Memory`;
	const before = readWatchState(staticData[name], client.account);
	const reading = await readWatchedList(client, list, before, node);
	const isKnown = recogniseList(before, list, reading).state !== undefined;
	const isRemembered = isKnown && isMemory(staticData[memoryName], false);
	const all =
		list.labelOf === undefined || isRemembered || reading.isWhole
			? reading.records
			: await readAllRecords(client, list, node);

	return () => {
		const found = readWatchState(staticData[name], client.account);
		const { state, warning: startsAnew } = recogniseList(found, list, reading);
		const memory = openMemory(staticData[memoryName], list, state, reading, all);
		const changed = state === undefined ? [] : select(state, list, reading, memory);
		const records = `${list.list.plural} of the ${list.account}`;
		const isLate = createLateCheck(state);
		const { kept, warning = startsAnew } = leaveOutLate(found.status, changed, isLate, records);
		const changes = kept.map((one) => toChange(one, list, memory));
		memory.learn(changed);
		const next = toNextState(client.account, list, reading, state, kept);
		return {
			changes,
			...(warning !== undefined && { warning }),
			store: (isOfInterest) => {
				// A record that is not known now would still be new when it changes.
				const hasNews = isOfInterest || changed.some(({ isNew }) => isNew);
				if (!hasNews && !memory.hasChanged() && !isWorthStoring(found, reading)) return;
				storeChanges(staticData, { [name]: next });
				if (memory.hasChanged()) memory.store(staticData, memoryName);
			},
		};
	};
}

function recogniseList(
	found: StoredState<WatchState>,
	{ list, account, traitsOf }: WatchedList,
	{ records }: ListReading,
) {
	const names = { account, records: list.plural, awaited: 'what happens' };
	return recogniseState(found, () => fingerprintsOf(records, traitsOf), names);
}

/** Whether the next poll would miss something, or have to read more, without what this one has read. */
function isWorthStoring({ status, state }: StoredState<WatchState>, reading: ListReading): boolean {
	if (status !== 'sameKeys') return true;
	const isSettling = Object.keys(state.prints).length > 0;
	const hasShrunk = (reading.total ?? Infinity) < (state.total ?? -Infinity);
	const isSeenToSort = reading.isSorted && !state.isSorted;
	const isOther = isSettling || hasShrunk || isSeenToSort || state.field !== reading.field;
	return isOther || reading.pages > 1;
}

/**
 * What is remembered of each record of the list, where anything has to be. It is read only where
 * something has changed: it may be half a megabyte.
 */
function openMemory(
	stored: unknown,
	list: WatchedList,
	state: WatchState | undefined,
	{ field }: ListReading,
	all: readonly IdentifiedRecord[],
) {
	const [hadPrints, hasPrints] = [state?.field === null, field === null];
	const isNeeded = hasPrints || list.labelOf !== undefined;
	const goesOn =
		isNeeded && state !== undefined && hadPrints === hasPrints && isMemory(stored, hasPrints);
	let hasChanged = isNeeded ? !goesOn : stored !== undefined;
	let earlier: RecordMemory | undefined;
	const readEarlier = (): RecordMemory => {
		earlier ??= (state && readMemory(stored, hadPrints)) ?? new Map();
		return earlier;
	};
	const later: RecordMemory = new Map();
	const learn = (memory: RecordMemory, records: readonly IdentifiedRecord[]): void => {
		for (const { id, record } of records) {
			const label = list.labelOf?.(record) ?? '';
			const print = hasPrints ? printOf(record) : '';
			const known = memory.get(memoryKey(id));
			hasChanged ||= known?.label !== label || known.print !== print;
			memory.set(memoryKey(id), { label, print });
		}
	};
	return {
		/** What was remembered of a record, up to `learn`. */
		recall: (id: string) => readEarlier().get(memoryKey(id)),
		/** Whether contents are remembered. */
		hasPrints: state !== undefined && hadPrints && isMemory(stored, true),
		hasChanged: (): boolean => hasChanged,
		learn: (records: readonly IdentifiedRecord[]): void => {
			if (!isNeeded || (goesOn && records.length === 0)) return;
			if (!goesOn) learn(later, all);
			learn(goesOn ? readEarlier() : later, records);
		},
		store: (staticData: IDataObject, name: string): void => {
			if (isNeeded) staticData[name] = writeMemory(goesOn ? readEarlier() : later, hasPrints);
			else delete staticData[name];
		},
	};
}

type Memory = ReturnType<typeof openMemory>;

/** Returns the oldest first. */
function select(
	state: WatchState,
	list: WatchedList,
	reading: ListReading,
	memory: Memory,
): SelectedRecord[] {
	const changed =
		state.field === null
			? selectByContents(reading, memory)
			: selectByTime(state, list, reading.records);
	return changed.reverse();
}

/** Where records have no times, their contents tell. */
function selectByContents({ records }: ListReading, memory: Memory): SelectedRecord[] {
	if (!memory.hasPrints) return [];
	return records.flatMap((one) => {
		const known = memory.recall(one.id);
		if (known?.print === printOf(one.record)) return [];
		return [{ ...one, isNew: known === undefined }];
	});
}

/** Returns the newest first. */
function selectByTime(
	state: WatchState,
	list: WatchedList,
	records: readonly IdentifiedRecord[],
): SelectedRecord[] {
	const seen = sightingsOf(state);
	const isWatchedAlike =
		state.field === (list.wantsUpdates ? list.updatedField : list.createdField);
	const selected = records.flatMap((one): SelectedRecord[] => {
		const { id, record, time } = one;
		const isNew = isAdded(list, state, seen, record);
		if (time === undefined) return isNew ? [{ ...one, isNew }] : [];
		if (time <= (state.floor ?? -Infinity)) return [];
		const before = seen.get(id);
		if (isNew || (isWatchedAlike && (before === undefined || time > before))) {
			return [{ ...one, isNew }];
		}
		const print = time === before ? state.prints[id] : undefined;
		const isOther = isWatchedAlike && print !== undefined && print !== printOf(record);
		return isOther ? [{ ...one, isNew: false, hasSameTime: true }] : [];
	});
	// The sort is stable: where times are equal, the order of the list remains.
	return selected.sort((one, other) => (other.time ?? 0) - (one.time ?? 0));
}

function sightingsOf({ ids, times }: Pick<WatchState, 'ids' | 'times'>): Map<string, number> {
	return new Map(ids.map((id, place) => [id, times[place] ?? 0]));
}

/** Whether a record is new and yet older than the newest that was seen. */
function createLateCheck(state: WatchState | undefined): (one: SelectedRecord) => boolean {
	const newest = state?.times[0] ?? Infinity;
	return ({ isNew, time }) => isNew && (time ?? 0) < newest;
}

function toChange({ id, record, isNew, time }: SelectedRecord, list: WatchedList, memory: Memory) {
	const label = isNew ? undefined : memory.recall(id)?.label;
	const isOther =
		label !== undefined && list.labelOf !== undefined && label !== list.labelOf(record);
	return {
		record,
		isNew,
		time: isNew ? (createdAt(list, record) ?? time) : time,
		...(isOther && { labelBefore: label }),
	};
}

function toNextState(
	account: string,
	list: WatchedList,
	reading: ListReading,
	state: WatchState | undefined,
	changed: readonly SelectedRecord[],
): WatchState {
	const { records, field, total, isSorted } = reading;
	const isGoingOn = state !== undefined && state.field === field;
	const times = isGoingOn ? sightingsOf(state) : new Map<string, number>();
	const floor = state === undefined ? initialFloor(reading) : state.floor;
	for (const { id, time } of field === null ? [] : records) {
		if (time !== undefined && time > (floor ?? -Infinity)) {
			times.set(id, Math.max(time, times.get(id) ?? time));
		}
	}
	let newest = -Infinity;
	for (const time of times.values()) newest = Math.max(newest, time);
	// What has the newest time may not be all that gets it.
	const latest = records.filter(({ time }) => time === newest);
	const found = state === undefined ? latest.map((one) => ({ ...one, isNew: false })) : changed;
	let oldest = Infinity;
	for (const { time = Infinity } of found) oldest = Math.min(oldest, time);
	const again = Number.isFinite(oldest) ? oldest : null;
	return {
		account,
		field,
		...trimSightings({ times, floor: field === null ? null : floor }, again),
		again: field === null ? null : again,
		prints: printsOf(records, found),
		total: total ?? null,
		isSorted: isSorted || (isGoingOn && state.isSorted),
		fingerprints: fingerprintsToStore(records, list.traitsOf),
	};
}

/** What a first poll stores where it has not read everything: older records are not new. */
function initialFloor({ records, isWhole }: ListReading): number | null {
	return isWhole ? null : (records.at(-1)?.time ?? null);
}

/**
 * Prints of the records that were found, where the server's times are whole seconds: such a record may
 * change once more within its second. One that was found by its print has settled.
 */
function printsOf(
	records: readonly IdentifiedRecord[],
	found: readonly SelectedRecord[],
): Record<string, string> {
	if (records.some(({ time }) => (time ?? 0) % 1000 !== 0)) return {};
	return Object.fromEntries(
		found.flatMap(({ id, record, hasSameTime }) => (hasSameTime ? [] : [[id, printOf(record)]])),
	);
}
