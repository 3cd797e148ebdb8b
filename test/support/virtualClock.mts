/** The time of a test, which passes only from timer to timer. */
export interface VirtualClock {
	/**
	 * Lets time pass until this promise is settled. After each timer all promises settle that it has settled; of several
	 * that are due at once the one set first comes first, as in Node.
	 *
	 * @throws what the promise is rejected with, and Error when it waits for something else than a timer
	 */
	readonly passUntilSettled: <Result>(promise: Promise<Result>) => Promise<Result>;
	/** Gives the process its own time back. */
	readonly uninstall: () => void;
}

interface Timer {
	readonly dueAt: number;
	readonly run: () => void;
}

/** Node begins the next tick when no promise is left to settle, and, unlike an immediate, without looking for events. */
async function settlePromises(): Promise<void> {
	await new Promise<void>((resolve) => {
		process.nextTick(resolve);
	});
}

/** Node's shortest time of a timer, in ms. */
const SHORTEST_DELAY = 1;

/**
 * Puts a clock in place of `setTimeout`, `clearTimeout`, `performance.now` and `Date.now`. Jest's own fake timers wait
 * for a real timer after each of theirs, or run all that are due at once without letting a promise settle in between.
 *
 * @param start in ms since 1970
 */
export function installVirtualClock(start: number): VirtualClock {
	const { setTimeout, clearTimeout } = globalThis;
	const dateNow = Date.now.bind(Date);
	const performanceNow = performance.now.bind(performance);
	const timers = new Map<number, Timer>();
	let elapsed = 0;
	let lastId = 0;

	Object.assign(globalThis, {
		setTimeout: (run: () => void, delay = 0): number => {
			const dueAt = elapsed + Math.max(SHORTEST_DELAY, Math.trunc(delay));
			timers.set(++lastId, { dueAt, run });
			return lastId;
		},
		clearTimeout: (id: number): boolean => timers.delete(id),
	});
	Object.assign(Date, { now: () => start + Math.trunc(elapsed) });
	Object.assign(performance, { now: () => elapsed });

	const runNextTimer = (): void => {
		let next: [id: number, timer: Timer] | undefined;
		for (const entry of timers) {
			if (next === undefined || entry[1].dueAt < next[1].dueAt) next = entry;
		}
		if (next === undefined) throw new Error('no timer is set');
		const [id, { dueAt, run }] = next;
		timers.delete(id);
		elapsed = dueAt;
		run();
	};

	return {
		passUntilSettled: async (promise) => {
			const progress = { isOver: false };
			const ending = promise.finally(() => {
				progress.isOver = true;
			});
			await settlePromises();
			while (!progress.isOver) {
				runNextTimer();
				await settlePromises();
			}
			return await ending;
		},
		uninstall: () => {
			Object.assign(globalThis, { setTimeout, clearTimeout });
			Object.assign(Date, { now: dateNow });
			Object.assign(performance, { now: performanceNow });
		},
	};
}
