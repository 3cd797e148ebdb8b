import { jsonParse, type IDataObject } from 'n8n-workflow';

import { isFirstDelivery } from '../../nodes/CrmLeadProTrigger/receiving/recentDeliveries.ts';
import { TestReply } from './support/deliveryReply.mts';

const NOW = 1_767_225_600_000;

/** A node, its static data, and the time that its deliveries come at. */
interface Receiver {
	node: string;
	staticData: IDataObject;
	now: number;
	isFirst: typeof isFirstDelivery;
}

let nodes = 0;

const createReceiver = (changes: Partial<Receiver> = {}): Receiver => ({
	node: `node ${++nodes}`,
	staticData: {},
	now: NOW,
	isFirst: isFirstDelivery,
	...changes,
});

/** A delivery that tells its ID. */
const told = (id: string) => ({ id, isIdHash: false });

/** Delivers, and lets n8n answer at once where the delivery is taken. */
async function deliver(
	receiver: Receiver,
	id: string,
	status = 200,
	isIdHash = false,
): Promise<boolean> {
	const { node, staticData, now, isFirst } = receiver;
	const reply = new TestReply();
	const first = await isFirst(node, { id, isIdHash }, reply, staticData, now);
	reply.answer(first ? status : 200);
	await settle();
	return first;
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

/** What a promise has come to, or 'waiting'. */
async function stateOf(promise: Promise<boolean>): Promise<boolean | 'waiting'> {
	await settle();
	return await Promise.race([promise, Promise.resolve('waiting' as const)]);
}

/** The code as another process of n8n has it, without a memory. */
async function loadAnew(): Promise<typeof isFirstDelivery> {
	import.meta.jest.resetModules();
	const module = await import('../../nodes/CrmLeadProTrigger/receiving/recentDeliveries.ts');
	return module.isFirstDelivery;
}

/** Static data as another process reads it from the database. */
function reload(staticData: IDataObject): IDataObject {
	return jsonParse<IDataObject>(JSON.stringify(staticData));
}

function storedIn({ staticData }: Receiver): number {
	return Array.isArray(staticData.deliveries) ? staticData.deliveries.length : 0;
}

describe('in one process', () => {
	test('a delivery counts once', async () => {
		const receiver = createReceiver();
		expect(await deliver(receiver, 'a')).toBe(true);
		expect(await deliver(receiver, 'b')).toBe(true);
		expect(await deliver(receiver, 'a')).toBe(false);
		expect(await deliver(receiver, 'a')).toBe(false);
	});

	test('it counts once even where static data is never kept', async () => {
		const receiver = createReceiver();
		expect(await deliver(receiver, 'a')).toBe(true);
		expect(await deliver({ ...receiver, staticData: {} }, 'a')).toBe(false);
	});

	test('nodes do not see one another’s deliveries', async () => {
		expect(await deliver(createReceiver(), 'a')).toBe(true);
		expect(await deliver(createReceiver(), 'a')).toBe(true);
	});

	test.each(['', ' ', '__proto__', 'constructor', 'प्रिया 🚀', 'x'.repeat(100_000)])(
		'an ID may be anything (case %#)',
		async (id) => {
			const receiver = createReceiver();
			expect(await deliver(receiver, id)).toBe(true);
			expect(await deliver(receiver, id)).toBe(false);
			expect(await deliver(receiver, `${id} `)).toBe(true);
		},
	);

	test.each([
		[200, false],
		[204, false],
		[299, false],
		[300, true],
		[302, true],
		[404, true],
		[429, true],
		[500, true],
		[503, true],
	])('after n8n answered %i, a repeat counts: %p', async (status, expected) => {
		const receiver = createReceiver();
		await deliver(receiver, 'a', status);
		expect(await deliver({ ...receiver, staticData: {} }, 'a')).toBe(expected);
	});
});

describe('a repeat that comes while the first one is being worked on', () => {
	async function overlap() {
		const receiver = createReceiver();
		const [first, second, third] = [new TestReply(), new TestReply(), new TestReply()];
		const ask = async (reply: TestReply) =>
			await isFirstDelivery(receiver.node, told('a'), reply, {}, NOW);
		expect(await ask(first)).toBe(true);
		const repeat = ask(second);
		const furtherRepeat = ask(third);
		expect(await stateOf(repeat)).toBe('waiting');
		expect(await stateOf(furtherRepeat)).toBe('waiting');
		return { receiver, first, second, third, repeat, furtherRepeat };
	}

	test('waits, and does not count once the first one is taken', async () => {
		const { first, repeat, furtherRepeat } = await overlap();
		first.answer(200);
		expect(await repeat).toBe(false);
		expect(await furtherRepeat).toBe(false);
	});

	test('waits, and counts once the first one has failed: one of them, not all', async () => {
		const { first, second, repeat, furtherRepeat } = await overlap();
		first.answer(500);
		expect(await repeat).toBe(true);
		expect(await stateOf(furtherRepeat)).toBe('waiting');
		second.answer(200);
		expect(await furtherRepeat).toBe(false);
	});

	test('counts in its turn when the ones before have failed', async () => {
		const { receiver, first, second, third, repeat, furtherRepeat } = await overlap();
		first.answer(500);
		expect(await repeat).toBe(true);
		second.answer(503);
		expect(await furtherRepeat).toBe(true);
		third.answer(200);
		await settle();
		expect(await deliver({ ...receiver, staticData: {} }, 'a')).toBe(false);
	});

	test('does not hold up another delivery', async () => {
		const { receiver, first } = await overlap();
		expect(await deliver(receiver, 'b')).toBe(true);
		first.answer(200);
	});
});

describe('a sender that hung up', () => {
	test.each([
		['has the event once where n8n takes it', 200, false],
		['may deliver again where n8n fails', 500, true],
	])('%s', async (_case, status, expected) => {
		const receiver = createReceiver();
		const reply = new TestReply();
		expect(await isFirstDelivery(receiver.node, told('a'), reply, {}, NOW)).toBe(true);
		reply.hangUp();
		await settle();
		reply.answerInVain(status);
		expect(await deliver(receiver, 'a')).toBe(expected);
	});

	test('before its delivery was looked at does not make its repeats wait for ever', async () => {
		const receiver = createReceiver();
		const reply = new TestReply();
		reply.hangUp();
		expect(await isFirstDelivery(receiver.node, told('a'), reply, {}, NOW)).toBe(true);
		const repeat = isFirstDelivery(receiver.node, told('a'), new TestReply(), {}, NOW);
		expect(await stateOf(repeat)).toBe(false);
	});
});

describe('another process', () => {
	test('knows what static data tells', async () => {
		const receiver = createReceiver();
		expect(await deliver(receiver, 'a')).toBe(true);
		const other = {
			...receiver,
			staticData: reload(receiver.staticData),
			isFirst: await loadAnew(),
		};
		expect(await deliver(other, 'a')).toBe(false);
		expect(await deliver(other, 'b')).toBe(true);
	});

	test('knows nothing without static data', async () => {
		const receiver = createReceiver();
		expect(await deliver(receiver, 'a')).toBe(true);
		const other = { ...receiver, staticData: {}, isFirst: await loadAnew() };
		expect(await deliver(other, 'a')).toBe(true);
	});

	test('keeps what others stored when it stores its own', async () => {
		const first = createReceiver();
		await deliver(first, 'a');
		const second = { ...first, staticData: reload(first.staticData), isFirst: await loadAnew() };
		await deliver(second, 'b');
		const third = { ...first, staticData: reload(second.staticData), isFirst: await loadAnew() };
		expect(await deliver(third, 'a')).toBe(false);
		expect(await deliver(third, 'b')).toBe(false);
	});
});

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe.each([
	['that tells its ID', false, 24 * HOUR],
	['that only its body names', true, 10 * MINUTE],
])('a delivery %s', (_which, isIdHash, rememberedFor) => {
	test.each([
		['is a repeat until then', rememberedFor - 1, false],
		['counts again after that', rememberedFor, true],
	])('%s (%#)', async (_what, later, expected) => {
		const receiver = createReceiver();
		await deliver(receiver, 'a', 200, isIdHash);
		const inProcess = { ...receiver, staticData: {}, now: NOW + later };
		expect(await deliver(inProcess, 'a', 200, isIdHash)).toBe(expected);
		const elsewhere = {
			...receiver,
			staticData: reload(receiver.staticData),
			now: NOW + later,
			isFirst: await loadAnew(),
		};
		expect(await deliver(elsewhere, 'a', 200, isIdHash)).toBe(expected);
	});

	test('that n8n is at work on when it is forgotten says nothing about the next one', async () => {
		const { node } = createReceiver();
		const [late, next] = [new TestReply(), new TestReply()];
		const askAt = async (now: number, reply: TestReply) =>
			await isFirstDelivery(node, { id: 'a', isIdHash }, reply, {}, now);
		expect(await askAt(NOW, late)).toBe(true);
		expect(await askAt(NOW + rememberedFor, next)).toBe(true);
		late.answer(200);
		await settle();

		const repeat = askAt(NOW + rememberedFor + 1, new TestReply());

		expect(await stateOf(repeat)).toBe('waiting');
		next.answer(500);
		expect(await repeat).toBe(true);
	});

	test('leaves static data at the next saving after that', async () => {
		const receiver = createReceiver();
		await deliver(receiver, 'a', 200, isIdHash);
		await deliver({ ...receiver, now: NOW + rememberedFor }, 'b');
		expect(storedIn(receiver)).toBe(1);
	});
});

describe('static data', () => {
	test('is written at most once a second, and then with all that was taken meanwhile', async () => {
		const receiver = createReceiver();
		const written: number[] = [];
		for (let time = 0; time <= 1000; time += 100) {
			const before = JSON.stringify(receiver.staticData);
			await deliver({ ...receiver, now: NOW + time }, `delivery ${time}`);
			if (JSON.stringify(receiver.staticData) !== before) written.push(time);
		}
		expect(written).toEqual([0, 1000]);
		expect(storedIn(receiver)).toBe(11);
	});

	test('is not written for a repeat', async () => {
		const receiver = createReceiver();
		await deliver(receiver, 'a');
		const before = JSON.stringify(receiver.staticData);
		await deliver({ ...receiver, now: NOW + 60_000 }, 'a');
		expect(JSON.stringify(receiver.staticData)).toBe(before);
	});

	test('does not tell of deliveries that n8n failed to take', async () => {
		const receiver = createReceiver();
		await deliver(receiver, 'a');
		await deliver({ ...receiver, now: NOW + 100 }, 'failed', 500);
		await deliver({ ...receiver, now: NOW + 2000 }, 'b');
		const other = {
			...receiver,
			staticData: reload(receiver.staticData),
			isFirst: await loadAnew(),
		};
		expect(await deliver(other, 'b')).toBe(false);
		expect(await deliver(other, 'failed')).toBe(true);
	});

	test('does not tell of other deliveries that n8n is still at work on', async () => {
		const receiver = createReceiver();
		await deliver(receiver, 'a');
		const pending = new TestReply();
		await isFirstDelivery(receiver.node, told('pending'), pending, {}, NOW + 100);
		await deliver({ ...receiver, now: NOW + 2000 }, 'b');
		pending.answer(500);
		const other = {
			...receiver,
			staticData: reload(receiver.staticData),
			isFirst: await loadAnew(),
		};
		expect(await deliver(other, 'b')).toBe(false);
		expect(await deliver(other, 'pending')).toBe(true);
	});

	test('holds the newest 200 only, and not the IDs themselves', async () => {
		const receiver = createReceiver();
		for (let number = 0; number < 300; number++) {
			await deliver({ ...receiver, now: NOW + number * 1000 }, `delivery ${number}`);
		}
		expect(storedIn(receiver)).toBe(200);
		const stored = JSON.stringify(receiver.staticData);
		expect(stored).not.toContain('delivery ');
		expect(stored.length).toBeLessThan(200 * 60);
		const other = {
			...receiver,
			staticData: reload(receiver.staticData),
			isFirst: await loadAnew(),
		};
		expect(await deliver(other, 'delivery 100')).toBe(false);
		expect(await deliver(other, 'delivery 299')).toBe(false);
		expect(await deliver(other, 'delivery 99')).toBe(true);
	});

	test('keeps what another process stored, however much this one takes', async () => {
		const receiver = createReceiver();
		for (let number = 0; number < 150; number++) {
			await deliver({ ...receiver, now: NOW + number * 1000 }, `here ${number}`);
		}
		const other = { ...receiver, isFirst: await loadAnew() };
		for (let number = 0; number < 90; number++) {
			await deliver({ ...other, now: NOW + number * 1000 }, `there ${number}`);
		}
		await deliver({ ...receiver, now: NOW + 200_000 }, 'here again');
		const third = {
			...receiver,
			staticData: reload(receiver.staticData),
			isFirst: await loadAnew(),
		};
		expect(await deliver(third, 'there 0')).toBe(false);
		expect(await deliver(third, 'there 89')).toBe(false);
		expect(await deliver(third, 'here 149')).toBe(false);
	});

	test('that holds other things keeps them', async () => {
		const production = { current: { url: 'https://n8n.example.com/webhook/1' }, leftovers: [] };
		const receiver = createReceiver({ staticData: { production } });
		await deliver(receiver, 'a');
		expect(receiver.staticData.production).toEqual(production);
	});

	test.each([
		[null],
		['text'],
		[7],
		[{}],
		[{ length: 3 }],
		[[null]],
		[[1, 2]],
		[['a', { b: 1 }]],
		[[['a']]],
	])('that is corrupt counts as empty: %j', async (deliveries) => {
		const receiver = createReceiver({ staticData: { deliveries } });
		expect(await deliver(receiver, 'a')).toBe(true);
		expect(await deliver(receiver, 'a')).toBe(false);
		expect(storedIn(receiver)).toBe(1);
	});

	test('that grew beyond all bounds is cut', async () => {
		const deliveries = Array.from({ length: 5000 }, (_, number) => ({
			mark: `old ${number}`,
			until: NOW + HOUR,
		}));
		const receiver = createReceiver({ staticData: { deliveries } });
		await deliver(receiver, 'a');
		expect(storedIn(receiver)).toBe(200);
	});
});

test('a process remembers the newest 1,000 of 10,000 deliveries', async () => {
	const receiver = createReceiver();
	const repeats = { ...receiver, staticData: {} };
	for (let number = 0; number < 10_000; number++) {
		expect(await deliver(receiver, `delivery ${number}`)).toBe(true);
	}
	expect(await deliver(repeats, 'delivery 9999')).toBe(false);
	expect(await deliver(repeats, 'delivery 9000')).toBe(false);
	expect(await deliver(repeats, 'delivery 8999')).toBe(true);
});

test('deliveries that are all being worked on are bounded, too', async () => {
	const receiver = createReceiver();
	const ask = async (id: string) =>
		await isFirstDelivery(receiver.node, told(id), new TestReply(), {}, NOW);
	for (let number = 0; number < 10_000; number++) {
		expect(await ask(`delivery ${number}`)).toBe(true);
	}
	expect(await stateOf(ask('delivery 9999'))).toBe('waiting');
	expect(await stateOf(ask('delivery 0'))).toBe(true);
});
