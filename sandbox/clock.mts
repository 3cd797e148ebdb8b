interface Sleeper {
	dueAt: number;
	wake: () => void;
}

// Longer timers overflow and fire at once; the clock then looks again and goes on sleeping.
const longestTimerMs = 2_147_483_647;

/**
 * The time of one workspace: real time that can be put forward or made to run faster, for rate limits, histories,
 * schedules and the waits between webhook attempts. What a client is told (Retry-After, signature timestamps) stays
 * in the client's own, real time.
 */
export class Clock {
	#timeAtAnchor = Date.now();
	#realAnchor = performance.now();
	#speed = 1;
	#timer: NodeJS.Timeout | undefined;
	readonly #sleepers = new Set<Sleeper>();

	/** Milliseconds since 1970 on this clock. */
	now(): number {
		return this.#timeAtAnchor + (performance.now() - this.#realAnchor) * this.#speed;
	}

	/** The clock's time as ISO 8601 UTC with milliseconds. */
	timestamp(): string {
		return new Date(this.now()).toISOString();
	}

	get speed(): number {
		return this.#speed;
	}

	/** How long a wait of the clock's milliseconds takes in real milliseconds, at the speed of now. */
	realMilliseconds(milliseconds: number): number {
		return milliseconds / this.#speed;
	}

	/** Puts the clock forward; whatever slept until then wakes up. */
	advance(milliseconds: number): void {
		this.#anchor(this.now() + milliseconds);
	}

	/** @param speed clock milliseconds per real millisecond, greater than 0 */
	setSpeed(speed: number): void {
		this.#anchor(this.now());
		this.#speed = speed;
		this.#wakeSleepers();
	}

	/** Resolves when this much time has passed on this clock. */
	sleep(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			this.#sleepers.add({ dueAt: this.now() + milliseconds, wake: resolve });
			this.#wakeSleepers();
		});
	}

	/** Forgets all sleepers; they never wake up. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#sleepers.clear();
	}

	#anchor(time: number): void {
		this.#timeAtAnchor = time;
		this.#realAnchor = performance.now();
		this.#wakeSleepers();
	}

	#wakeSleepers(): void {
		clearTimeout(this.#timer);
		const now = this.now();
		let nextDueAt = Infinity;
		for (const sleeper of this.#sleepers) {
			if (sleeper.dueAt <= now) {
				this.#sleepers.delete(sleeper);
				sleeper.wake();
			} else {
				nextDueAt = Math.min(nextDueAt, sleeper.dueAt);
			}
		}
		if (nextDueAt === Infinity) return;
		const waitMs = Math.ceil(this.realMilliseconds(nextDueAt - now));
		this.#timer = setTimeout(
			() => {
				this.#wakeSleepers();
			},
			Math.min(waitMs, longestTimerMs),
		);
		this.#timer.unref();
	}
}
