import { callYSuite as call, sandbox } from '../support/api.mts';
import { someText, textWith } from '../support/matchers.mts';

const business = {
	cstname: 'Khaleej Medical Supplies',
	contact_type: 2,
	cstemail: 'office@khaleej.example',
	cstmobile: '+97433123456',
	cstaddress: 'West Bay, Doha',
	ct_taxnumber: '100234567890003',
	cstnotes: 'Pays quarterly',
	cstemailnotify: false,
	cst_tag_id: [2],
};

test('a contact is created with 200, and read whole', async () => {
	const organisation = await sandbox.createOrganisation();
	const created = await call(organisation, 'POST', '/contacts', business);
	expect(created.status).toBe(200);
	expect(created.json).toMatchObject({
		success: true,
		message: 'Contact created successfully!',
		data: { cstid: 1, cstname: 'Khaleej Medical Supplies' },
	});
	const read = await call(organisation, 'GET', '/contacts/1');
	expect(read.status).toBe(200);
	expect(read.json).toMatchObject({
		success: true,
		data: {
			...business,
			cstid: 1,
			cstsmsnotify: true,
			cst_whatsapp_notify: true,
			contact_parent: null,
			cstcreated_on: someText,
		},
	});
});

test('leads and contacts count on their own', async () => {
	const organisation = await sandbox.createOrganisation({ seed: { leads: 5 } });
	const reply = await call(organisation, 'POST', '/contacts', business);
	expect(reply.json).toMatchObject({ data: { cstid: 1 } });
});

test.each([
	['no name', { cstname: undefined }, 'cstname', 'Contact name is required.'],
	['a name of 101 characters', { cstname: 'x'.repeat(101) }, 'cstname', '100'],
	['no type', { contact_type: undefined }, 'contact_type', '1 (Individual) or 2 (Business)'],
	['the type 3', { contact_type: 3 }, 'contact_type', '1 (Individual) or 2 (Business)'],
	['the type as text', { contact_type: '1' }, 'contact_type', '1 (Individual) or 2 (Business)'],
	['a tax number of 51 characters', { ct_taxnumber: '1'.repeat(51) }, 'ct_taxnumber', '50'],
	['a parent that is not there', { contact_parent: 99 }, 'contact_parent', 'Business'],
	['a parent that is a person', { contact_parent: 2 }, 'contact_parent', 'Business'],
])('a contact with %s is refused with 422', async (_case, fields, field, part) => {
	const organisation = await sandbox.createOrganisation({ seed: { contacts: 2 } });
	const reply = await call(organisation, 'POST', '/contacts', { ...business, ...fields });
	expect(reply.status).toBe(422);
	expect(reply.json).toMatchObject({ success: false, errors: { [field]: [textWith(part)] } });
	expect((await organisation.state()).contacts).toHaveLength(2);
});

test('a person can belong to a Business contact', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/contacts', business);
	const person = { cstname: 'Noor Rahman', contact_type: 1, contact_parent: 1 };
	expect((await call(organisation, 'POST', '/contacts', person)).status).toBe(200);
	expect((await organisation.state()).contacts[1]).toMatchObject(person);
});

test('an update changes the given fields and no others', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/contacts', business);
	const reply = await call(organisation, 'PUT', '/contacts/1', { cstnotes: null, floor: 3 });
	expect(reply.status).toBe(200);
	expect(reply.json).toMatchObject({ success: true, data: { cstid: 1 } });
	expect((await organisation.state()).contacts).toMatchObject([
		{ ...business, cstnotes: null, floor: 3 },
	]);
});

test.each(['partial', 'replace'] as const)(
	'what belongs to the API cannot be changed, contactUpdate: %s',
	async (contactUpdate) => {
		const organisation = await sandbox.createOrganisation({ switches: { contactUpdate } });
		await call(organisation, 'POST', '/contacts', business);
		const [before] = (await organisation.state()).contacts;
		const own = { cstid: 9, ct_number: 'CON-0009', cstcreated_on: '2020-01-01T00:00:00.000Z' };
		await call(organisation, 'PUT', '/contacts/1', { ...business, ...own });
		expect((await organisation.state()).contacts).toEqual([before]);
	},
);

test('a new mobile brings its own country', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/contacts', business);
	await call(organisation, 'POST', '/contacts', { ...business, cstmobile: '+919876543210' });
	await call(organisation, 'PUT', '/contacts/1', { cstmobile: '+919876543210' });
	const [changed, indian] = (await organisation.state()).contacts;
	expect(changed?.cstmobile_country_id).toBe(indian?.cstmobile_country_id);
});

describe('with the switch contactUpdate: replace', () => {
	test('an update without name and type is refused, and changes nothing', async () => {
		const organisation = await sandbox.createOrganisation({
			switches: { contactUpdate: 'replace' },
		});
		await call(organisation, 'POST', '/contacts', business);
		const reply = await call(organisation, 'PUT', '/contacts/1', { cstnotes: 'New' });
		expect(reply.status).toBe(422);
		expect(reply.json).toMatchObject({
			errors: { cstname: [someText], contact_type: [someText] },
		});
		expect((await organisation.state()).contacts).toMatchObject([business]);
	});

	test('an update clears what it does not bring', async () => {
		const organisation = await sandbox.createOrganisation({
			switches: { contactUpdate: 'replace' },
		});
		await call(organisation, 'POST', '/contacts', { ...business, floor: 3 });
		const before = (await organisation.state()).contacts[0];
		await call(organisation, 'PUT', '/contacts/1', { cstname: 'Khaleej', contact_type: 2 });
		const after = (await organisation.state()).contacts[0];
		expect(after).toMatchObject({
			cstid: 1,
			cstname: 'Khaleej',
			cstcreated_on: before?.cstcreated_on,
			cstemail: null,
			cstmobile: null,
			cstaddress: null,
			ct_taxnumber: null,
			cstnotes: null,
			cstemailnotify: true,
			cst_tag_id: [],
		});
		expect(after).not.toHaveProperty('floor');
	});
});

test.each([
	['GET', undefined],
	['PUT', { cstname: 'A', contact_type: 1 }],
	['DELETE', undefined],
])('%s of a contact that is not there is 400', async (method, body) => {
	const organisation = await sandbox.createOrganisation();
	const reply = await call(organisation, method, '/contacts/7', body);
	expect([reply.status, reply.json]).toEqual([
		400,
		{ success: false, message: 'Contact not found.' },
	]);
});

test('a deleted contact is gone', async () => {
	const organisation = await sandbox.createOrganisation({ seed: { contacts: 2 } });
	const reply = await call(organisation, 'DELETE', '/contacts/2');
	expect([reply.status, reply.json]).toEqual([
		200,
		{ success: true, message: 'Contact deleted successfully' },
	]);
	expect((await organisation.state()).contacts.map(({ cstid }) => cstid)).toEqual([1]);
});
