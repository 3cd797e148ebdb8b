import { keepNewest } from '../../shared/keepNewest';
import type { Convention, KnownConventions } from './signature';

/** Most nodes that are remembered. */
const MOST_NODES = 1000;
/** Most conventions of a node that are remembered. */
const MOST_CONVENTIONS = 4;
/** Shortest time between two searches among all conventions, in ms. */
const SEARCH_INTERVAL = 1000;

interface Known {
	/** The newest first. */
	readonly conventions: readonly Convention[];
	/** When all conventions were last tried, in ms since 1970. */
	searchedAt: number;
}

const knownByNode = new Map<string, Known>();

/**
 * Finds the conventions of a node's earlier deliveries, in this process. A forged delivery then costs
 * the MACs of these conventions only, but for one a second, so that a vendor's new convention is found,
 * too.
 *
 * @param now in ms since 1970
 * @returns undefined where there were none
 */
export function findKnownConventions(nodeKey: string, now: number): KnownConventions | undefined {
	const known = knownByNode.get(nodeKey);
	if (known === undefined) return undefined;
	let isAllowed: boolean | undefined;
	return {
		conventions: known.conventions,
		maySearch() {
			isAllowed ??= Math.abs(now - known.searchedAt) >= SEARCH_INTERVAL;
			if (isAllowed) known.searchedAt = now;
			return isAllowed;
		},
	};
}

/** Remembers how a genuine delivery was signed. */
export function rememberConvention(nodeKey: string, convention: Convention): void {
	const known = knownByNode.get(nodeKey);
	const isSame = (other: Convention): boolean =>
		other.content === convention.content && other.keyForm === convention.keyForm;
	const [newest] = known?.conventions ?? [];
	if (newest !== undefined && isSame(newest)) return;
	const others = known?.conventions.filter((other) => !isSame(other)) ?? [];
	const conventions = [convention, ...others].slice(0, MOST_CONVENTIONS);
	keepNewest(knownByNode, nodeKey, { conventions, searchedAt: known?.searchedAt ?? 0 }, MOST_NODES);
}
