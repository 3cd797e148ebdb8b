import { createHmac } from 'node:crypto';

import { pick, randomInteger, seededRandom, type Random } from '../../../../sandbox/random.mts';

/** What somebody sends who does not know the secret, or who sends again what others have sent. */
const FORGERIES = ['another secret', 'another body', 'an old time', 'no signature'] as const;

/** A name of an event, as PostgreSQL and JavaScript understand it. */
export const EVENT_ID_PATTERN = 'evt_[a-z]+_[0-9]+_[0-9]+';

/** How many genuine ones a repeat may come after. A process remembers the last 1,000 that it took. */
const REPEATED_WITHIN = 500;

/** How long ago an old time is, in s: more than the trigger tolerates. */
const OLD_SECONDS = 3_600;

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

const macOf = (secret: string, text: string) =>
	createHmac('sha256', secret).update(text).digest('hex');

const signBody = (secret: string, body: string) => `sha256=${macOf(secret, body)}`;

function signTimed(secret: string, body: string, ageSeconds: number): string {
	const time = Math.floor(Date.now() / 1_000) - ageSeconds;
	return `t=${time},v1=${macOf(secret, `${time}.${body}`)}`;
}

function forge(forgery: (typeof FORGERIES)[number], secret: string, body: string): string {
	switch (forgery) {
		case 'another secret':
			return signBody('a guess', body);
		case 'another body':
			return signBody(secret, `${body} `);
		case 'an old time':
			return signTimed(secret, body, OLD_SECONDS);
		case 'no signature':
			return '';
	}
}

function makeDelivery(
	kind: 'genuine' | 'forged',
	eventId: string,
	secret: string,
	random: Random,
): Delivery {
	const data = { name: eventId, company: 'Malabar Spices 🌴' };
	const body = JSON.stringify({ id: eventId, event: 'lead.created', data });
	const forgery = pick(random, FORGERIES);
	const isTimed = random() < 0.5;
	const sign = () => {
		if (kind === 'forged') return forge(forgery, secret, body);
		return isTimed ? signTimed(secret, body, 0) : signBody(secret, body);
	};
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
