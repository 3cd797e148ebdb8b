import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { addLeads } from '../support/addLeads.mts';
import { runNode } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation();
});

afterEach(async () => {
	await organisation.remove();
});

const createIfNew = async (items: IDataObject[], parameters: INodeParameters = {}) =>
	await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		items,
		parameters: {
			resource: 'lead',
			operation: 'createIfNew',
			matchValue: '={{ $json.email }}',
			name: '={{ $json.name }}',
			...parameters,
		},
	});

const leadsWith = async (email: string) =>
	(await organisation.state()).leads.filter(({ cstemail }) => cstemail?.toLowerCase() === email);

test('a lead that is not there is created with its email', async () => {
	const { outputs, error } = await createIfNew([{ email: 'layla@example.ae', name: 'Layla' }], {
		additionalFields: { source: 'GITEX' },
	});

	expect(error).toBeUndefined();
	const [created] = await leadsWith('layla@example.ae');
	expect(created).toMatchObject({ cstname: 'Layla', lead_source: 'GITEX' });
	expect(outputs[0]?.[0]?.json).toMatchObject({ cstid: created?.cstid, isNew: true });
});

test('of a lead that is there, whatever the letter case of its email, nothing is sent', async () => {
	await organisation.act({
		action: 'lead.create',
		lead: { cstname: 'Layla', cstemail: 'Layla@Example.ae' },
	});
	await organisation.clearJournal();

	const { outputs } = await createIfNew([{ email: ' layla@example.AE ', name: 'Somebody' }]);

	expect((await organisation.journal()).map(({ method }) => method)).not.toContain('POST');
	expect(outputs[0]?.[0]?.json).toMatchObject({ cstname: 'Layla', isNew: false });
});

test('several items with the same email create one lead', async () => {
	await addLeads(organisation, 3);

	const { outputs } = await createIfNew([
		{ email: 'omar@example.ae', name: 'Omar' },
		{ email: 'OMAR@example.ae', name: 'Omar Haddad' },
		{ email: 'sara@example.ae', name: 'Sara' },
	]);

	expect(await leadsWith('omar@example.ae')).toHaveLength(1);
	expect(outputs[0]?.map(({ json }) => json.isNew)).toEqual([true, false, true]);
});

test.each([
	['what is no email', { email: 'Layla', name: 'Layla' }, {}, 'must be an email address'],
	[
		'fields with another email',
		{ email: 'layla@example.ae', name: 'Layla' },
		{ additionalFields: { email: 'omar@example.ae' } },
		'contain another email',
	],
	['no name', { email: 'layla@example.ae', name: '' }, {}, 'Name is required'],
])('%s is an error before anything is sent', async (_what, item, parameters, words) => {
	await organisation.clearJournal();

	const { error } = await createIfNew([item], parameters);

	expect(error?.message).toContain(words);
	expect(await organisation.journal()).toEqual([]);
});
