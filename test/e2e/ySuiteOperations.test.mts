import type { State } from '../../sandbox/ySuite/schemas.mts';
import { toWireRequest } from '../support/workspace.mts';
import { createYSuiteAccount, type YSuiteAccount } from './support/n8nAccount.mts';

let account: YSuiteAccount;

beforeEach(async () => {
	account = await createYSuiteAccount();
});

async function state(): Promise<State> {
	return await account.organisation.state();
}

async function sentRequests() {
	return (await account.organisation.journal()).map(toWireRequest);
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });
const idsOf = (records: ReadonlyArray<Record<string, unknown>>) =>
	records.map(({ cstid }) => Number(cstid));
const ascending = (one: number, other: number) => one - other;

test('Create if New adds a lead once', async () => {
	const parameters = {
		resource: 'lead',
		operation: 'createIfNew',
		matchValue: 'layla@example.ae',
		name: 'Layla',
	};
	const { leads: before } = await state();
	const [created] = await account.run(parameters);
	const [found] = await account.run({ ...parameters, matchValue: 'LAYLA@example.ae' });
	expect(created).toMatchObject({ cstname: 'Layla', isNew: true });
	expect(found).toMatchObject({ cstid: created?.cstid, isNew: false });
	expect((await state()).leads).toHaveLength(before.length + 1);
});

describe('Create lead', () => {
	test('adds the lead with all its fields and returns its numbers', async () => {
		const { leads: before } = await state();
		const output = await account.run({
			resource: 'lead',
			operation: 'create',
			name: 'Fatima Al Mansoori 🌴',
			additionalFields: {
				email: 'fatima@creekside-interiors.example',
				mobile: '+971501234567',
				address: 'Sheikh Zayed Road, Dubai',
				notes: 'Met at GITEX\nwants a quote',
				source: 'GITEX',
				industry: 'Real Estate',
				companyName: 'Creekside Interiors',
				assignedTo: '3',
				assignmentGroup: 2,
				brandId: 5,
				tagIds: '4, 9',
				otherFields: '{"lead_status": "Contacted", "lead_rating": "A"}',
			},
		});
		const { leads } = await state();
		const created = leads.filter(({ cstid }) => !idsOf(before).includes(cstid));
		expect(created).toEqual([
			expect.objectContaining({
				cstname: 'Fatima Al Mansoori 🌴',
				cstemail: 'fatima@creekside-interiors.example',
				cstmobile: '+971501234567',
				// The sandbox's own number for the country of +971.
				cstmobile_country_id: 2,
				cstaddress: 'Sheikh Zayed Road, Dubai',
				cstnotes: 'Met at GITEX\nwants a quote',
				lead_source: 'GITEX',
				lead_industry: 'Real Estate',
				lead_company_name: 'Creekside Interiors',
				lead_assignedto: 3,
				lead_assignmentgroup: 2,
				brand_id: 5,
				tag_ids: [4, 9],
				lead_status: 'Contacted',
				lead_rating: 'A',
			}),
		]);
		expect(output).toEqual(
			created.map(({ cstid, ct_number, cstname }) => ({ cstid, ct_number, cstname })),
		);
	});

	test('sends the country of a mobile number where it is given', async () => {
		const [created] = await account.run({
			resource: 'lead',
			operation: 'create',
			name: 'Noor Haddad',
			additionalFields: { mobile: '0501234567', mobileCountryId: '229' },
		});
		const stored = (await state()).leads.find(({ cstid }) => cstid === created?.cstid);
		expect(stored).toMatchObject({ cstmobile: '0501234567', cstmobile_country_id: 229 });
	});

	test('makes one lead for each input item, in their order', async () => {
		const items = Array.from({ length: 25 }, (_, index) => ({ name: `Visitor ${index + 1}` }));
		const created = await account.run(
			{ resource: 'lead', operation: 'create', name: '={{ $json.name }}', additionalFields: {} },
			{ items },
		);
		const stored = (await state()).leads.filter(({ cstname }) => cstname.startsWith('Visitor '));
		expect(created.map(({ cstname }) => cstname)).toEqual(items.map(({ name }) => name));
		expect(idsOf(created).toSorted(ascending)).toEqual(idsOf(stored));
		expect(stored).toHaveLength(25);
	});
});

test.each(['lead', 'contact'])(
	'Delete %s takes each of the chosen ones away, no others, and says {"deleted": true}',
	async (resource) => {
		const key = resource === 'lead' ? 'leads' : 'contacts';
		const before = idsOf((await state())[key]);
		const chosen = before.slice(-2);
		const output = await account.run(
			{ resource, operation: 'delete', [`${resource}Id`]: byId('={{ $json.id }}') },
			{ items: chosen.map((id) => ({ id })) },
		);
		expect(output).toEqual([{ deleted: true }, { deleted: true }]);
		expect(idsOf((await state())[key])).toEqual(before.slice(0, -2));
	},
);

describe('Get many leads', () => {
	const LEADS = 330;
	const sort = { sortBy: 'cstid', sortOrder: 'asc' };

	beforeEach(async () => {
		account = await createYSuiteAccount({ seed: { leads: LEADS, contacts: 0 } });
	});

	test.each([
		['the limit 5', { returnAll: false, limit: 5 }, 5, [['0', '5']]],
		[
			'the limit 250',
			{ returnAll: false, limit: 250 },
			250,
			[
				['0', '100'],
				['1', '100'],
				['2', '100'],
			],
		],
		[
			'Return All',
			{ returnAll: true },
			LEADS,
			[
				['0', '100'],
				['1', '100'],
				['2', '100'],
				['3', '100'],
			],
		],
	])('with %s gives the first ones and asks for no page twice', async (_, much, count, pages) => {
		const output = await account.run({ resource: 'lead', operation: 'getAll', ...much, sort });
		const { leads } = await state();
		expect(idsOf(output)).toEqual(idsOf(leads).slice(0, count));
		const asked = (await sentRequests()).map(({ query = {} }) => [query.pageIndex, query.pageSize]);
		expect(asked.toSorted()).toEqual(pages);
	});

	test('filters by state and text, and sorts as asked', async () => {
		const output = await account.run({
			resource: 'lead',
			operation: 'getAll',
			returnAll: true,
			filters: { search: ' AL', leadStatus: 'Qualified' },
			sort: { sortBy: 'cstname', sortOrder: 'desc' },
		});
		const expected = (await state()).leads.filter(
			({ cstname, cstemail, lead_status }) =>
				lead_status === 'Qualified' && `${cstname} ${cstemail}`.toLowerCase().includes('al'),
		);
		expect(expected).not.toHaveLength(0);
		expect(idsOf(output).toSorted(ascending)).toEqual(idsOf(expected));
		const names = output.map(({ cstname }) => String(cstname));
		expect(names).toEqual(names.toSorted((one, other) => (one < other ? 1 : -1)));
	});

	test('sends further query parameters', async () => {
		await account.run({
			resource: 'lead',
			operation: 'getAll',
			returnAll: false,
			limit: 1,
			options: { queryParameters: { values: [{ key: 'brand', value: 'A & B' }] } },
		});
		expect((await sentRequests()).map(({ query }) => query?.brand)).toEqual(['A & B']);
	});
});

test('Create contact adds the contact with all its fields', async () => {
	const { contacts: before } = await state();
	const parent = before.find(({ contact_type }) => contact_type === 2)?.cstid;
	const output = await account.run({
		resource: 'contact',
		operation: 'create',
		name: 'Omar D’Souza',
		contactType: 1,
		additionalFields: {
			email: 'omar@example.ae',
			mobile: '0501234567',
			mobileCountryId: 229,
			address: 'Al Quoz, Dubai',
			taxNumber: '100123456700003',
			notes: 'Pays on time',
			emailNotify: false,
			smsNotify: true,
			whatsappNotify: false,
			parent,
			tagIds: '={{ [1, 2] }}',
			otherFields: '{"ct_website": "example.ae"}',
		},
	});
	const created = (await state()).contacts.filter(({ cstid }) => !idsOf(before).includes(cstid));
	expect(created).toEqual([
		expect.objectContaining({
			cstname: 'Omar D’Souza',
			contact_type: 1,
			cstemail: 'omar@example.ae',
			cstmobile: '0501234567',
			cstmobile_country_id: 229,
			cstaddress: 'Al Quoz, Dubai',
			ct_taxnumber: '100123456700003',
			cstnotes: 'Pays on time',
			cstemailnotify: false,
			cstsmsnotify: true,
			cst_whatsapp_notify: false,
			contact_parent: parent,
			cst_tag_id: [1, 2],
			ct_website: 'example.ae',
		}),
	]);
	expect(output).toMatchObject([{ cstid: created[0]?.cstid, cstname: 'Omar D’Souza' }]);
});

test('Get contact returns the contact with all its fields', async () => {
	const [contact] = (await state()).contacts;
	const output = await account.run({
		resource: 'contact',
		operation: 'get',
		contactId: byId(contact?.cstid),
	});
	expect(output).toEqual([contact]);
});

test('Update contact changes what was given and leaves the rest', async () => {
	const [before, ...others] = (await state()).contacts;
	const changes = { cstname: 'Pearl Coast LLC', contact_type: 2, cst_tag_id: [3] };
	const output = await account.run({
		resource: 'contact',
		operation: 'update',
		contactId: byId(before?.cstid),
		updateFields: { name: 'Pearl Coast LLC', contactType: 2, tagIds: '3', smsNotify: false },
	});
	expect((await state()).contacts).toEqual([
		{ ...before, ...changes, cstsmsnotify: false },
		...others,
	]);
	expect((await sentRequests()).map(({ method, body }) => ({ method, body }))).toEqual([
		{ method: 'PUT', body: { ...changes, cstsmsnotify: false } },
	]);
	expect(output).toMatchObject([{ cstid: before?.cstid, cstname: 'Pearl Coast LLC' }]);
});

test.each([
	['Individual', 1],
	['Business', 2],
])('Get many contacts filters by the type %s', async (_, type) => {
	const output = await account.run({
		resource: 'contact',
		operation: 'getAll',
		returnAll: true,
		filters: { type },
	});
	const expected = (await state()).contacts.filter(({ contact_type }) => contact_type === type);
	expect(expected).not.toHaveLength(0);
	expect(idsOf(output).toSorted(ascending)).toEqual(idsOf(expected));
});

test('Get many contacts with Return All reads every page once', async () => {
	account = await createYSuiteAccount({ seed: { leads: 0, contacts: 230 } });
	const output = await account.run({ resource: 'contact', operation: 'getAll', returnAll: true });
	expect(idsOf(output).toSorted(ascending)).toEqual(idsOf((await state()).contacts));
	const pages = (await sentRequests()).map(({ query }) => query?.pageIndex);
	expect(pages.toSorted()).toEqual(['0', '1', '2']);
});
