import type { ListMemory } from './listMemory';
import { printOf } from './recordMemory';
import type { IdentifiedRecord, ListReading, WatchedList } from './watchedList';
import { isAdded, watchedField } from './watchedList';
import type { WatchState } from './watchState';
import { sightingsOf } from './watchState';

/** A record that is new or has changed. */
export interface SelectedRecord extends IdentifiedRecord {
	readonly isNew: boolean;
	/** Whether its time is the one that was seen before. */
	readonly hasSameTime?: boolean;
}

/**
 * Selects the records that are new or have changed since the polls that a state is of.
 *
 * @returns the oldest first
 */
export function selectChanges(
	state: WatchState,
	list: WatchedList,
	reading: ListReading,
	memory: ListMemory,
): SelectedRecord[] {
	const changed =
		state.field === null
			? selectByContents(reading, memory)
			: selectByTime(state, list, reading.records);
	return changed.reverse();
}

/** Where records have no times, their contents tell. */
function selectByContents({ records }: ListReading, memory: ListMemory): SelectedRecord[] {
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
	const isWatchedAlike = state.field === watchedField(list);
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

/** Creates the check whether a record is new and yet older than the newest that was seen. */
export function createLateCheck(state: WatchState | undefined): (one: SelectedRecord) => boolean {
	const newest = state?.times[0] ?? Infinity;
	return ({ isNew, time }) => isNew && (time ?? 0) < newest;
}
