import { z } from 'zod/v4';
import { campaignSchema, dealSchema } from '../../sandbox/crmLeadPro/schemas.mts';
import { call, createWorkspace, sandbox } from './support/api.mts';

const errorSchema = z.object({
	error: z.object({
		message: z.string(),
		fields: z.record(z.string(), z.array(z.string())).optional(),
	}),
});

describe('authorization', () => {
	test.each([
		['no header', ''],
		['an unknown key', 'Bearer crmlp_live_unknown'],
		['a scheme that is not Bearer', 'Basic crmlp_live_sandbox_demo'],
	])('%s is answered with 401 and lands in the global journal', async (_case, authorization) => {
		const workspace = await createWorkspace();
		const query = `case=${crypto.randomUUID()}`;
		const reply = await call(workspace, 'GET', `/leads?${query}`, undefined, { authorization });
		expect(reply.status).toBe(401);
		expect(errorSchema.parse(reply.json).error.message).not.toContain('crmlp_live');

		const entry = (await sandbox.journal()).find(({ query: { raw } }) => raw === query);
		expect(entry).toMatchObject({ status: 401, outcome: 'unauthorized', carriedOut: false });
		expect(await workspace.journal()).toEqual([]);
	});

	test('the key of a removed workspace is unknown', async () => {
		const workspace = await createWorkspace();
		expect((await call(workspace, 'GET', '/leads')).status).toBe(200);
		await workspace.remove();
		expect((await call(workspace, 'GET', '/leads')).status).toBe(401);
	});
});

test.each(['/lead', '/leads/x/y', '/deals/deal_1', '/'])('%s does not exist: 404', async (path) => {
	const workspace = await createWorkspace();
	const reply = await call(workspace, 'GET', path);
	expect(reply.status).toBe(404);
	expect(errorSchema.safeParse(reply.json).success).toBe(true);
});

test.each([
	['PUT', '/leads', 'GET, POST'],
	['POST', '/leads/lead_1', 'GET, PATCH, DELETE'],
	['POST', '/pipelines', 'GET'],
	['GET', '/deals', 'POST'],
	['POST', '/contacts', 'GET'],
	['GET', '/campaigns/email', 'POST'],
	['GET', '/campaigns/whatsapp', 'POST'],
	['DELETE', '/analytics/pipeline', 'GET'],
	['PATCH', '/webhooks', 'GET, POST'],
])('%s %s is not allowed: 405 with what is', async (method, path, allowed) => {
	const workspace = await createWorkspace();
	const reply = await call(workspace, method, path);
	expect(reply.status).toBe(405);
	expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(allowed.split(', ').sort());
});

test.each([
	['JSON that ends too early', '{"name":', 'application/json', 400],
	['a form', 'name=Priya', 'application/x-www-form-urlencoded', 415],
	['a list instead of an object', '[]', 'application/json', 422],
	['nothing', '', 'application/json', 422],
])('a body of %s is refused and kept as it came', async (_case, body, contentType, status) => {
	const workspace = await createWorkspace();
	const reply = await call(workspace, 'POST', '/leads', body, { 'content-type': contentType });
	expect(reply.status).toBe(status);
	expect((await workspace.journal())[0]).toMatchObject({
		rawBody: body,
		status,
		carriedOut: false,
	});
});

test('an address with broken percent-encoding is a bad request', async () => {
	const workspace = await createWorkspace();
	const path = `/leads/${crypto.randomUUID()}%zz`;
	expect((await call(workspace, 'GET', path)).status).toBe(400);
	const entries = (await sandbox.journal()).filter((entry) => entry.path.endsWith(path));
	expect(entries).toMatchObject([{ status: 400 }]);
});

test('there are three pipelines, each with its stages in order', async () => {
	const workspace = await createWorkspace();
	const reply = await call(workspace, 'GET', '/pipelines');
	const { data } = z
		.object({
			data: z.array(
				z.object({
					id: z.string(),
					key: z.string(),
					name: z.string(),
					stages: z.array(
						z.object({ id: z.string(), key: z.string(), name: z.string(), position: z.int() }),
					),
				}),
			),
		})
		.parse(reply.json);
	expect(data).toHaveLength(3);
	expect(data.map(({ key }) => key)).toContain('sales');
	for (const { stages } of data) {
		expect(stages.map(({ position }) => position)).toEqual(
			stages.map((_stage, index) => index + 1),
		);
	}
	const keys = data.find(({ key }) => key === 'sales')?.stages.map(({ key }) => key);
	expect(keys).toContain('demo_scheduled');
});

describe('deals', () => {
	test.each([
		['the keys', 'sales', 'proposal_sent'],
		['the ids', 'pipeline_sales', 'stage_sales_proposal_sent'],
	])('a deal is created with %s of its pipeline and stage', async (_case, pipeline, stage) => {
		const workspace = await createWorkspace({ seed: 'demo' });
		const sent = {
			name: 'CRM licences',
			value: 250_000,
			currency: 'INR',
			lead_id: 'lead_01J2XK3M4N5P6Q7R',
			expected_close_date: '2030-03-31',
			assigned_to: 'user_sales_rep_01',
			tags: ['annual'],
			purchase_order: 'PO-7',
		};
		const reply = await call(workspace, 'POST', '/deals', { ...sent, pipeline, stage });
		expect(reply.status).toBe(201);
		const deal = dealSchema.parse(reply.json);
		expect(deal).toMatchObject({
			...sent,
			pipeline: 'sales',
			stage: 'proposal_sent',
			status: 'open',
		});

		const { deals, leads } = await workspace.state();
		expect(deals.find(({ id }) => id === deal.id)).toMatchObject(sent);
		const lead = leads.find(({ id }) => id === sent.lead_id);
		expect(lead?.history.at(-1)).toMatchObject({ event: 'deal_created', deal_id: deal.id });
	});

	test('a deal without a stage starts at the first one, in rupees', async () => {
		const workspace = await createWorkspace();
		const reply = await call(workspace, 'POST', '/deals', { name: 'Plan', pipeline: 'enterprise' });
		expect(reply.json).toMatchObject({ stage: 'discovery', currency: 'INR', value: 0 });
	});

	test.each([
		['without a pipeline', { name: 'A' }, 'pipeline'],
		['without a name', { pipeline: 'sales' }, 'name'],
		['in an unknown pipeline', { name: 'A', pipeline: 'none' }, 'pipeline'],
		['in an unknown stage', { name: 'A', pipeline: 'sales', stage: 'discovery' }, 'stage'],
		['of an unknown lead', { name: 'A', pipeline: 'sales', lead_id: 'lead_none' }, 'lead_id'],
		['of an unknown contact', { name: 'A', pipeline: 'sales', contact_id: 'none' }, 'contact_id'],
		['with a negative value', { name: 'A', pipeline: 'sales', value: -1 }, 'value'],
		['with a currency in words', { name: 'A', pipeline: 'sales', currency: 'rupees' }, 'currency'],
		[
			'with a closing day in words',
			{ name: 'A', pipeline: 'sales', expected_close_date: 'soon' },
			'expected_close_date',
		],
	])('a deal %s is refused', async (_case, body, field) => {
		const workspace = await createWorkspace({ seed: 'demo' });
		const before = (await workspace.state()).deals.length;
		const reply = await call(workspace, 'POST', '/deals', body);
		expect(reply.status).toBe(422);
		expect(Object.keys(errorSchema.parse(reply.json).error.fields ?? {})).toEqual([field]);
		expect((await workspace.state()).deals).toHaveLength(before);
	});
});

describe('campaigns', () => {
	const email = { name: 'Diwali', subject: 'Offer', content: '<p>Hello</p>' };
	const whatsApp = { name: 'Reminder', template: 'demo_reminder', variables: { day: 'Monday' } };

	async function peopleOf() {
		const workspace = await createWorkspace({ seed: { contacts: 2 } });
		const withBoth = {
			name: 'A',
			email: 'a@example.com',
			phone: '+91 98765 43210',
			tags: ['vip-list'],
		};
		await call(workspace, 'POST', '/leads', withBoth);
		await call(workspace, 'POST', '/leads', {
			name: 'B',
			phone: '+91 98765 43211',
			tags: ['vip-list'],
		});
		await call(workspace, 'POST', '/leads', { name: 'C', email: 'c@example.com' });
		const { leads, contacts } = await workspace.state();
		return {
			workspace,
			contactIds: contacts.map(({ id }) => id),
			leadIds: leads.map(({ id }) => id),
		};
	}

	test.each([
		['/campaigns/email', email, 'email', 1],
		['/campaigns/whatsapp', whatsApp, 'whatsapp', 2],
	])(
		'%s sends to all with the tag who have an address for it',
		async (path, body, channel, count) => {
			const { workspace } = await peopleOf();
			const reply = await call(workspace, 'POST', path, {
				...body,
				recipients: { tags: ['vip-list'] },
			});
			expect(reply.status).toBe(201);
			expect(campaignSchema.parse(reply.json)).toMatchObject({
				...body,
				channel,
				status: 'sent',
				recipient_count: count,
			});
			expect((await workspace.state()).campaigns).toMatchObject([
				{ channel, recipient_count: count },
			]);
		},
	);

	test('leads and contacts can be named, and nobody is counted twice', async () => {
		const { workspace, leadIds, contactIds } = await peopleOf();
		const reply = await call(workspace, 'POST', '/campaigns/email', {
			...email,
			recipients: { tags: ['vip-list'], lead_ids: leadIds, contact_ids: contactIds },
		});
		expect(reply.json).toMatchObject({ recipient_count: 2 + contactIds.length });
	});

	test('a campaign for later is sent when its time has come', async () => {
		const { workspace } = await peopleOf();
		const reply = await call(workspace, 'POST', '/campaigns/email', {
			...email,
			recipients: { tags: ['vip-list'] },
			scheduled_at: new Date(Date.now() + 86_400_000).toISOString(),
		});
		expect(reply.json).toMatchObject({ status: 'scheduled', sent_at: null });
		expect((await workspace.state()).campaigns[0]?.status).toBe('scheduled');
		await workspace.advanceClock(86_400_000);
		expect((await workspace.state()).campaigns[0]?.status).toBe('sent');
	});

	test('a campaign for a time that has passed is sent at once', async () => {
		const { workspace } = await peopleOf();
		const reply = await call(workspace, 'POST', '/campaigns/email', {
			...email,
			recipients: { tags: ['vip-list'] },
			scheduled_at: '2020-01-01T10:00:00+05:30',
		});
		expect(reply.json).toMatchObject({ status: 'sent' });
	});

	const toVips = { recipients: { tags: ['vip-list'] } };
	test.each([
		['email', 'without recipients', email, 'recipients'],
		[
			'email',
			'to an unknown lead',
			{ ...email, recipients: { lead_ids: ['none'] } },
			'recipients.lead_ids',
		],
		[
			'email',
			'to an unknown contact',
			{ ...email, recipients: { contact_ids: ['none'] } },
			'recipients.contact_ids',
		],
		['email', 'without a subject', { name: 'A', content: 'B', ...toVips }, 'subject'],
		['email', 'without content', { name: 'A', subject: 'B', ...toVips }, 'content'],
		[
			'email',
			'with a schedule in words',
			{ ...email, ...toVips, scheduled_at: 'soon' },
			'scheduled_at',
		],
		['whatsapp', 'without template and message', { name: 'A', ...toVips }, 'message'],
		['whatsapp', 'without recipients', whatsApp, 'recipients'],
	])('a campaign by %s %s is refused and nothing is sent', async (channel, _case, body, field) => {
		const { workspace } = await peopleOf();
		const reply = await call(workspace, 'POST', `/campaigns/${channel}`, body);
		expect(reply.status).toBe(422);
		expect(Object.keys(errorSchema.parse(reply.json).error.fields ?? {})).toEqual([field]);
		expect((await workspace.state()).campaigns).toEqual([]);
	});
});

describe('webhook management', () => {
	const body = { url: 'https://n8n.example/webhook/1', events: ['lead.created', 'deal.won'] };

	test('registered webhooks are listed without their secret, and can be deleted', async () => {
		const workspace = await createWorkspace();
		const { id } = z
			.object({ id: z.string() })
			.parse((await call(workspace, 'POST', '/webhooks', body)).json);
		const listed = await call(workspace, 'GET', '/webhooks');
		expect(listed.json).toMatchObject({ data: [{ id, ...body }] });
		expect(listed.text).not.toContain('secret');

		expect((await call(workspace, 'DELETE', `/webhooks/${id}`)).status).toBe(204);
		expect((await call(workspace, 'DELETE', `/webhooks/${id}`)).status).toBe(404);
		expect((await workspace.state()).webhooks).toEqual([]);
	});

	test.each([
		['an unknown event', { ...body, events: ['lead.deleted'] }, 'events.0'],
		['no event', { ...body, events: [] }, 'events'],
		['an address that is none', { ...body, url: 'n8n' }, 'url'],
		['an address for files', { ...body, url: 'file:///etc/hosts' }, 'url'],
	])('a registration with %s is refused', async (_case, wrong, field) => {
		const workspace = await createWorkspace();
		const reply = await call(workspace, 'POST', '/webhooks', wrong);
		expect(reply.status).toBe(422);
		expect(Object.keys(errorSchema.parse(reply.json).error.fields ?? {})).toEqual([field]);
	});

	test.each([404, 405, 501] as const)(
		'without management, listing and deleting answer %i',
		async (status) => {
			const workspace = await createWorkspace({
				switches: { webhookManagement: `createOnly${status}` },
			});
			const { id } = z
				.object({ id: z.string() })
				.parse((await call(workspace, 'POST', '/webhooks', body)).json);
			expect((await call(workspace, 'GET', '/webhooks')).status).toBe(status);
			expect((await call(workspace, 'DELETE', `/webhooks/${id}`)).status).toBe(status);
			expect((await workspace.state()).webhooks).toHaveLength(1);
		},
	);
});
