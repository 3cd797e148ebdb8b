import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { ListRequest, Position } from '../../nodes/shared/http/paging/page.ts';
import { fetchPage } from '../../nodes/shared/http/paging/fetchPage.ts';
import { positionSchema, startOf } from '../../nodes/shared/http/paging/page.ts';
import { collectRecords } from '../../nodes/shared/http/paging/collectRecords.ts';
import { readPagingSignals } from '../../nodes/shared/http/paging/signals.ts';
import { createListServer, makeRecords, signals } from './support/listServer.mts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

const PAGE_SIZE = 8;

function listOf(limit?: number, pageSize = PAGE_SIZE): ListRequest {
	return {
		path: '/leads',
		plural: 'leads',
		query: { status: 'qualified' },
		paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize },
		limit,
	};
}

const LIST_URL = 'https://crm.example.com/api/v1/leads';
const NEXT_URL = `${LIST_URL}?page=2`;

test.each<[string, string | null | undefined]>([
	[`<${NEXT_URL}>; rel="next"`, NEXT_URL],
	[`<${NEXT_URL}>;rel=next`, NEXT_URL],
	[`<${NEXT_URL}>  ; title="more leads"; REL="Next"`, NEXT_URL],
	[`<${LIST_URL}>; rel="first", <${NEXT_URL}>; title=more; rel=next`, NEXT_URL],
	['<?page=2>; rel=next', NEXT_URL],
	[`<${NEXT_URL}>; rel="prev"`, undefined],
	[`<${NEXT_URL}>; rel="last", rel="next"`, undefined],
	['<https://elsewhere.example.com/leads?page=2>; rel="next"', undefined],
	['<https://user@crm.example.com/api/v1/leads?page=2>; rel="next"', undefined],
	['<https://:password@crm.example.com/api/v1/leads?page=2>; rel="next"', undefined],
	['<http://[>; rel="next"', undefined],
])('the Link header %j leads to %j', (link, expected) => {
	const { url } = readPagingSignals(jsonReply([], { headers: { link } }), LIST_URL);

	expect(url).toBe(expected);
});

test.each<[IDataObject, object]>([
	[
		{},
		{ cursor: undefined, url: undefined, pages: undefined, total: undefined, hasMore: undefined },
	],
	[{ links: { next: '?page=2' } }, { url: NEXT_URL }],
	[{ links: { next: '' } }, { url: null }],
	[{ links: { next: 2 } }, { url: null }],
	[{ next_cursor: 'x' }, { cursor: 'x' }],
	[{ next_cursor: 7 }, { cursor: '7' }],
	[{ next_cursor: '' }, { cursor: null }],
	[{ next_cursor: false }, { cursor: null }],
	[{ has_more: false }, { hasMore: false }],
	[{ has_more: 'true' }, { hasMore: true }],
	[{ has_more: 'maybe' }, { hasMore: undefined }],
	[{ total: 0 }, { total: 0 }],
	[
		{ total: '12', total_pages: '2' },
		{ total: 12, pages: 2 },
	],
	[{ total: '' }, { total: undefined }],
	[{ total: 'many' }, { total: undefined }],
	[{ total: [3] }, { total: undefined }],
	[{ total: true }, { total: undefined }],
	[{ total: 'many', total_records: 5 }, { total: 5 }],
])('%j tells %j', (body, expected) => {
	expect(readPagingSignals(jsonReply(body), LIST_URL)).toMatchObject(expected);
});

test('a walk that goes back reads no more again than may have moved', async () => {
	const server = createListServer({
		signal: {
			reply: ({ records, total }) => jsonReply({ data: records, meta: { total } }),
		},
		count: 80,
		maximum: PAGE_SIZE,
		beforePage: (records, sent) => {
			if (sent === 7) records.splice(3, 1);
		},
	});
	const client = createScriptedClient(server.answer);
	const { records } = await collectRecords(client, listOf());

	expect(records).toEqual(expect.arrayContaining(server.records));
	expect(client.sent.map(({ query }) => Number(query?.page))).toEqual([
		1, 2, 3, 4, 5, 6, 7, 8, 7, 8, 9, 10,
	]);
});

test.each([
	['for ever', Infinity, 6, true],
	['six times and then ends', 6, 6, false],
])(
	'a server that sends the same page under new cursors %s is left',
	async (_how, last, requests, cutShort) => {
		let sent = 0;
		const client = createScriptedClient(() => {
			sent += 1;
			return jsonReply({ data: [{ id: 1 }], next_cursor: sent < last ? `cursor_${sent}` : null });
		});
		const collected = await collectRecords(client, listOf());

		expect(collected).toEqual({ records: [{ id: 1 }], cutShort });
		expect(client.sent).toHaveLength(requests);
	},
);

test('a query parameter of the user’s own that is called "cursor" is sent', async () => {
	const client = createScriptedClient(() => jsonReply({ data: [] }));
	await collectRecords(client, { ...listOf(), query: { cursor: 'from here' } });

	expect(client.sent.map(({ query }) => query?.cursor)).toEqual(['from here']);
});

const counts = fc.nat({ max: 40 });
const sizes = fc.integer({ min: 1, max: 12 });

describe.each(Object.entries(signals))('a server that tells by %s', (_, signal) => {
	const { endsSilently = false } = signal;

	test('gives every record exactly once, in its order, whatever its page size', async () => {
		await fc.assert(
			fc.asyncProperty(counts, sizes, sizes, async (count, pageSize, maximum) => {
				const server = createListServer({ signal, count, maximum });
				const client = createScriptedClient(server.answer);
				const { records } = await collectRecords(client, listOf(undefined, pageSize));
				expect(records).toEqual(server.records);

				const pages = Math.max(1, Math.ceil(count / Math.min(pageSize, maximum)));
				expect(client.sent.length).toBeLessThanOrEqual(endsSilently ? pages + 1 : pages);
			}),
			{ numRuns: 60 },
		);
	});

	test('is asked for a limit with the fewest requests', async () => {
		await fc.assert(
			fc.asyncProperty(counts, sizes, sizes, async (count, limit, maximum) => {
				const server = createListServer({ signal, count, maximum });
				const client = createScriptedClient(server.answer);
				const { records, cutShort } = await collectRecords(client, listOf(limit));
				expect(records).toEqual(server.records.slice(0, limit));
				expect(cutShort).toBe(false);

				const size = Math.min(limit, PAGE_SIZE, maximum);
				const pages = Math.max(1, Math.ceil(Math.min(count, limit) / size));
				const asksAgain = endsSilently && count < limit;
				expect(client.sent.length).toBeLessThanOrEqual(asksAgain ? pages + 1 : pages);
				for (const { query = {}, url } of client.sent) {
					const asked = url === undefined ? query.limit : new URL(url).searchParams.get('limit');
					expect(asked).toBe(String(Math.min(limit, PAGE_SIZE)));
				}
			}),
			{ numRuns: 60 },
		);
	});

	test('keeps the filters on every page', async () => {
		const server = createListServer({ signal, count: 20, maximum: 5 });
		const client = createScriptedClient(server.answer);
		await collectRecords(client, listOf());
		expect(client.sent.length).toBeGreaterThan(3);
		for (const { query = {}, url } of client.sent) {
			const status = url === undefined ? query.status : new URL(url).searchParams.get('status');
			expect(status).toBe('qualified');
		}
	});

	test('can be walked with a token that went through the browser', async () => {
		const server = createListServer({ signal, count: 21, maximum: 5 });
		const client = createScriptedClient(server.answer);
		const ids: unknown[] = [];
		let position: Position | undefined = startOf(listOf());
		while (position !== undefined) {
			const page = await fetchPage(client, listOf(), position);
			ids.push(...page.records.map(({ id }) => id));
			position = page.next && positionSchema.parse(JSON.parse(JSON.stringify(page.next)));
		}
		expect(ids).toEqual(server.records.map(({ id }) => id));
	});

	test('keeps every record that was there when new ones come in front meanwhile', async () => {
		await fc.assert(
			fc.asyncProperty(
				counts,
				fc.integer({ min: 2, max: 6 }),
				fc.array(fc.nat({ max: 5 }), { maxLength: 8 }),
				async (count, maximum, arrivals) => {
					let newest = 1_000;
					const server = createListServer({
						signal,
						count,
						maximum,
						beforePage: (records, sent) => {
							// A whole page of new records cannot be told from a server that ignores the page.
							const arriving = sent === 0 ? 0 : Math.min(arrivals[sent - 1] ?? 0, maximum - 1);
							for (let done = 0; done < arriving; done++) records.unshift({ id: --newest });
						},
					});
					const before = server.records.map(({ id }) => id);
					const client = createScriptedClient(server.answer);
					const { records } = await collectRecords(client, listOf());
					const ids = records.map(({ id }) => id);
					expect(ids).toEqual(expect.arrayContaining(before));
					expect(new Set(ids).size).toBe(ids.length);
				},
			),
			{ numRuns: 60 },
		);
	});
});

test.each(Object.entries(signals).filter(([name]) => name.includes('cursor')))(
	'a walk along %s keeps every record that stays while others come and go',
	async (_, signal) => {
		const changes = fc.array(
			fc.record({ removed: fc.array(fc.nat({ max: 40 })), added: fc.nat({ max: 6 }) }),
			{ maxLength: 10 },
		);
		await fc.assert(
			fc.asyncProperty(counts, sizes, changes, async (count, maximum, steps) => {
				const gone = new Set<number>();
				let newest = 1_000;
				const server = createListServer({
					signal,
					count,
					maximum,
					beforePage: (records, sent) => {
						const step = sent === 0 ? undefined : steps[sent - 1];
						for (const index of step?.removed ?? []) {
							for (const { id } of records.splice(index, 1)) gone.add(id);
						}
						for (let done = 0; done < (step?.added ?? 0); done++) records.unshift({ id: --newest });
					},
				});
				const before = server.records.map(({ id }) => id);
				const { records } = await collectRecords(createScriptedClient(server.answer), listOf());
				const ids = records.map(({ id }) => Number(id));
				expect(ids).toEqual(expect.arrayContaining(before.filter((id) => !gone.has(id))));
				expect(new Set(ids).size).toBe(ids.length);
			}),
		);
	},
);

describe('signals that disagree', () => {
	const records = Array.from({ length: 24 }, (_, number) => ({ id: number }));

	test.each<[string, (page: IDataObject[], last: boolean) => IDataObject]>([
		['no cursor, but more pages', () => ({ next_cursor: null, total_pages: 3 })],
		['no link, but a larger total', () => ({ links: { next: null }, total: 24 })],
		[
			'a total of this page only, but has_more',
			(page, last) => ({ total: page.length, has_more: !last }),
		],
		['too small a number of pages, but a larger total', () => ({ total_pages: 1, total: 24 })],
	])('do not end the walk early: %s', async (_case, signalsOf) => {
		const client = createScriptedClient(({ query = {} }) => {
			const first = (Number(query.page) - 1) * PAGE_SIZE;
			const page = records.slice(first, first + PAGE_SIZE);
			const last = first + PAGE_SIZE >= records.length;
			return jsonReply({ data: page, ...signalsOf(page, last) });
		});

		const collected = await collectRecords(client, listOf());

		expect(collected).toEqual({ records, cutShort: false });
		expect(client.sent).toHaveLength(3);
	});
});

test('a walk ends although a server without IDs makes up new records for ever', async () => {
	let number = 0;
	const client = createScriptedClient(() =>
		jsonReply({ data: Array.from({ length: PAGE_SIZE }, () => ({ seen: number++ })) }),
	);

	const { cutShort } = await collectRecords(client, listOf());

	expect(cutShort).toBe(true);
	expect(client.sent).toHaveLength(10_000);
});

test.each([
	['next_cursor', (next: number) => ({ next_cursor: String(next), has_more: true })],
	['meta.next_cursor', (next: number) => ({ meta: { next_cursor: String(next) } })],
	['has_more', () => ({ has_more: true })],
	['links.next', (next: number) => ({ links: { next: `?page=${next}` } })],
])('%s is found inside data, beside the list', async (_name, signalsOf) => {
	const records = Array.from({ length: 3 * PAGE_SIZE }, (_, id) => ({ id }));
	const client = createScriptedClient(({ query = {}, url }) => {
		const asked =
			url === undefined ? (query.cursor ?? query.page) : new URL(url).searchParams.get('page');
		const page = Number(asked);
		const items = records.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
		return jsonReply({
			data: { items, ...(page < 3 ? signalsOf(page + 1) : { has_more: false }) },
		});
	});

	const collected = await collectRecords(client, listOf());

	expect(collected).toEqual({ records, cutShort: false });
});

test('records that are added while a list of exactly one page is read do not make another way of paging seem to work', async () => {
	const server = createListServer({
		signal: { reply: ({ records }) => jsonReply(records) },
		count: PAGE_SIZE,
		maximum: PAGE_SIZE,
		beforePage: (records, sent) => {
			if (sent === 1) records.unshift({ id: 2_000 });
		},
	});
	const client = createScriptedClient(server.answer);
	await collectRecords(client, { ...listOf(), isThorough: true });
	const sentAtFirst = client.sent.length;
	server.records.push(...makeRecords(PAGE_SIZE, 3_000));
	const { records, cutShort } = await collectRecords(client, { ...listOf(), isThorough: true });

	expect(sentAtFirst).toBe(2);
	expect(records).toEqual(server.records);
	expect(cutShort).toBe(false);
});

test('a record that is added does not hide that a server ignores the page', async () => {
	const stored = makeRecords(5 * PAGE_SIZE);
	const client = createScriptedClient(({ query = {} }) => {
		if (client.sent.length === 2) stored.unshift({ id: 2_000 });
		const start = Number(query.offset ?? 0);
		return jsonReply(stored.slice(start, start + PAGE_SIZE));
	});
	const { records, cutShort } = await collectRecords(client, { ...listOf(), isThorough: true });

	expect(new Set(records.map(({ id }) => id))).toEqual(new Set(stored.map(({ id }) => id)));
	expect(cutShort).toBe(false);
});
