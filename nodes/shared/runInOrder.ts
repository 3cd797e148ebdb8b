import { NotStartedError } from './failures';
import type { Slots } from './slots';

/** How one item ended. */
export type Outcome<Result> =
	| { readonly status: 'done'; readonly result: Result }
	| { readonly status: 'failed'; readonly error: unknown }
	| { readonly status: 'notStarted' };

/** Lets work start until it is closed or the execution is cancelled. */
export interface Gate {
	readonly mayStart: () => boolean;
	readonly close: () => void;
	/** Aborted when the gate closes or the execution is cancelled, to end all waiting. */
	readonly signal: AbortSignal;
}

/** How items are worked on. */
export interface RunSettings<Item> {
	/** How many items are worked on at once, at least 1, or what decides that meanwhile. */
	readonly concurrency: number | Slots;
	/** Asked before each item. */
	readonly gate: Gate;
	/** Whether a failing item closes the gate. Work under way is still awaited. */
	readonly stopsAtFailure: boolean;
	/** Items with the same key are worked on one after the other, in their order. */
	readonly serialKey: (item: Item) => string | undefined;
}

/**
 * Opens a gate.
 *
 * @param signal also closes the gate when aborted
 */
export function openGate(signal: AbortSignal | undefined): Gate {
	const closing = new AbortController();
	const either = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
	return {
		mayStart: () => !either.aborted,
		close: () => {
			closing.abort();
		},
		signal: either,
	};
}

/**
 * Works on items several at a time.
 *
 * @param work processes one item; what it throws becomes that item's outcome
 * @returns the outcomes in the order of the items
 */
export async function runInOrder<Item, Result>(
	items: readonly Item[],
	settings: RunSettings<Item>,
	work: (item: Item, index: number) => Promise<Result>,
): Promise<Array<Outcome<Result>>> {
	const { gate, concurrency } = settings;
	const slots = typeof concurrency === 'number' ? undefined : concurrency;
	const outcomes = items.map((): Outcome<Result> => ({ status: 'notStarted' }));
	const lastOfKey = new Map<string, Promise<void>>();
	const waiting = items.entries();

	async function workOn(item: Item, index: number): Promise<void> {
		if (!gate.mayStart()) return;
		try {
			outcomes[index] = { status: 'done', result: await work(item, index) };
		} catch (error) {
			// An item with several requests may find the gate closed between two of them.
			if (error instanceof NotStartedError) return;
			outcomes[index] = { status: 'failed', error };
			if (settings.stopsAtFailure) gate.close();
		}
	}

	async function workInTurn(item: Item, index: number): Promise<void> {
		const key = settings.serialKey(item);
		if (key === undefined) return await workOn(item, index);
		const before = lastOfKey.get(key) ?? Promise.resolve();
		const turn = before.then(async () => await workOn(item, index));
		lastOfKey.set(key, turn);
		await turn;
	}

	async function worker(): Promise<void> {
		for (;;) {
			await slots?.enter();
			try {
				const next = waiting.next();
				if (next.done === true) return;
				await workInTurn(next.value[1], next.value[0]);
			} finally {
				slots?.leave();
			}
		}
	}

	const most = Math.min(
		typeof concurrency === 'number' ? concurrency : concurrency.most,
		items.length,
	);
	await Promise.all(Array.from({ length: most }, worker));
	return outcomes;
}
