import { setTimeout as sleep } from 'node:timers/promises';

import { pick, type Random } from '../../../../sandbox/random.mts';
import { forEachAtOnce } from '../../../support/forEachAtOnce.mts';
import type { ClusterProcess } from './cluster.mts';
import type { Delivery } from './deliveries.mts';

const ANSWERED_WITHIN_MS = 20_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
const MOST_ATTEMPTS = 15;

/** A process that takes deliveries. */
type Receiver = Pick<ClusterProcess, 'origin' | 'life' | 'isReady'>;

/** One attempt to deliver. */
export interface Attempt {
	readonly delivery: Delivery;
	/** The process that it was sent to, in the life that it then had. */
	readonly life: string;
	/** HTTP status; undefined where no answer came. */
	readonly status: number | undefined;
}

/** Sends an event to a process, once. */
async function attempt(url: URL, delivery: Delivery): Promise<number | undefined> {
	try {
		const reply = await fetch(url, {
			method: 'POST',
			headers: delivery.headers(),
			body: delivery.body,
			signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
		});
		await reply.text();
		return reply.status;
	} catch {
		return undefined;
	}
}

/** Whether the sender need not send again. */
export const isAccepted = (status: number | undefined) =>
	status !== undefined && status >= 200 && status < 300;

/**
 * Sends an event until it is answered with 2xx, each time to any of the processes that are ready, and after a longer wait. What is
 * refused with 401 is not sent again.
 *
 * @param url the registered address, of whatever process
 * @returns all attempts, the last one accepted or refused
 * @throws Error when it is not answered for good after 15 attempts
 */
export async function deliver(
	url: string,
	delivery: Delivery,
	receivers: readonly Receiver[],
	random: Random,
): Promise<Attempt[]> {
	const attempts: Attempt[] = [];
	let wait = FIRST_WAIT_MS;
	while (attempts.length < MOST_ATTEMPTS) {
		const receiver = pick(
			random,
			receivers.filter((one) => one.isReady()),
		);
		const life = receiver.life();
		const status = await attempt(new URL(new URL(url).pathname, receiver.origin), delivery);
		attempts.push({ delivery, life, status });
		if (isAccepted(status) || status === 401) return attempts;
		await sleep(wait);
		wait = Math.min(2 * wait, LONGEST_WAIT_MS);
	}
	throw new Error(
		`${delivery.eventId} was not taken: ${attempts.map(({ status }) => status ?? 'no answer').join(', ')}`,
	);
}

/**
 * Sends deliveries, some at a time.
 *
 * @param atOnce how many
 * @param onDelivered told after each how many are done
 * @returns all attempts
 */
export async function deliverAll(
	deliveries: readonly Delivery[],
	atOnce: number,
	send: (delivery: Delivery) => Promise<Attempt[]>,
	onDelivered: (count: number) => void = () => undefined,
): Promise<Attempt[]> {
	const attempts: Attempt[] = [];
	let count = 0;
	await forEachAtOnce(deliveries, atOnce, async (delivery) => {
		attempts.push(...(await send(delivery)));
		count += 1;
		onDelivered(count);
	});
	return attempts;
}
