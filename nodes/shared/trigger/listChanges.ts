import type { IDataObject, INode } from 'n8n-workflow';

import type { ApiClient } from '../http';
import { fingerprintsOf } from './accountRecognition';
import { leaveOutLate } from './lateRecords';
import type { ListMemory } from './listMemory';
import { openListMemory } from './listMemory';
import { isWorthStoring, toNextState } from './nextWatchState';
import { isMemory } from './recordMemory';
import type { SelectedRecord } from './selectChanges';
import { createLateCheck, selectChanges } from './selectChanges';
import { storeChanges } from './storeChanges';
import type { StoredState } from './storedState';
import { recogniseState } from './storedState';
import type { ListReading, WatchedList } from './watchedList';
import { createdAt, readAllRecords, readWatchedList } from './watchedList';
import type { WatchState } from './watchState';
import { readWatchState } from './watchState';

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

const NOTHING: PolledList = { changes: [], store: () => undefined };

/**
 * Reads a list for a poll. The first poll of an account only stores what is there.
 *
 * @param name the list's key in static data
 * @returns selects the changes; none where another poll has ended meanwhile, which leaves them to the next one
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
	const readStored = (): string => JSON.stringify([staticData[name], staticData[memoryName]]);
	const stored = readStored();
	const before = readWatchState(staticData[name], client.account);
	const reading = await readWatchedList(client, list, before, node);
	const { state, warning: startsAnew } = recogniseList(before, list, reading);
	const isRemembered = state !== undefined && isMemory(staticData[memoryName], false);
	const all =
		list.labelOf === undefined || isRemembered || reading.isWhole
			? reading.records
			: await readAllRecords(client, list, node);

	return () => {
		// Another poll has ended since this one began to read: which of them read later, nobody knows.
		if (readStored() !== stored) return NOTHING;
		const memory = openListMemory(staticData[memoryName], list, state, reading, all);
		const changed = state === undefined ? [] : selectChanges(state, list, reading, memory);
		const records = `${list.list.plural} of the ${list.account}`;
		const isLate = createLateCheck(state);
		const { kept, warning = startsAnew } = leaveOutLate(before.status, changed, isLate, records);
		const changes = kept.map((one) => toChange(one, list, memory));
		memory.learn(changed);
		const { account } = client;
		const next = toNextState({ account, list, reading, state, changed: kept });
		return {
			changes,
			...(warning !== undefined && { warning }),
			store: (isOfInterest) => {
				// A record that is not known now would still be new when it changes.
				const hasNews = isOfInterest || changed.some(({ isNew }) => isNew);
				if (!hasNews && !memory.hasChanged() && !isWorthStoring(before, reading)) return;
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

function toChange(
	{ id, record, isNew, time }: SelectedRecord,
	list: WatchedList,
	memory: ListMemory,
) {
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
