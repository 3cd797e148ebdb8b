import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { FaultOrder } from '../../sandbox/faults.mts';
import { searchList, testCredential, type NodeRun } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;
let order: NodeRun;

beforeEach(async () => {
	organisation = await createOrganisation({ seed: { leads: 70, contacts: 60 } });
	order = {
		node: 'ySuite',
		credentials: organisation.credentials,
		parameters: { resource: 'lead', operation: 'delete' },
	};
});

afterEach(async () => {
	await organisation.remove();
});

describe.each([
	['searchLeads', 'leads'],
	['searchContacts', 'contacts'],
] as const)('the list that %s offers', (method, kind) => {
	test('shows 50 at once and the others on the next page, each once', async () => {
		const first = await searchList(order, method);
		const second = await searchList(order, method, undefined, first.paginationToken);

		const records = (await organisation.state())[kind];
		const shown = [...first.results, ...second.results].map(({ value }) => Number(value));
		expect(first.results).toHaveLength(50);
		expect(second.paginationToken).toBeUndefined();
		expect(shown.toSorted((a, b) => a - b)).toEqual(records.map(({ cstid }) => cstid));
	});

	test('names them so that namesakes can be told apart, and is searched by what the user types', async () => {
		const record = (await organisation.state())[kind].at(-1);
		const email = record?.cstemail ?? '';

		const { results } = await searchList(order, method, ` ${email} `);

		expect(results).toEqual([
			{ name: `${record?.cstname ?? ''} (${email})`, value: String(record?.cstid) },
		]);
		const [entry] = await organisation.journal();
		expect(entry?.query.parsed).toEqual({ search: email, pageIndex: '0', pageSize: '50' });
	});

	test('says why it cannot be loaded', async () => {
		await organisation.setSwitches({ addOn: 'inactive' });

		await expect(searchList(order, method)).rejects.toThrow('Subscription add-on is not active');
	});
});

describe('the credential test', () => {
	const run = async (changes: ICredentialDataDecryptedObject, node = 'ySuite') =>
		await testCredential(
			{
				...order,
				node,
				credentials: { ySuiteApi: { ...organisation.credentials.ySuiteApi, ...changes } },
			},
			'testYSuiteApi',
			'ySuiteApi',
		);

	test.each(['ySuite', 'ySuiteTrigger'])('of %s passes with working keys', async (node) => {
		expect(await run({}, node)).toEqual({ status: 'OK', message: 'Connection successful!' });

		const [entry] = await organisation.journal();
		expect([entry?.method, entry?.path, entry?.query.raw]).toEqual([
			'GET',
			'/ysuite/v1/leads',
			'pageSize=1',
		]);
		expect(entry?.headers).toMatchObject({
			'x-ysuite-access-key': organisation.accessKey,
			'x-ysuite-secret-key': organisation.secretKey,
		});
	});

	test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		[
			'a wrong access key',
			{ accessKey: 'wrong_0123456789' },
			/did not accept.*Settings → API Keys/,
		],
		[
			'a wrong secret key',
			{ secretKey: 'wrong_0123456789' },
			/did not accept.*Settings → API Keys/,
		],
		['no access key', { accessKey: '' }, /The Access Key in the credential is empty/],
		['no secret key', { secretKey: ' ' }, /The Secret Key in the credential is empty/],
		[
			'a secret key with a space in it',
			{ secretKey: 'two words' },
			/The Secret Key in the credential contains characters that no key has/,
		],
		['plain http', { baseUrl: 'http://api.ysuite.org/v1' }, /must start with https:\/\//],
		['no address', { baseUrl: '' }, /The Base URL in the credential is not a URL/],
		[
			'a server that is not there',
			{ baseUrl: 'http://127.0.0.1:9' },
			/YSUITE could not be reached: the connection was refused/,
		],
		[
			'another path of the server',
			{ baseUrl: `${process.env.SANDBOX_ORIGIN ?? ''}/nothing` },
			/could not find what was asked for|should have replied/,
		],
	])('fails with %s and says what to do', async (_, changes, message) => {
		const result = await run(changes);

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message).not.toContain(organisation.secretKey);
		expect(result.message).not.toContain('wrong_0123456789');
	});

	test.each<[FaultOrder, RegExp]>([
		[
			{
				kind: 'status',
				status: 200,
				body: { success: false, message: 'Invalid API credentials.' },
			},
			/Invalid API credentials.*Settings → API Keys/,
		],
		[
			{ kind: 'status', status: 200, body: { data: [] } },
			/should have replied with a list of leads/,
		],
		[{ kind: 'status', status: 200, body: { success: true } }, /should have replied with a list/],
		[{ kind: 'html200' }, /should have replied with a list of leads/],
		[{ kind: 'emptyBody' }, /should have replied with a list of leads/],
	])('looks at the reply, not only at its status: %j', async (fault, message) => {
		await organisation.setFaults([fault]);

		const result = await run({});

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
	});

	test.each([
		[{ organisation: 'none' as const }, /belongs to no organisation/],
		[{ addOn: 'inactive' as const }, /Activate the subscription add-on/],
	])('with %j says what to do', async (switches, message) => {
		await organisation.setSwitches(switches);

		expect((await run({})).message).toMatch(message);
	});
});
