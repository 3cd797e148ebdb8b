import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import {
	createOrganisation,
	createWorkspace,
	toWireRequest,
	type TestOrganisation,
	type TestWorkspace,
} from '../support/workspace.mts';

let workspace: TestWorkspace;
let organisation: TestOrganisation;

beforeEach(async () => {
	workspace = await createWorkspace({ switches: { rateLimit: null } });
	organisation = await createOrganisation({ switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
	await organisation.remove();
});

const inCrmLeadPro = async (
	[resource, operation]: readonly [string, string],
	items: IDataObject[],
	parameters: INodeParameters = {},
	onError?: OnError,
) =>
	await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		items,
		parameters: { resource, operation, dataToSend: 'autoMapInputData', ...parameters },
		onError,
	});

const inYSuite = async (
	[resource, operation]: readonly [string, string],
	items: IDataObject[],
	parameters: INodeParameters = {},
) =>
	await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		items,
		parameters: { resource, operation, dataToSend: 'autoMapInputData', ...parameters },
	});

const sentToCrmLeadPro = async () => (await workspace.journal()).map(toWireRequest);
const sentToYSuite = async () => (await organisation.journal()).map(toWireRequest);

const createLead = ['lead', 'create'] as const;

/** As n8n reads a CSV file: every cell is a text. */
const spreadsheetRow = {
	'S. No.': '1',
	'Full Name': 'Asha Rao',
	'Mobile No.': '98765 43210',
	'E-mail ID': 'asha.rao@example.in',
	'Company Name': 'Rao Exports',
	City: 'Pune',
	State: 'Maharashtra',
	'Pin Code': '411001',
	'Lead Source': 'website',
	'Lead Status': 'new',
	Stage: '',
	'Lead Score': '87',
	Owner: 'user_sales_rep_01',
	Tags: 'hot-lead, enterprise',
	'Date of Enquiry': '26/11/2026',
};

test('a row of a spreadsheet with 15 columns becomes a lead', async () => {
	const { hints, error } = await inCrmLeadPro(createLead, [spreadsheetRow]);

	expect(error).toBeUndefined();
	expect(await sentToCrmLeadPro()).toEqual([
		{
			method: 'POST',
			path: '/leads',
			body: {
				name: 'Asha Rao',
				phone: '98765 43210',
				email: 'asha.rao@example.in',
				company: 'Rao Exports',
				source: 'website',
				status: 'new',
				score: 87,
				assigned_to: 'user_sales_rep_01',
				tags: ['hot-lead', 'enterprise'],
			},
		},
	]);
	expect(hints).toHaveLength(1);
	expect(hints[0]?.message).toContain('Phone ("Mobile No.")');
	expect(hints[0]?.message).toContain(
		'Left out, since no field is called so: "S. No.", "City", "State", "Pin Code", "Date of Enquiry".',
	);
});

test('what has no field becomes metadata of the lead where that is wanted', async () => {
	const { outputs } = await inCrmLeadPro(createLead, [spreadsheetRow], {
		unmatchedColumns: 'metadata',
		inputsToIgnore: 'S. No., pin code',
	});

	expect(outputs[0]?.[0]?.json.metadata).toEqual({
		City: 'Pune',
		State: 'Maharashtra',
		'Date of Enquiry': '26/11/2026',
	});
});

/** Headers and notation of the real exports; the people are made up. */
test.each<[string, IDataObject, IDataObject]>([
	[
		'lead ads of Facebook',
		{
			id: 'l:2046983545902460',
			created_time: '2026-07-16T00:12:13+05:30',
			ad_id: 'ag:120210000000000000',
			ad_name: 'Monsoon Offer',
			form_id: 'f:1234567890',
			form_name: 'Site Visit',
			is_organic: 'false',
			platform: 'fb',
			full_name: 'Asha Rao',
			phone_number: 'p:+919876543210',
			email: 'asha.rao@example.in',
			company_name: 'Rao Exports',
		},
		{
			name: 'Asha Rao',
			phone: '+919876543210',
			email: 'asha.rao@example.in',
			company: 'Rao Exports',
		},
	],
	[
		'IndiaMART',
		{
			UNIQUE_QUERY_ID: '2769560468',
			QUERY_TYPE: 'W',
			QUERY_TIME: '2026-05-23 15:44:28',
			SENDER_NAME: 'Asha Rao',
			SENDER_MOBILE: '+91-9876543210',
			SENDER_EMAIL: 'asha.rao@example.in',
			SUBJECT: 'Requirement for Sealant',
			SENDER_COMPANY: 'Rao Exports',
			SENDER_ADDRESS: 'GIDC, Bharuch, Gujarat',
			SENDER_MOBILE_ALT: '',
			SENDER_PHONE: '',
			SENDER_EMAIL_ALT: 'rao.exports@example.in',
			QUERY_PRODUCT_NAME: 'Sealant',
			RECEIVER_MOBILE: '',
		},
		{
			name: 'Asha Rao',
			phone: '+91-9876543210',
			email: 'asha.rao@example.in',
			company: 'Rao Exports',
		},
	],
	[
		'JustDial',
		{
			leadid: 'ABCD1234',
			leadtype: 'category',
			prefix: 'Ms',
			name: 'Asha Rao',
			mobile: '9876543210',
			phone: '',
			email: '',
			city: 'Mumbai',
			dncmobile: 0,
			dncphone: 0,
			company: 'Rao Exports',
		},
		{ name: 'Asha Rao', phone: '9876543210', company: 'Rao Exports' },
	],
])('a lead of %s is sent with its own columns', async (_from, item, body) => {
	const { error } = await inCrmLeadPro(createLead, [item]);

	expect(error).toBeUndefined();
	expect(await sentToCrmLeadPro()).toEqual([{ method: 'POST', path: '/leads', body }]);
});

test('an update takes its ID from the form and its values from the columns', async () => {
	const id = 'lead_01J2XK3M4N5P6Q7R';
	const { error } = await inCrmLeadPro(
		['lead', 'update'],
		[{ id, Stage: 'qualified', company: ' ', row_number: 2 }],
		{ leadId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
	);

	expect(error).toBeUndefined();
	expect(await sentToCrmLeadPro()).toEqual([
		{ method: 'PATCH', path: `/leads/${id}`, body: { pipeline_stage: 'qualified' } },
	]);
});

test('Create or Update matches by the column that Match By names', async () => {
	const first = { Name: 'Asha', 'Mobile No.': '98230 45671', Email: 'asha.rao@example.in' };
	const second = { Name: 'Asha Rao', 'Mobile No.': 'p:+919823045671', Email: '' };

	const { outputs } = await inCrmLeadPro(['lead', 'upsert'], [first, second], {
		matchBy: 'phone',
	});

	expect(outputs[0]?.map(({ json }) => json.isNew)).toEqual([true, false]);
	const changes = (await sentToCrmLeadPro()).filter(({ method }) => method !== 'GET');
	expect(changes).toMatchObject([
		{
			method: 'POST',
			body: { phone: '98230 45671', name: 'Asha', email: 'asha.rao@example.in' },
		},
		{ method: 'PATCH', body: { name: 'Asha Rao' } },
	]);
});

test('a deal takes its name and its pipeline from the columns, too', async () => {
	const { error } = await inCrmLeadPro(
		['deal', 'create'],
		[
			{
				'Deal Name': 'Annual licence',
				'Contact Name': 'Asha Rao',
				Pipeline: 'sales',
				Amount: '150000',
				'Closing Date': '31/12/2026',
			},
		],
	);

	expect(error).toBeUndefined();
	expect(await sentToCrmLeadPro()).toEqual([
		{
			method: 'POST',
			path: '/deals',
			body: {
				name: 'Annual licence',
				pipeline: 'sales',
				value: 150_000,
				expected_close_date: '2026-12-31',
			},
		},
	]);
});

test.each<[string, IDataObject, string]>([
	[
		'a number that is none',
		{ Name: 'Ravi', 'Mobile No.': '9.19877E+11' },
		'Column "Mobile No." must be a phone number, but it is "9.19877E+11", which a spreadsheet has shortened [item 1]',
	],
	[
		'two numbers',
		{ Name: 'Ravi', mobile: '8879100000', phone: '022 22355342' },
		'Column "mobile" and Column "phone" have different values for Phone: "8879100000" and "022 22355342" [item 1]',
	],
	[
		'a score that is no number',
		{ Name: 'Ravi', 'Lead Score': 'high' },
		'Column "Lead Score" must be a number, but it is "high" [item 1]',
	],
	[
		'no name',
		{ Phone: '98765 43210' },
		'No column for Name: the item has none that is called "Name", "Full Name", "Lead Name", "Customer Name" or the like [item 1]',
	],
])(
	'%s in one item is an error with the column’s name before anything is sent',
	async (_what, item, message) => {
		const { error } = await inCrmLeadPro(createLead, [{ Name: 'Asha' }, item]);

		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(1);
		expect(await sentToCrmLeadPro()).toEqual([]);
	},
);

test('with Continue On Fail the good items are sent', async () => {
	const { outputs } = await inCrmLeadPro(
		createLead,
		[{ City: 'Pune' }, { Name: 'Asha' }],
		{},
		'continueRegularOutput',
	);

	expect(outputs[0]?.[0]?.json.error).toMatch(/^No column for Name: .* \[item 0\]/);
	expect(outputs[0]?.[1]?.json.name).toBe('Asha');
});

test('an email that is none is named by its column in a Create or Update', async () => {
	const { error } = await inCrmLeadPro(['lead', 'upsert'], [{ Name: 'Asha', 'Mail ID': 'asha' }]);

	expect(error?.message).toBe(
		'Column "Mail ID" must be an email address, but it is "asha" [item 0]',
	);
});

test('data to send may differ from item to item', async () => {
	await inCrmLeadPro(
		createLead,
		[{ Name: 'Asha', from: 'autoMapInputData' }, { from: 'defineBelow' }],
		{
			dataToSend: '={{ $json.from }}',
			name: 'Ravi',
		},
	);

	expect((await sentToCrmLeadPro()).map(({ body }) => body)).toEqual(
		expect.arrayContaining([{ name: 'Asha' }, { name: 'Ravi' }]),
	);
});

test('YSUITE gets leads from columns', async () => {
	const { error } = await inYSuite(
		['lead', 'create'],
		[
			{
				SENDER_NAME: 'Fatima Al Mansoori',
				SENDER_MOBILE: '+971-501234567',
				SENDER_COMPANY: 'Creekside Interiors',
				QUERY_MESSAGE: 'Please call',
				'Lead Source': 'IndiaMART',
				'Tag IDs': '4, 9',
				SENDER_CITY: 'Dubai',
			},
		],
	);

	expect(error).toBeUndefined();
	expect(await sentToYSuite()).toEqual([
		{
			method: 'POST',
			path: '/leads',
			body: {
				cstname: 'Fatima Al Mansoori',
				cstmobile: '+971501234567',
				lead_company_name: 'Creekside Interiors',
				cstnotes: 'Please call',
				lead_source: 'IndiaMART',
				tag_ids: [4, 9],
			},
		},
	]);
});

test('YSUITE’s Create if New matches by the column with the email', async () => {
	const item = { 'Full Name': 'Layla', 'Email Address': 'layla@example.ae' };

	const { outputs } = await inYSuite(['lead', 'createIfNew'], [item, item]);

	expect(outputs[0]?.map(({ json }) => json.isNew)).toEqual([true, false]);
	expect((await sentToYSuite()).filter(({ method }) => method === 'POST')).toEqual([
		{
			method: 'POST',
			path: '/leads',
			body: { cstname: 'Layla', cstemail: 'layla@example.ae' },
		},
	]);
});

test.each([
	['business', 2],
	['1', 1],
])('YSUITE’s contact type may be %s in its column', async (type, expected) => {
	await inYSuite(['contact', 'create'], [{ Name: 'Rao', 'Contact Type': type, TRN: '1003' }]);

	expect(await sentToYSuite()).toEqual([
		{
			method: 'POST',
			path: '/contacts',
			body: { cstname: 'Rao', contact_type: expected, ct_taxnumber: '1003' },
		},
	]);
});

test('YSUITE’s contacts are updated from columns, with the ID of the form', async () => {
	await inYSuite(['contact', 'update'], [{ cstid: 1, cstname: 'Rao & Sons', 'Mobile No.': '' }], {
		contactId: { __rl: true, mode: 'id', value: '={{ $json.cstid }}' },
	});

	expect(await sentToYSuite()).toEqual([
		{ method: 'PUT', path: '/contacts/1', body: { cstname: 'Rao & Sons' } },
	]);
});
