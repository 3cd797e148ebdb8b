import { z } from 'zod/v4';
import type { WorkspaceConnection } from '../../sandbox/client.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import type { Switches } from '../../sandbox/switches.mts';
import { call, createWorkspace, type Reply } from './support/api.mts';

const listSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

function idsOf(reply: Reply): string[] {
	expect(reply.status).toBe(200);
	return listSchema.parse(reply.json).data.map(({ id }) => id);
}

type StoredLead = State['leads'][number];

let workspace: WorkspaceConnection;
let leads: StoredLead[];

beforeAll(async () => {
	workspace = await createWorkspace({ seed: 'demo' });
	({ leads } = await workspace.state());
});

describe('filters', () => {
	function expectedIds(matches: (lead: StoredLead) => boolean): string[] {
		const ids = leads.filter(matches).map(({ id }) => id);
		expect(ids.length).toBeGreaterThan(0);
		expect(ids.length).toBeLessThan(leads.length);
		return ids.sort();
	}

	test.each([
		['search=PRIYA', ({ name }: StoredLead) => /priya/i.test(name)],
		['search=98765%2043', ({ phone }: StoredLead) => phone?.includes('98765 43') === true],
		[
			'search=saffron-realty.ex',
			({ email }: StoredLead) => email?.includes('saffron-realty.ex') === true,
		],
		['search=Realty', ({ company }: StoredLead) => company === 'Saffron Realty'],
		['status=qualified', ({ status }: StoredLead) => status === 'qualified'],
		['pipeline_stage=new', (lead: StoredLead) => lead.pipeline_stage === 'new'],
		['source=whatsapp', ({ source }: StoredLead) => source === 'whatsapp'],
		[
			'assigned_to=user_sales_rep_02',
			(lead: StoredLead) => lead.assigned_to === 'user_sales_rep_02',
		],
		['tags=enterprise', ({ tags }: StoredLead) => tags.includes('enterprise')],
		[
			'tags=hot-lead,%20enterprise',
			({ tags }: StoredLead) => tags.includes('hot-lead') && tags.includes('enterprise'),
		],
		[
			'status=qualified&source=website',
			({ status, source }: StoredLead) => status === 'qualified' && source === 'website',
		],
	])('GET /leads?%s finds those leads and no others', async (query, matches) => {
		const found = idsOf(await call(workspace, 'GET', `/leads?limit=100&${query}`));
		expect(found.sort()).toEqual(expectedIds(matches));
	});

	test.each(['search=nobody%20at%20all', 'tags=enterprise,unheard-of', 'status=lost-in-space'])(
		'GET /leads?%s finds nothing, in a list',
		async (query) => {
			expect(idsOf(await call(workspace, 'GET', `/leads?${query}`))).toEqual([]);
		},
	);

	test('contacts are found by text and tags', async () => {
		const { contacts } = await workspace.state();
		const [wanted] = contacts;
		const byMail = await call(
			workspace,
			'GET',
			`/contacts?search=${wanted?.email?.toUpperCase() ?? ''}`,
		);
		expect(idsOf(byMail)).toEqual([wanted?.id]);
		const vips = contacts.filter(({ tags }) => tags.includes('vip')).map(({ id }) => id);
		expect(vips.length).toBeGreaterThan(0);
		const byTag = idsOf(await call(workspace, 'GET', '/contacts?limit=100&tags=vip'));
		expect(byTag.sort()).toEqual(vips.sort());
	});
});

describe('sorting', () => {
	async function valuesOf(field: string, query: string): Promise<unknown[]> {
		const reply = await call(workspace, 'GET', `/leads?limit=100&${query}`);
		return listSchema.parse(reply.json).data.map((lead) => lead[field]);
	}

	test('leads come newest first', async () => {
		const expected = leads
			.map(({ created_at }) => created_at)
			.sort()
			.reverse();
		expect(await valuesOf('created_at', '')).toEqual(expected);
	});

	test.each(['asc', 'desc'] as const)('numbers are sorted by value, %s', async (order) => {
		const ascending = leads.map(({ score }) => score).sort((first, second) => first - second);
		const expected = order === 'asc' ? ascending : ascending.reverse();
		expect(await valuesOf('score', `sort_by=score&sort_order=${order}`)).toEqual(expected);
	});

	test('text is sorted whatever its case, and the order is ascending unless said', async () => {
		const expected = leads
			.map(({ name }) => name)
			.sort((first, second) => (first < second ? -1 : 1));
		expect(await valuesOf('name', 'sort_by=name')).toEqual(expected);
	});

	test.each(['asc', 'desc'])('leads without the value come last, %s', async (order) => {
		const values = await valuesOf('assigned_to', `sort_by=assigned_to&sort_order=${order}`);
		const unassigned = leads.filter(({ assigned_to }) => assigned_to === null).length;
		expect(unassigned).toBeGreaterThan(0);
		expect(values.slice(-unassigned)).toEqual(Array(unassigned).fill(null));
	});

	test.each([
		'sort_by=shoe_size',
		'sort_by=score&sort_order=up',
		'page=0',
		'page=x',
		'limit=-1',
		'cursor=nonsense',
	])('GET /leads?%s is refused', async (query) => {
		expect((await call(workspace, 'GET', `/leads?${query}`)).status).toBe(422);
	});
});

describe('paging', () => {
	/** The query of the next page as the signal says, or null at the end. */
	type Follow = (reply: Reply, page: number) => string | null;

	function field(reply: Reply, path: string): unknown {
		let value: unknown = reply.json;
		for (const name of path.split('.')) value = z.looseObject({}).parse(value)[name];
		return value;
	}

	const byCursor =
		(path: string): Follow =>
		(reply) => {
			const cursor = z.string().nullable().parse(field(reply, path));
			return cursor === null ? null : `limit=17&cursor=${cursor}`;
		};
	const byPages =
		(path: string): Follow =>
		(reply, page) =>
			page < z.int().parse(field(reply, path)) ? `limit=17&page=${page + 1}` : null;
	const byTotal =
		(path: string): Follow =>
		(reply, page) =>
			page * 17 < z.int().parse(field(reply, path)) ? `limit=17&page=${page + 1}` : null;
	const queryOf = (address: string) => new URL(address).search.slice(1);
	const byShortPage: Follow = (reply, page) =>
		idsOf(reply).length === 17 ? `limit=17&page=${page + 1}` : null;

	test.each<[Switches['paging'], Follow]>([
		['nextCursor', byCursor('next_cursor')],
		['metaNextCursor', byCursor('meta.next_cursor')],
		['paginationNextCursor', byCursor('pagination.next_cursor')],
		[
			'linkHeader',
			(reply) => {
				const [, next] = /^<([^>]+)>; rel="next"$/.exec(reply.headers.get('link') ?? '') ?? [];
				return next === undefined ? null : queryOf(next);
			},
		],
		[
			'linksNext',
			(reply) => {
				const next = z.string().nullable().parse(field(reply, 'links.next'));
				return next === null ? null : queryOf(next);
			},
		],
		['totalPages', byPages('total_pages')],
		['metaTotalPages', byPages('meta.total_pages')],
		['paginationTotalPages', byPages('pagination.total_pages')],
		['lastPage', byPages('last_page')],
		['metaLastPage', byPages('meta.last_page')],
		['total', byTotal('total')],
		['metaTotal', byTotal('meta.total')],
		['paginationTotal', byTotal('pagination.total')],
		['totalRecords', byTotal('total_records')],
		['metaTotalRecords', byTotal('meta.total_records')],
		[
			'hasMore',
			(reply, page) => (field(reply, 'has_more') === true ? `limit=17&page=${page + 1}` : null),
		],
		['shortPage', byShortPage],
	])('following %s gives every lead exactly once, in order', async (paging, follow) => {
		const own = await createWorkspace({ seed: 'demo', switches: { paging } });
		const seen: string[] = [];
		let query: string | null = 'limit=17';
		for (let page = 1; query !== null; page++) {
			const reply = await call(own, 'GET', `/leads?${query}`);
			seen.push(...idsOf(reply));
			query = follow(reply, page);
		}
		const newestFirst = (await own.state()).leads
			.sort((first, second) => (first.created_at < second.created_at ? 1 : -1))
			.map(({ id }) => id);
		expect(seen).toEqual(newestFirst);
	});

	test('a server that ignores the page repeats the first one and tells nothing', async () => {
		const own = await createWorkspace({ seed: 'demo', switches: { paging: 'ignoresPage' } });
		const first = await call(own, 'GET', '/leads?limit=10');
		const second = await call(own, 'GET', '/leads?limit=10&page=2');
		expect(second.json).toEqual(first.json);
		expect(Object.keys(listSchema.parse(first.json))).toEqual(['data']);
	});

	test('links to the next page keep the rest of the query', async () => {
		const own = await createWorkspace({ seed: 'demo', switches: { paging: 'linksNext' } });
		const reply = await call(own, 'GET', '/leads?status=new&limit=1&sort_by=name');
		const next = new URL(z.string().parse(field(reply, 'links.next')));
		expect(`${next.origin}${next.pathname}`).toBe(`${own.baseUrl}/leads`);
		expect(Object.fromEntries(next.searchParams)).toEqual({
			status: 'new',
			limit: '1',
			sort_by: 'name',
			page: '2',
		});
	});

	test('links to the next page can lead to another origin', async () => {
		const otherOrigin = process.env.SANDBOX_OTHER_ORIGIN ?? '';
		const own = await createWorkspace({
			seed: 'demo',
			switches: { paging: 'linksNext', nextLinkOrigin: otherOrigin },
		});
		const reply = await call(own, 'GET', '/leads?limit=1');
		expect(field(reply, 'links.next')).toBe(`${otherOrigin}/api/v1/leads?limit=1&page=2`);
	});

	test('page and limit go by the names of the switches only', async () => {
		const own = await createWorkspace({
			seed: 'demo',
			switches: { pageParameter: 'p', limitParameter: 'per_page' },
		});
		const all = idsOf(await call(own, 'GET', '/leads?per_page=60'));
		expect(idsOf(await call(own, 'GET', '/leads?p=2&per_page=10'))).toEqual(all.slice(10, 20));
		expect(idsOf(await call(own, 'GET', '/leads?page=2&limit=10'))).toEqual(all.slice(0, 25));
	});

	test('a limit above 100 is taken as 100', async () => {
		const own = await createWorkspace({ seed: { leads: 130, contacts: 130 } });
		expect(idsOf(await call(own, 'GET', '/leads?limit=1000'))).toHaveLength(100);
		expect(idsOf(await call(own, 'GET', '/contacts?limit=1000&page=2'))).toHaveLength(30);
	});

	test('a page after the last one is empty', async () => {
		expect(idsOf(await call(workspace, 'GET', '/leads?page=99'))).toEqual([]);
	});
});
