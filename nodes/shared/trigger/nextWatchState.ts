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

/** From what the state for the next poll is made. */
export interface EndedPoll {
	/** Hash of the key that was used. */
	readonly account: string;
	readonly list: WatchedList;
	readonly reading: ListReading;
	/** From which this poll went on; undefined where it started anew. */
	readonly state: WatchState | undefined;
	/** The records that this poll gave. */
	readonly changed: readonly SelectedRecord[];
}

/** Makes the state for the next poll. */
export function toNextState(poll: EndedPoll): WatchState {
	const { account, list, reading, state, changed } = poll;
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
	const again = field === null ? null : lookAgainFrom(poll, found);
	return {
		account,
		field,
		...trimSightings({ times, floor: field === null ? null : floor }, again),
		again,
		unshown: mayBeDisturbed(reading) ? listUnshown(times, again, records) : [],
		prints: printsOf(records, found),
		total: total ?? null,
		isSorted: isSorted || (isGoingOn && state.isSorted),
		fingerprints: fingerprintsToStore(records, list.traitsOf),
	};
}

/**
 * Where records go while several pages are read, others move up across a page's end, unread. A total
 * that shrinks tells; without one only the next reading can.
 */
function mayBeDisturbed({ pages, total }: ListReading): boolean {
	return pages > 1 && total === undefined;
}

/**
 * From which time on the next poll looks once more at what was read. That goes on until a reading shows
 * all that the one before has shown: nothing had gone then, so that it was complete.
 */
function lookAgainFrom(
	{ reading, state }: EndedPoll,
	found: readonly IdentifiedRecord[],
): number | null {
	let from = Infinity;
	for (const { time = Infinity } of found) from = Math.min(from, time);
	if (mayBeDisturbed(reading) && from !== Infinity) {
		// What a page's end has hidden may lie between the oldest that was found and the next one.
		let below = -Infinity;
		for (const { time = from } of reading.records) if (time < from) below = Math.max(below, time);
		if (below !== -Infinity) from = below;
	}
	if (state !== undefined && misses(reading, state)) {
		from = Math.min(from, state.again ?? Infinity);
	}
	return Number.isFinite(from) ? from : null;
}

/** Whether a reading lacks records that the one before has shown. */
function misses(reading: ListReading, state: WatchState): boolean {
	if (!mayBeDisturbed(reading)) return false;
	const unshown = new Set(state.unshown);
	const lacking = listUnshown(sightingsOf(state), state.again, reading.records);
	return lacking.some((id) => !unshown.has(id));
}

function listUnshown(
	times: ReadonlyMap<string, number>,
	again: number | null,
	records: readonly IdentifiedRecord[],
): string[] {
	const shown = new Set(records.map(({ id }) => id));
	return [...times].flatMap(([id, time]) =>
		again !== null && time >= again && !shown.has(id) ? [id] : [],
	);
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
