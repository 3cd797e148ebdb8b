import type { ListRequest, Page, Position } from './page';
import { isNumbered, startOf } from './page';

/** How often a walk goes back for records that moved. */
const MAX_STEPS_BACK = 100;

/** Watches whether a list grows or shrinks while it is read. */
export interface TotalWatch {
	/**
	 * Compares a page's total with that of the page before.
	 *
	 * @param page the page
	 * @param here where it is
	 * @returns by how many records the list grew; negative where it shrank, 0 where that is not told
	 */
	readonly growthSince: (page: Page, here: Position) => number;
	/** Whether the total stayed the same; otherwise known records may have moved to later pages. */
	readonly isSteady: () => boolean;
}

/** Starts to watch a list's totals. */
export function watchTotals(): TotalWatch {
	let last: number | undefined;
	let steady = true;
	return {
		growthSince: ({ total, records }, here) => {
			const growth = total === undefined || last === undefined ? 0 : total - last;
			// What tells of no more than came may count something else, e.g. the records of this page.
			const tellsOfMore = (total ?? 0) > here.received + records.length;
			last = tellsOfMore || growth < 0 ? total : undefined;
			steady &&= growth === 0;
			return growth;
		},
		isSteady: () => steady,
	};
}

/** The way that a walk through numbered pages took. */
export interface Trail {
	/** Adds a page that was read. */
	readonly add: (here: Position) => void;
	/**
	 * Goes back on the way, to read again what may have moved onto pages that were read before.
	 *
	 * @param here the page at which that was noticed; it has to be read again, too
	 * @param count by how many records the list shrank
	 * @returns where to go on, or undefined where that is not possible or was done too often
	 */
	readonly goBack: (here: Position, count: number) => Position | undefined;
	/** Whether a page lies before one at which the walk turned back. */
	readonly isReread: (here: Position) => boolean;
	/** Whether the walk should have gone back once more, so that records may be missing. */
	readonly isLost: () => boolean;
}

/**
 * Starts a way through a list.
 *
 * @param list the list
 * @param start where the walk begins
 */
export function startTrail(list: ListRequest, start = startOf(list)): Trail {
	/** In the order of the list. */
	const path: Position[] = [];
	let stepsBack = 0;
	/** Records before the farthest page at which the walk turned back. */
	let turningPoint = 0;
	return {
		add: (here) => path.push(here),
		goBack: (here, count) => {
			if (!isNumbered(here)) return undefined;
			stepsBack += 1;
			if (stepsBack > MAX_STEPS_BACK) return undefined;
			turningPoint = Math.max(turningPoint, here.received);
			let last = path.pop();
			while (last !== undefined && last.received > here.received - count) last = path.pop();
			return last ?? start;
		},
		isReread: ({ received }) => received < turningPoint,
		isLost: () => stepsBack > MAX_STEPS_BACK,
	};
}
