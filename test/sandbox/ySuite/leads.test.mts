import { callYSuite as call, sandbox } from '../support/api.mts';
import { someText, textWith } from '../support/matchers.mts';

const everyField = {
	cstname: 'Mariam Al Hashimi',
	cstemail: 'mariam@creekside.example',
	cstmobile: '501234567',
	cstmobile_country_id: 2,
	cstaddress: 'Dubai Marina',
	cstnotes: 'Asked for a quotation – عرض سعر',
	lead_source: 'Website',
	lead_industry: 'Hospitality',
	lead_company_name: 'Creekside Interiors',
	lead_assignedto: 2,
	lead_assignmentgroup: 7,
	brand_id: 3,
	tag_ids: [1, 4],
};

test('a lead is created with 200, and told by id, number and name', async () => {
	const organisation = await sandbox.createOrganisation();
	const reply = await call(organisation, 'POST', '/leads', everyField);
	expect(reply.status).toBe(200);
	expect(reply.json).toEqual({
		success: true,
		message: 'Lead created successfully!',
		data: { cstid: 1, ct_number: 'LED-0001', cstname: 'Mariam Al Hashimi' },
	});
	const { leads } = await organisation.state();
	expect(leads).toMatchObject([{ ...everyField, lead_status: 'New' }]);
	expect(Date.parse(leads[0]?.cstcreated_on ?? '')).not.toBeNaN();
});

test('fields that the documents do not know are kept under their own names', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/leads', { cstname: 'A', shoe_size: 44, budget: { max: 5 } });
	expect((await organisation.state()).leads).toMatchObject([{ shoe_size: 44, budget: { max: 5 } }]);
});

test('what belongs to the API cannot be set', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/leads', { cstname: 'A', cstid: 99, ct_number: 'LED-9999' });
	expect((await organisation.state()).leads).toMatchObject([{ cstid: 1, ct_number: 'LED-0001' }]);
});

test('ids count upwards and are not used again', async () => {
	const organisation = await sandbox.createOrganisation({ seed: { leads: 3 } });
	await call(organisation, 'DELETE', '/leads/3');
	const reply = await call(organisation, 'POST', '/leads', { cstname: 'Next' });
	expect(reply.json).toMatchObject({ data: { cstid: 4, ct_number: 'LED-0004' } });
});

test.each([
	['no name', {}, 'cstname', 'Lead name is required.'],
	['an empty name', { cstname: ' ' }, 'cstname', 'Lead name is required.'],
	['a name of 101 characters', { cstname: 'x'.repeat(101) }, 'cstname', '100'],
	['an address of 256 characters', { cstaddress: 'x'.repeat(256) }, 'cstaddress', '255'],
	['notes of 2001 characters', { cstnotes: 'x'.repeat(2001) }, 'cstnotes', '2000'],
	['a wrong email address', { cstemail: 'mariam' }, 'cstemail', 'email'],
	['spaces in the mobile', { cstmobile: '50 123 4567' }, 'cstmobile', 'digits only'],
	['a plus sign within the mobile', { cstmobile: '50+1234567' }, 'cstmobile', 'digits only'],
	['a country in words', { cstmobile_country_id: 'UAE' }, 'cstmobile_country_id', 'whole number'],
	['a user in words', { lead_assignedto: 'Rahul' }, 'lead_assignedto', 'whole number'],
	['an unknown state', { lead_status: 'Warm' }, 'lead_status', 'New, Contacted'],
	['tags in words', { tag_ids: ['vip'] }, 'tag_ids.0', 'whole number'],
])('a lead with %s is refused with 422', async (_case, fields, field, part) => {
	const organisation = await sandbox.createOrganisation();
	const body = field === 'cstname' ? fields : { cstname: 'A', ...fields };
	const reply = await call(organisation, 'POST', '/leads', body);
	expect(reply.status).toBe(422);
	expect(reply.json).toEqual({
		success: false,
		message: someText,
		errors: { [field]: [textWith(part)] },
	});
	expect((await organisation.state()).leads).toEqual([]);
});

test.each([
	['a name of 100 characters', { cstname: 'x'.repeat(100) }],
	['an address of 255 characters', { cstaddress: 'x'.repeat(255) }],
	['notes of 2000 characters', { cstnotes: 'x'.repeat(2000) }],
	['a mobile of digits only', { cstmobile: '0501234567' }],
	['nothing but null', { cstemail: null, cstmobile: null, brand_id: null }],
])('a lead with %s is taken', async (_case, fields) => {
	const organisation = await sandbox.createOrganisation();
	const reply = await call(organisation, 'POST', '/leads', { cstname: 'A', ...fields });
	expect(reply.json).toMatchObject({ success: true });
	expect((await organisation.state()).leads).toMatchObject([fields]);
});

test('the country of a full international number is detected, unless it is given', async () => {
	const organisation = await sandbox.createOrganisation();
	for (const fields of [
		{ cstmobile: '+971501234567' },
		{ cstmobile: '+971551234567' },
		{ cstmobile: '+919876543210' },
		{ cstmobile: '+971501234567', cstmobile_country_id: 77 },
		{ cstmobile: '501234567' },
	]) {
		await call(organisation, 'POST', '/leads', { cstname: 'A', ...fields });
	}
	const { leads } = await organisation.state();
	const [first, second, indian, given, local] = leads.map((lead) => lead.cstmobile_country_id);
	expect(first).toEqual(expect.any(Number));
	expect(second).toBe(first);
	expect(indian).not.toBe(first);
	expect([given, local]).toEqual([77, null]);
});

test.each([
	['text that is no JSON', '{"cstname":', 400],
	['a list', [1], 422],
	['no body', undefined, 422],
])('a lead that is %s is refused in the envelope', async (_case, body, status) => {
	const organisation = await sandbox.createOrganisation();
	const reply = await call(organisation, 'POST', '/leads', body);
	expect(reply.status).toBe(status);
	expect(reply.json).toMatchObject({ success: false, message: someText });
});

test('a deleted lead is gone, and deleting it again is 400', async () => {
	const organisation = await sandbox.createOrganisation({ seed: { leads: 2 } });
	const first = await call(organisation, 'DELETE', '/leads/1');
	expect([first.status, first.json]).toEqual([
		200,
		{ success: true, message: 'Lead deleted successfully' },
	]);
	expect((await organisation.state()).leads.map(({ cstid }) => cstid)).toEqual([2]);
	const second = await call(organisation, 'DELETE', '/leads/1');
	expect([second.status, second.json]).toEqual([
		400,
		{ success: false, message: 'Lead not found.' },
	]);
});

test.each([
	['GET', '/leads/1', 405],
	['PUT', '/leads/1', 405],
	['PATCH', '/leads/1', 405],
	['PUT', '/leads', 405],
	['DELETE', '/leads/abc', 400],
	['GET', '/deals', 404],
])('%s %s is no operation of the API: %i in the envelope', async (method, path, status) => {
	const organisation = await sandbox.createOrganisation({ seed: { leads: 1 } });
	const reply = await call(organisation, method, path);
	expect(reply.status).toBe(status);
	expect(reply.json).toEqual({ success: false, message: someText });
	expect((await organisation.state()).leads).toHaveLength(1);
});
