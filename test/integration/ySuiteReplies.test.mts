import { LoadOptionsContext } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/ySuite/switches.mts';
import { runAsTool, runNode, setStage } from '../support/n8nCore.mts';
import { createOrganisation, sandbox, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation();
});

afterEach(async () => {
	await organisation.remove();
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const run = async (parameters: INodeParameters, credentials = organisation.credentials) =>
	await runNode({ node: 'ySuite', credentials, parameters });

const createLead: INodeParameters = { resource: 'lead', operation: 'create', name: 'Layla' };

describe('records', () => {
	test('a created lead comes with its ID, and is there', async () => {
		const { outputs } = await run(createLead);

		expect(outputs[0]?.[0]?.json).toEqual({ cstid: 46, ct_number: 'LED-0046', cstname: 'Layla' });
		const { leads } = await organisation.state();
		expect(leads.at(-1)).toMatchObject({ cstid: 46, cstname: 'Layla' });
	});

	test('a contact comes whole', async () => {
		const { outputs } = await run({
			resource: 'contact',
			operation: 'get',
			contactId: byId('4'),
		});

		const { contacts } = await organisation.state();
		expect(outputs[0]?.[0]?.json).toEqual(contacts.find(({ cstid }) => cstid === 4));
	});

	test('a created contact gets notifications unless told otherwise', async () => {
		await run({
			resource: 'contact',
			operation: 'create',
			name: 'Noor',
			additionalFields: { smsNotify: false },
		});

		expect((await organisation.state()).contacts.at(-1)).toMatchObject({
			contact_type: 1,
			cstemailnotify: true,
			cstsmsnotify: false,
			cst_whatsapp_notify: true,
		});
	});

	test('an updated contact keeps what was not given', async () => {
		const before = (await organisation.state()).contacts.find(({ cstid }) => cstid === 4);
		await run({
			resource: 'contact',
			operation: 'update',
			contactId: byId('4'),
			updateFields: { email: 'new@example.ae', whatsappNotify: false },
		});

		const after = (await organisation.state()).contacts.find(({ cstid }) => cstid === 4);
		expect(after).toEqual({ ...before, cstemail: 'new@example.ae', cst_whatsapp_notify: false });
	});

	test.each(['lead', 'contact'] as const)('a deleted %s is gone', async (resource) => {
		const { outputs } = await run({
			resource,
			operation: 'delete',
			[`${resource}Id`]: { __rl: true, mode: 'list', value: '7' },
		});

		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ deleted: true }]);
		const { leads, contacts } = await organisation.state();
		const left = resource === 'lead' ? leads : contacts;
		expect(left.map(({ cstid }) => cstid)).not.toContain(7);
	});
});

describe('keys', () => {
	test('both go with every request', async () => {
		await run(createLead);
		await run({ resource: 'lead', operation: 'getAll', returnAll: true });

		const entries = await organisation.journal();
		expect(entries).toHaveLength(2);
		for (const { headers } of entries) {
			expect(headers).toMatchObject({
				'x-ysuite-access-key': organisation.accessKey,
				'x-ysuite-secret-key': organisation.secretKey,
			});
			expect(headers).not.toHaveProperty('authorization');
		}
	});

	test('neither goes along a redirect to another host', async () => {
		await sandbox.clearJournal();
		const location = `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}/v1/leads`;
		await organisation.setFaults([{ kind: 'redirect', location }]);

		const { error } = await run(createLead);

		expect(error?.message).toContain('redirected the request');
		const elsewhere = (await sandbox.journal()).filter(({ origin }) => origin === 'other');
		expect(elsewhere).toEqual([]);
	});

	test('neither goes along a redirect that n8n itself would follow', async () => {
		await sandbox.clearJournal();
		const elsewhere = new URL(process.env.SANDBOX_OTHER_ORIGIN ?? '');
		elsewhere.hostname = 'localhost';
		await organisation.setFaults([{ kind: 'redirect', location: elsewhere.href }]);
		const { workflow, node, additionalData } = await setStage({
			node: 'ySuite',
			credentials: organisation.credentials,
			parameters: createLead,
		});
		const context = new LoadOptionsContext(workflow, node, additionalData, '');

		// As the HTTP Request node does with this credential.
		const request = context.helpers.httpRequestWithAuthentication.call(context, 'ySuiteApi', {
			url: `${organisation.baseUrl}/leads`,
		});

		await expect(request).rejects.toThrow(/Domain not allowed/);
		expect((await sandbox.journal()).filter(({ origin }) => origin === 'other')).toEqual([]);
	});

	test('are not shown, wherever the server repeats them', async () => {
		const { accessKey, secretKey } = organisation;
		const body = { success: false, message: `Bad keys ${accessKey} and ${secretKey}` };
		await organisation.setFaults([{ kind: 'status', status: 401, body, times: 'always' }]);

		const { error } = await run(createLead);

		const shown = JSON.stringify([error, error?.message, error?.description]);
		expect(shown).toContain('Bad keys ••• and •••');
		expect(shown).not.toContain(accessKey);
		expect(shown).not.toContain(secretKey);
	});

	test('go over https only, except on this computer', async () => {
		const credentials = {
			ySuiteApi: { ...organisation.credentials.ySuiteApi, baseUrl: 'http://api.ysuite.org/v1' },
		};
		const { error } = await run(createLead, credentials);

		expect(error?.message).toContain('must start with https://');
	});
});

describe('a refusal says what happened and what to do', () => {
	const wrongKeys = () => ({
		ySuiteApi: { ...organisation.credentials.ySuiteApi, secretKey: 'wrong-secret-0123456789' },
	});

	test('401: wrong keys', async () => {
		const { error } = await run(createLead, wrongKeys());

		expect(error?.message).toBe(
			'YSUITE did not accept the API key: Invalid API credentials (HTTP 401) [item 0]',
		);
		expect(error?.description).toContain('Settings → API Keys');
	});

	test.each<[string, SwitchChanges, string, string]>([
		[
			'403: no add-on',
			{ addOn: 'inactive' },
			'YSUITE does not allow this: Subscription add-on is not active (HTTP 403) [item 0]',
			'Activate the subscription add-on',
		],
		[
			'400: no organisation',
			{ organisation: 'none' },
			'YSUITE could not process the request: No organisation assigned to user (HTTP 400) [item 0]',
			'Assign the user to one in YSUITE',
		],
		[
			'success: false with status 200, no add-on',
			{ addOn: 'inactive', failureStatus: 'always200' },
			'YSUITE could not process the request: Subscription add-on is not active (HTTP 200) [item 0]',
			'Activate the subscription add-on',
		],
		[
			'success: false with status 200, no organisation',
			{ organisation: 'none', failureStatus: 'always200' },
			'YSUITE could not process the request: No organisation assigned to user (HTTP 200) [item 0]',
			'Assign the user to one in YSUITE',
		],
	])('%s', async (_, switches, message, advice) => {
		await organisation.setSwitches(switches);

		const { error } = await run(createLead);

		expect(error?.message).toBe(message);
		expect(error?.description).toContain(advice);
	});

	test.each<SwitchChanges['failureStatus']>(['documented', 'always200'])(
		'a record that does not exist, with the status as %s',
		async (failureStatus) => {
			await organisation.setSwitches({ failureStatus });
			const { error } = await run({
				resource: 'contact',
				operation: 'get',
				contactId: byId('999'),
			});

			expect(error?.message).toContain('Contact not found (HTTP');
			expect(error?.description).toContain('Check the ID');
		},
	);

	test.each<SwitchChanges['failureStatus']>(['documented', 'always200'])(
		'values that are refused, field by field, with the status as %s',
		async (failureStatus) => {
			await organisation.setSwitches({ failureStatus });
			const { error } = await run({
				...createLead,
				additionalFields: { email: 'layla', otherFields: '{"cstmobile": "call me"}' },
			});

			expect(error?.message).toContain('Validation failed (HTTP');
			expect(error?.description).toContain('cstemail: Email must be a valid email address.');
			expect(error?.description).toContain('cstmobile: Mobile must');
		},
	);

	test('other messages with status 400 keep the general advice', async () => {
		const body = { success: false, message: 'The lead is locked' };
		await organisation.setFaults([{ kind: 'status', status: 400, body }]);

		const { error } = await run(createLead);

		expect(error?.description).toContain('Check this item');
	});

	test('an agent gets it as an item', async () => {
		await organisation.setSwitches({ addOn: 'inactive' });
		const output = await runAsTool({
			node: 'ySuite',
			credentials: organisation.credentials,
			parameters: createLead,
		});

		expect(output[0]?.json.error).toMatch(
			/Subscription add-on is not active[\s\S]*Activate the subscription add-on/,
		);
	});
});

const strangeReplies: FaultOrder[] = [
	{ kind: 'html200' },
	{ kind: 'truncatedJson' },
	{ kind: 'emptyBody' },
	{ kind: 'status', status: 200, body: { success: true } },
	{ kind: 'status', status: 200, body: { success: true, data: null } },
	{ kind: 'status', status: 200, body: { success: true, data: 'Layla' } },
];

test.each<FaultOrder>([
	...strangeReplies,
	{ kind: 'status', status: 200, body: { success: true, data: [] } },
	{ kind: 'status', status: 200, body: { success: true, data: {} } },
])('a strange reply is no contact: %j', async (fault) => {
	await organisation.setFaults([{ ...fault, times: 'always' }]);

	const { error } = await run({ resource: 'contact', operation: 'get', contactId: byId('4') });

	expect(error?.message).toContain('YSUITE should have replied with a contact');
});

test.each<FaultOrder>([...strangeReplies, { kind: 'notAList' }])(
	'a strange reply is no list: %j',
	async (fault) => {
		await organisation.setFaults([{ ...fault, times: 'always' }]);

		const { error } = await run({ resource: 'contact', operation: 'getAll', limit: 5 });

		expect(error?.message).toContain('YSUITE should have replied with a list of contacts');
	},
);

test('an update whose reply has no record gives what the server said', async () => {
	const body = { success: true, message: 'Contact updated successfully!' };
	await organisation.setFaults([{ kind: 'status', status: 200, body }]);

	const { outputs, error } = await run({
		resource: 'contact',
		operation: 'update',
		contactId: byId('4'),
		updateFields: { name: 'Noor' },
	});

	expect(error).toBeUndefined();
	expect(outputs[0]?.[0]?.json).toEqual(body);
});
