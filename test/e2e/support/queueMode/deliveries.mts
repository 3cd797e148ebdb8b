import { pick, randomInteger, seededRandom, type Random } from '../../../../sandbox/random.mts';
import { forgeries } from '../../../support/forgeries.mts';
import { mac, timestamped } from '../../../unit/support/signatures.mts';

/** A name of an event, as PostgreSQL and JavaScript understand it. */
export const EVENT_ID_PATTERN = 'evt_[a-z]+_[0-9]+_[0-9]+';

/** How many genuine ones a repeat may come after. A process remembers the last 1,000 that it took. */
const REPEATED_WITHIN = 500;

/** An event on its way to n8n. */
export interface Delivery {
	readonly kind: 'genuine' | 'repeat' | 'forged';
	/** Names the event; a repeat has that of the delivery that it repeats. */
	readonly eventId: string;
	readonly body: string;
	/** Signs it at this moment. */
	readonly headers: () => Record<string, string>;
}

/** How many deliveries there are of each kind. */
export type DeliveryCounts = Readonly<Record<Delivery['kind'], number>>;

function signGenuine(body: string, secret: string, isTimed: boolean): string {
	return isTimed
		? timestamped(body, Math.floor(Date.now() / 1_000), secret)
		: `sha256=${mac(body, secret).toString('hex')}`;
}

function makeDelivery(
	kind: 'genuine' | 'forged',
	eventId: string,
	secret: string,
	random: Random,
): Delivery {
	const data = { name: eventId, company: 'Malabar Spices 🌴' };
	const body = JSON.stringify({ id: eventId, event: 'lead.created', data });
	const forge = pick(random, forgeries);
	const isTimed = random() < 0.5;
	const sign = () =>
		kind === 'forged' ? forge(body, secret, random) : signGenuine(body, secret, isTimed);
	return {
		kind,
		eventId,
		body,
		headers: () => ({ 'content-type': 'application/json', 'x-crmleadpro-signature': sign() }),
	};
}

/** Puts a list into another order, each as likely as any other (Fisher and Yates). */
function shuffle<Entry>(entries: readonly Entry[], random: Random): Entry[] {
	const shuffled: Entry[] = [];
	for (const entry of entries) {
		const place = randomInteger(random, 0, shuffled.length);
		shuffled.push(entry);
		const [displaced, last] = [shuffled[place], shuffled.at(-1)];
		if (displaced === undefined || last === undefined) continue;
		shuffled[place] = last;
		shuffled[shuffled.length - 1] = displaced;
	}
	return shuffled;
}

/**
 * Makes deliveries in an order that a seed decides. What a repeat repeats comes before it.
 *
 * @param counts how many of each kind
 * @param secret what genuine ones are signed with, in one of two forms
 * @param seed the same one gives the same deliveries, another one other events
 */
export function makeDeliveries(counts: DeliveryCounts, secret: string, seed: number): Delivery[] {
	const random = seededRandom(seed);
	const kinds: Array<Delivery['kind']> = [
		...Array.from({ length: counts.genuine - 1 }, () => 'genuine' as const),
		...Array.from({ length: counts.repeat }, () => 'repeat' as const),
		...Array.from({ length: counts.forged }, () => 'forged' as const),
	];
	const genuine: Delivery[] = [];
	return ['genuine' as const, ...shuffle(kinds, random)].map((kind, number) => {
		if (kind === 'repeat') return { ...pick(random, genuine.slice(-REPEATED_WITHIN)), kind };
		const delivery = makeDelivery(kind, `evt_${kind}_${seed}_${number}`, secret, random);
		if (kind === 'genuine') genuine.push(delivery);
		return delivery;
	});
}
