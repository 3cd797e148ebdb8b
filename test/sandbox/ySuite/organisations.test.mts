import { readFile } from 'node:fs/promises';
import { z } from 'zod/v4';
import { switchesSchema } from '../../../sandbox/ySuite/switches.mts';
import {
	callYSuite as call,
	call as callCrmLeadPro,
	createWorkspace,
	sandbox,
} from '../support/api.mts';
import { someText } from '../support/matchers.mts';

const keyPairSchema = z.strictObject({ accessKey: z.string(), secretKey: z.string() });
const refusal = { success: false, message: 'Invalid API credentials.' };

describe('keys', () => {
	test('both keys open the organisation they belong to', async () => {
		const organisation = await sandbox.createOrganisation({ seed: { leads: 3 } });
		const reply = await call(organisation, 'GET', '/leads');
		expect(reply.json).toMatchObject({ success: true, data: { total_records: 3 } });
	});

	test('a wrong secret key is refused with 401 and written down in the organisation’s journal', async () => {
		const organisation = await sandbox.createOrganisation();
		const wrong = { ...organisation, secretKey: 'wrong' };
		const reply = await call(wrong, 'POST', '/leads', { cstname: 'A' });
		expect([reply.status, reply.json]).toEqual([401, refusal]);
		expect((await organisation.state()).leads).toEqual([]);
		expect(await organisation.journal()).toMatchObject([
			{ path: '/ysuite/v1/leads', status: 401, outcome: 'unauthorized', carriedOut: false },
		]);
	});

	test('the secret key of another organisation does not open this one', async () => {
		const [first, second] = [
			await sandbox.createOrganisation(),
			await sandbox.createOrganisation(),
		];
		const reply = await call({ ...first, secretKey: second.secretKey }, 'GET', '/leads');
		expect([reply.status, reply.json]).toEqual([401, refusal]);
	});

	test('an unknown access key is refused with 401 and written down in the global journal', async () => {
		const organisation = await sandbox.createOrganisation();
		const accessKey = crypto.randomUUID();
		const reply = await call({ ...organisation, accessKey }, 'GET', '/leads');
		expect([reply.status, reply.json]).toEqual([401, refusal]);
		const entries = (await sandbox.journal()).filter(
			({ headers }) => headers['x-ysuite-access-key'] === accessKey,
		);
		expect(entries).toMatchObject([{ status: 401, outcome: 'unauthorized' }]);
	});

	test.each(['x-ysuite-access-key', 'x-ysuite-secret-key'])(
		'a request without the header %s is refused with 401',
		async (missing) => {
			const { baseUrl, accessKey, secretKey } = await sandbox.createOrganisation();
			const headers = new Headers({
				'x-ysuite-access-key': accessKey,
				'x-ysuite-secret-key': secretKey,
			});
			headers.delete(missing);
			const response = await fetch(`${baseUrl}/leads`, { headers });
			expect([response.status, await response.json()]).toEqual([401, refusal]);
		},
	);

	test('keys of choice make an organisation, once', async () => {
		const accessKey = `ysuite_access_${crypto.randomUUID()}`;
		const organisation = await sandbox.createOrganisation({ accessKey, secretKey: 'mine' });
		expect(organisation).toMatchObject({ accessKey, secretKey: 'mine' });
		await expect(sandbox.createOrganisation({ accessKey })).rejects.toThrow('409');
	});

	test('the keys of a removed organisation are unknown', async () => {
		const organisation = await sandbox.createOrganisation();
		await organisation.remove();
		expect((await call(organisation, 'GET', '/leads')).status).toBe(401);
		await expect(organisation.state()).rejects.toThrow('404');
	});

	test('a further pair of keys opens the same organisation, and not with the first secret key', async () => {
		const organisation = await sandbox.createOrganisation({ seed: { leads: 3 } });
		const pair = keyPairSchema.parse(await organisation.act({ action: 'keys.create' }));
		expect(pair.accessKey).not.toBe(organisation.accessKey);

		for (const keys of [organisation, { ...organisation, ...pair }]) {
			expect((await call(keys, 'GET', '/leads')).json).toMatchObject({
				data: { total_records: 3 },
			});
		}
		const mixed = { ...organisation, accessKey: pair.accessKey };
		expect((await call(mixed, 'GET', '/leads')).status).toBe(401);
		await organisation.remove();
		expect((await call({ ...organisation, ...pair }, 'GET', '/leads')).status).toBe(401);
	});

	test('a key of CRMLead Pro opens nothing of YSUITE', async () => {
		const { apiKey } = await createWorkspace();
		const { baseUrl } = await sandbox.createOrganisation();
		expect((await callCrmLeadPro({ apiKey, baseUrl }, 'GET', '/leads')).status).toBe(401);
	});
});

test('an organisation sees nothing of another: data, switches, faults, journal, limit and clock', async () => {
	const first = await sandbox.createOrganisation({ seed: 'demo' });
	const second = await sandbox.createOrganisation({ seed: 'demo' });
	await first.setSwitches({ addOn: 'inactive', rateLimit: { requestsPerMinute: 1 } });
	await first.act({ action: 'lead.delete', id: 45 });
	await first.setFaults([{ kind: 'status', status: 500, times: 'always' }]);
	const { now } = await first.advanceClock(365 * 86_400_000);

	const reply = await call(second, 'GET', '/leads?pageSize=1');
	expect(reply.json).toMatchObject({ data: { data: [{ cstid: 45 }], total_records: 45 } });
	expect(await second.journal()).toHaveLength(1);
	expect(await first.journal()).toEqual([]);
	expect(Date.parse((await second.advanceClock(0)).now)).toBeLessThan(Date.parse(now));
});

test('the journal keeps each request as it came over the wire', async () => {
	const organisation = await sandbox.createOrganisation();
	await call(organisation, 'POST', '/leads?source=test', '{ "cstname" : "نور 🚀" }');
	expect(await organisation.journal()).toMatchObject([
		{
			number: 1,
			method: 'POST',
			path: '/ysuite/v1/leads',
			query: { raw: 'source=test' },
			rawBody: '{ "cstname" : "نور 🚀" }',
			headers: { 'x-ysuite-access-key': organisation.accessKey },
			status: 200,
			outcome: 'replied',
			carriedOut: true,
		},
	]);
	await organisation.clearJournal();
	expect(await organisation.journal()).toEqual([]);
});

describe('the demo data', () => {
	test('are the same in every organisation but for their dates', async () => {
		const withoutTimes = (value: unknown): unknown =>
			JSON.parse(JSON.stringify(value).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time'));
		const first = await (await sandbox.createOrganisation({ seed: 'demo' })).state();
		const second = await (await sandbox.createOrganisation({ seed: 'demo' })).state();
		expect(withoutTimes(second)).toEqual(withoutTimes(first));
	});

	test('are a believable organisation in the Gulf and India', async () => {
		const { leads, contacts } = await (await sandbox.createOrganisation({ seed: 'demo' })).state();
		expect([leads.length, contacts.length]).toEqual([45, 25]);
		expect(new Set(leads.map(({ cstemail }) => cstemail)).size).toBe(45);
		for (const { cstmobile, cstemail, cstmobile_country_id } of [...leads, ...contacts]) {
			expect(cstmobile).toMatch(/^\+(971|966|974|965|973|968|91)\d{8,10}$/);
			expect(cstemail).toMatch(/^[a-z0-9.]+@[a-z-]+\.example$/);
			expect(cstmobile_country_id).not.toBeNull();
		}
		expect(new Set(leads.map((lead) => lead.lead_status))).toEqual(
			new Set(['New', 'Contacted', 'Qualified', 'Lost', 'Converted']),
		);
		for (const list of [leads, contacts]) {
			const dates = list.map(({ cstcreated_on: createdOn }) => createdOn);
			expect([...dates].sort()).toEqual(dates);
			expect(Date.parse(dates.at(-1) ?? '')).toBeLessThanOrEqual(Date.now());
			expect(Date.parse(dates[0] ?? '')).toBeGreaterThan(Date.now() - 91 * 86_400_000);
		}
		const businesses = contacts.filter((contact) => contact.contact_type === 2);
		for (const contact of contacts.filter(({ contact_parent: parent }) => parent !== null)) {
			expect(businesses.map(({ cstid }) => cstid)).toContain(contact.contact_parent);
		}
	});

	test('are what every sandbox starts with', async () => {
		const demo = await sandbox.demoOrganisation();
		expect(demo).toMatchObject({
			accessKey: 'ysuite_access_sandbox_demo',
			secretKey: 'ysuite_secret_sandbox_demo',
		});
		expect((await call(demo, 'GET', '/leads')).status).toBe(200);
	});
});

test('an organisation can be empty, or hold as many records as wanted', async () => {
	const empty = await (await sandbox.createOrganisation({ seed: 'empty' })).state();
	expect(empty).toEqual({ leads: [], contacts: [] });
	const full = await (
		await sandbox.createOrganisation({ seed: { leads: 12_345, contacts: 30 } })
	).state();
	expect([full.leads.length, full.contacts.length]).toEqual([12_345, 30]);
	expect(full.leads.at(-1)).toMatchObject({ cstid: 12_345, ct_number: 'LED-12345' });
});

describe('what people do in YSUITE itself', () => {
	test('leads come, change and go', async () => {
		const organisation = await sandbox.createOrganisation({ seed: { leads: 2 } });
		const created = await organisation.act({ action: 'lead.create', lead: { cstname: 'Omar' } });
		expect(created).toMatchObject({ cstid: 3, cstname: 'Omar', lead_status: 'New' });
		await organisation.act({
			action: 'lead.update',
			id: 3,
			changes: { lead_status: 'Converted' },
		});
		await organisation.act({ action: 'lead.delete', id: 1 });
		const { leads } = await organisation.state();
		expect(leads.map(({ cstid }) => cstid)).toEqual([2, 3]);
		expect(leads[1]).toMatchObject({ cstname: 'Omar', lead_status: 'Converted' });
	});

	test('contacts come, change and go', async () => {
		const organisation = await sandbox.createOrganisation({ seed: { contacts: 1 } });
		const contact = { cstname: 'Hind', contact_type: 1 } as const;
		await organisation.act({ action: 'contact.create', contact });
		await organisation.act({ action: 'contact.update', id: 2, changes: { cstname: 'Hind N.' } });
		await organisation.act({ action: 'contact.delete', id: 1 });
		const { contacts } = await organisation.state();
		expect(contacts).toMatchObject([{ cstid: 2, cstname: 'Hind N.', contact_type: 1 }]);
	});

	test('nothing can be done to what is not there', async () => {
		const organisation = await sandbox.createOrganisation();
		await expect(organisation.act({ action: 'lead.delete', id: 7 })).rejects.toThrow(
			'Lead not found.',
		);
	});

	test('a lead that comes later has a later date, on the organisation’s clock', async () => {
		const organisation = await sandbox.createOrganisation();
		await organisation.act({ action: 'lead.create', lead: { cstname: 'Now' } });
		await organisation.advanceClock(3_600_000);
		await organisation.act({ action: 'lead.create', lead: { cstname: 'Later' } });
		const [now, later] = (await organisation.state()).leads.map((lead) =>
			Date.parse(lead.cstcreated_on),
		);
		expect((later ?? 0) - (now ?? 0)).toBeGreaterThanOrEqual(3_600_000);
	});
});

test('an order for an organisation that names an unknown switch or key makes none', async () => {
	const { origin } = await sandbox.health();
	const accessKey = crypto.randomUUID();
	for (const order of [
		{ accessKey, switches: { adOn: 'inactive' } },
		{ accessKey, faults: [{ kind: 'actions', actions: [{ action: 'lead.explode' }] }] },
		{ accessKey, apiKey: 'crmlp_live_mine' },
	]) {
		const response = await fetch(`${origin}/_sandbox/ysuite/organisations`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(order),
		});
		expect(response.status).toBe(400);
	}
	expect(await sandbox.createOrganisation({ accessKey })).toMatchObject({ accessKey });
});

describe('the switches', () => {
	test('are listed with their values and meanings', async () => {
		const { origin } = await sandbox.health();
		const response = await fetch(`${origin}/_sandbox/ysuite/switches`);
		expect(await response.json()).toMatchObject({
			properties: { failureStatus: { default: 'documented', description: someText } },
		});
	});

	test.each(Object.keys(switchesSchema.shape))('the README tells of %s', async (name) => {
		const readme = await readFile(new URL('../../../sandbox/README.md', import.meta.url), 'utf8');
		expect(readme.split('## YSUITE')[1]).toContain(`\`${name}\``);
	});
});
