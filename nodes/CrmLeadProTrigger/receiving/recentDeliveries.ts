import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { valueAt } from '../../shared/json';
import { keepNewest } from '../../shared/keepNewest';
import type { Delivery } from './delivery';

/** Most deliveries of a node that this process remembers. */
const MOST_IN_PROCESS = 1000;
/** Most deliveries stored in static data, for other processes and after a restart. */
const MOST_STORED = 200;
/** Of those, the most that one process adds at a time, so that what others stored stays. */
const MOST_OWN = 100;
/** Minimum time between two writes of static data, in ms: n8n saves a whole workflow's each time. */
const SAVING_INTERVAL = 1000;
/** Hex digits of the hash that identifies a delivery. */
const MARK_LENGTH = 16;

/** How long a delivery counts as recent, in ms. */
const REMEMBERED_FOR = 86_400_000;
/** The same for a delivery without an ID, since another event may have the same body. */
const BODY_REMEMBERED_FOR = 600_000;

/** A delivery as stored in static data. */
const storedDeliverySchema = z.object({
	mark: z.string(),
	/** When it is forgotten, in ms since 1970. */
	until: z.number(),
});
const storedSchema = z.array(storedDeliverySchema).catch([]);

/** The reply to a delivery, from which one can see whether n8n accepted it. */
export interface DeliveryReply {
	readonly statusCode: number;
	readonly writableFinished: boolean;
	readonly closed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

/** Resolves to whether n8n accepted the delivery, as soon as that is known. */
type Outcome = () => Promise<boolean>;

/** A delivery that is remembered. */
interface Remembered {
	readonly outcome: Outcome;
	/** When it is forgotten, in ms since 1970. */
	readonly until: number;
}

interface RecentDeliveries {
	/** By the delivery's hash, the oldest first. */
	readonly deliveries: Map<string, Remembered>;
	/** When static data was last written, in ms since 1970. */
	savedAt: number;
}

const taken: Outcome = async () => true;
const recentByNode = new Map<string, RecentDeliveries>();

/**
 * Whether a delivery is the first with its ID; it is remembered from then on. Senders deliver at least
 * once, so a repeat is not an error. One that arrives while the first is being processed waits for it,
 * and counts as the first if n8n fails to accept that one. A delivery is forgotten after a day, or after
 * ten minutes where a hash of the body is its ID. Best effort: processes see each other's deliveries
 * late, if at all.
 *
 * @param reply the reply that n8n is going to send
 * @param staticData the node's. n8n may not save it: 2.41 misses changes made by a delivery that starts
 * the workflow, in queue mode as well.
 * @param now in ms since 1970
 */
export async function isFirstDelivery(
	nodeKey: string,
	{ id, isIdHash }: Pick<Delivery, 'id' | 'isIdHash'>,
	reply: DeliveryReply,
	staticData: IDataObject,
	now: number,
): Promise<boolean> {
	const mark = createHash('sha256').update(id).digest('hex').slice(0, MARK_LENGTH);
	const until = now + (isIdHash ? BODY_REMEMBERED_FOR : REMEMBERED_FOR);
	if (isStored(mark, staticData, now)) return false;

	const recent = recentByNode.get(nodeKey) ?? { deliveries: new Map(), savedAt: 0 };
	recentByNode.set(nodeKey, recent);
	const { deliveries } = recent;
	for (let known = deliveries.get(mark); known !== undefined; known = deliveries.get(mark)) {
		if (known.until > now && (await known.outcome())) return false;
		if (deliveries.get(mark) === known) deliveries.delete(mark);
	}
	watch(deliveries, mark, until, reply);
	if (now - recent.savedAt >= SAVING_INTERVAL) {
		recent.savedAt = now;
		const own = new Map([...readOwn(deliveries, now), [mark, until]]);
		const others = [...readStored(staticData, now)].filter(([other]) => !own.has(other));
		staticData.deliveries = [...others, ...own]
			.slice(-MOST_STORED)
			.map(([known, end]) => ({ mark: known, until: end }));
	}
	return true;
}

/** Recent deliveries that n8n accepted in this process: when each is forgotten, by hash. */
function readOwn(deliveries: RecentDeliveries['deliveries'], now: number): Array<[string, number]> {
	return [...deliveries]
		.filter(([, { outcome, until }]) => outcome === taken && until > now)
		.slice(-MOST_OWN)
		.map(([mark, { until }]) => [mark, until]);
}

/** Looks for one delivery only: reading all stored ones would double the time that a delivery takes. */
function isStored(mark: string, { deliveries }: IDataObject, now: number): boolean {
	const found = Array.isArray(deliveries)
		? deliveries.find((delivery) => valueAt(delivery, ['mark']) === mark)
		: undefined;
	return (storedDeliverySchema.safeParse(found).data?.until ?? 0) > now;
}

/** Recent deliveries in static data: when each is forgotten, by hash. */
function readStored(staticData: IDataObject, now: number): Map<string, number> {
	const marks = storedSchema
		.parse(staticData.deliveries)
		.map(({ mark, until }): [string, number] => [mark, until]);
	return new Map(marks.filter(([, until]) => until > now));
}

/** Remembers a delivery whose reply has not been sent yet. */
function watch(
	deliveries: RecentDeliveries['deliveries'],
	mark: string,
	until: number,
	reply: DeliveryReply,
): void {
	const closed = new Promise<void>((resolve) => {
		// "close" does not come again for a sender that has hung up already.
		if (reply.closed) resolve();
		else reply.once('close', resolve);
	});
	// Where the sender hung up, n8n may still be processing: the status is read when it is needed.
	const outcome: Outcome = async () => {
		await closed;
		return isSuccess(reply);
	};
	const watched: Remembered = { outcome, until };
	keepNewest(deliveries, mark, watched, MOST_IN_PROCESS);
	void closed.then(() => {
		if (!reply.writableFinished || deliveries.get(mark) !== watched) return;
		if (isSuccess(reply)) deliveries.set(mark, { outcome: taken, until });
		// Drops the reply, which refers to the whole request.
		else deliveries.delete(mark);
	});
}

function isSuccess({ statusCode }: DeliveryReply): boolean {
	return statusCode < 300;
}
