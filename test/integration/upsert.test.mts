import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, toWireRequest, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ seed: 'empty' });
});

afterEach(async () => {
	await workspace.remove();
});

const upsert = async (items: IDataObject[], parameters: INodeParameters = {}) =>
	await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		items,
		parameters: {
			resource: 'lead',
			operation: 'upsert',
			matchBy: 'email',
			matchValue: '={{ $json.email }}',
			name: '={{ $json.name }}',
			additionalFields: { company: '={{ $json.company }}' },
			...parameters,
		},
	});

const leads = async () => (await workspace.state()).leads;

async function addLead(lead: IDataObject): Promise<void> {
	await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: { resource: 'lead', operation: 'create', ...lead },
	});
	await workspace.clearJournal();
}

test('creates a lead that is not there', async () => {
	const { outputs } = await upsert([{ email: 'asha@example.in', name: 'Asha', company: 'Rao' }]);

	expect((await workspace.journal()).map(toWireRequest)).toEqual([
		{
			method: 'GET',
			path: '/leads',
			query: { search: 'asha@example.in', page: '1', limit: '100' },
		},
		{
			method: 'POST',
			path: '/leads',
			body: { name: 'Asha', email: 'asha@example.in', company: 'Rao' },
		},
	]);
	expect(outputs[0]?.[0]?.json).toMatchObject({ id: (await leads())[0]?.id, isNew: true });
});

test('updates the lead that has the email, whatever its letter case', async () => {
	await addLead({ name: 'A.', additionalFields: { email: 'asha@example.in' } });
	const [before] = await leads();

	const { outputs } = await upsert([
		{ email: ' Asha@Example.IN', name: 'Asha Rao', company: 'Rao' },
	]);

	expect(outputs[0]?.[0]?.json).toMatchObject({ id: before?.id, isNew: false });

	expect((await workspace.journal()).map(toWireRequest).at(-1)).toEqual({
		method: 'PATCH',
		path: `/leads/${before?.id ?? ''}`,
		body: { name: 'Asha Rao', company: 'Rao' },
	});
	expect(await leads()).toHaveLength(1);
});

test('does not take a lead for the same whose email only contains the value', async () => {
	await addLead({ name: 'Natasha', additionalFields: { email: 'natasha@example.in' } });

	await upsert([{ email: 'asha@example.in', name: 'Asha' }]);

	expect((await leads()).map(({ name }) => name).toSorted()).toEqual(['Asha', 'Natasha']);
});

test.each([['+91 98765 43210'], ['9876543210'], ['09876543210'], ['+91-98765-43210']])(
	'finds a phone however %s is written',
	async (phone) => {
		await addLead({ name: 'A.', additionalFields: { phone: '+91 98765 43210' } });
		await addLead({ name: 'Other', additionalFields: { phone: '+91 90000 43210' } });

		await upsert([{ name: 'Asha' }], { matchBy: 'phone', matchValue: phone });

		expect((await leads()).map(({ name }) => name).toSorted()).toEqual(['Asha', 'Other']);
	},
);

test('creates one lead for several items with the same email, the last one’s values winning', async () => {
	const { outputs } = await upsert([
		{ email: 'asha@example.in', name: 'Asha', company: 'First' },
		{ email: 'vikram@example.in', name: 'Vikram', company: 'Sethi' },
		{ email: 'ASHA@example.in', name: 'Asha Rao', company: 'Second' },
		{ email: 'asha@example.in', name: 'Asha Rao', company: 'Third' },
	]);

	const all = await leads();
	expect(all.map(({ email }) => email).toSorted()).toEqual([
		'asha@example.in',
		'vikram@example.in',
	]);
	expect(all.find(({ email }) => email === 'asha@example.in')?.company).toBe('Third');
	expect(outputs[0]?.map(({ json }) => json.isNew)).toEqual([true, true, false, false]);
});

test('updates the same lead when run again', async () => {
	await upsert([{ email: 'asha@example.in', name: 'Asha' }]);
	await upsert([{ email: 'asha@example.in', name: 'Asha Rao' }]);

	expect((await leads()).map(({ name }) => name)).toEqual(['Asha Rao']);
});

test('refuses to choose between two leads with the email, and changes neither', async () => {
	await addLead({ name: 'One', additionalFields: { email: 'asha@example.in' } });
	await addLead({ name: 'Two', additionalFields: { email: 'Asha@example.in' } });

	const { error } = await upsert([{ email: 'asha@example.in', name: 'Asha' }]);

	expect(error?.message).toMatch(/^2 leads have the email "asha@example.in" \(lead_.*, lead_.*\)/);
	expect((await workspace.journal()).map(({ method }) => method)).toEqual(['GET']);
});

test('finds a lead on a later page of the search', async () => {
	const wanted = 'wanted@page-two.example';
	for (let number = 0; number < 120; number++) {
		await workspace.act({
			action: 'lead.create',
			lead: { name: `N${number}`, email: `${number}${wanted}` },
		});
	}
	await workspace.act({ action: 'lead.create', lead: { name: 'Old', email: wanted } });
	await workspace.clearJournal();

	await upsert([{ email: wanted, name: 'New' }]);

	const requests = (await workspace.journal()).map(toWireRequest);
	expect(requests.map(({ query }) => query?.page)).toEqual(['1', '2', undefined]);
	expect(requests.at(-1)?.method).toBe('PATCH');
	expect((await leads()).find(({ email }) => email === wanted)?.name).toBe('New');
});

test('names the item that failed, although another was held back between its two requests', async () => {
	await workspace.setFaults([
		// The page of the account, for both, and one of the two searches.
		{ kind: 'latency', ms: 300, method: 'GET', times: 2 },
		{ kind: 'status', status: 422, method: 'POST', body: { message: 'Not this one' } },
	]);

	const { error } = await upsert([
		{ email: 'slow@example.in', name: 'Slow' },
		{ email: 'refused@example.in', name: 'Refused' },
	]);

	expect(error?.message).toContain('Not this one');
	expect(error?.message).toMatch(/\[item [01]\]$/);
	expect((await workspace.journal()).filter(({ method }) => method === 'POST')).toHaveLength(1);
	expect(await leads()).toEqual([]);
});
