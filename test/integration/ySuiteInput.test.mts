import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;

beforeAll(async () => {
	organisation = await createOrganisation();
});

beforeEach(async () => {
	await organisation.clearJournal();
});

afterAll(async () => {
	await organisation.remove();
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const lead = (operation: string, parameters: INodeParameters): INodeParameters => ({
	resource: 'lead',
	operation,
	...parameters,
});
const contact = (operation: string, parameters: INodeParameters): INodeParameters => ({
	resource: 'contact',
	operation,
	...parameters,
});
const leadWith = (field: string, value: string): INodeParameters =>
	lead('create', { name: 'Layla', additionalFields: { [field]: value } });
const contactWith = (field: string, value: string): INodeParameters =>
	contact('create', { name: 'Layla', additionalFields: { [field]: value } });

/** An expression that is fine for the first item and not for the second. */
const bad = (good: string, broken: string): string => `={{ $json.ok ? ${good} : ${broken} }}`;

test.each<[string, INodeParameters, string]>([
	['no name', lead('create', { name: bad('"Layla"', '""') }), 'Name is required [item 1]'],
	[
		'a name of 101 characters',
		lead('create', { name: bad('"x".repeat(100)', '"x".repeat(101)') }),
		'Name can have at most 100 characters, but it has 101 [item 1]',
	],
	[
		'a contact’s name of 101 characters',
		contact('create', { name: bad('"x".repeat(100)', '"x".repeat(101)') }),
		'Name can have at most 100 characters, but it has 101 [item 1]',
	],
	[
		'a new name of 101 characters',
		contact('update', {
			contactId: byId('1'),
			updateFields: { name: bad('"x".repeat(100)', '"x".repeat(101)') },
		}),
		'Update Fields > Name can have at most 100 characters, but it has 101 [item 1]',
	],
	[
		'an address of 256 characters',
		contactWith('address', bad('"x".repeat(255)', '"x".repeat(256)')),
		'Additional Fields > Address can have at most 255 characters, but it has 256 [item 1]',
	],
	[
		'a tax number of 51 characters',
		contactWith('taxNumber', bad('"1".repeat(50)', '"1".repeat(51)')),
		'Additional Fields > Tax Number can have at most 50 characters, but it has 51 [item 1]',
	],
	[
		'notes of 2001 characters',
		contactWith('notes', bad('"x".repeat(2000)', '"x".repeat(2001)')),
		'Additional Fields > Notes can have at most 2000 characters, but it has 2001 [item 1]',
	],
	[
		'a mobile number with brackets',
		leadWith('mobile', bad('"+971501234567"', '"+971 (0)50 123 4567"')),
		'Additional Fields > Mobile must have digits only, or be a full international number such as +971501234567, but it is "+971 (0)50 123 4567" [item 1]',
	],
	[
		'a mobile number with letters',
		contactWith('mobile', bad('971501234567', '"call me"')),
		'Additional Fields > Mobile must have digits only',
	],
	[
		'a user who is no number',
		leadWith('assignedTo', bad('"12"', '"sales"')),
		'Additional Fields > Assigned To must be an ID, which is a whole number, but it is "sales" [item 1]',
	],
	[
		'a brand that is a fraction',
		leadWith('brandId', bad('2', '2.5')),
		'Additional Fields > Brand ID must be an ID, which is a whole number, but it is "2.5" [item 1]',
	],
	[
		'a parent with a minus sign',
		contactWith('parent', bad('1', '-1')),
		'Additional Fields > Parent must be an ID',
	],
	[
		'a tag that is no number',
		leadWith('tagIds', bad('"1, 2"', '"1, hot"')),
		'Additional Fields > Tag IDs must be an ID, which is a whole number, but it is "hot" [item 1]',
	],
	[
		'a country beyond all numbers',
		leadWith('mobileCountryId', bad('1', '"99999999999999999999"')),
		'Additional Fields > Mobile Country ID must be an ID',
	],
	[
		'a type that does not exist',
		contact('create', { name: 'Layla', contactType: bad('2', '3') }),
		'Contact Type cannot be "3" [item 1]',
	],
	[
		'a lead state that does not exist',
		lead('getAll', { limit: 1, filters: { leadStatus: bad('"New"', '"Hot"') } }),
		'Filters > Lead Status cannot be "Hot" [item 1]',
	],
	[
		'a switch that is neither on nor off',
		contactWith('smsNotify', bad('true', '"maybe"')),
		'Additional Fields > SMS Notify must be true or false, but it is "maybe" [item 1]',
	],
	[
		'a number of the CRM in place of an ID',
		lead('delete', { leadId: byId(bad('"1"', '"LED-0001"')) }),
		'Lead must be an ID, which is a whole number, but it is "LED-0001" [item 1]',
	],
	[
		'no contact',
		contact('get', { contactId: byId(bad('"1"', '""')) }),
		'Contact is required [item 1]',
	],
	[
		'an ID that would lead elsewhere',
		contact('delete', { contactId: byId(bad('"1"', '"1/../../leads"')) }),
		'Contact must be an ID',
	],
	[
		'an empty update',
		contact('update', { contactId: byId('1'), updateFields: { email: bad('"a@b.ae"', '""') } }),
		'Update Fields is empty, so there is nothing to update [item 1]',
	],
	[
		'broken JSON',
		contactWith('otherFields', bad('"{}"', '"{a"')),
		'Additional Fields > Other Fields (JSON) is not valid JSON',
	],
])('%s is named with its item, and nothing is sent', async (_, parameters, message) => {
	const { error } = await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		items: [{ ok: true }, { ok: false }],
		parameters,
	});

	expect(error?.message).toContain(message);
	expect(error?.context?.itemIndex).toBe(1);
	expect(await organisation.journal()).toEqual([]);
});

test('characters are counted as people see them', async () => {
	const { error } = await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		parameters: lead('create', { name: '🌴'.repeat(100) }),
	});

	expect(error?.message ?? '').not.toContain('at most');
	expect(await organisation.journal()).toHaveLength(1);
});

test('the lead states and types of the documents are sent as they are', async () => {
	for (const leadStatus of ['New', 'Contacted', 'Qualified', 'Lost', 'Converted']) {
		const { error } = await runNode({
			node: 'ySuite',
			credentials: organisation.credentials,
			parameters: lead('getAll', { limit: 1, filters: { leadStatus } }),
		});
		expect(error).toBeUndefined();
	}

	const sent = (await organisation.journal()).map(({ query }) => query.parsed.lead_status);
	expect(sent).toEqual(['New', 'Contacted', 'Qualified', 'Lost', 'Converted']);
});
