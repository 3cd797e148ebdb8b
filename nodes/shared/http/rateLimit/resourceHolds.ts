import { keepNewest } from '../../keepNewest';
import { createHold, type Hold } from './hold';

/** Resources of a key whose holds are kept. */
const MOST_RESOURCES = 50;

/** The holds of single resources. All times are in ms of one monotonic clock. */
export interface ResourceHolds {
	/** How long the next request for the resource has to wait; 0 where it is not held. */
	readonly waitFor: (now: number, resource: string | undefined) => number;
	/** Records that a request starts. */
	readonly start: (now: number, resource: string | undefined) => void;
	/** Records a reply that postponed nothing. */
	readonly accept: (now: number, resource: string | undefined) => void;
	/**
	 * Records that the server postponed a request for the resource.
	 *
	 * @param retryAfter the wait that the server asked for, in ms
	 * @returns whether the postponement seems to concern the whole key: another resource is held, too, and
	 * no request has succeeded since
	 */
	readonly postpone: (
		resource: string,
		retryAfter: number | undefined,
		startedAt: number,
		now: number,
	) => boolean;
}

/** @param random returns numbers from 0 up to 1 */
export function createResourceHolds(random: () => number): ResourceHolds {
	const holds = new Map<string, Hold>();
	let acceptedAt = -Infinity;
	const find = (resource: string | undefined): Hold | undefined =>
		resource === undefined ? undefined : holds.get(resource);
	return {
		waitFor: (now, resource) => find(resource)?.waitFor(now) ?? 0,
		start: (now, resource) => find(resource)?.start(now),
		accept: (now, resource) => {
			acceptedAt = now;
			find(resource)?.accept(now);
		},
		postpone: (resource, retryAfter, startedAt, now) => {
			const own = find(resource) ?? createHold(random);
			keepNewest(holds, resource, own, MOST_RESOURCES);
			own.postpone(retryAfter, 0, startedAt, now);
			return [...holds.values()].some(
				(other) => other !== own && other.end() > now && other.postponedAt() > acceptedAt,
			);
		},
	};
}
