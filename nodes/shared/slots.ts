/** Lets in as many items at once as there is room for at the moment. */
export interface Slots {
	/** Most items at once, whatever happens. */
	readonly most: number;
	/** Resolves when there is room for one more. */
	readonly enter: () => Promise<void>;
	readonly leave: () => void;
}

/** Slots whose number may change. */
export interface ChangingSlots extends Slots {
	/** Lets in whom there is room for, after the number has grown. */
	readonly admit: () => void;
}

/**
 * Creates a queue before slots.
 *
 * @param most most slots, whatever happens
 * @param count how many there are at the moment
 */
export function createSlots(most: number, count: () => number): ChangingSlots {
	let active = 0;
	const waiting: Array<() => void> = [];
	const admit = (): void => {
		while (active < count() && waiting.length > 0) {
			active += 1;
			waiting.shift()?.();
		}
	};
	return {
		most,
		admit,
		enter: async (): Promise<void> => {
			await new Promise<void>((resolve) => {
				waiting.push(resolve);
				admit();
			});
		},
		leave: (): void => {
			active -= 1;
			admit();
		},
	};
}
