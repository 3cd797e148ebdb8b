import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import type { ApiClient } from '../../nodes/shared/http/client.ts';
import { collectRecords } from '../../nodes/shared/http/paging/collectRecords.ts';
import type { ListRequest } from '../../nodes/shared/http/paging/page.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { conventions, createConventionServer, makeLeads } from './support/conventionServer.mts';
import type { Convention } from './support/conventionServer.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

const leadsOf = (pageSize = 100, query: ListRequest['query'] = {}): ListRequest => ({
	path: '/leads',
	plural: 'leads',
	query,
	paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize },
	limit: undefined,
	isThorough: true,
});

/** A client of a server, which answers 400 where it does not know a parameter. */
function clientOf(
	convention: Convention,
	answer: ReturnType<typeof createConventionServer>,
): ReturnType<typeof createScriptedClient> {
	const client: ReturnType<typeof createScriptedClient> = createScriptedClient((request) => {
		const rejected = convention.rejects?.find((name) => request.query?.[name] !== undefined);
		if (rejected !== undefined) {
			const node = { id: '', name: '', type: '', typeVersion: 1, parameters: {} };
			const happened = `Unknown parameter ${rejected}`;
			throw toNodeApiError(
				{ ...node, position: [0, 0] },
				{ happened, advice: '', status: 400 },
				[],
			);
		}
		return answer(request, client.baseUrl);
	});
	return client;
}

describe.each(Object.entries(conventions))('a server with %s', (_, convention) => {
	test.each([0, 1, 7, 20, 100, 250])('gives all of %i leads, each once', async (count) => {
		const leads = makeLeads(count);
		const client = clientOf(convention, createConventionServer(convention, leads));
		const { records, cutShort, shortfall } = await collectRecords(client, leadsOf());

		expect(records.map(({ id }) => id)).toEqual(leads.map(({ id }) => id));
		expect(records.map(({ name }) => name)).toEqual(leads.map(({ name }) => name));
		// Nothing tells a whole page that ends silently from one of a server that ignores what it is asked.
		const isUnclear = convention.endsSilently === true && count === 100;
		expect({ cutShort, shortfall }).toEqual({ cutShort: isUnclear });
	});

	test('gives all leads where it sends fewer a page than it is asked for', async () => {
		const leads = makeLeads(7);
		const server = createConventionServer(convention, leads, { maximum: 3 });
		const client = clientOf(convention, server);
		const { records, cutShort } = await collectRecords(client, leadsOf());

		expect(records.map(({ id }) => id)).toEqual(leads.map(({ id }) => id));
		expect(cutShort).toBe(false);
	});

	test('gives what a filter lets through, and no more', async () => {
		const leads = makeLeads(250);
		const client = clientOf(convention, createConventionServer(convention, leads));
		const { records } = await collectRecords(client, leadsOf(100, { status: 'new' }));

		expect(records.map(({ id }) => id)).toEqual(
			leads.filter(({ status }) => status === 'new').map(({ id }) => id),
		);
	});

	test('is asked in the way that worked when it is read again', async () => {
		const leads = makeLeads(250);
		const client = clientOf(convention, createConventionServer(convention, leads));
		await collectRecords(client, leadsOf());
		const before = client.sent.length;
		const { records } = await collectRecords(client, leadsOf());

		expect(records).toHaveLength(250);
		const size = Math.min(100, convention.size === 'limit' ? 100 : (convention.standard ?? 20));
		expect(client.sent.length - before).toBeLessThanOrEqual(Math.ceil(250 / size) + 2);
	});
});

const casesSchema = z.object({
	cases: z.array(
		z.object({
			name: z.string(),
			firstReply: z.object({ headers: z.record(z.string(), z.string()), body: z.unknown() }),
			nextRequest: z.object({
				query: z.record(z.string(), z.string()).optional(),
				url: z.string().optional(),
			}),
		}),
	),
});
const { cases } = casesSchema.parse(
	JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/conventions/lists.json'), 'utf8')),
);

function at(body: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, name) => z.record(z.string(), z.unknown()).parse(value)[name], body);
}

/** What the samples say in words. */
function expectedValue(said: string, body: unknown): unknown {
	if (said.startsWith('$.')) return String(at(body, said.slice(2)));
	if (said === "the last record's id") return 'lead_0002';
	if (said === 'records received so far') return '3';
	return said;
}

test.each(cases.map((sample) => [sample.name, sample] as const))(
	'after the first reply of the sample %s, the next page is asked for as it says',
	async (_, { firstReply, nextRequest }) => {
		const sent: ApiRequest[] = [];
		const client: ApiClient = {
			...createScriptedClient(() => {
				throw new Error('unused');
			}),
			baseUrl: 'https://api.example',
			send: async (request, read) => {
				sent.push(request);
				const reply: ApiReply = {
					status: 200,
					text: '',
					headers: firstReply.headers,
					body: firstReply.body,
				};
				if (sent.length > 1) throw new Error('Enough');
				return await Promise.resolve(read(reply));
			},
		};
		const reading = collectRecords(client, leadsOf());
		const isWhole = JSON.stringify(firstReply).includes('lead_0006');
		if (isWhole) {
			expect((await reading).cutShort).toBe(false);
			expect(sent).toHaveLength(1);
			return;
		}
		await expect(reading).rejects.toThrow('Enough');
		const { url, query = {} } = sent[1] ?? {};
		const asked: NonNullable<ApiRequest['query']> =
			url === undefined ? query : Object.fromEntries(new URL(url).searchParams);
		for (const [name, said] of Object.entries(nextRequest.query ?? {})) {
			expect(asked[name]).toBe(expectedValue(said, firstReply.body));
		}
		if (nextRequest.url === undefined) return;
		const link =
			/<([^>]*)>; rel="next"/.exec(firstReply.headers.link ?? '')?.[1] ??
			at(firstReply.body, nextRequest.url);
		const wanted = new URL(z.string().parse(link)).searchParams;
		expect(asked).toMatchObject(Object.fromEntries(wanted));
	},
);

describe('a list is never silently short', () => {
	const seven = makeLeads(7);
	/** A server that sends the same page whatever it is asked, and says that there is more. */
	const readStuck = async (body: object, headers: Record<string, string> = {}) =>
		await collectRecords(
			createScriptedClient(() => ({ status: 200, headers, body, text: '' })),
			leadsOf(),
		);

	test.each<[string, object, Record<string, string>, RegExp]>([
		['a total', { data: seven, totalCount: 9 }, {}, /"totalCount" says that there are 9/],
		['a count', { rows: seven, count: 250 }, {}, /"count" says that there are 250/],
		['a total in a header', { data: seven }, { 'x-total-count': '8' }, /"x-total-count" .* 8/],
		['a range', { data: seven }, { 'content-range': 'items 0-6/8' }, /"Content-Range" .* 8/],
	])('where %s says that there is more', async (_, body, headers, words) => {
		const { records, cutShort, shortfall } = await readStuck(body, headers);

		expect(records).toHaveLength(7);
		expect(cutShort).toBe(true);
		expect(shortfall).toMatch(words);
	});

	test.each<[string, object]>([
		['has_more', { data: seven, has_more: true }],
		['hasNextPage', { items: seven, pageInfo: { hasNextPage: true } }],
		['last: false', { content: seven, last: false }],
		['more as a text', { data: seven, more: 'true' }],
		['done: false', { records: seven, done: false }],
		['a token', { data: seven, nextBatchToken: 'x', next_token: 'y' }],
		['a page number', { data: seven, nextPage: 2 }],
		['a number of pages', { data: seven, meta: { pageCount: 3 } }],
		['a link', { data: seven, next: 'https://elsewhere.example.com/leads?page=2' }],
	])('where %s says that there is more', async (_, body) => {
		const { records, cutShort } = await readStuck(body);

		expect(records).toHaveLength(7);
		expect(cutShort).toBe(true);
	});

	test('where the last page links to another address', async () => {
		const client = createScriptedClient(({ query = {} }) => ({
			status: 200,
			headers: {},
			body: {
				data: query.page === '1' ? seven.slice(0, 4) : seven.slice(4),
				links: { next: 'https://elsewhere.example.com/leads' },
			},
			text: '',
		}));
		const { records, shortfall } = await collectRecords(client, leadsOf(4));

		expect(records).toHaveLength(7);
		expect(shortfall).toBe(
			'"links.next" links to a further page at another address, which gets no key',
		);
	});

	test.each<[string, object, object]>([
		['keeps a link on empty pages', { next: '?page=9' }, { next: '?page=10' }],
		['always says has_more', { has_more: true }, { has_more: true }],
		['counts what is on the page', { count: 7 }, { count: 0 }],
		['names where a page ends', { last_id: 'lead_0006' }, { last_id: null }],
		['does not know its total', { total: -1 }, { total: -1 }],
		['counts pages of its own size', { total: 7, total_pages: 3 }, { total: 7, total_pages: 3 }],
	])('but no alarm is given where a server %s', async (_, whole, empty) => {
		const client = createScriptedClient(({ query = {}, url }) => ({
			status: 200,
			headers: {},
			body:
				url === undefined && query.page === '1'
					? { data: seven, ...whole }
					: { data: [], ...empty },
			text: '',
		}));

		expect(await collectRecords(client, leadsOf())).toEqual({ records: seven, cutShort: false });
	});

	test('and no field of a lead is taken for a signal', async () => {
		const lead = {
			id: 'a',
			next: '?page=2',
			has_more: true,
			total: 9,
			next_cursor: 'x',
			meta: { total: 9 },
		};
		const reading = async (body: unknown) =>
			await collectRecords(
				createScriptedClient(() => ({ status: 200, headers: {}, body, text: '' })),
				leadsOf(),
			);

		expect(await reading([lead])).toEqual({ records: [lead], cutShort: false });
		expect(await reading({ data: { leads: [lead] } })).toEqual({
			records: [lead],
			cutShort: false,
		});
	});
});
