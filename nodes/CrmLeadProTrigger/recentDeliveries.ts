import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

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

const storedSchema = z.array(z.string()).catch([]);

/** The reply to a delivery, as far as it tells whether n8n took it. */
export interface DeliveryReply {
	readonly statusCode: number;
	readonly writableFinished: boolean;
	readonly closed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

/** Tells whether n8n took a delivery, as soon as that is known. */
type Outcome = () => Promise<boolean>;

interface Memory {
	/** Outcomes by mark of the delivery, the oldest first. */
	readonly deliveries: Map<string, Outcome>;
	/** When static data was last written, in ms since 1970. */
	savedAt: number;
}

const taken: Outcome = async () => true;
const memories = new Map<string, Memory>();

/**
 * Tells whether a delivery is the first with its ID, and remembers it. A repeat that comes while the
 * first one is being worked on waits for it: if n8n fails to take that one, the repeat counts.
 * Best effort: processes see one another's deliveries late, if at all.
 *
 * @param node names the node
 * @param id the delivery's ID
 * @param reply the reply that n8n is going to send
 * @param staticData the node's static data, saved by n8n when it took the delivery
 * @param now the present, in ms since 1970
 */
export async function isFirstDelivery(
	node: string,
	id: string,
	reply: DeliveryReply,
	staticData: IDataObject,
	now: number,
): Promise<boolean> {
	const mark = createHash('sha256').update(id).digest('hex').slice(0, MARK_LENGTH);
	const stored = storedSchema.parse(staticData.deliveries);
	if (stored.includes(mark)) return false;

	const memory = memories.get(node) ?? { deliveries: new Map(), savedAt: 0 };
	memories.set(node, memory);
	const { deliveries } = memory;
	for (let known = deliveries.get(mark); known !== undefined; known = deliveries.get(mark)) {
		if (await known()) return false;
		if (deliveries.get(mark) === known) deliveries.delete(mark);
	}
	watch(deliveries, mark, reply);
	forgetOldest(deliveries);
	if (now - memory.savedAt >= SAVING_INTERVAL) {
		memory.savedAt = now;
		const own = [...deliveries].filter(([, outcome]) => outcome === taken).slice(-MOST_OWN);
		const marks = new Map([...own, [mark, taken]]);
		const others = stored.filter((other) => !marks.has(other));
		staticData.deliveries = [...others, ...marks.keys()].slice(-MOST_STORED);
	}
	return true;
}

/** Remembers a delivery whose reply is still to be sent. */
function watch(deliveries: Memory['deliveries'], mark: string, reply: DeliveryReply): void {
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
	deliveries.set(mark, outcome);
	void closed.then(() => {
		if (!reply.writableFinished || deliveries.get(mark) !== outcome) return;
		if (isSuccess(reply)) deliveries.set(mark, taken);
		else deliveries.delete(mark);
	});
}

function isSuccess({ statusCode }: DeliveryReply): boolean {
	return statusCode >= 200 && statusCode < 300;
}

function forgetOldest(deliveries: Memory['deliveries']): void {
	for (const mark of deliveries.keys()) {
		if (deliveries.size <= MOST_IN_PROCESS) return;
		deliveries.delete(mark);
	}
}
