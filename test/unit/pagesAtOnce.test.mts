import fc from 'fast-check';

import type { ListRequest } from '../../nodes/shared/http/paging/page.ts';
import { collectRecords } from '../../nodes/shared/http/paging/collectRecords.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { NotStartedError } from '../../nodes/shared/failures.ts';
import { createListServer, makeRecords, type Signal } from './support/listServer.mts';
import { jsonReply } from './support/replies.mts';
import { createScheduledClient } from './support/scheduledClient.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

/** Tells how many records and pages there are, as YSUITE documents it. */
const extent: Signal = {
	reply: ({ records, total, pages }) =>
		jsonReply({ data: { data: records, total_records: total, total_pages: pages } }),
};

function listOf(pageSize: number, limit?: number): ListRequest {
	return {
		path: '/leads',
		plural: 'leads',
		query: { status: 'New' },
		paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize },
		limit,
	};
}

const pageOf = ({ query = {} }: ApiRequest): number => Number(query.page);

/** Reads a list and tells which pages were asked for, in their order. */
async function walk(answer: (request: ApiRequest) => ApiReply, list: ListRequest) {
	const client = createScriptedClient(answer);
	const { records, cutShort } = await collectRecords(client, list);
	return { ids: records.map(({ id }) => id), cutShort, pages: client.sent.map(pageOf) };
}

const pageSizes = fc.integer({ min: 2, max: 7 });
const counts = fc.nat({ max: 60 });

describe('a list that nobody changes', () => {
	test('comes whole and in its order, in whatever order the replies come, no page twice', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), counts, pageSizes, async (scheduler, count, pageSize) => {
				const server = createListServer({ signal: extent, count, maximum: 100 });
				const client = createScheduledClient(scheduler, server.answer);
				const collected = await scheduler.waitFor(collectRecords(client, listOf(pageSize)));
				expect(collected).toEqual({ records: server.records, cutShort: false });

				const pages = Math.max(1, Math.ceil(count / pageSize));
				expect(client.sent.map(pageOf).toSorted((a, b) => a - b)).toEqual(
					Array.from({ length: pages }, (_, index) => index + 1),
				);
			}),
		);
	});

	test('is read twenty pages at a time, one more with each page that comes, and never more than forty', async () => {
		const server = createListServer({ signal: extent, count: 400, maximum: 4 });
		let underWay = 0;
		const atOnce: number[] = [];
		let beforeAnyReply = 0;
		const client = createScriptedClient(server.answer);
		await collectRecords(
			{
				...client,
				send: async (request, read) => {
					atOnce.push(++underWay);
					const result = await client.send(request, read);
					if (pageOf(request) > 1) beforeAnyReply ||= underWay;
					underWay -= 1;
					return result;
				},
			},
			listOf(4),
		);
		expect(beforeAnyReply).toBe(20);
		expect(Math.max(...atOnce)).toBe(40);
		expect(client.sent).toHaveLength(100);
	});

	test.each([
		[5, [[1, 5]]],
		[100, [[1, 100]]],
		[
			250,
			[
				[1, 100],
				[2, 100],
				[3, 100],
			],
		],
	])('gives a limit of %i for as few requests as it can', async (limit, expected) => {
		const server = createListServer({ signal: extent, count: 1_000, maximum: 100 });
		const client = createScriptedClient(server.answer);
		const { records } = await collectRecords(client, listOf(100, limit));
		expect(records).toEqual(server.records.slice(0, limit));
		expect(client.sent.map(({ query = {} }) => [Number(query.page), Number(query.limit)])).toEqual(
			expected,
		);
	});

	test('is read along its cursors where it has some, although it tells how long it is', async () => {
		const server = createListServer({
			signal: {
				reply: ({ records, total, pages, after }) =>
					jsonReply({ data: records, total, total_pages: pages, next_cursor: after ?? null }),
			},
			count: 50,
			maximum: 10,
		});
		const client = createScriptedClient(server.answer);
		const { records } = await collectRecords(client, listOf(10));
		expect(records).toEqual(server.records);
		expect(client.sent.map(({ query }) => query?.cursor)).toEqual([
			undefined,
			'1009',
			'1019',
			'1029',
			'1039',
		]);
	});

	test('costs no page too many where the number of its pages contradicts the total', async () => {
		const server = createListServer({
			signal: {
				reply: ({ records, total, pages }) =>
					jsonReply({ data: records, total: total * 3, total_pages: pages }),
			},
			count: 30,
			maximum: 10,
		});
		const client = createScriptedClient(server.answer);
		const { records } = await collectRecords(client, listOf(10));
		expect(records).toEqual(server.records);
		expect(client.sent.length).toBeLessThanOrEqual(4);
	});

	test('keeps its filters on every page', async () => {
		const server = createListServer({ signal: extent, count: 50, maximum: 10 });
		const client = createScriptedClient(server.answer);
		await collectRecords(client, listOf(10));
		expect(client.sent.map(({ query }) => query?.status)).toEqual(Array(5).fill('New'));
	});
});

/** What happens to a list between two replies: records come in front, others vanish anywhere. */
interface Change {
	arrivals: number;
	/** Places of records that vanish, as shares of the list's length. */
	vanishing: number[];
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });

function changes(arrivals: number) {
	return fc.array(
		fc.record({
			arrivals: fc.nat({ max: arrivals }),
			vanishing: fc.array(share, { maxLength: 3 }),
		}),
		{ maxLength: 8 },
	);
}

/** A list server that changes its list before each page but the first. */
function createMovingServer(
	signal: Signal,
	{ count, pageSize, steps }: { count: number; pageSize: number; steps: Change[] },
) {
	const gone = new Set<number>();
	let newest = 1_000;
	const server = createListServer({
		signal,
		count,
		maximum: pageSize,
		beforePage: (records, sent) => {
			const step = sent === 0 ? undefined : steps[sent - 1];
			for (const place of step?.vanishing ?? []) {
				for (const { id } of records.splice(Math.floor(place * records.length), 1)) gone.add(id);
			}
			for (let done = 0; done < (step?.arrivals ?? 0); done++) records.unshift({ id: --newest });
		},
	});
	const before = server.records.map(({ id }) => id);
	return { answer: server.answer, stayed: () => before.filter((id) => !gone.has(id)) };
}

/** Takes from the steps what exceeds a number of arrivals in all. */
function limitArrivals(steps: Change[], most: number): Change[] {
	let left = most;
	return steps.map((step) => {
		const arrivals = Math.min(step.arrivals, left);
		left -= arrivals;
		return { ...step, arrivals };
	});
}

describe('a list that changes while it is read', () => {
	test('gives each record that stayed exactly once, whatever comes and goes, and however replies overtake each other', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				counts,
				pageSizes,
				changes(2),
				async (scheduler, count, pageSize, steps) => {
					// A whole page of new records in front cannot be told from the records that were there.
					const server = createMovingServer(extent, {
						count,
						pageSize,
						steps: limitArrivals(steps, pageSize - 1),
					});
					const client = createScheduledClient(scheduler, server.answer);
					const reading = collectRecords(client, listOf(pageSize));
					const { records } = await scheduler.waitFor(reading);
					const ids = records.map(({ id }) => Number(id));
					expect(ids).toEqual(expect.arrayContaining(server.stayed()));
					expect(new Set(ids).size).toBe(ids.length);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	test('gives each record that stayed exactly once where only the total is told, too', async () => {
		const total: Signal = { reply: ({ records, total }) => jsonReply({ data: records, total }) };
		await fc.assert(
			fc.asyncProperty(counts, pageSizes, changes(6), async (count, pageSize, steps) => {
				const server = createMovingServer(total, {
					count,
					pageSize,
					steps: steps.map((step) => limitArrivals([step], pageSize - 1)).flat(),
				});
				const client = createScriptedClient(server.answer);
				const { records } = await collectRecords(client, listOf(pageSize));
				const ids = records.map(({ id }) => Number(id));
				expect(ids).toEqual(expect.arrayContaining(server.stayed()));
				expect(new Set(ids).size).toBe(ids.length);
			}),
			{ numRuns: 1_000 },
		);
	});

	test('is read to its new end when records that arrive push others onto a further page', async () => {
		const server = createMovingServer(extent, {
			count: 30,
			pageSize: 10,
			steps: [{ arrivals: 3, vanishing: [] }],
		});
		const { ids, pages } = await walk(server.answer, listOf(10));
		expect(ids.toSorted()).toEqual(server.stayed().toSorted());
		expect(pages).toEqual([1, 2, 3, 4]);
	});

	test('is read again when one reply told of fewer records, although as many came in the end', async () => {
		const records = makeRecords(60);
		let answered = 0;
		const { ids, cutShort } = await walk((request) => {
			answered += 1;
			if (answered === 3) records.shift();
			if (answered === 4) records.push({ id: 61 });
			const first = (pageOf(request) - 1) * 10;
			const data = records.slice(first, first + 10);
			return jsonReply({ data, total: records.length, total_pages: 6 });
		}, listOf(10));
		expect(ids).toEqual(expect.arrayContaining(records.map(({ id }) => id)));
		expect(cutShort).toBe(false);
	});

	test('is read again from where records may have been missed when others vanished', async () => {
		const server = createMovingServer(extent, {
			count: 60,
			pageSize: 10,
			steps: [
				{ arrivals: 0, vanishing: [] },
				{ arrivals: 0, vanishing: [0, 0] },
			],
		});
		const { ids, cutShort } = await walk(server.answer, listOf(10));
		expect(ids).toEqual(expect.arrayContaining(server.stayed()));
		expect(cutShort).toBe(false);
	});

	test('ends although a record vanishes before every page for ever', async () => {
		let total = 5_000;
		const { ids, cutShort } = await walk((request) => {
			total -= 1;
			const records = makeRecords(total, 5_000 - total);
			const first = (pageOf(request) - 1) * 10;
			return jsonReply({ data: records.slice(first, first + 10), total });
		}, listOf(10));
		expect(new Set(ids).size).toBe(ids.length);
		expect(cutShort).toBe(true);
	});
});

describe('a server whose numbers are wrong', () => {
	const pageFrom = (request: ApiRequest, count: number, size = 10) => {
		const first = (pageOf(request) - 1) * size;
		return makeRecords(count).slice(first, first + size);
	};
	const everything = (count: number) => makeRecords(count).map(({ id }) => id);

	test.each([
		['more records than there are', { total: 90, total_pages: 9 }],
		['far more', { total: 1e9, total_pages: 1e8 }],
		['more pages than its total makes', { total: 35, total_pages: 9 }],
		['fewer pages than its total makes', { total: 35, total_pages: 1 }],
		['no number of pages', { total: 35 }],
		['no total', { total_pages: 4 }],
	])('and tells %s gives all of them, and the walk ends', async (_, signals) => {
		const { ids, pages } = await walk(
			(request) => jsonReply({ data: pageFrom(request, 35), ...signals }),
			listOf(10),
		);
		expect(ids).toEqual(everything(35));
		expect(pages.length).toBeLessThanOrEqual(20);
	});

	test('and has a lower maximum than is asked for is read at its own page size', async () => {
		const server = createListServer({ signal: extent, count: 95, maximum: 10 });
		const { ids, pages } = await walk(server.answer, listOf(100));
		expect(ids).toEqual(server.records.map(({ id }) => id));
		expect(pages).toHaveLength(10);
	});

	test('and counts pages as if it had no lower maximum is read to the end', async () => {
		const { ids } = await walk(
			(request) => jsonReply({ data: pageFrom(request, 95, 10), total: 95, total_pages: 1 }),
			listOf(100),
		);
		expect(ids).toEqual(everything(95));
	});

	test('and ignores the page ends the walk, and that is told', async () => {
		const { ids, cutShort, pages } = await walk(
			() => jsonReply({ data: makeRecords(10), total: 500, total_pages: 50 }),
			listOf(10),
		);
		expect(ids).toEqual(everything(10));
		expect(cutShort).toBe(true);
		expect(pages.length).toBeLessThan(40);
	});

	test('and finds ever more pages without a new record ends the walk, and that is told', async () => {
		let told = 5;
		const { ids, cutShort, pages } = await walk(() => {
			told += 1;
			return jsonReply({ data: makeRecords(10), total: told * 10, total_pages: told });
		}, listOf(10));
		expect(ids).toEqual(everything(10));
		expect(cutShort).toBe(true);
		expect(pages.length).toBeLessThan(20);
	});

	test('and tells of more on each page is read as far as it goes', async () => {
		const { ids } = await walk(
			(request) =>
				jsonReply({
					data: pageFrom(request, 80),
					total: Math.min(80, (pageOf(request) + 3) * 10),
					total_pages: Math.min(8, pageOf(request) + 3),
				}),
			listOf(10),
		);
		expect(ids).toEqual(everything(80));
	});
});

describe('a page that fails', () => {
	test('fails the whole list, and no further pages are asked for', async () => {
		const server = createListServer({ signal: extent, count: 1_000, maximum: 10 });
		const client = createScriptedClient((request) => {
			if (pageOf(request) === 4) throw new Error('The server is resting');
			return server.answer(request);
		});
		await expect(collectRecords(client, listOf(10))).rejects.toThrow('The server is resting');
		expect(client.sent.length).toBeLessThan(26);
	});

	test('because nothing may be sent any more is no failure of its own', async () => {
		const server = createListServer({ signal: extent, count: 1_000, maximum: 10 });
		const client = createScriptedClient((request) => {
			if (pageOf(request) > 3) throw new NotStartedError();
			return server.answer(request);
		});
		await expect(collectRecords(client, listOf(10))).rejects.toThrow(NotStartedError);
	});
});

test('records are told apart by the field that the product names', async () => {
	const client = createScriptedClient((request) => {
		const first = (pageOf(request) - 1) * 2;
		// The ID stays, the score changes from reply to reply.
		const rows = [1, 2, 2, 3].map((cstid, index) => ({ cstid, score: index + pageOf(request) }));
		return jsonReply({ data: rows.slice(first, first + 2), total: 4 });
	});
	const list = listOf(2);
	const { records } = await collectRecords(client, {
		...list,
		paging: { ...list.paging, idField: 'cstid' },
	});
	expect(records.map(({ cstid }) => cstid)).toEqual([1, 2, 3]);
});
