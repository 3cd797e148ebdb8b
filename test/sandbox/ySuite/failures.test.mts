import { z } from 'zod/v4';
import type { OrganisationConnection } from '../../../sandbox/client.mts';
import type { FaultOrder } from '../../../sandbox/faults.mts';
import { callYSuite as call, sandbox } from '../support/api.mts';
import { someText } from '../support/matchers.mts';

describe('what is wrong with an organisation', () => {
	test.each([
		[{ organisation: 'none' }, 400, 'No organisation assigned to user.'],
		[{ addOn: 'inactive' }, 403, someText],
	] as const)('%j refuses every request', async (switches, status, message) => {
		const organisation = await sandbox.createOrganisation({ seed: { contacts: 1 }, switches });
		for (const [method, path, body] of [
			['GET', '/leads', undefined],
			['POST', '/leads', {}],
			['GET', '/contacts/1', undefined],
			['DELETE', '/contacts/1', undefined],
		] as const) {
			const reply = await call(organisation, method, path, body);
			expect([reply.status, reply.json]).toEqual([status, { success: false, message }]);
		}
		expect((await organisation.state()).contacts).toHaveLength(1);
		for (const entry of await organisation.journal()) expect(entry.carriedOut).toBe(false);
	});

	test('wrong keys come first', async () => {
		const organisation = await sandbox.createOrganisation({ switches: { addOn: 'inactive' } });
		expect((await call({ ...organisation, secretKey: 'no' }, 'GET', '/leads')).status).toBe(401);
	});
});

describe('with the switch failureStatus: always200', () => {
	async function failing(switches: object = {}) {
		return sandbox.createOrganisation({ switches: { failureStatus: 'always200', ...switches } });
	}

	test.each<[string, string, unknown, object]>([
		['POST', '/leads', {}, { errors: { cstname: ['Lead name is required.'] } }],
		['DELETE', '/leads/7', undefined, { message: 'Lead not found.' }],
		['GET', '/leads?pageSize=0', undefined, { errors: { pageSize: [someText] } }],
		['GET', '/leads/7', undefined, { message: someText }],
	])('%s %s fails by success: false alone', async (method, path, body, expected) => {
		const organisation = await failing();
		const reply = await call(organisation, method, path, body);
		expect(reply.status).toBe(200);
		expect(reply.json).toMatchObject({ success: false, ...expected });
		expect(await organisation.journal()).toMatchObject([{ status: 200, carriedOut: false }]);
	});

	test('a wrong secret key and an inactive add-on do, too', async () => {
		const organisation = await failing({ addOn: 'inactive' });
		for (const secretKey of ['wrong', organisation.secretKey]) {
			const reply = await call({ ...organisation, secretKey }, 'GET', '/leads');
			expect(reply.status).toBe(200);
			expect(reply.json).toEqual({ success: false, message: someText });
		}
	});

	test('successes are as ever', async () => {
		const reply = await call(await failing(), 'POST', '/leads', { cstname: 'A' });
		expect([reply.status, reply.json]).toMatchObject([200, { success: true }]);
	});
});

describe('the rate limit', () => {
	test('is none unless one is set', async () => {
		const organisation = await sandbox.createOrganisation();
		const reply = await call(organisation, 'GET', '/leads');
		expect([...reply.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([]);
	});

	test.each(['documented', 'always200'] as const)(
		'refuses with 429 in the envelope, failures %s',
		async (failureStatus) => {
			const organisation = await sandbox.createOrganisation({
				switches: { failureStatus, rateLimit: { requestsPerMinute: 1 } },
			});
			await call(organisation, 'GET', '/leads');
			const reply = await call(organisation, 'POST', '/leads', { cstname: 'A' });
			expect([reply.status, reply.json]).toEqual([429, { success: false, message: someText }]);
			expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
			expect((await organisation.journal()).at(-1)).toMatchObject({ outcome: 'rateLimited' });
			await organisation.advanceClock(60_000);
			expect((await call(organisation, 'GET', '/leads')).status).toBe(200);
		},
	);
});

test('a request id is told where the switch says', async () => {
	const inHeader = await sandbox.createOrganisation({ switches: { requestId: 'header' } });
	const inBody = await sandbox.createOrganisation({ switches: { requestId: 'body' } });
	expect((await call(inHeader, 'GET', '/leads')).headers.get('x-request-id')).toMatch(/^req_/);
	expect((await call(inBody, 'POST', '/leads', {})).json).toMatchObject({ request_id: someText });
});

test('the same Idempotency-Key brings the first reply again where the switch says', async () => {
	const organisation = await sandbox.createOrganisation({ switches: { idempotency: 'honour' } });
	const key = { 'idempotency-key': 'one' };
	const first = await call(organisation, 'POST', '/leads', { cstname: 'A' }, key);
	const second = await call(organisation, 'POST', '/leads', { cstname: 'A' }, key);
	expect(second.json).toEqual(first.json);
	expect((await organisation.state()).leads).toHaveLength(1);
});

describe('faults', () => {
	async function afterFault(fault: FaultOrder) {
		const organisation = await sandbox.createOrganisation({ seed: 'demo', faults: [fault] });
		return call(organisation, 'GET', '/leads');
	}

	test.each<[FaultOrder, number]>([
		[{ kind: 'status', status: 500 }, 500],
		[{ kind: 'status', status: 503, retryAfter: { form: 'seconds', seconds: 7 } }, 503],
	])('%j answers in the envelope', async (fault, status) => {
		const reply = await afterFault(fault);
		expect([reply.status, reply.json]).toEqual([status, { success: false, message: someText }]);
	});

	test('notAList: text where the list should stand', async () => {
		const reply = await afterFault({ kind: 'notAList' });
		expect([reply.status, reply.json]).toEqual([200, { success: true, data: { data: 'oops' } }]);
	});

	test('notAList with a body of choice', async () => {
		const reply = await afterFault({ kind: 'notAList', body: { success: true } });
		expect(reply.json).toEqual({ success: true });
	});

	test.each(['before', 'not'] as const)(
		'truncatedJson, carried out %s: half of the envelope',
		async (carriedOut) => {
			const reply = await afterFault({ kind: 'truncatedJson', carriedOut });
			expect([reply.status, reply.json]).toEqual([200, null]);
			expect(reply.text).toMatch(/^\{"success":true,"data":/);
		},
	);

	test('html200: a page with status 200', async () => {
		const reply = await afterFault({ kind: 'html200' });
		expect(reply.status).toBe(200);
		expect(reply.text).toMatch(/^<!doctype html>/);
	});

	test.each<[FaultOrder, number]>([
		[{ kind: 'resetBeforeReply' }, 0],
		[{ kind: 'resetAfterProcessing' }, 1],
	])('%j leaves %i leads', async (fault, count) => {
		const organisation = await sandbox.createOrganisation({ faults: [fault] });
		await expect(call(organisation, 'POST', '/leads', { cstname: 'A' })).rejects.toThrow();
		expect((await organisation.state()).leads).toHaveLength(count);
	});

	test('a path is relative to the base URL', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: { contacts: 1 },
			faults: [{ kind: 'status', status: 599, path: '/contacts/:id', times: 'always' }],
		});
		expect((await call(organisation, 'GET', '/contacts')).status).toBe(200);
		expect((await call(organisation, 'GET', '/contacts/1')).status).toBe(599);
	});
});

describe('records that come and go while somebody walks through a list', () => {
	const pageSchema = z.looseObject({
		data: z.looseObject({
			data: z.array(z.looseObject({ cstid: z.int() })),
			total_records: z.int(),
		}),
	});

	async function walk(organisation: OrganisationConnection, pages: number) {
		const walked: { ids: number[]; total: number }[] = [];
		for (let index = 0; index < pages; index++) {
			const path = `/leads?pageSize=3&pageIndex=${index}&sortBy=cstid&sortOrder=desc`;
			const { data } = pageSchema.parse((await call(organisation, 'GET', path)).json);
			walked.push({ ids: data.data.map(({ cstid }) => cstid), total: data.total_records });
		}
		return walked;
	}

	test('a lead that arrives after the first page pushes a row to the second', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: { leads: 6 },
			faults: [
				{
					kind: 'actions',
					path: '/leads',
					skip: 1,
					actions: [{ action: 'lead.create', lead: { cstname: 'Late' } }],
				},
			],
		});
		expect(await walk(organisation, 3)).toEqual([
			{ ids: [6, 5, 4], total: 6 },
			{ ids: [4, 3, 2], total: 7 },
			{ ids: [1], total: 7 },
		]);
	});

	test('a lead that goes after the first page pulls a row out of the walk', async () => {
		const organisation = await sandbox.createOrganisation({
			seed: { leads: 6 },
			faults: [{ kind: 'actions', skip: 1, actions: [{ action: 'lead.delete', id: 6 }] }],
		});
		expect(await walk(organisation, 2)).toEqual([
			{ ids: [6, 5, 4], total: 6 },
			{ ids: [2, 1], total: 5 },
		]);
	});

	test('several can be done at once, before every page', async () => {
		const lead = (cstname: string) => ({ action: 'lead.create', lead: { cstname } });
		const organisation = await sandbox.createOrganisation({
			faults: [{ kind: 'actions', times: 'always', actions: [lead('A'), lead('B')] }],
		});
		expect((await walk(organisation, 2)).map(({ total }) => total)).toEqual([2, 4]);
		expect(await organisation.journal()).toMatchObject([
			{ fault: 'actions', outcome: 'replied', carriedOut: true },
			{ fault: 'actions', outcome: 'replied', carriedOut: true },
		]);
	});

	test('rules with an action that there is not are refused', async () => {
		const organisation = await sandbox.createOrganisation();
		await expect(
			organisation.setFaults([{ kind: 'actions', actions: [{ action: 'deal.win', id: 1 }] }]),
		).rejects.toThrow('400');
	});
});
