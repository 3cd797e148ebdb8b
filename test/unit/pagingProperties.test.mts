import fc from 'fast-check';

import type { ListRequest } from '../../nodes/shared/http/paging/page.ts';
import { collectRecords } from '../../nodes/shared/http/paging/collectRecords.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { makeRecords } from './support/listServer.mts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

const PAGE_SIZE = 5;
/** A walk ends in any case after so many pages; each of these should end before. */
const MOST_REQUESTS = 10_000;

const leads: ListRequest = {
	path: '/leads',
	plural: 'leads',
	query: {},
	paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize: PAGE_SIZE },
	limit: undefined,
};

/** Reads the list, and tells the records' IDs. */
async function walk(answer: Parameters<typeof createScriptedClient>[0]) {
	const client = createScriptedClient(answer);
	const { records, cutShort } = await collectRecords(client, leads);
	return { ids: records.map(({ id }) => Number(id)), cutShort, requests: client.sent.length };
}

/** The records of a page of a list. */
function pageOf(records: Array<{ id: number }>, { query = {} }: ApiRequest): Array<{ id: number }> {
	const first = (Number(query.page) - 1) * PAGE_SIZE;
	return records.slice(first, first + PAGE_SIZE);
}

test('totals that are too large, and change from page to page, lose and double nothing', async () => {
	const lies = fc.array(fc.record({ more: fc.nat({ max: 40 }), pages: fc.nat({ max: 9 }) }), {
		minLength: 1,
		maxLength: 12,
	});
	await fc.assert(
		fc.asyncProperty(fc.nat({ max: 60 }), lies, async (count, told) => {
			const records = makeRecords(count);
			let sent = 0;
			const { ids, requests } = await walk((request) => {
				const { more, pages } = told[sent++ % told.length] ?? { more: 0, pages: 0 };
				return jsonReply({
					data: pageOf(records, request),
					total: count + more,
					total_pages: Math.ceil(count / PAGE_SIZE) + pages,
				});
			});
			expect(ids).toEqual(records.map(({ id }) => id));
			expect(requests).toBeLessThan(MOST_REQUESTS);
		}),
		{ numRuns: 500 },
	);
});

test('cursors that lead back to where they were end the walk with each record once, and that is told', async () => {
	const chains = fc
		.integer({ min: 1, max: 20 })
		.chain((length) => fc.tuple(fc.constant(length), fc.option(fc.nat({ max: length - 1 }))));
	await fc.assert(
		fc.asyncProperty(chains, fc.integer({ min: 1, max: 4 }), async ([length, back], size) => {
			const records = makeRecords(length * size);
			const { ids, cutShort, requests } = await walk(({ query = {} }) => {
				const here = Number(query.cursor ?? 0);
				const next = here + 1 < length ? here + 1 : back;
				return jsonReply({
					data: records.slice(here * size, (here + 1) * size),
					next_cursor: next === null ? null : String(next),
				});
			});
			expect(ids).toEqual(records.map(({ id }) => id));
			expect(cutShort).toBe(back !== null);
			// A first page that comes again may mean that the cursor is sent under another name.
			expect(requests).toBeLessThanOrEqual(length === 1 ? 6 : length + 1);
		}),
		{ numRuns: 500 },
	);
});

test('whatever a server tells about its pages, the walk ends and gives no record twice', async () => {
	const signal = fc.oneof(
		fc.jsonValue({ maxDepth: 1 }),
		fc.nat({ max: 60 }),
		fc.boolean(),
		fc.constantFrom('1', '2', '?page=1', '?page=3', '1e309', '-1', '/x'),
	);
	const signals = fc.dictionary(
		fc.constantFrom(
			'next_cursor',
			'total',
			'total_pages',
			'last_page',
			'has_more',
			'total_records',
		),
		signal,
		{ maxKeys: 3 },
	);
	const told = fc.record(
		{ top: signals, meta: signals, pagination: signals, next: signal },
		{ requiredKeys: ['top'] },
	);
	const replies = fc.array(
		fc.record({ told, first: fc.nat({ max: 30 }), count: fc.nat({ max: 7 }) }),
		{ minLength: 1, maxLength: 15 },
	);
	await fc.assert(
		fc.asyncProperty(replies, async (pages) => {
			const records = makeRecords(40);
			let sent = 0;
			const { ids, requests } = await walk(() => {
				const page = pages[sent++ % pages.length];
				const { top, next, ...others } = page?.told ?? { top: {} };
				const first = page?.first ?? 0;
				const data = records.slice(first, first + (page?.count ?? 0));
				return jsonReply({ ...others, ...top, links: { next }, data });
			});
			expect(new Set(ids).size).toBe(ids.length);
			expect(requests).toBeLessThan(MOST_REQUESTS);
		}),
		{ numRuns: 1_000 },
	);
});
