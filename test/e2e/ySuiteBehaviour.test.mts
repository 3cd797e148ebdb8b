import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/ySuite/switches.mts';
import { createYSuiteAccount, session, Y_SUITE } from './support/n8nAccount.mts';
import { fetchIcons, findNodeType } from './support/nodeTypes.mts';
import { storedText } from './support/storedText.mts';

const getAllLeads = { resource: 'lead', operation: 'getAll', returnAll: false, limit: 5 };

describe('n8n offers', () => {
	test.each([Y_SUITE, `${Y_SUITE}Trigger`])(
		'%s with an icon for light and one for dark',
		async (name) => {
			const { light, dark } = await fetchIcons(name);
			expect(light).toContain('<svg');
			expect(dark).toContain('<svg');
			expect(light).not.toBe(dark);
		},
	);

	test('the node as a tool for agents, and the trigger not', async () => {
		expect(await findNodeType(`${Y_SUITE}Tool`)).toBeDefined();
		expect(await findNodeType(`${Y_SUITE}TriggerTool`)).toBeUndefined();
	});
});

describe('the credential test', () => {
	test('accepts the keys of an organisation', async () => {
		const { credential, organisation } = await createYSuiteAccount();
		const result = await session.testCredential(credential, organisation.credentials.ySuiteApi);
		expect(result.status).toBe('OK');
	});

	test.each(['accessKey', 'secretKey'])('refuses a wrong %s, and does not show it', async (key) => {
		const { credential, organisation } = await createYSuiteAccount();
		const { status, message } = await session.testCredential(credential, {
			...organisation.credentials.ySuiteApi,
			[key]: 'ysuite_wrong_0123456789',
		});
		expect(status).toBe('Error');
		expect(message).toContain('Invalid API credentials (HTTP 401)');
		expect(message).toContain('Settings → API Keys');
		expect(message).not.toContain('ysuite_wrong_0123456789');
		expect(message).not.toContain(organisation.secretKey);
	});

	test.each<[string, SwitchChanges, string]>([
		['no organisation', { organisation: 'none' }, 'No organisation assigned to user'],
		[
			'no organisation, told with status 200',
			{ organisation: 'none', failureStatus: 'always200' },
			'No organisation assigned to user',
		],
		['no add-on', { addOn: 'inactive' }, 'Subscription add-on is not active'],
	])('refuses keys with %s and says why', async (_, switches, words) => {
		const { credential, organisation } = await createYSuiteAccount({ switches });
		const { status, message } = await session.testCredential(
			credential,
			organisation.credentials.ySuiteApi,
		);
		expect(status).toBe('Error');
		expect(message).toContain(words);
	});

	test('tells a server that is not there from wrong keys', async () => {
		const { credential, organisation } = await createYSuiteAccount();
		const { status, message } = await session.testCredential(credential, {
			...organisation.credentials.ySuiteApi,
			baseUrl: 'http://127.0.0.1:9/v1',
		});
		expect(status).toBe('Error');
		expect(message).toContain('refused');
		expect(message).not.toContain('API Keys');
	});
});

describe('a failing item', () => {
	const createLeads = {
		resource: 'lead',
		operation: 'create',
		name: '={{ $json.name }}',
		additionalFields: {
			email: '={{ $json.email }}',
			otherFields: '={{ ({ lead_status: $json.status }) }}',
		},
	};
	const items = [
		{ name: 'First', email: 'first@example.ae', status: 'New' },
		{ name: 'Second', email: 'no email', status: 'Hot' },
		{ name: 'Third', email: 'third@example.ae', status: 'New' },
	];

	test.each<[string, SwitchChanges, string]>([
		['422', {}, '(HTTP 422)'],
		['`success: false` and status 200', { failureStatus: 'always200' }, '(HTTP 200)'],
	])(
		'that is refused with %s fails the execution, field by field, with its number',
		async (_, switches, shownStatus) => {
			const { execute } = await createYSuiteAccount({ switches });
			const { status, error } = await execute(createLeads, { items });
			expect(status).toBe('error');
			expect(error?.message).toContain('YSUITE');
			expect(error?.message).toContain(shownStatus);
			expect(error?.message).toMatch(/\[item 1\]$/);
			const lines = error?.description?.split('\n');
			expect(lines).toContain('cstemail: Email must be a valid email address.');
			expect(lines).toContain(
				'lead_status: Lead status must be one of New, Contacted, Qualified, Lost, Converted.',
			);
		},
	);

	test('becomes an error item with Continue On Fail, and the others are done', async () => {
		const { run, organisation } = await createYSuiteAccount({ seed: 'empty' });
		const output = await run(createLeads, { items, onError: 'continueRegularOutput' });
		expect(output).toMatchObject([{ cstname: 'First' }, {}, { cstname: 'Third' }]);
		expect(Object.keys(output[1] ?? {})).toEqual(['error']);
		expect(output[1]?.error).toContain('Email must be a valid email address.');
		expect(output[1]?.error).toContain('[item 1]');
		const { leads } = await organisation.state();
		expect(leads.map(({ cstname }) => cstname).toSorted()).toEqual(['First', 'Third']);
	});

	test('whose value is too long is named before anything is sent', async () => {
		const { execute, organisation } = await createYSuiteAccount();
		const { status, error } = await execute(
			{
				resource: 'contact',
				operation: 'create',
				name: 'Layla',
				contactType: 1,
				additionalFields: { address: '={{ "x".repeat($json.length) }}' },
			},
			{ items: [{ length: 255 }, { length: 256 }] },
		);
		expect(status).toBe('error');
		expect(error?.message).toBe(
			'Additional Fields > Address can have at most 255 characters, but it has 256 [item 1]',
		);
		expect(await organisation.journal()).toEqual([]);
	});

	test('whose record is gone is told what to check', async () => {
		const { execute } = await createYSuiteAccount();
		const { status, error } = await execute({
			resource: 'contact',
			operation: 'get',
			contactId: { __rl: true, mode: 'id', value: '987654' },
		});
		expect(status).toBe('error');
		expect(error?.message).toContain('Contact not found (HTTP 400) [item 0]');
		expect(error?.description).toContain('Check the ID');
	});
});

test.each<[string, SwitchChanges, string, string]>([
	[
		'no organisation',
		{ organisation: 'none' },
		'No organisation assigned to user (HTTP 400)',
		'Assign the user',
	],
	[
		'no add-on',
		{ addOn: 'inactive' },
		'Subscription add-on is not active (HTTP 403)',
		'Activate the subscription add-on',
	],
])('keys with %s fail the execution, which says what to do', async (_, switches, words, advice) => {
	const { execute } = await createYSuiteAccount({ switches });
	const { status, error } = await execute(getAllLeads);
	expect(status).toBe('error');
	expect(error?.message).toContain(words);
	expect(error?.description).toContain(advice);
});

test('keys that YSUITE no longer knows fail the execution, which says what to do', async () => {
	const { execute, organisation } = await createYSuiteAccount();
	await organisation.remove();
	const { status, error } = await execute(getAllLeads);
	expect(status).toBe('error');
	expect(error?.message).toContain('Invalid API credentials (HTTP 401)');
	expect(error?.description).toContain('Settings → API Keys');
});

describe.each([
	['lead', 'leads', 'searchLeads'],
	['contact', 'contacts', 'searchContacts'],
] as const)('choosing a %s from the list', (resource, kind, methodName) => {
	const list = {
		methodName,
		parameter: `${resource}Id`,
		parameters: { resource, operation: 'delete' },
	};

	test('shows all of them page by page, each once', async () => {
		const { search, organisation } = await createYSuiteAccount({
			seed: { leads: 70, contacts: 60 },
		});
		const first = await search(list);
		const second = await search({ ...list, paginationToken: first.paginationToken });
		const shown = [...first.results, ...second.results].map(({ value }) => Number(value));
		const records = (await organisation.state())[kind];
		expect(first.results.length).toBeLessThan(records.length);
		expect(second.paginationToken).toBeUndefined();
		expect(shown.toSorted((one, other) => one - other)).toEqual(records.map(({ cstid }) => cstid));
	});

	test('finds one by a part of its email', async () => {
		const { search, organisation } = await createYSuiteAccount();
		const record = (await organisation.state())[kind].at(-1);
		const { results } = await search({ ...list, filter: record?.cstemail?.slice(0, -4) ?? '' });
		expect(results.map(({ value }) => value)).toEqual([String(record?.cstid)]);
		expect(results[0]?.name).toContain(record?.cstname);
	});
});

describe('the keys', () => {
	test('are in no stored execution and no log, whatever the API replies', async () => {
		const { execute, organisation } = await createYSuiteAccount();
		const { accessKey, secretKey } = organisation;
		const words = `refused: x-ysuite-access-key: ${accessKey}, x-ysuite-secret-key: ${secretKey}`;
		const faults: FaultOrder[] = [
			...[401, 422, 500, 200].map((status) => ({
				kind: 'status' as const,
				status,
				body: { success: false, message: words, errors: { cstname: [words] } },
			})),
			{ kind: 'html200' },
		];
		const statuses = [(await execute(getAllLeads)).status];
		for (const fault of faults) {
			await organisation.setFaults([{ ...fault, times: 'always' }]);
			statuses.push((await execute(getAllLeads)).status);
		}
		expect(statuses).toEqual(['success', ...faults.map(() => 'error')]);

		const [lead] = (await organisation.state()).leads.toReversed();
		const stored = await storedText(process.env.E2E_N8N_USER_FOLDER ?? '');
		expect(stored).toContain(lead?.cstemail);
		expect(stored).toContain('refused: x-ysuite-access-key');
		expect(stored.includes(accessKey)).toBe(false);
		expect(stored.includes(secretKey)).toBe(false);
	});
});
