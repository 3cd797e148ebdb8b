import { type PostReply } from '../support/post.mts';
import {
	closeServers,
	credentials,
	deliver,
	event,
	listen,
	SECRET,
	STARTED,
	TEST_SECRET,
	UNSIGNED,
} from './support/trigger.mts';

afterEach(async () => {
	import.meta.jest.restoreAllMocks();
	await closeServers();
});

describe('listening for a test event', () => {
	test('has a secret of its own', async () => {
		const server = await listen({ mode: 'manual' });

		expect(await deliver(server, event('event_01'), SECRET)).toEqual(UNSIGNED);
		expect(await deliver(server, event('event_01'), TEST_SECRET)).toEqual(STARTED);
	});
});

describe('the secrets of the credential', () => {
	test.each(['old secret', 'new secret', 'गुप्त कुंजी'])(
		'%s, one of several lines, may have signed',
		async (secret) => {
			const server = await listen({
				credentials: credentials('old secret\r\n\n  new secret  \nगुप्त कुंजी\n'),
			});

			expect(await deliver(server, event('event_01'), secret)).toEqual(STARTED);
			expect(await deliver(server, event('event_02'), SECRET)).toEqual(STARTED);
		},
	);

	test.each(['', '\r', 'old secret\nnew secret', 'old', 'crmlp_live_test'])(
		'%j is none of them',
		async (secret) => {
			const server = await listen({ credentials: credentials('old secret\r\n\nnew secret') });

			expect(await deliver(server, event('event_01'), secret)).toEqual(UNSIGNED);
		},
	);

	test('that cannot be read accept nothing, and the registered ones still do', async () => {
		const server = await listen({
			credentials: credentials('old secret'),
			credentialFailure: new Error('The credential was deleted'),
		});

		expect(await deliver(server, event('event_01'), 'old secret')).toEqual(UNSIGNED);
		expect(await deliver(server, event('event_01'), SECRET)).toEqual(STARTED);
		expect(server.failures).toEqual([]);
	});

	test('are read again as soon as n8n can read them', async () => {
		import.meta.jest.spyOn(Date, 'now').mockReturnValue(Date.now());
		const server = await listen({
			credentials: credentials('old secret'),
			credentialFailure: new Error('The database is away'),
		});
		expect(await deliver(server, event('event_01'), 'old secret')).toEqual(UNSIGNED);

		server.repairCredentials();

		expect(await deliver(server, event('event_01'), 'old secret')).toEqual(STARTED);
	});

	test.each([
		['without a credential', {}],
		['with a credential of another type only', { ySuiteApi: { accessKey: 'a', secretKey: 'b' } }],
	])('of a node %s accept nothing', async (_which, others) => {
		const server = await listen({ credentials: others });

		expect(await deliver(server, event('event_01'), '')).toEqual(UNSIGNED);
		expect(server.failures).toEqual([]);
	});

	test('are read once, however many forged deliveries come at once or one after the other', async () => {
		const now = Date.now();
		import.meta.jest.spyOn(Date, 'now').mockReturnValue(now);
		const server = await listen({ credentials: credentials('old secret') });
		const forge = async (number: number): Promise<PostReply> =>
			await deliver(server, event(`event_${number}`), 'forged');

		const replies = await Promise.all(Array.from({ length: 40 }, (_, number) => forge(number)));
		for (let number = 0; number < 10; number++) replies.push(await forge(number));

		expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
		expect(server.decryptions()).toBe(1);
		expect(server.savings()).toBe(0);
	});

	test.each([
		[9_999, 1],
		[10_000, 2],
	])('%i ms later have been read %i times', async (later, decryptions) => {
		const now = Date.now();
		const clock = import.meta.jest.spyOn(Date, 'now').mockReturnValue(now);
		const server = await listen({ credentials: credentials('old secret') });
		await deliver(server, event('event_01'), 'forged');
		clock.mockReturnValue(now + later);
		await deliver(server, event('event_01'), 'forged');

		expect(server.decryptions()).toBe(decryptions);
	});

	test('of one workflow are not those of another', async () => {
		const one = await listen({ credentials: credentials('secret of one') });
		const other = await listen({ credentials: credentials('secret of the other') });

		expect(await deliver(one, event('event_01'), 'secret of one')).toEqual(STARTED);
		expect(await deliver(other, event('event_01'), 'secret of one')).toEqual(UNSIGNED);
		expect(await deliver(other, event('event_01'), 'secret of the other')).toEqual(STARTED);
	});
});
