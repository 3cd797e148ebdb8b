import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { UnexpectedReplyError } from '../../nodes/shared/failures.ts';
import type { ListRequest } from '../../nodes/shared/http/paging/page.ts';
import { collectRecords } from '../../nodes/shared/http/paging/collectRecords.ts';
import { createListServer, makeRecords, signals } from './support/listServer.mts';
import { jsonReply } from './support/replies.mts';
import { BASE_URL, createScriptedClient } from './support/scriptedClient.mts';

const paging = { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize: 2 };
const leads: ListRequest = { path: '/leads', plural: 'leads', query: {}, paging, limit: undefined };

/** Reads a list from a server and tells what was asked. */
async function walk(answer: (request: ApiRequest) => ApiReply, list: ListRequest = leads) {
	const client = createScriptedClient(answer);
	const { records, cutShort } = await collectRecords(client, list);
	return { ids: records.map(({ id }) => id), cutShort, sent: client.sent };
}

function pageOf({ query = {} }: ApiRequest): number {
	return Number(query.page);
}

/** The page's two records out of `count`. */
function slice(request: ApiRequest, count: number): Array<{ id: number }> {
	const first = (pageOf(request) - 1) * 2;
	return makeRecords(count).slice(first, first + 2);
}

describe('the requests', () => {
	test('ask for the first page by its number and size', async () => {
		const { sent } = await walk(() => jsonReply({ data: makeRecords(1), total: 1 }));
		expect(sent).toMatchObject([
			{ method: 'GET', path: '/leads', query: { page: '1', limit: '2' } },
		]);
	});

	test('count from the number that the vendor counts from', async () => {
		const server = createListServer({
			signal: { reply: ({ records, pages }) => jsonReply({ data: records, total_pages: pages }) },
			count: 5,
			maximum: 2,
			firstPage: 0,
		});
		const { ids, sent } = await walk(server.answer, {
			...leads,
			paging: { ...paging, firstPage: 0 },
		});
		expect(ids).toHaveLength(5);
		expect(sent.map(({ query = {} }) => query.page)).toEqual(['0', '1', '2']);
	});

	test('use the names that the user set', async () => {
		const { sent } = await walk(() => jsonReply({ data: makeRecords(1), total: 1 }), {
			...leads,
			paging: { ...paging, pageParameter: 'p', limitParameter: 'per_page' },
		});
		expect(sent[0]?.query).toEqual({ p: '1', per_page: '2' });
	});

	test('ask for no page where pages cannot be asked for', async () => {
		const { ids, sent } = await walk(() => jsonReply(makeRecords(7)), {
			...leads,
			paging: { ...paging, pageParameter: undefined, limitParameter: undefined },
		});
		expect(ids).toHaveLength(7);
		expect(sent.map(({ query }) => query)).toEqual([{}]);
	});

	test('follow a told page even where pages cannot be asked for', async () => {
		const unpaged = { ...paging, pageParameter: undefined, limitParameter: undefined };
		const { ids, sent } = await walk(
			({ query = {} }) => jsonReply({ data: [{ id: query.page ?? '1' }], total_pages: 2 }),
			{ ...leads, paging: unpaged },
		);
		expect(ids).toEqual(['1', '2']);
		expect(sent.map(({ query }) => query)).toEqual([{}, { page: '2' }]);
	});

	test('send a cursor in place of the page', async () => {
		const { sent } = await walk(({ query = {} }) =>
			query.cursor === undefined
				? jsonReply({ data: [{ id: 1 }], next_cursor: 'abc/=' })
				: jsonReply({ data: [{ id: 2 }] }),
		);
		expect(sent.map(({ query }) => query)).toEqual([
			{ page: '1', limit: '2' },
			{ limit: '2', cursor: 'abc/=' },
		]);
	});
});

describe('a server with a mind of its own', () => {
	test('that has a lower maximum is asked once more, and its pages are joined', async () => {
		const server = createListServer({
			signal: { reply: ({ records }) => jsonReply(records) },
			count: 7,
			maximum: 3,
		});
		const { ids, cutShort } = await walk(server.answer, {
			...leads,
			paging: { ...paging, pageSize: 100 },
		});
		expect(ids).toHaveLength(7);
		expect(cutShort).toBe(false);
	});

	test('that sends everything at once, more than was asked for, is believed', async () => {
		const { ids, cutShort, sent } = await walk(() => jsonReply({ data: makeRecords(5), total: 5 }));
		expect(ids).toEqual([1, 2, 3, 4, 5]);
		expect(cutShort).toBe(false);
		expect(sent).toHaveLength(1);
	});

	test('that sends 200,000 records at once is read whole', async () => {
		const reply = jsonReply({ data: makeRecords(200_000), total: 200_000 });
		expect((await walk(() => reply)).ids).toHaveLength(200_000);
	});

	test('that ignores the page and sends full pages is asked in other ways, then the walk ends, and that is told', async () => {
		const { ids, cutShort, sent } = await walk(() => jsonReply(makeRecords(2)));
		expect(ids).toEqual([1, 2]);
		expect(cutShort).toBe(true);
		expect(sent.length).toBeGreaterThan(2);
		expect(sent.length).toBeLessThan(20);
	});

	test('that ignores the page and has less than a page has sent everything', async () => {
		const { ids, cutShort, sent } = await walk(() => jsonReply(makeRecords(1)));
		expect(ids).toEqual([1]);
		expect(cutShort).toBe(false);
		expect(sent).toHaveLength(2);
	});

	test.each([{ total: 100 }, { total_pages: 50 }, { has_more: true }])(
		'that ignores the page and always says %j ends the walk, and that is told',
		async (signal) => {
			const { ids, cutShort, sent } = await walk(() =>
				jsonReply({ data: makeRecords(2), ...signal }),
			);
			expect(ids).toEqual([1, 2]);
			expect(cutShort).toBe(true);
			expect(sent.length).toBeLessThan(20);
		},
	);

	test.each([{ total: 100 }, { total_pages: 50 }, { has_more: true }])(
		'that has less than its %j says ends the walk with an empty page',
		async (signal) => {
			const { ids, sent } = await walk((request) =>
				jsonReply({ data: slice(request, 6), ...signal }),
			);
			expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
			expect(sent).toHaveLength(4);
		},
	);

	test('whose later page is shorter than the one before has no more', async () => {
		const { sent } = await walk((request) => jsonReply(slice(request, 5)));
		expect(sent).toHaveLength(3);
	});

	test('that sends a strange page in the middle fails, rather than losing the rest', async () => {
		const reading = walk((request) =>
			jsonReply(pageOf(request) === 1 ? makeRecords(2) : { message: 'busy' }),
		);
		await expect(reading).rejects.toThrow(UnexpectedReplyError);
	});

	test('whose records have no ID is read by comparing whole records', async () => {
		const client = createScriptedClient(({ query = {} }) =>
			jsonReply(query.page === '1' ? [{ key: 'a' }, { key: 'b' }] : [{ key: 'b' }, { key: 'c' }]),
		);
		const { records } = await collectRecords(client, { ...leads, limit: 3 });
		expect(records).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'c' }]);
	});

	test.each([
		['numbers', [1, 2, 3]],
		['texts', ['lead_1', 'lead_2', 'lead_3']],
	])('that changes a record between pages does not double it: IDs are %s', async (_, given) => {
		const [first, second, third] = given;
		const pages: Record<number, object[]> = {
			1: [
				{ id: first, score: 1 },
				{ id: second, score: 1 },
			],
			2: [
				{ id: second, score: 9 },
				{ id: third, score: 9 },
			],
		};
		const { ids } = await walk((request) => jsonReply(pages[pageOf(request)] ?? []));
		expect(ids).toEqual(given);
	});
});

describe('cursors and links', () => {
	test.each([
		['to itself', { start: 'a', a: 'a' }],
		['in a circle', { start: 'a', a: 'b', b: 'c', c: 'a' }],
	])('that lead %s end the walk, and that is told', async (_, chain: Record<string, string>) => {
		const { ids, cutShort } = await walk(({ query = {} }) => {
			const here = String(query.cursor ?? 'start');
			return jsonReply({ data: [{ id: here }], next_cursor: chain[here] });
		});
		expect(ids).toEqual(Object.keys(chain));
		expect(cutShort).toBe(true);
	});

	test('links in a circle end the walk, and that is told', async () => {
		const { cutShort, sent } = await walk(({ url }) =>
			jsonReply(
				{ data: [{ id: url ?? 'start' }] },
				{ headers: { link: `<${BASE_URL}/leads?page=2>; rel="next"` } },
			),
		);
		expect(cutShort).toBe(true);
		expect(sent.length).toBeLessThanOrEqual(3);
	});

	test('a full page without a link, after a page with one, is the last', async () => {
		const link = `<${BASE_URL}/leads?page=2>; rel="next"`;
		const { ids, cutShort, sent } = await walk(({ url }) =>
			url === undefined
				? jsonReply({ data: makeRecords(2) }, { headers: { link } })
				: jsonReply({ data: makeRecords(2, 3) }),
		);
		expect(ids).toEqual([1, 2, 3, 4]);
		expect(cutShort).toBe(false);
		expect(sent).toHaveLength(2);
	});

	test('a cursor that looks like the number of the first page is followed', async () => {
		const { ids, cutShort } = await walk(({ query = {} }) => {
			const index = Number(query.cursor ?? 0);
			return jsonReply({
				data: [{ id: `at ${index}` }],
				next_cursor: index < 3 ? index + 1 : null,
			});
		});
		expect(ids).toEqual(['at 0', 'at 1', 'at 2', 'at 3']);
		expect(cutShort).toBe(false);
	});

	test('ever new cursors to the same page end the walk, and that is told', async () => {
		let count = 0;
		const { ids, cutShort, sent } = await walk(() =>
			jsonReply({ data: makeRecords(2), next_cursor: `cursor ${++count}` }),
		);
		expect(ids).toEqual([1, 2]);
		expect(cutShort).toBe(true);
		expect(sent.length).toBeLessThan(10);
	});

	test('a few empty pages on the way are passed', async () => {
		const { ids, cutShort } = await walk(({ query = {} }) => {
			const index = Number(query.cursor ?? 100) - 100;
			return jsonReply({
				data: index === 0 || index === 4 ? [{ id: index }] : [],
				next_cursor: index < 4 ? 100 + index + 1 : null,
			});
		});
		expect(ids).toEqual([0, 4]);
		expect(cutShort).toBe(false);
	});

	test('ever new cursors to empty pages end the walk, and that is told', async () => {
		let count = 0;
		const { ids, cutShort, sent } = await walk(() =>
			jsonReply({ data: [], next_cursor: `cursor ${++count}` }),
		);
		expect(ids).toEqual([]);
		expect(cutShort).toBe(true);
		expect(sent.length).toBeLessThan(10);
	});

	test.each([
		'https://evil.com/api/v1/leads?page=2',
		'//evil.com/api/v1/leads?page=2',
		'http://crm.example.com/api/v1/leads?page=2',
		'https://crm.example.com:8443/api/v1/leads?page=2',
		'https://crm.example.com@evil.com/leads',
		'javascript:alert(1)',
		'file:///etc/passwd',
		'https://',
	])('a link to %s is not followed; the pages are counted', async (link) => {
		for (const signal of ['header', 'body']) {
			const { ids, sent } = await walk((request) =>
				signal === 'header'
					? jsonReply(slice(request, 5), { headers: { link: `<${link}>; rel="next"` } })
					: jsonReply({ data: slice(request, 5), links: { next: link } }),
			);
			expect(ids).toEqual([1, 2, 3, 4, 5]);
			expect(sent.map(({ url }) => url)).toEqual([undefined, undefined, undefined]);
		}
	});

	test.each([
		'<https://crm.example.com/api/v1/leads?page=1>; rel="prev"',
		'<https://crm.example.com/api/v1/leads?page=9>; rel="last"',
		'no link at all',
		'<>; rel="next"',
	])('the Link header %j names no next page', async (link) => {
		const { ids, sent } = await walk((request) =>
			jsonReply(slice(request, 3), { headers: { link } }),
		);
		expect(ids).toEqual([1, 2, 3]);
		expect(sent.every(({ url }) => url === undefined)).toBe(true);
	});

	test.each(['<', '<a>;', '<a>; rel="', '<a>; rel=nex', '<a> '])(
		'a Link header of 16 KB, the most that Node.js takes, of %j is read without getting stuck',
		async (piece) => {
			const link = piece.repeat(16_384 / piece.length);
			const { ids } = await walk(() =>
				jsonReply({ data: [{ id: 1 }], total: 1 }, { headers: { link } }),
			);
			expect(ids).toEqual([1]);
		},
	);

	test('a cursor comes before a total, a total before has_more', async () => {
		const byCursor = await walk(({ query = {} }) =>
			jsonReply({
				data: [{ id: query.cursor ?? 'first' }],
				total: 1,
				...(query.cursor === undefined ? { next_cursor: 'second' } : {}),
			}),
		);
		expect(byCursor.ids).toEqual(['first', 'second']);
		const byTotal = await walk((request) =>
			jsonReply({ data: slice(request, 4), total: 4, has_more: false }),
		);
		expect(byTotal.ids).toEqual([1, 2, 3, 4]);
	});
});

describe('a limit', () => {
	test.each(Object.entries(signals))('ends the walk with %s and is no cut', async (_, signal) => {
		const server = createListServer({ signal, count: 30, maximum: 4 });
		const client = createScriptedClient(server.answer);
		const collected = await collectRecords(client, {
			...leads,
			paging: { ...paging, pageSize: 100 },
			limit: 10,
		});
		expect(collected).toEqual({ records: server.records.slice(0, 10), cutShort: false });
		expect(client.sent).toHaveLength(3);
	});

	test('smaller than a page asks for no more than that', async () => {
		const { ids, sent } = await walk(
			({ query = {} }) => jsonReply(makeRecords(Number(query.limit))),
			{
				...leads,
				paging: { ...paging, pageSize: 100 },
				limit: 3,
			},
		);
		expect(ids).toEqual([1, 2, 3]);
		expect(sent.map(({ query = {} }) => query.limit)).toEqual(['3']);
	});

	test('cuts what a server sends beyond it', async () => {
		const { ids, sent } = await walk(() => jsonReply(makeRecords(9)), { ...leads, limit: 3 });
		expect(ids).toEqual([1, 2, 3]);
		expect(sent).toHaveLength(1);
	});
});
