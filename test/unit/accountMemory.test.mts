import { rememberForAccount } from '../../nodes/shared/operation/accountMemory.ts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

beforeEach(() => {
	import.meta.jest.useFakeTimers({ doNotFake: ['setImmediate'] });
});

afterEach(() => {
	import.meta.jest.useRealTimers();
});

/** A reader, and how often the server was asked. */
function setUp(answer = () => jsonReply({})) {
	const client = createScriptedClient(answer);
	const read = rememberForAccount(
		async (asking) =>
			await asking.send({ method: 'GET', path: '/pipelines' }, ({ status }) => status),
	);
	return { client, read, asked: () => client.sent.length };
}

test('those who ask at once share one request, and those who ask within a minute its result', async () => {
	const { client, read, asked } = setUp();
	expect(await Promise.all([read(client), read(client)])).toEqual([200, 200]);
	import.meta.jest.advanceTimersByTime(59_000);
	expect(await read(client)).toBe(200);
	expect(asked()).toBe(1);
	import.meta.jest.advanceTimersByTime(1_000);
	await read(client);
	expect(asked()).toBe(2);
});

test('another account is asked for itself', async () => {
	const { client, read } = setUp();
	const other = createScriptedClient(() => jsonReply({}));
	await read(client);
	await read(other);
	expect(other.sent).toHaveLength(1);
});

test('a failure counts for 5 seconds', async () => {
	let fails = true;
	const { client, read, asked } = setUp(() => {
		if (fails) throw new Error('Resting');
		return jsonReply({});
	});
	await expect(read(client)).rejects.toThrow('Resting');
	fails = false;
	import.meta.jest.advanceTimersByTime(4_000);
	await expect(read(client)).rejects.toThrow('Resting');
	expect(asked()).toBe(1);
	import.meta.jest.advanceTimersByTime(1_000);
	expect(await read(client)).toBe(200);
});
