import type { Slots } from './slots';
import { createSlots } from './slots';

/** What is known of the server. */
interface Load {
	/** The plan's limit, in requests/min; undefined where none is known. */
	readonly requestsPerMinute: number | undefined;
	/** Most items at once. */
	readonly most: number;
}

/** Finds out how many items to work on at once. */
export interface AutomaticConcurrency extends Slots {
	/**
	 * Records an attempt of a request.
	 *
	 * @param duration in ms, without the wait for the rate limit
	 * @param isOverload whether the server postponed the request or failed
	 */
	readonly note: (duration: number, isOverload: boolean) => void;
}

/** Items at once at the start, and where no limit tells how many are needed. */
const FIRST = 10;
/** The time in which a minute's requests may be sent, in ms: a plan allows them at any time of the minute. */
const BURST = 4_000;
/** By how much the number grows in a round up to the first setback, and then. */
const GROWTH = 2;
const LATER_GROWTH = 1.1;
const SETBACK = 0.7;
/** A round that took so many times the usual duration means that the server has more than it can do. */
const SLOWED_DOWN = 1.6;
/** The usual duration follows a server that has become slower by so much in a round. */
const DRIFT = 1.02;
/** Fewer replies do not tell a server that slows down from one whose durations vary. */
const TELLING_ROUND = 30;
/** Slow rounds in a row that are no chance. */
const SLOW_ROUNDS = 2;

/**
 * Creates a concurrency that adapts itself. By Little's law, a pace takes as many requests at once as
 * arrive while one is answered. It grows by rounds, each with as many replies as there are slots, and
 * shrinks where replies slow down or fail (AIMD with a delay gradient, as TCP Vegas does).
 */
export function createAutomaticConcurrency({
	requestsPerMinute,
	most,
}: Load): AutomaticConcurrency {
	let limit = FIRST;
	let usual = Infinity;
	let durations: number[] = [];
	let slowRounds = 0;
	/** Whether the quick growth of the beginning is over. */
	let isSettled = false;
	let hasFailed = false;
	let lastSetback = -Infinity;
	/** What started before says nothing about the number that there is now. */
	let tellingFrom = -Infinity;
	const slots = createSlots(most, () => limit);
	const needed = (): number =>
		requestsPerMinute === undefined
			? FIRST
			: Math.min(most, Math.max(FIRST, Math.ceil((requestsPerMinute / BURST) * usual)));
	const endRound = (): void => {
		const median = durations.length === 0 ? usual : medianOf(durations);
		const isTelling = durations.length >= TELLING_ROUND;
		if (isTelling || usual === Infinity) usual = Math.min(median, usual * DRIFT);
		slowRounds = isTelling && median > SLOWED_DOWN * usual ? slowRounds + 1 : 0;
		const before = limit;
		if (hasFailed || slowRounds >= SLOW_ROUNDS) {
			isSettled = true;
			limit = Math.floor(limit * SETBACK);
		} else if (slowRounds === 0) {
			limit = Math.ceil(limit * (isSettled ? LATER_GROWTH : GROWTH));
		}
		limit = Math.max(1, Math.min(needed(), limit));
		isSettled ||= limit >= needed();
		// What was sent while the replies of a round came in has spent most of its time among the new ones.
		if (limit > before) tellingFrom = performance.now() - usual / 2;
		if (limit < before) tellingFrom = performance.now();
		durations = [];
		hasFailed = false;
	};

	return {
		most,
		enter: slots.enter,
		leave: slots.leave,
		note: (duration, isOverload) => {
			const now = performance.now();
			// Failures of requests that were under way together count as one.
			if (isOverload && now - duration >= lastSetback) {
				hasFailed = true;
				lastSetback = now;
			}
			// A refusal comes faster than an answer.
			if (!isOverload && now - duration >= tellingFrom) durations.push(duration);
			const round = Math.max(limit, isSettled ? TELLING_ROUND : 0);
			if (durations.length >= round || hasFailed) endRound();
			slots.admit();
		},
	};
}

function medianOf(values: readonly number[]): number {
	return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
