import { call, createWorkspace, sandbox } from './support/api.mts';
import { someText } from './support/matchers.mts';

test('a workspace sees nothing of another: data, switches, faults, journal, limit and clock', async () => {
	const first = await createWorkspace({ seed: 'demo' });
	const second = await createWorkspace({ seed: 'demo' });
	await first.setSwitches({ listEnvelope: 'bare', rateLimit: { requestsPerMinute: 1 } });
	await call(first, 'DELETE', '/leads/lead_01J2XK3M4N5P6Q7R');
	await first.setFaults([{ kind: 'status', status: 500, times: 'always' }]);
	const { now } = await first.advanceClock(365 * 86_400_000);

	const reply = await call(second, 'GET', '/leads?search=priya.sharma');
	expect(reply.json).toMatchObject({ data: [{ name: 'Priya Sharma' }] });
	expect(reply.headers.has('x-ratelimit-limit')).toBe(false);
	expect(await second.journal()).toHaveLength(1);
	expect(await first.journal()).toHaveLength(1);
	expect(Date.parse((await second.advanceClock(0)).now)).toBeLessThan(Date.parse(now));
});

test('the demo data are the same in every workspace but for their dates', async () => {
	const withoutTimes = (value: unknown): unknown =>
		JSON.parse(JSON.stringify(value).replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'time'));
	const first = await (await createWorkspace({ seed: 'demo' })).state();
	const second = await (await createWorkspace({ seed: 'demo' })).state();
	expect(withoutTimes(second)).toEqual(withoutTimes(first));
});

test('the demo data are a believable CRM', async () => {
	const { leads, deals, contacts, campaigns, pipelines } = await (
		await createWorkspace({ seed: 'demo' })
	).state();
	expect(leads).toHaveLength(60);
	expect(new Set(leads.map(({ id }) => id)).size).toBe(60);
	expect(new Set(leads.map(({ email }) => email)).size).toBe(60);
	for (const { id, phone, email } of leads) {
		expect(id).toMatch(/^lead_[0-9A-HJKMNP-TV-Z]{16}$/);
		expect(phone).toMatch(/^\+91 [6-9]\d{4} \d{5}$/);
		expect(email).toMatch(/^[a-z0-9.]+@[a-z-]+\.example$/);
	}
	const ninetyDaysAgo = Date.now() - 91 * 86_400_000;
	for (const record of [...leads, ...deals, ...contacts]) {
		const created = Date.parse(record.created_at);
		expect(created).toBeGreaterThan(ninetyDaysAgo);
		expect(Date.parse(record.updated_at)).toBeGreaterThanOrEqual(created);
		expect(Date.parse(record.updated_at)).toBeLessThanOrEqual(Date.now());
	}
	const stagesOf = new Map(
		pipelines.map(({ key, stages }) => [key, stages.map((stage) => stage.key)]),
	);
	for (const lead of leads) expect(stagesOf.get(lead.pipeline)).toContain(lead.pipeline_stage);
	for (const deal of deals) {
		expect(deal.stage_history.at(-1)?.stage).toBe(deal.stage);
		expect(leads.map(({ id }) => id)).toContain(deal.lead_id);
	}
	expect(new Set(deals.map(({ status }) => status))).toEqual(new Set(['open', 'won', 'lost']));
	expect(campaigns.map(({ recipient_count: count }) => count > 0)).toEqual([true, true, true]);
});

test('the sample lead of the documents is among the demo data', async () => {
	const workspace = await createWorkspace({ seed: 'demo' });
	const reply = await call(workspace, 'GET', '/leads/lead_01J2XK3M4N5P6Q7R');
	expect(reply.json).toMatchObject({
		id: 'lead_01J2XK3M4N5P6Q7R',
		name: 'Priya Sharma',
		phone: '+91 98765 43210',
		status: 'qualified',
		pipeline_stage: 'demo_scheduled',
		score: 87,
		source: 'website',
		assigned_to: 'user_sales_rep_01',
		tags: ['hot-lead', 'enterprise'],
	});
});

test('a workspace can be empty, or hold as many records as wanted', async () => {
	const empty = await (await createWorkspace({ seed: 'empty' })).state();
	expect([empty.leads.length, empty.contacts.length, empty.deals.length]).toEqual([0, 0, 0]);
	expect(empty.pipelines).toHaveLength(3);
	const full = await (await createWorkspace({ seed: { leads: 250, contacts: 30 } })).state();
	expect([full.leads.length, full.contacts.length]).toEqual([250, 30]);
});

test('an API key of choice makes a workspace, once', async () => {
	const apiKey = `crmlp_live_${crypto.randomUUID()}`;
	const workspace = await createWorkspace({ apiKey });
	expect(workspace.apiKey).toBe(apiKey);
	await expect(createWorkspace({ apiKey })).rejects.toThrow('409');
});

test('the journal keeps each request as it came over the wire', async () => {
	const workspace = await createWorkspace();
	const body = '{ "name" : "Priya", "emoji":"🚀" }';
	await call(workspace, 'POST', '/leads?tags=a%2Cb&tags=c&empty=', body, { 'x-trace': 'one' });
	await call(workspace, 'GET', '/leads/lead%2F..%2F1');
	const [first, second] = await workspace.journal();
	expect(first).toMatchObject({
		number: 1,
		origin: 'sandbox',
		method: 'POST',
		path: '/api/v1/leads',
		query: { raw: 'tags=a%2Cb&tags=c&empty=', parsed: { tags: ['a,b', 'c'], empty: '' } },
		rawBody: body,
		body: { name: 'Priya', emoji: '🚀' },
		headers: { authorization: `Bearer ${workspace.apiKey}`, 'x-trace': 'one' },
		status: 201,
		outcome: 'replied',
		carriedOut: true,
		idempotencyKey: null,
	});
	expect(first?.replyBody).toContain('"name":"Priya"');
	expect(second).toMatchObject({ number: 2, path: '/api/v1/leads/lead%2F..%2F1', status: 404 });

	await workspace.clearJournal();
	expect(await workspace.journal()).toEqual([]);
	await call(workspace, 'GET', '/leads');
	expect(await workspace.journal()).toMatchObject([{ number: 3 }]);
});

test('a request outside the API lands in the global journal', async () => {
	const { origin } = await sandbox.health();
	const path = `/api/v2/${crypto.randomUUID()}`;
	expect((await fetch(`${origin}${path}`)).status).toBe(404);
	expect((await sandbox.journal()).filter((entry) => entry.path === path)).toHaveLength(1);
});

test.each([
	['deal.win', 404],
	['deal.lose', 404],
	['lead.archive', 404],
	['webhook.remove', 404],
	['delivery.repeat', 404],
] as const)('the action %s on what does not exist is refused', async (action, status) => {
	const workspace = await createWorkspace();
	await expect(workspace.act({ action, id: 'none' })).rejects.toThrow(String(status));
});

test('a closed deal can be neither won nor lost', async () => {
	const workspace = await createWorkspace({ seed: 'demo' });
	const closed = (await workspace.state()).deals.find(({ status }) => status === 'won');
	const id = closed?.id ?? '';
	await expect(workspace.act({ action: 'deal.lose', id })).rejects.toThrow('409');
});

test('the switches are listed with their values and meanings', async () => {
	const { origin } = await sandbox.health();
	const response = await fetch(`${origin}/_sandbox/switches`);
	expect(await response.json()).toMatchObject({
		properties: { deleteReply: { default: 'empty204', description: someText } },
	});
});
