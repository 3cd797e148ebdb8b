import { sandbox } from '../support/workspace.mts';
import { CRM_LEAD_PRO, createAccount, session } from './support/n8nAccount.mts';
import { fetchIcons, findNodeType } from './support/nodeTypes.mts';
import { storedText } from './support/storedText.mts';

describe('n8n', () => {
	test('offers the node with an icon for light and one for dark', async () => {
		const { light, dark } = await fetchIcons(CRM_LEAD_PRO);
		expect(light).toContain('<svg');
		expect(dark).toContain('<svg');
		expect(light).not.toBe(dark);
	});

	test('offers the node as a tool for agents', async () => {
		expect(await findNodeType(`${CRM_LEAD_PRO}Tool`)).toBeDefined();
	});
});

describe('the credential test', () => {
	test('accepts the key of a workspace', async () => {
		const { credential, workspace } = await createAccount();
		const result = await session.testCredential(credential, workspace.credentials.crmLeadProApi);
		expect(result.status).toBe('OK');
	});

	test('tells a wrong key and an unreachable server apart', async () => {
		const { credential, workspace } = await createAccount();
		const { crmLeadProApi } = workspace.credentials;
		const wrongKey = await session.testCredential(credential, {
			...crmLeadProApi,
			apiKey: 'crmlp_live_wrong',
		});
		const unreachable = await session.testCredential(credential, {
			...crmLeadProApi,
			baseUrl: 'http://127.0.0.1:9/api/v1',
		});
		expect([wrongKey.status, unreachable.status]).toEqual(['Error', 'Error']);
		expect(wrongKey.message).toContain('API key');
		expect(wrongKey.message).not.toContain('crmlp_live_wrong');
		expect(unreachable.message).toContain('refused');
		expect(unreachable.message).not.toContain('API key');
	});
});

describe('a failing item', () => {
	const parameters = {
		resource: 'lead',
		operation: 'create',
		name: '={{ $json.name }}',
		additionalFields: { email: '={{ $json.email }}' },
	};
	const items = [
		{ name: 'First', email: 'first@example.com' },
		{ name: 'Second', email: 'no email' },
		{ name: 'Third', email: 'third@example.com' },
	];

	test("fails the execution with the API's own words and the item's number", async () => {
		const { execute } = await createAccount();
		const { status, error } = await execute(parameters, { items });
		expect(status).toBe('error');
		expect(`${error?.message ?? ''} ${error?.description ?? ''}`).toContain(
			'must be a valid email address',
		);
		expect(error?.message).toContain('[item 1]');
	});

	test('becomes an error item with Continue On Fail, and the others are done', async () => {
		const { run, workspace } = await createAccount({ seed: 'empty' });
		const output = await run(parameters, { items, onError: 'continueRegularOutput' });
		expect(output).toMatchObject([{ name: 'First' }, {}, { name: 'Third' }]);
		expect(Object.keys(output[1] ?? {})).toEqual(['error']);
		expect(output[1]?.error).toContain('must be a valid email address');
		const { leads } = await workspace.state();
		expect(leads.map(({ name }) => name).toSorted()).toEqual(['First', 'Third']);
	});
});

describe('choosing from a list', () => {
	test('finds leads by a part of their name', async () => {
		const { search } = await createAccount();
		const { results } = await search({
			methodName: 'searchLeads',
			parameter: 'leadId',
			parameters: { resource: 'lead', operation: 'get' },
			filter: 'priya sh',
		});
		expect(results.map(({ value }) => value)).toContain('lead_01J2XK3M4N5P6Q7R');
		expect(results.map(({ name }) => name).join()).toMatch(/^(Priya Sh[^,]*,?)+$/);
	});

	test('finds pipelines by name and gives their key', async () => {
		const { search } = await createAccount();
		const { results } = await search({
			methodName: 'searchPipelines',
			parameter: 'pipeline',
			parameters: { resource: 'deal', operation: 'create' },
			filter: 'enterprise',
		});
		expect(results).toEqual([
			expect.objectContaining({ name: 'Enterprise Sales', value: 'enterprise' }),
		]);
	});
});

describe('the API key', () => {
	test('is in no stored execution and no log, whatever the API replies', async () => {
		const account = await createAccount({ switches: { rateLimit: null } });
		const { apiKey } = account.workspace;
		const get = {
			resource: 'lead',
			operation: 'get',
			leadId: { __rl: true, mode: 'id', value: 'lead_01J2XK3M4N5P6Q7R' },
		};
		const statuses = [(await account.execute(get)).status];
		for (const status of [401, 422, 500]) {
			const body = { error: { message: `refused: Authorization: Bearer ${apiKey}` } };
			await account.workspace.setFaults([{ kind: 'status', status, body, times: 'always' }]);
			statuses.push((await account.execute(get)).status);
		}
		await account.workspace.setFaults([{ kind: 'html200', times: 'always' }]);
		statuses.push((await account.execute(get)).status);
		expect(statuses).toEqual(['success', 'error', 'error', 'error', 'error']);

		const stored = await storedText(process.env.E2E_N8N_USER_FOLDER ?? '');
		expect(stored).toContain('priya.sharma@indus-analytics.example');
		expect(stored).toContain('refused: Authorization');
		expect(stored.includes(apiKey)).toBe(false);
	});

	test('does not follow a redirect to another host', async () => {
		const { execute, workspace } = await createAccount();
		const location = `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}/leads/elsewhere`;
		await workspace.setFaults([{ kind: 'redirect', location, times: 'always' }]);
		const { status } = await execute({
			resource: 'lead',
			operation: 'get',
			leadId: { __rl: true, mode: 'id', value: 'lead_01J2XK3M4N5P6Q7R' },
		});
		expect(status).toBe('error');
		const elsewhere = (await sandbox.journal()).filter(({ path }) => path === '/leads/elsewhere');
		expect(elsewhere).toEqual([]);
	});
});
