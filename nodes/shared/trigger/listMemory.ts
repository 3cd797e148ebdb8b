import type { IDataObject } from 'n8n-workflow';

import type { RecordMemory } from './recordMemory';
import { isMemory, memoryKey, printOf, readMemory, writeMemory } from './recordMemory';
import type { IdentifiedRecord, ListReading, WatchedList } from './watchedList';
import type { WatchState } from './watchState';

/**
 * Opens what is remembered of each record of a list, where anything has to be. It is read only where
 * something has changed: it may be half a megabyte.
 *
 * @param stored from static data
 * @param state from which the poll goes on; undefined where it starts anew
 * @param all the records to remember where it starts anew
 */
export function openListMemory(
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

/** What is remembered of each record of a list. */
export type ListMemory = ReturnType<typeof openListMemory>;
