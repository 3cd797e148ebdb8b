import { z } from 'zod/v4';
import type { OrganisationConnection } from '../../../sandbox/client.mts';
import type { State } from '../../../sandbox/ySuite/schemas.mts';
import type { SwitchChanges } from '../../../sandbox/ySuite/switches.mts';
import { callYSuite as call, sandbox } from '../support/api.mts';
import { someText } from '../support/matchers.mts';

const pageSchema = z.strictObject({
	success: z.literal(true),
	data: z.looseObject({
		data: z.array(z.looseObject({ cstid: z.int(), cstname: z.string() })),
		current_page: z.int(),
	}),
});

async function page(organisation: OrganisationConnection, query: string, resource = 'leads') {
	const reply = await call(organisation, 'GET', `/${resource}?${query}`);
	expect(reply.status).toBe(200);
	return pageSchema.parse(reply.json).data;
}

async function ids(organisation: OrganisationConnection, query: string, resource = 'leads') {
	const { data } = await page(organisation, query, resource);
	return data.map(({ cstid }) => cstid);
}

type StoredLead = State['leads'][number];

let demo: OrganisationConnection;
let state: State;

beforeAll(async () => {
	demo = await sandbox.createOrganisation({ seed: 'demo' });
	state = await demo.state();
});

describe('pages', () => {
	test('a list has ten entries and tells its place and its totals', async () => {
		const { data, ...place } = await page(demo, '');
		expect(data).toHaveLength(10);
		expect(place).toEqual({ current_page: 1, total_records: 45, total_pages: 5 });
	});

	test('the last page is short, and the one after it empty', async () => {
		expect(await page(demo, 'pageIndex=4')).toMatchObject({ current_page: 5, total_pages: 5 });
		expect(await ids(demo, 'pageIndex=4')).toHaveLength(5);
		expect((await page(demo, 'pageIndex=5')).data).toEqual([]);
	});

	test('the pages together are all leads, each one once', async () => {
		const seen: number[] = [];
		for (let index = 0; index < 7; index++) {
			seen.push(...(await ids(demo, `pageSize=7&pageIndex=${index}`)));
		}
		expect(seen.sort((first, second) => first - second)).toEqual(
			state.leads.map(({ cstid }) => cstid),
		);
	});

	test('an empty organisation has no pages', async () => {
		const empty = await sandbox.createOrganisation();
		expect(await page(empty, '')).toEqual({
			data: [],
			current_page: 1,
			total_records: 0,
			total_pages: 0,
		});
	});

	test('more than 100 entries a page are not given, and the totals follow', async () => {
		const organisation = await sandbox.createOrganisation({ seed: { leads: 250 } });
		const { data, ...place } = await page(organisation, 'pageSize=500');
		expect(data).toHaveLength(100);
		expect(place).toEqual({ current_page: 1, total_records: 250, total_pages: 3 });
	});

	test('a server can give less than what is documented', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: { leads: 50 },
			switches: { pageSizeMax: 20 },
		});
		const { data, ...place } = await page(organisation, 'pageSize=100&pageIndex=1');
		expect(data).toHaveLength(20);
		expect(place).toEqual({ current_page: 2, total_records: 50, total_pages: 3 });
	});

	test('what is unlisted is on no page and in no total until it is listed', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: { leads: 3 },
			switches: { unlisted: [2] },
		});
		expect(await ids(organisation, '')).toEqual([3, 1]);
		expect(await page(organisation, '')).toMatchObject({ total_records: 2 });
		await organisation.setSwitches({ unlisted: [] });
		expect(await ids(organisation, '')).toEqual([3, 2, 1]);
	});

	test.each<[SwitchChanges['totals'], object]>([
		['none', { current_page: 2 }],
		['wrong', { current_page: 2, total_records: 20, total_pages: 2 }],
		[
			{ total_records: 1_000, total_pages: 100 },
			{ current_page: 2, total_records: 1_000, total_pages: 100 },
		],
	])('with the totals %j page 2 of 5 tells %j', async (totals, expected) => {
		const organisation = await sandbox.createOrganisation({ seed: 'demo', switches: { totals } });
		const { data, ...place } = await page(organisation, 'pageIndex=1');
		expect(data).toHaveLength(10);
		expect(place).toEqual(expected);
	});

	test.each([
		['pageSize=0', 'pageSize'],
		['pageSize=ten', 'pageSize'],
		['pageIndex=-1', 'pageIndex'],
		['pageIndex=1.5', 'pageIndex'],
		['lead_status=Warm', 'lead_status'],
		['sortBy=shoe_size', 'sortBy'],
		['sortOrder=up', 'sortOrder'],
	])('GET /leads?%s is refused with 422', async (query, field) => {
		const reply = await call(demo, 'GET', `/leads?${query}`);
		expect(reply.status).toBe(422);
		expect(reply.json).toMatchObject({ success: false, errors: { [field]: [someText] } });
	});
});

describe('rows', () => {
	test('a lead has the fields of the documents’ sample', async () => {
		const row = (await page(demo, 'pageSize=1&pageIndex=41&sortBy=cstid')).data[0];
		expect(row).toMatchObject({ cstid: 42, ct_number: 'LED-0042' });
		expect(Object.keys(row ?? {}).sort()).toEqual(
			[
				'cstid',
				'ct_number',
				'cstname',
				'cstemail',
				'lead_status',
				'lead_source',
				'lead_company_name',
				'owner',
				'cstcreated_on',
			].sort(),
		);
	});

	test('a contact has the documented fields', async () => {
		const [row] = (await page(demo, '', 'contacts')).data;
		expect(Object.keys(row ?? {}).sort()).toEqual(
			['cstid', 'cstname', 'cstemail', 'cstmobile', 'contact_type', 'cstcreated_on'].sort(),
		);
	});
});

describe('filters', () => {
	test.each<[string, (lead: StoredLead) => boolean]>([
		['search=AL%20', ({ cstname }) => /al /i.test(cstname)],
		['search=oasis-water', ({ cstemail }) => cstemail?.includes('oasis-water') === true],
		['lead_status=Qualified', (lead) => lead.lead_status === 'Qualified'],
		[
			'lead_status=Lost&search=al%20',
			(lead) => lead.lead_status === 'Lost' && /al /i.test(lead.cstname),
		],
	])('GET /leads?%s finds those leads and no others', async (query, matches) => {
		const expected = state.leads.filter(matches).map(({ cstid }) => cstid);
		expect(expected.length).toBeGreaterThan(0);
		expect(expected.length).toBeLessThan(45);
		const found = await ids(demo, `pageSize=100&${query}`);
		expect(found.sort((first, second) => first - second)).toEqual(expected);
		expect(await page(demo, query)).toMatchObject({ total_records: expected.length });
	});

	test('a lead is found neither by its company nor by its mobile', async () => {
		const organisation = await sandbox.createOrganisation();
		const lead = { cstname: 'A', cstmobile: '501234567', lead_company_name: 'Zanzibar' };
		await call(organisation, 'POST', '/leads', lead);
		expect(await ids(organisation, 'search=zanzibar')).toEqual([]);
		expect(await ids(organisation, 'search=501234567')).toEqual([]);
	});

	test.each([1, 2])('contacts of type %i are found', async (type) => {
		const expected = state.contacts.filter((contact) => contact.contact_type === type);
		expect(expected.length).toBeGreaterThan(0);
		const found = await ids(demo, `pageSize=100&sortBy=cstid&type=${type}`, 'contacts');
		expect(found).toEqual(expected.map(({ cstid }) => cstid));
	});

	test('contacts are found by email', async () => {
		const wanted = state.contacts[3];
		const found = await ids(demo, `search=${wanted?.cstemail?.toUpperCase() ?? ''}`, 'contacts');
		expect(found).toEqual([wanted?.cstid]);
	});
});

describe('sorting', () => {
	const upwards = Array.from({ length: 45 }, (_, index) => index + 1);
	const downwards = [...upwards].reverse();
	const byName = (leads: State['leads']) =>
		leads.map(({ cstname }) => cstname.toLowerCase()).sort((a, b) => (a < b ? -1 : 1));

	test.each([
		['', downwards],
		['sortBy=cstid', upwards],
		['sortBy=cstid&sortOrder=desc', downwards],
		['sortBy=cstcreated_on&sortOrder=asc', upwards],
		['sortBy=cstcreated_on&sortOrder=desc', downwards],
	])('GET /leads?%s', async (query, expected) => {
		expect(await ids(demo, `pageSize=100&${query}`)).toEqual(expected);
	});

	test('by name, whatever the case', async () => {
		const { data } = await page(demo, 'pageSize=100&sortBy=cstname&sortOrder=desc');
		expect(data.map(({ cstname }) => cstname.toLowerCase())).toEqual(byName(state.leads).reverse());
	});

	test.each<[SwitchChanges['sorting'], number[]]>([
		['ignored', upwards],
		['ignoredNewestFirst', downwards],
	])('with the switch sorting: %s the wish makes no difference', async (sorting, expected) => {
		const organisation = await sandbox.createOrganisation({ seed: 'demo', switches: { sorting } });
		for (const order of ['asc', 'desc']) {
			const query = `pageSize=100&sortBy=cstname&sortOrder=${order}`;
			expect(await ids(organisation, query)).toEqual(expected);
		}
	});

	test('with the switch sorting: ignoredByName leads come by name', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: 'demo',
			switches: { sorting: 'ignoredByName' },
		});
		const { data } = await page(organisation, 'pageSize=100&sortBy=cstid&sortOrder=desc');
		expect(data.map(({ cstname }) => cstname.toLowerCase())).toEqual(byName(state.leads));
	});
});
