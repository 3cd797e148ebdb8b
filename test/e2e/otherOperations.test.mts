import { createAccount, type N8nAccount } from './support/n8nAccount.mts';

let account: N8nAccount;

beforeEach(async () => {
	account = await createAccount();
});

test('a deal is created in the pipeline with all its fields', async () => {
	const { contacts, deals: before } = await account.workspace.state();
	const [created] = await account.run({
		resource: 'deal',
		operation: 'create',
		name: 'Annual licence for Indus Analytics',
		pipeline: { __rl: true, mode: 'id', value: 'sales' },
		additionalFields: {
			stage: 'qualified',
			value: 450000,
			currency: 'INR',
			leadId: 'lead_01J2XK3M4N5P6Q7R',
			contactId: contacts[0]?.id,
			expectedCloseDate: '2027-03-31',
			assignedTo: 'user_sales_rep_01',
			tags: 'annual, upsell',
		},
	});
	const { deals } = await account.workspace.state();
	expect(deals).toHaveLength(before.length + 1);
	const stored = deals.find(({ id }) => id === created?.id);
	expect(stored).toMatchObject({
		name: 'Annual licence for Indus Analytics',
		pipeline: 'sales',
		stage: 'qualified',
		status: 'open',
		value: 450000,
		currency: 'INR',
		lead_id: 'lead_01J2XK3M4N5P6Q7R',
		contact_id: contacts[0]?.id,
		expected_close_date: '2027-03-31',
		assigned_to: 'user_sales_rep_01',
		tags: ['annual', 'upsell'],
	});
	expect(stored).toMatchObject(created ?? {});
});

test('contacts are listed by tag', async () => {
	const output = await account.run({
		resource: 'contact',
		operation: 'getAll',
		returnAll: true,
		filters: { tags: 'newsletter' },
	});
	const { contacts } = await account.workspace.state();
	const expected = contacts.filter(({ tags }) => tags.includes('newsletter'));
	expect(expected).not.toHaveLength(0);
	expect(output.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
});

test('contacts are listed up to the limit', async () => {
	const parameters = { resource: 'contact', operation: 'getAll', returnAll: false, limit: 3 };
	expect(await account.run(parameters)).toHaveLength(3);
});

test.each([
	{
		channel: 'email',
		parameters: {
			operation: 'sendEmail',
			name: 'Diwali offer',
			subject: 'A Diwali offer for you 🪔',
			content: '<p>Namaste!</p>',
			sendTo: 'tags',
			tags: 'hot-lead',
			additionalFields: { fromName: 'Sharma Textiles', replyTo: 'sales@example.com' },
		},
		expected: {
			name: 'Diwali offer',
			subject: 'A Diwali offer for you 🪔',
			content: '<p>Namaste!</p>',
			from_name: 'Sharma Textiles',
			reply_to: 'sales@example.com',
			status: 'sent',
		},
	},
	{
		channel: 'whatsapp',
		parameters: {
			operation: 'sendWhatsApp',
			name: 'Demo reminder',
			template: 'demo_reminder',
			sendTo: 'tags',
			tags: 'hot-lead',
			additionalFields: { variables: '{"day": "Monday"}' },
		},
		expected: {
			name: 'Demo reminder',
			template: 'demo_reminder',
			variables: { day: 'Monday' },
			status: 'sent',
		},
	},
])('a campaign by $channel is sent once, to the tag', async ({ channel, parameters, expected }) => {
	const { campaigns: before } = await account.workspace.state();
	const [sent] = await account.run({ resource: 'campaign', ...parameters });
	const { campaigns } = await account.workspace.state();
	expect(campaigns).toHaveLength(before.length + 1);
	const stored = campaigns.find(({ id }) => id === sent?.id);
	expect(stored).toMatchObject({ channel, ...expected });
	expect(stored?.recipients.tags).toEqual(['hot-lead']);
	expect(sent).toMatchObject({ name: expected.name, status: 'sent' });
});

test('five items send one campaign to a tag, and none without recipients', async () => {
	const campaign = { resource: 'campaign', operation: 'sendWhatsApp', name: 'Holi', message: 'Hi' };
	const items = Array.from({ length: 5 }, (_, row) => ({ row }));
	const { campaigns: before } = await account.workspace.state();
	const output = await account.run({ ...campaign, sendTo: 'tags', tags: 'hot-lead' }, { items });
	expect(output).toHaveLength(1);
	expect((await account.workspace.state()).campaigns).toHaveLength(before.length + 1);

	await account.workspace.clearJournal();
	// What is left empty in the form, n8n itself does not run.
	const unchosen = { ...campaign, sendTo: '={{ "" }}' };
	const { status, error } = await account.execute(unchosen, { items });
	expect(status).toBe('error');
	expect(error?.message).toContain('Send To is required');
	expect(await account.workspace.journal()).toEqual([]);
});

test('pipelines are listed with their stages', async () => {
	const output = await account.run({ resource: 'pipeline', operation: 'getAll', returnAll: true });
	const { pipelines } = await account.workspace.state();
	expect(output).toEqual(pipelines);
});

test('pipelines are listed as one item a stage with Split Stages', async () => {
	const output = await account.run({
		resource: 'pipeline',
		operation: 'getAll',
		returnAll: true,
		options: { splitStages: true },
	});
	const { pipelines } = await account.workspace.state();
	const expected = pipelines.flatMap(({ stages }) => stages.map(({ id }) => id));
	expect(output.map(({ id }) => id)).toEqual(expected);
});

test('the funnel of a pipeline agrees with its deals', async () => {
	const [funnel] = await account.run({
		resource: 'analytics',
		operation: 'getPipeline',
		pipeline: 'sales',
	});
	const { deals, pipelines } = await account.workspace.state();
	const count = (status: string) =>
		deals.filter((deal) => deal.pipeline === 'sales' && deal.status === status).length;
	expect(funnel).toMatchObject({
		pipeline: 'sales',
		won_deals: count('won'),
		lost_deals: count('lost'),
		open_deals: count('open'),
		stages: pipelines
			.find(({ key }) => key === 'sales')
			?.stages.map(({ key: stage }) => ({ stage })),
	});
});

test('the days of a funnel are sent as they were given', async () => {
	await account.run({
		resource: 'analytics',
		operation: 'getPipeline',
		from: '2026-01-01',
		to: '2026-12-31',
	});
	const [request] = await account.workspace.journal();
	expect(request?.query.parsed).toEqual({ from: '2026-01-01', to: '2026-12-31' });
});

test('a webhook is registered with its events and secret', async () => {
	const [registered] = await account.run({
		resource: 'webhook',
		operation: 'create',
		url: 'https://example.com/crmleadpro',
		events: ['lead.created', 'deal.won'],
		secret: 'a secret of the receiver',
	});
	const { webhooks } = await account.workspace.state();
	expect(webhooks).toEqual([
		expect.objectContaining({
			id: registered?.id,
			url: 'https://example.com/crmleadpro',
			events: ['lead.created', 'deal.won'],
			secret: 'a secret of the receiver',
		}),
	]);
});
