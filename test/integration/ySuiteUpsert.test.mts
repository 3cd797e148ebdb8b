import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation();
});

afterEach(async () => {
	await organisation.remove();
});

const upsert = async (items: IDataObject[], parameters: INodeParameters = {}) =>
	await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		items,
		parameters: {
			resource: 'contact',
			operation: 'upsert',
			matchBy: 'email',
			matchValue: '={{ $json.email ?? $json.mobile }}',
			name: '={{ $json.name }}',
			contactType: 1,
			...parameters,
		},
	});

const byMobile = { matchBy: 'mobile', options: { defaultCountry: 'AE' } };

async function addContact(contact: IDataObject): Promise<void> {
	await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		parameters: { resource: 'contact', operation: 'create', contactType: 1, ...contact },
	});
	await organisation.clearJournal();
}

const contactsNamed = async (name: string) =>
	(await organisation.state()).contacts.filter(({ cstname }) => cstname === name);

const changes = async () =>
	(await organisation.journal()).map(({ method }) => method).filter((method) => method !== 'GET');

test('a contact that is not there is created with its email', async () => {
	const { outputs, hints } = await upsert([{ email: 'layla@example.ae', name: 'Layla' }]);

	const [created, ...others] = await contactsNamed('Layla');
	expect(others).toEqual([]);
	expect(created).toMatchObject({ cstemail: 'layla@example.ae', contact_type: 1 });
	expect(outputs[0]?.[0]?.json).toMatchObject({ cstid: created?.cstid, isNew: true });
	expect(hints.map(({ message }) => message)).toEqual(['1 created']);
});

test.each(['+971 50 123 4567', '0501234567', '971501234567'])(
	'a contact is found by its mobile in another spelling: %s',
	async (mobile) => {
		await addContact({ name: 'Omar', additionalFields: { mobile: '+971501234567' } });

		const { outputs, error } = await upsert([{ mobile, name: 'Omar Haddad' }], byMobile);

		expect(error).toBeUndefined();
		expect(await changes()).toEqual(['PUT']);
		const [contact] = await contactsNamed('Omar Haddad');
		expect(contact).toMatchObject({ cstmobile: '+971501234567' });
		expect(outputs[0]?.[0]?.json).toMatchObject({ cstid: contact?.cstid, isNew: false });
	},
);

test('a mobile without a prefix is sent with the one of its country', async () => {
	await upsert([{ mobile: '050 123 4567', name: 'Sara' }], byMobile);

	expect(await contactsNamed('Sara')).toMatchObject([{ cstmobile: '+971501234567' }]);
});

test('what a server clears that takes a PUT for the whole contact, the email that was matched is not', async () => {
	await addContact({ name: 'Omar', additionalFields: { email: 'omar@example.ae' } });
	await organisation.setSwitches({ contactUpdate: 'replace' });

	await upsert([{ email: 'omar@example.ae', name: 'Omar Haddad' }]);

	expect(await contactsNamed('Omar Haddad')).toMatchObject([{ cstemail: 'omar@example.ae' }]);
});

test('of contacts that have all values already, nothing is sent where they are to be skipped', async () => {
	await addContact({ name: 'Omar', additionalFields: { email: 'omar@example.ae' } });
	await addContact({ name: 'Sara', additionalFields: { email: 'sara@example.ae' } });

	const { outputs, hints } = await upsert(
		[
			{ email: 'OMAR@example.ae', name: 'Omar' },
			{ email: 'sara@example.ae', name: 'Sara Khoury' },
			{ email: 'noor@example.ae', name: 'Noor' },
		],
		{ options: { unchanged: 'skip' } },
	);

	expect(await changes()).toEqual(expect.arrayContaining(['PUT', 'POST']));
	expect(await changes()).toHaveLength(2);
	expect(outputs[0]?.map(({ json }) => json.isNew)).toEqual([false, false, true]);
	expect(hints.map(({ message }) => message)).toEqual(['1 created, 1 left alone, 1 updated']);
});

test('two contacts with one mobile are neither of them changed', async () => {
	await addContact({ name: 'Omar', additionalFields: { mobile: '+971501234567' } });
	await addContact({ name: 'Sara', additionalFields: { mobile: '+971501234567' } });

	const { error } = await upsert([{ mobile: '0501234567', name: 'Omar' }], byMobile);

	expect(error?.message).toContain('2 contacts have the mobile');
	expect(await changes()).toEqual([]);
});

test.each([
	['no contact type', { contactType: '={{ $json.type }}' }, 'Contact Type is required'],
	['what is no email', { matchValue: 'Layla' }, 'must be an email address'],
	[
		'fields with another email',
		{ additionalFields: { email: 'omar@example.ae' } },
		'contain another email',
	],
	[
		'a mobile with an extension',
		{ ...byMobile, matchValue: '+971501234567 ext. 12' },
		'must have digits only',
	],
])('%s is an error before anything is sent', async (_what, parameters, words) => {
	const { error } = await upsert([{ email: 'layla@example.ae', name: 'Layla' }], parameters);

	expect(error?.message).toContain(words);
	expect(await organisation.journal()).toEqual([]);
});
