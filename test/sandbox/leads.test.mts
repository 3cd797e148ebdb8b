import { z } from 'zod/v4';
import { historyEntrySchema, leadSchema } from '../../sandbox/crmLeadPro/schemas.mts';
import { call, createWorkspace } from './support/api.mts';

const leadWithHistorySchema = leadSchema.extend({ history: z.array(historyEntrySchema) });

test('a created lead has the documented fields, and can be read back bare with its history', async () => {
	const workspace = await createWorkspace();
	const sent = {
		name: 'Priya Sharma',
		email: 'priya@example.com',
		phone: '+91 98765 43210',
		source: 'website',
		pipeline: 'sales',
	};

	const created = await call(workspace, 'POST', '/leads', sent);
	expect(created.status).toBe(201);
	const { id } = leadSchema.parse(created.json);
	expect(id).toMatch(/^lead_[0-9A-Z]{16}$/);

	const read = await call(workspace, 'GET', `/leads/${id}`);
	expect(read.status).toBe(200);
	expect(read.json).toMatchObject({
		...sent,
		id,
		company: null,
		tags: [],
		assigned_to: null,
		history: [{ event: 'created' }],
	});
});

test('fields that the API does not know are kept under their own names', async () => {
	const workspace = await createWorkspace();
	const created = await call(workspace, 'POST', '/leads', {
		name: 'Rohan',
		gst_number: '27ABCDE1234F1Z5',
		constructor: 'text',
		nested: { deep: [1, null] },
	});
	expect(created.json).toMatchObject({
		gst_number: '27ABCDE1234F1Z5',
		constructor: 'text',
		nested: { deep: [1, null] },
	});
	const [lead] = (await workspace.state()).leads;
	expect(lead).toMatchObject({ gst_number: '27ABCDE1234F1Z5', nested: { deep: [1, null] } });
});

test('a body cannot set what belongs to the API', async () => {
	const workspace = await createWorkspace();
	const own = { id: 'lead_mine', created_at: 'long ago', history: [], archived_at: 'now' };
	const created = await call(workspace, 'POST', '/leads', { name: 'Rohan', ...own });
	const lead = leadSchema.parse(created.json);
	expect(lead.id).not.toBe(own.id);
	expect(lead).not.toHaveProperty('archived_at');

	const updated = await call(workspace, 'PATCH', `/leads/${lead.id}`, { ...own, score: 5 });
	expect(updated.json).toMatchObject({ id: lead.id, created_at: lead.created_at, score: 5 });
});

test('an update changes the given fields only, moves updated_at and notes each change', async () => {
	const workspace = await createWorkspace();
	const created = await call(workspace, 'POST', '/leads', {
		name: 'Rohan',
		company: 'Rann Ceramics',
	});
	const before = leadSchema.parse(created.json);
	await workspace.advanceClock(3_600_000);

	const updated = await call(workspace, 'PATCH', `/leads/${before.id}`, {
		status: 'qualified',
		pipeline_stage: 'demo_scheduled',
		company: null,
	});
	expect(updated.status).toBe(200);
	const after = leadSchema.parse(updated.json);
	expect(after).toEqual({
		...before,
		status: 'qualified',
		pipeline_stage: 'demo_scheduled',
		company: null,
		updated_at: after.updated_at,
	});
	const movedMs = Date.parse(after.updated_at) - Date.parse(before.updated_at);
	expect(movedMs).toBeGreaterThanOrEqual(3_600_000);

	const read = await call(workspace, 'GET', `/leads/${before.id}`);
	const { history } = leadWithHistorySchema.parse(read.json);
	const at = after.updated_at;
	expect(history).toEqual([
		{ at: before.created_at, event: 'created' },
		{ at, event: 'changed', field: 'company', from: 'Rann Ceramics', to: null },
		{ at, event: 'changed', field: 'status', from: 'new', to: 'qualified' },
		{ at, event: 'changed', field: 'pipeline_stage', from: 'new', to: 'demo_scheduled' },
	]);
});

test('an update that changes nothing leaves updated_at and the history alone', async () => {
	const workspace = await createWorkspace();
	const created = await call(workspace, 'POST', '/leads', { name: 'Rohan', tags: ['smb'] });
	const before = leadSchema.parse(created.json);
	const updated = await call(workspace, 'PATCH', `/leads/${before.id}`, { tags: ['smb'] });
	expect(updated.json).toEqual(before);
	const [lead] = (await workspace.state()).leads;
	expect(lead?.history).toHaveLength(1);
});

test('a lead that changes its pipeline starts at the first stage there', async () => {
	const workspace = await createWorkspace();
	const created = await call(workspace, 'POST', '/leads', {
		name: 'Rohan',
		pipeline: 'sales',
		pipeline_stage: 'negotiation',
	});
	const { id } = leadSchema.parse(created.json);
	const updated = await call(workspace, 'PATCH', `/leads/${id}`, { pipeline: 'renewals' });
	expect(updated.json).toMatchObject({ pipeline: 'renewals', pipeline_stage: 'renewal_due' });
});

test('an archived lead is gone for the API, but its row stays', async () => {
	const workspace = await createWorkspace({ seed: 'demo' });
	const path = '/leads/lead_01J2XK3M4N5P6Q7R';
	expect((await call(workspace, 'DELETE', path)).status).toBe(204);

	expect((await call(workspace, 'GET', path)).status).toBe(404);
	expect((await call(workspace, 'PATCH', path, { score: 1 })).status).toBe(404);
	expect((await call(workspace, 'DELETE', path)).status).toBe(404);
	const listed = await call(workspace, 'GET', '/leads?search=priya.sharma@indus-analytics');
	expect(listed.json).toMatchObject({ data: [], meta: { total: 0 } });

	const { leads } = await workspace.state();
	const row = leads.find(({ id }) => id === 'lead_01J2XK3M4N5P6Q7R');
	expect(row?.archived_at).toMatch(/^\d{4}-\d\d-\d\dT/);
	expect(row?.history.at(-1)).toMatchObject({ event: 'archived', at: row?.archived_at });
});

test.each([
	['without a name', {}, ['name']],
	['with a blank name', { name: '  ' }, ['name']],
	['with a name that is no text', { name: 7 }, ['name']],
	['with a wrong mail address', { name: 'A', email: 'priya' }, ['email']],
	['with letters for a phone', { name: 'A', phone: 'call me' }, ['phone']],
	['with a score above 100', { name: 'A', score: 101 }, ['score']],
	['with a score below 0', { name: 'A', score: -1 }, ['score']],
	['with tags that are no list', { name: 'A', tags: 'hot-lead' }, ['tags']],
	['with an unknown pipeline', { name: 'A', pipeline: 'marketing' }, ['pipeline']],
	[
		'with a stage of another pipeline',
		{ name: 'A', pipeline_stage: 'discovery' },
		['pipeline_stage'],
	],
	['with two wrong fields', { name: '', email: 'x' }, ['name', 'email']],
])('a lead %s is refused with 422 and the fields', async (_case, body, fields) => {
	const workspace = await createWorkspace();
	const reply = await call(workspace, 'POST', '/leads', body);
	expect(reply.status).toBe(422);
	const { error } = z
		.object({
			error: z.object({ message: z.string(), fields: z.record(z.string(), z.array(z.string())) }),
		})
		.parse(reply.json);
	expect(Object.keys(error.fields)).toEqual(fields);
	for (const field of fields) expect(error.message).toContain(field);
	expect((await workspace.state()).leads).toEqual([]);
});

test.each([
	'Ananya Subramaniam Venkatanarasimharajuvaripeta '.repeat(6).trim(),
	'प्रिया शर्मा',
	'Priya 🚀 Sharma',
	'O’Brien "Rao" <b>',
])('a lead may be called %s', async (name) => {
	const workspace = await createWorkspace();
	const created = await call(workspace, 'POST', '/leads', { name });
	expect(created.status).toBe(201);
	expect((await workspace.state()).leads[0]?.name).toBe(name);
});
