import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { createAccount, type N8nAccount } from './support/n8nAccount.mts';

const PRIYA = 'lead_01J2XK3M4N5P6Q7R';

let account: N8nAccount;

beforeEach(async () => {
	account = await createAccount();
});

async function leads(): Promise<State['leads']> {
	return (await account.workspace.state()).leads;
}

async function leadWithId(id: unknown): Promise<State['leads'][number] | undefined> {
	return (await leads()).find((lead) => lead.id === id);
}

async function activeLeads(): Promise<State['leads']> {
	return (await leads()).filter((lead) => lead.archived_at === null);
}

async function methodsOf(path: RegExp): Promise<string[]> {
	const journal = await account.workspace.journal();
	return journal.filter((entry) => path.test(entry.path)).map(({ method }) => method);
}

test('Create adds the lead with all its fields and returns it', async () => {
	const before = await leads();
	const [created, ...others] = await account.run({
		resource: 'lead',
		operation: 'create',
		name: 'Meera Nair 🌴',
		additionalFields: {
			email: 'meera@malabar-spices.example',
			phone: '+91 98470 55120',
			company: 'Malabar Spices',
			status: 'new',
			pipeline: 'sales',
			pipelineStage: 'contacted',
			score: 64,
			source: 'referral',
			assignedTo: 'user_sales_rep_02',
			tags: 'smb, gst-registered',
			metadata: { values: [{ key: 'city', value: 'Kochi' }] },
			otherFields: '{"gst_number": "32AAACM1234F1Z5"}',
		},
	});
	const stored = await leadWithId(created?.id);
	expect(others).toEqual([]);
	expect(await leads()).toHaveLength(before.length + 1);
	expect(stored).toMatchObject({
		name: 'Meera Nair 🌴',
		email: 'meera@malabar-spices.example',
		phone: '+91 98470 55120',
		company: 'Malabar Spices',
		status: 'new',
		pipeline: 'sales',
		pipeline_stage: 'contacted',
		score: 64,
		source: 'referral',
		assigned_to: 'user_sales_rep_02',
		tags: ['smb', 'gst-registered'],
		metadata: { city: 'Kochi' },
		gst_number: '32AAACM1234F1Z5',
	});
	expect(stored).toMatchObject(created ?? {});
});

test('Create makes one lead for each input item, in their order', async () => {
	const items = Array.from({ length: 25 }, (_, index) => ({ name: `Visitor ${index + 1}` }));
	const created = await account.run(
		{ resource: 'lead', operation: 'create', name: '={{ $json.name }}', additionalFields: {} },
		{ items },
	);
	expect(created.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
	expect(new Set(created.map(({ id }) => id)).size).toBe(25);
	const stored = (await leads()).filter(({ name }) => name.startsWith('Visitor '));
	expect(stored).toHaveLength(25);
});

describe('Create or Update', () => {
	test('creates a lead whose email is not there yet', async () => {
		const before = await leads();
		const [lead] = await account.run({
			resource: 'lead',
			operation: 'upsert',
			matchBy: 'email',
			matchValue: 'new.person@example.com',
			name: 'New Person',
			additionalFields: { company: 'New Company' },
		});
		expect(await leads()).toHaveLength(before.length + 1);
		expect(await leadWithId(lead?.id)).toMatchObject({
			name: 'New Person',
			email: 'new.person@example.com',
			company: 'New Company',
		});
	});

	test.each([
		{ matchBy: 'email', matchValue: 'PRIYA.SHARMA@indus-analytics.example' },
		{ matchBy: 'phone', matchValue: '+91 98765 43210' },
	])('updates the lead that has the $matchBy $matchValue', async (match) => {
		const before = await leads();
		const [lead] = await account.run({
			resource: 'lead',
			operation: 'upsert',
			...match,
			name: 'Priya Sharma-Rao',
			additionalFields: { score: 91 },
		});
		expect(lead?.id).toBe(PRIYA);
		expect(await leads()).toHaveLength(before.length);
		expect(await leadWithId(PRIYA)).toMatchObject({
			name: 'Priya Sharma-Rao',
			score: 91,
			company: 'Indus Analytics',
		});
		expect(await methodsOf(/\/leads/)).toEqual(expect.arrayContaining(['GET', 'PATCH']));
		expect(await methodsOf(/\/leads/)).not.toContain('POST');
	});
});

test('Get returns the lead with its history', async () => {
	const stored = await leadWithId(PRIYA);
	const output = await account.run({
		resource: 'lead',
		operation: 'get',
		leadId: { __rl: true, mode: 'id', value: PRIYA },
	});
	expect(output).toEqual([
		expect.objectContaining({ id: PRIYA, name: 'Priya Sharma', history: stored?.history }),
	]);
});

test('Get with Simplify returns at most 10 fields', async () => {
	const [lead = {}] = await account.run({
		resource: 'lead',
		operation: 'get',
		leadId: { __rl: true, mode: 'id', value: PRIYA },
		simplify: true,
	});
	expect(lead).toMatchObject({ id: PRIYA, name: 'Priya Sharma' });
	expect(Object.keys(lead).length).toBeLessThanOrEqual(10);
});

describe('Get Many', () => {
	test('with Return All reads every page', async () => {
		account = await createAccount({ seed: { leads: 250 } });
		const output = await account.run({ resource: 'lead', operation: 'getAll', returnAll: true });
		const expected = (await activeLeads()).map(({ id }) => id);
		expect(output.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
		expect(output).toHaveLength(250);
		expect((await methodsOf(/\/leads$/)).length).toBeGreaterThan(1);
	});

	test('stops at the limit', async () => {
		const output = await account.run({
			resource: 'lead',
			operation: 'getAll',
			returnAll: false,
			limit: 7,
		});
		expect(output).toHaveLength(7);
	});

	test('filters, and sorts as asked', async () => {
		const output = await account.run({
			resource: 'lead',
			operation: 'getAll',
			returnAll: true,
			filters: { status: 'qualified', source: 'website' },
			sort: { sortBy: 'score', sortOrder: 'desc' },
			simplify: true,
		});
		const expected = (await activeLeads()).filter(
			({ status, source }) => status === 'qualified' && source === 'website',
		);
		expect(expected).not.toHaveLength(0);
		expect(output.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
		const scores = output.map(({ score }) => Number(score));
		expect(scores).toEqual(scores.toSorted((one, other) => other - one));
		expect(Math.max(...output.map((lead) => Object.keys(lead).length))).toBeLessThanOrEqual(10);
	});
});

test('Update changes what was given and leaves the rest', async () => {
	const before = await leadWithId(PRIYA);
	const [updated] = await account.run({
		resource: 'lead',
		operation: 'update',
		leadId: { __rl: true, mode: 'id', value: PRIYA },
		updateFields: { status: 'won', pipelineStage: 'negotiation' },
	});
	const after = await leadWithId(PRIYA);
	expect(after).toMatchObject({ status: 'won', pipeline_stage: 'negotiation', name: before?.name });
	expect(updated).toMatchObject({ id: PRIYA, status: 'won', pipeline_stage: 'negotiation' });
});

test('Archive takes the lead out of the lists and says {"deleted": true}', async () => {
	const output = await account.run({
		resource: 'lead',
		operation: 'delete',
		leadId: { __rl: true, mode: 'id', value: PRIYA },
	});
	expect(output).toEqual([{ deleted: true }]);
	expect((await leadWithId(PRIYA))?.archived_at).toEqual(expect.any(String));
});
