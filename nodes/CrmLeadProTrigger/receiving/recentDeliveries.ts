import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { valueAt } from '../../shared/json';
import { keepNewest } from '../../shared/keepNewest';
import type { Delivery } from './delivery';

/** Deliveries that a process remembers of each node. */
const MOST_IN_PROCESS = 1000;
/** Deliveries that static data remembers, for other processes and after a restart. */
const MOST_STORED = 200;
/** Of them, those that one process puts in at a time, so that what others stored stays. */
const MOST_OWN = 100;
/** At least so long between two savings of static data, in ms: n8n saves a whole workflow's at once. */
const SAVING_INTERVAL = 1000;
/** Hex digits that tell deliveries apart. */
const MARK_LENGTH = 16;

/** How long a delivery is remembered, in ms. */
const REMEMBERED_FOR = 86_400_000;
/** The same for one that tells no ID: another event may have the same body. In ms. */
const BODY_REMEMBERED_FOR = 600_000;

/** A delivery as static data has it. */
const storedDeliverySchema = z.object({
	mark: z.string(),
	/** When it is forgotten, in ms since 1970. */
	until: z.number(),
});
const storedSchema = z.array(storedDeliverySchema).catch([]);

/** The reply to a delivery, as far as it tells whether n8n took it. */
export interface DeliveryReply {
	readonly statusCode: number;
	readonly writableFinished: boolean;
	readonly closed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

/** Tells whether n8n took a delivery, as soon as that is known. */
type Outcome = () => Promise<boolean>;

/** A delivery that is remembered. */
interface Remembered {
	readonly outcome: Outcome;
	/** When it is forgotten, in ms since 1970. */
	readonly until: number;
}

interface RecentDeliveries {
	/** By mark of the delivery, the oldest first. */
	readonly deliveries: Map<string, Remembered>;
	/** When static data was last written, in ms since 1970. */
	savedAt: number;
}

const taken: Outcome = async () => true;
const recentByNode = new Map<string, RecentDeliveries>();

/**
 * Tells whether a delivery is the first with its ID, and remembers it. A repeat that comes while the
 * first one is being worked on waits for it: if n8n fails to take that one, the repeat counts. After
 * a day, or ten minutes where only its body names it, a delivery is forgotten. Best effort:
 * processes see one another's deliveries late, if at all.
 *
 * @param nodeKey identifies the node
 * @param delivery the delivery's ID, and whether that is only the hash of its body
 * @param reply the reply that n8n is going to send
 * @param staticData the node's static data. Whether n8n saves it is up to n8n: 2.41 overlooks the change of a
 * delivery that starts the workflow, in queue mode as well.
 * @param now the present, in ms since 1970
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

/** Finds what n8n took in this process and is not yet to be forgotten: the times by mark. */
function readOwn(deliveries: RecentDeliveries['deliveries'], now: number): Array<[string, number]> {
	return [...deliveries]
		.filter(([, { outcome, until }]) => outcome === taken && until > now)
		.slice(-MOST_OWN)
		.map(([mark, { until }]) => [mark, until]);
}

/** Looks for one delivery only: reading all that is stored takes as long as the rest of a delivery. */
function isStored(mark: string, { deliveries }: IDataObject, now: number): boolean {
	const found = Array.isArray(deliveries)
		? deliveries.find((delivery) => valueAt(delivery, ['mark']) === mark)
		: undefined;
	return (storedDeliverySchema.safeParse(found).data?.until ?? 0) > now;
}

/** Reads what is not yet to be forgotten: the times by mark. */
function readStored(staticData: IDataObject, now: number): Map<string, number> {
	const marks = storedSchema
		.parse(staticData.deliveries)
		.map(({ mark, until }): [string, number] => [mark, until]);
	return new Map(marks.filter(([, until]) => until > now));
}

/** Remembers a delivery whose reply is still to be sent. */
function watch(
	deliveries: RecentDeliveries['deliveries'],
	mark: string,
	until: number,
	reply: DeliveryReply,
): void {
	const closed = new Promise<void>((resolve) => {
		// A sender that hung up before this will not do so again.
		if (reply.closed) resolve();
		else reply.once('close', resolve);
	});
	// Where the sender did not wait, n8n may still be at work: its status is read when it is asked for.
	const outcome: Outcome = async () => {
		await closed;
		return isSuccess(reply);
	};
	const watched: Remembered = { outcome, until };
	keepNewest(deliveries, mark, watched, MOST_IN_PROCESS);
	void closed.then(() => {
		if (!reply.writableFinished || deliveries.get(mark) !== watched) return;
		if (isSuccess(reply)) deliveries.set(mark, { outcome: taken, until });
		// Its reply holds the whole request.
		else deliveries.delete(mark);
	});
}

function isSuccess({ statusCode }: DeliveryReply): boolean {
	return statusCode < 300;
}
