import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { runAsTool, searchList, testCredential, type NodeRun } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

keepWaitsShort();

let workspace: TestWorkspace;
let order: NodeRun;

beforeEach(async () => {
	workspace = await createWorkspace();
	order = {
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'get' },
	};
});

afterEach(async () => {
	await workspace.remove();
});

describe('the list of leads', () => {
	test('shows the newest 100 at once and the others on further pages, each lead once', async () => {
		const large = await createWorkspace({ seed: { leads: 130, contacts: 0 } });
		const ofLarge = { ...order, credentials: large.credentials };
		const first = await searchList(ofLarge, 'searchLeads');
		const second = await searchList(ofLarge, 'searchLeads', undefined, first.paginationToken);

		const shown = [...first.results, ...second.results].map(({ value }) => value);
		const { leads } = await large.state();
		await large.remove();
		const newest = leads.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0];
		expect(first.results).toHaveLength(100);
		expect(shown[0]).toBe(newest?.id);
		expect(second.paginationToken).toBeUndefined();
		expect(shown.toSorted()).toEqual(leads.map(({ id }) => id).toSorted());
	});

	test('leaves out what has no ID', async () => {
		const body = { data: [{ name: 'Nobody' }, { id: 'lead_1', name: 'Asha Rao' }] };
		await workspace.setFaults([{ kind: 'status', status: 200, body }]);

		const { results } = await searchList(order, 'searchLeads');

		expect(results).toEqual([{ name: 'Asha Rao', value: 'lead_1' }]);
	});

	test('is searched by what the user types', async () => {
		const { results } = await searchList(order, 'searchLeads', ' priya sharma ');

		expect(results[0]).toEqual({
			name: expect.stringMatching(/^Priya Sharma \(.+@.+\)$/) as unknown,
			value: 'lead_01J2XK3M4N5P6Q7R',
		});
		const [entry] = await workspace.journal();
		expect(entry?.query.parsed.search).toBe('priya sharma');
	});

	test('that cannot be loaded says why', async () => {
		await workspace.setFaults([
			{ kind: 'status', status: 503, body: { message: 'Resting' }, times: 'always' },
		]);

		await expect(searchList(order, 'searchLeads')).rejects.toThrow(
			'CRMLead Pro had a problem of its own: Resting (HTTP 503)',
		);
	});

	test('sends the key nowhere else, whatever page the browser asks for', async () => {
		const url = `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}/api/v1/leads`;
		const token = JSON.stringify({ page: 2, received: 50, longestPage: 50, guessed: false, url });

		await expect(searchList(order, 'searchLeads', undefined, token)).rejects.toThrow(
			/^This credential is for http:\/\/127\.0\.0\.1:\d+ only, so its key was not sent to/,
		);
		expect(await workspace.journal()).toEqual([]);
	});

	test('starts again from the first page where the browser’s page is garbled', async () => {
		const { results } = await searchList(order, 'searchLeads', undefined, '{"page":"x"');

		const { leads } = await workspace.state();
		expect(results).toHaveLength(leads.length);
	});
});

describe('the list of pipelines', () => {
	test.each([
		['key', 'sales'],
		['slug', 'sales'],
	] as const)('offers a pipeline by its %s', async (pipelineKeyField, value) => {
		await workspace.setSwitches({ pipelineKeyField });

		const { results } = await searchList(order, 'searchPipelines');

		expect(results.map((result) => result.value)).toContain(value);
	});

	test('offers a pipeline by its ID where it has no key', async () => {
		await workspace.setSwitches({ pipelineKeyField: 'none' });

		const { results } = await searchList(order, 'searchPipelines');

		const { pipelines } = await workspace.state();
		expect(results.map(({ value }) => value)).toEqual(pipelines.map(({ id }) => id));
	});

	test('is narrowed to the names that contain what the user types', async () => {
		const [pipeline] = (await workspace.state()).pipelines;
		const typed = (pipeline?.name ?? '').slice(0, 4).toUpperCase();

		const { results } = await searchList(order, 'searchPipelines', typed);

		expect(results.map(({ name }) => name)).toContain(pipeline?.name);
		expect(results.every(({ name }) => name.toUpperCase().includes(typed))).toBe(true);
	});
});

describe('the credential test', () => {
	const test1 = async (changes: ICredentialDataDecryptedObject) =>
		await testCredential(
			{
				...order,
				credentials: { crmLeadProApi: { ...workspace.credentials.crmLeadProApi, ...changes } },
			},
			'testCrmLeadProApi',
			'crmLeadProApi',
		);

	test('passes with a working key, through GET /pipelines', async () => {
		expect(await test1({})).toEqual({ status: 'OK', message: 'Connection successful!' });
		const [entry] = await workspace.journal();
		expect([entry?.method, entry?.path]).toEqual(['GET', '/api/v1/pipelines']);
		expect(entry?.headers.accept).toBe('application/json');
	});

	test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		[
			'a wrong key',
			{ apiKey: 'crmlp_live_wrong_0123456789' },
			/did not accept the API key.*Generate Key/,
		],
		['no address', { baseUrl: '' }, /^The Base URL in the credential is not a URL/],
		['no key', { apiKey: ' ' }, /The API Key in the credential is empty/],
		['a key with a line break inside', { apiKey: 'crmlp\nlive' }, /characters that no key has/],
		[
			'a server that is not there',
			{ baseUrl: 'http://127.0.0.1:9' },
			/could not be reached: the connection was refused.*Nothing was sent/,
		],
		[
			'a host that does not exist',
			{ baseUrl: 'https://crm.invalid' },
			/could not be reached: its host name/,
		],
		[
			'plain http to another computer',
			{ baseUrl: 'http://crm.example.com' },
			/must start with https:\/\//,
		],
		['an address that is none', { baseUrl: 'crmleadpro' }, /is not a URL/],
		[
			'a path that the server does not have',
			{ baseUrl: `${process.env.SANDBOX_ORIGIN ?? ''}/nothing` },
			/could not find what was asked for|should have replied/,
		],
	])('fails with %s and says what to do', async (_case, changes, message) => {
		const result = await test1(changes);

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message).not.toContain('crmlp_live');
	});

	test('fails with a web page in place of the API', async () => {
		await workspace.setFaults([{ kind: 'html200' }]);

		const result = await test1({});

		expect(result.status).toBe('Error');
		expect(result.message).toContain('should have replied with a list of pipelines');
		expect(result.message).toMatch(/Check the Base URL in the credential\.$/);
	});

	test('follows no redirect, so that the key reaches no other host', async () => {
		await workspace.setFaults([
			{ kind: 'redirect', location: `${process.env.SANDBOX_OTHER_ORIGIN ?? ''}/x` },
		]);

		expect((await test1({})).message).toContain('redirected the request');
	});
});

describe('as an agent’s tool', () => {
	test('answers with the result', async () => {
		const output = await runAsTool({
			...order,
			parameters: { resource: 'lead', operation: 'create', name: 'Asha Rao' },
		});

		expect(output[0]?.json.name).toBe('Asha Rao');
	});

	test('answers with what happened and what to do in place of an error', async () => {
		const output = await runAsTool({
			...order,
			parameters: {
				resource: 'lead',
				operation: 'create',
				name: 'Asha Rao',
				additionalFields: { email: 'asha' },
			},
		});

		expect(output).toHaveLength(1);
		expect(output[0]?.json.error).toMatch(
			/^CRMLead Pro rejected the values: .*email.*\n[\s\S]*Correct the values named here/,
		);
	});
});
