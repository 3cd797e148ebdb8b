import { fingerprintsToStore } from './accountRecognition';
import { printOf } from './recordMemory';
import type { SelectedRecord } from './selectChanges';
import type { StoredState } from './storedState';
import type { IdentifiedRecord, ListReading, WatchedList } from './watchedList';
import type { WatchState } from './watchState';
import { sightingsOf, trimSightings } from './watchState';

/** Whether the next poll would miss something, or have to read more, without what this one has read. */
export function isWorthStoring(
	{ status, state }: StoredState<WatchState>,
	reading: ListReading,
): boolean {
	if (status !== 'sameKeys') return true;
	const isSettling = Object.keys(state.prints).length > 0;
	const hasShrunk = (reading.total ?? Infinity) < (state.total ?? -Infinity);
	const isSeenToSort = reading.isSorted && !state.isSorted;
	const isOther = isSettling || hasShrunk || isSeenToSort || state.field !== reading.field;
	return isOther || reading.pages > 1;
}

/**
 * Makes the state for the next poll.
 *
 * @param account hash of the key that was used
 * @param state from which this poll went on; undefined where it started anew
 * @param changed the records that this poll gave
 */
export function toNextState(
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
