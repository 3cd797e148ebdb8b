import { toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import type { Term, Vocabulary } from '../../nodes/shared/operation/vocabulary.ts';
import { understandWords } from '../../nodes/shared/operation/vocabulary.ts';
import { node } from './support/node.mts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

const sales: Term = { value: 'sales', name: 'Sales' };
const renewals: Term = { value: 'renewals', name: 'Renewals' };
const pipelines = [sales, renewals];
const stages: Term[] = [
	{ value: 'demo_scheduled', name: 'Demo Scheduled', owner: sales },
	{ value: 'quoted', name: 'Quote', owner: sales },
	{ value: 'renewal_quoted', name: 'Quote', owner: renewals },
];

const listOf = (terms: readonly Term[], path: string): Vocabulary['load'] => {
	return async (client) => await client.send({ method: 'GET', path }, () => terms);
};

const vocabularies: Vocabulary[] = [
	{
		field: 'pipeline',
		paths: ['/leads'],
		plural: 'Pipelines',
		isTranslated: true,
		load: listOf(pipelines, '/pipelines'),
	},
	{
		field: 'stage',
		paths: ['/leads'],
		plural: 'Stages',
		ownerField: 'pipeline',
		isTranslated: true,
		load: listOf(stages, '/stages'),
	},
	{
		field: 'source',
		paths: ['/leads'],
		plural: 'Sources',
		isTranslated: false,
		load: listOf([{ value: 'web', name: 'web' }], '/sources'),
	},
];

const rejection = (happened: string, status = 422) =>
	toNodeApiError(node, { happened, advice: 'Correct it.', status }, []);

/** A client that understands words, what it sent, and what it looked up. */
function setUp({
	answer = () => jsonReply({}),
	chosen = [],
}: {
	answer?: (request: ApiRequest) => ApiReply;
	chosen?: string[];
} = {}) {
	const client = createScriptedClient(answer);
	const words = understandWords(client, vocabularies, new Set(chosen));
	const post = async (body: NonNullable<ApiRequest['body']>, path = '/leads') =>
		await words.send({ method: 'POST', path, body }, ({ status }) => status, 'key');
	return {
		words,
		post,
		bodies: () => client.sent.flatMap(({ body }) => (body === undefined ? [] : [body])),
		keys: () =>
			client.sent.flatMap((sent) => (sent.body === undefined ? [] : [sent.idempotencyKey])),
		lookUps: () => client.sent.filter(({ body }) => body === undefined).map(({ path }) => path),
	};
}

test('text in the form of a key is sent as it is, without a look-up', async () => {
	const { post, bodies, lookUps } = setUp();
	await post({ pipeline: 'sales', stage: 'demo-scheduled', name: 'Asha Rao' });
	expect(bodies()).toEqual([{ pipeline: 'sales', stage: 'demo-scheduled', name: 'Asha Rao' }]);
	expect(lookUps()).toEqual([]);
});

test.each([['Demo Scheduled'], ['demo scheduled'], ['DEMO_SCHEDULED'], ['Demo-Scheduled']])(
	'%j is the stage that is called so',
	async (stage) => {
		const { post, bodies } = setUp();
		await post({ stage });
		expect(bodies()).toEqual([{ stage: 'demo_scheduled' }]);
	},
);

test.each([
	['Quote', undefined, 'Quote'],
	['Quote', 'Renewals', 'renewal_quoted'],
	['Quote', 'SALES', 'quoted'],
	['Demo Scheduled', 'Renewals', 'Demo Scheduled'],
	['Nothing Like It', 'sales', 'Nothing Like It'],
])('the stage %j of the pipeline %j is sent as %j', async (stage, pipeline, expected) => {
	const { post, bodies } = setUp();
	await post({ stage, ...(pipeline === undefined ? {} : { pipeline }) });
	expect(bodies()[0]?.stage).toBe(expected);
});

test('a value that was picked from a list is sent as it is', async () => {
	const { post, bodies, lookUps } = setUp({ chosen: ['Demo Scheduled'] });
	await post({ stage: 'Demo Scheduled' });
	expect(bodies()).toEqual([{ stage: 'Demo Scheduled' }]);
	expect(lookUps()).toEqual([]);
});

test('a list is read once for many requests', async () => {
	const { post, lookUps } = setUp();
	await Promise.all(
		['Demo Scheduled', 'Quote', 'Else'].map(async (stage) => await post({ stage })),
	);
	expect(lookUps()).toEqual(['/stages']);
});

test('fields whose values are free, and other paths, are left alone', async () => {
	const { post, bodies, lookUps } = setUp();
	await post({ source: 'WEB' });
	await post({ stage: 'Demo Scheduled' }, '/campaigns');
	expect(bodies()).toEqual([{ source: 'WEB' }, { stage: 'Demo Scheduled' }]);
	expect(lookUps()).toEqual([]);
});

test('words are understood in a query, too', async () => {
	const client = createScriptedClient(() => jsonReply({}));
	const words = understandWords(client, vocabularies, new Set());
	const query = { stage: 'Demo Scheduled', page: '1' };
	await words.send({ method: 'GET', path: '/leads', query }, () => undefined);
	expect(client.sent.at(-1)?.query).toEqual({ stage: 'demo_scheduled', page: '1' });
});

test('a list that cannot be read keeps nothing from being sent', async () => {
	const { post, bodies } = setUp({
		answer: ({ method }) => {
			if (method === 'GET') throw rejection('Resting', 503);
			return jsonReply({});
		},
	});
	await post({ stage: 'Demo Scheduled' });
	expect(bodies()).toEqual([{ stage: 'Demo Scheduled' }]);
});

describe('a rejection', () => {
	test('of what is a word for one thing is followed by one more attempt, under another key', async () => {
		const { post, bodies, keys } = setUp({
			answer: ({ body }) => {
				if (body?.stage === 'demo-scheduled') throw rejection('stage: unknown');
				return jsonReply({}, { status: 201 });
			},
		});
		expect(await post({ stage: 'demo-scheduled' })).toBe(201);
		expect(bodies()).toEqual([{ stage: 'demo-scheduled' }, { stage: 'demo_scheduled' }]);
		expect(keys()[0]).toBe('key');
		expect(keys()[1]).not.toBe('key');
		expect(keys()[1]).toMatch(/./);
	});

	test('says which stages the pipeline has, where none is called so', async () => {
		const { post, bodies } = setUp({
			answer: ({ body }) => {
				if (body !== undefined) throw rejection('stage: unknown');
				return jsonReply({});
			},
		});
		await expect(post({ pipeline: 'sales', stage: 'won' })).rejects.toMatchObject({
			description: expect.stringContaining(
				'Stages of Sales: demo_scheduled (Demo Scheduled), quoted (Quote).',
			) as unknown,
		});
		expect(bodies()).toHaveLength(1);
	});

	test('says which sources there are, although these are sent as they are given', async () => {
		const { post } = setUp({
			answer: ({ body }) => {
				if (body !== undefined) throw rejection('source: unknown');
				return jsonReply({});
			},
		});
		await expect(post({ source: 'phone' })).rejects.toMatchObject({
			description: expect.stringContaining('Sources: web.') as unknown,
		});
	});

	test.each([
		['about another field', rejection('email: is not valid')],
		['with another status', rejection('stage: unknown', 400)],
		['of another kind', new Error('stage')],
	])('%s is thrown as it is', async (_case, error) => {
		const { post, lookUps } = setUp({
			answer: () => {
				throw error;
			},
		});
		await expect(post({ stage: 'won' })).rejects.toBe(error);
		expect(lookUps()).toEqual([]);
	});

	test('is not repeated more than once', async () => {
		const { post, bodies } = setUp({
			answer: ({ body }) => {
				if (body !== undefined) throw rejection('stage: unknown');
				return jsonReply({});
			},
		});
		await expect(post({ stage: 'demo-scheduled' })).rejects.toThrow('stage: unknown');
		expect(bodies()).toHaveLength(2);
	});
});

describe('what there is', () => {
	test('is said of the filters with values that nobody knows', async () => {
		const { words } = setUp();
		const query = { pipeline: 'sales', stage: 'won' };
		expect(await words.describeChoices({ path: '/leads', query })).toBe(
			'Stages of Sales: demo_scheduled (Demo Scheduled), quoted (Quote).',
		);
	});

	test('is said of all such filters where their values are known', async () => {
		const { words } = setUp();
		expect(await words.describeChoices({ path: '/leads', query: { source: 'web' } })).toBe(
			'Sources: web.',
		);
	});

	test('is nothing where there is no such filter', async () => {
		const { words, lookUps } = setUp();
		const query = { search: 'sharma' };
		expect(await words.describeChoices({ path: '/leads', query })).toBeUndefined();
		expect(lookUps()).toEqual([]);
	});

	test('is said of 20 things, the others are counted, and none is shown with its tags', async () => {
		const many = Array.from({ length: 23 }, (_, index) => ({ value: `v${index}`, name: '<b>' }));
		const [first = { value: '', name: '' }] = many;
		const client = createScriptedClient(() => jsonReply({}));
		const words = understandWords(
			client,
			[
				{
					field: 'stage',
					paths: ['/leads'],
					plural: 'Stages',
					isTranslated: true,
					load: async () => await Promise.resolve(many),
				},
			],
			new Set(),
		);
		const text = await words.describeChoices({ path: '/leads', query: { stage: 'x' } });
		expect(text).toContain(`Stages: ${first.value} (‹b›), `);
		expect(text).toContain('v19 (‹b›), and 3 more.');
	});
});
