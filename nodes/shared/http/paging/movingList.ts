import type { ListRequest, Page, Position } from './page';
import { isNumbered, startOf } from './page';

/** How often a walk may go back for records that moved. */
const MAX_STEPS_BACK = 100;

/** Notices whether a list grows or shrinks while it is read. */
export interface TotalWatch {
	/**
	 * Compares a page's total with the previous page's.
	 *
	 * @returns by how many records the list grew; negative where it shrank, 0 where a total is missing
	 */
	readonly growthSince: (page: Page, here: Position) => number;
	/** Whether the total has not changed; where it has, known records may have moved to later pages. */
	readonly isSteady: () => boolean;
}

export function watchTotals(): TotalWatch {
	let last: number | undefined;
	let steady = true;
	return {
		growthSince: ({ total, records }, here) => {
			const growth = total === undefined || last === undefined ? 0 : total - last;
			// A total that does not exceed the records so far may count something else, e.g. this page's records.
			const exceedsReceived = (total ?? 0) > here.received + records.length;
			last = exceedsReceived || growth < 0 ? total : undefined;
			steady &&= growth === 0;
			return growth;
		},
		isSteady: () => steady,
	};
}

/** The numbered pages that a walk has read. */
export interface Trail {
	/** Adds a page that was read. */
	readonly add: (here: Position) => void;
	/**
	 * Goes back, to read again the pages onto which records may have moved.
	 *
	 * @param here the page at which the list turned out to have shrunk; it has to be read again, too
	 * @param count by how many records the list shrank
	 * @returns where to continue, or undefined where pages have no numbers or the walk went back too often
	 */
	readonly goBack: (here: Position, count: number) => Position | undefined;
	/** Whether a page lies before one at which the walk went back. */
	readonly isReread: (here: Position) => boolean;
	/** Whether the walk went back too often, so that records may be missing. */
	readonly isLost: () => boolean;
}

export function startTrail(list: ListRequest, start = startOf(list)): Trail {
	/** In the order of the list. */
	const path: Position[] = [];
	let stepsBack = 0;
	/** Records before the farthest page at which the walk went back. */
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
