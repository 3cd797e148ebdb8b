import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod/v4';

import type { FaultOrder } from '../../sandbox/faults.mts';
import { runNode, type NodeRun } from '../support/n8nCore.mts';
import { runAtOnce } from '../support/runAtOnce.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../support/workspace.mts';

keepWaitsShort();

let workspace: TestWorkspace;
let organisation: TestOrganisation;

beforeEach(async () => {
	workspace = await createWorkspace({ switches: { rateLimit: null } });
	organisation = await createOrganisation();
});

afterEach(async () => {
	await workspace.remove();
	await organisation.remove();
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function crmLeadPro(parameters: INodeParameters, order: Partial<NodeRun> = {}): NodeRun {
	const { credentials = workspace.credentials, ...more } = order;
	return { node: 'crmLeadPro', credentials, parameters, ...more };
}

function ySuite(parameters: INodeParameters, order: Partial<NodeRun> = {}): NodeRun {
	return { node: 'ySuite', credentials: organisation.credentials, parameters, ...order };
}

const createLead = { resource: 'lead', operation: 'create', name: 'Asha Rao' };
const postponed = (seconds: number, times: FaultOrder['times'] = 1): FaultOrder => ({
	kind: 'status',
	status: 429,
	retryAfter: { form: 'seconds', seconds },
	times,
});

describe('what may have happened', () => {
	const cases: Array<[string, INodeParameters, string]> = [
		[
			'a lead with its email',
			{ ...createLead, additionalFields: { email: 'asha@example.in', phone: '+91 98765 43210' } },
			'The lead "Asha Rao" (asha@example.in) may have been created.',
		],
		[
			'a lead with its phone',
			{ ...createLead, additionalFields: { phone: '+91 98765 43210' } },
			'The lead "Asha Rao" (+91 98765 43210) may have been created.',
		],
		['a lead without either', createLead, 'The lead "Asha Rao" may have been created.'],
		[
			'a lead that was not there before',
			{
				resource: 'lead',
				operation: 'upsert',
				matchBy: 'email',
				matchValue: 'asha@example.in',
				name: 'Asha Rao',
			},
			'The lead "Asha Rao" (asha@example.in) may have been created.',
		],
		[
			'a deal',
			{ resource: 'deal', operation: 'create', name: 'Annual licence', pipeline: byId('sales') },
			'The deal "Annual licence" may have been created.',
		],
		[
			'an email campaign',
			{
				resource: 'campaign',
				operation: 'sendEmail',
				name: 'Diwali',
				subject: 'An offer',
				content: 'Namaste',
				sendTo: 'tags',
				tags: 'festive-offer',
			},
			'The campaign "Diwali" may have gone out.',
		],
		[
			'a WhatsApp campaign',
			{
				resource: 'campaign',
				operation: 'sendWhatsApp',
				name: 'Diwali',
				message: 'Namaste',
				sendTo: 'tags',
				tags: 'festive-offer',
			},
			'The campaign "Diwali" may have gone out.',
		],
		[
			'a webhook',
			{
				resource: 'webhook',
				operation: 'create',
				url: 'https://example.com/hook',
				events: ['deal.won'],
			},
			'A webhook for https://example.com/hook may have been registered.',
		],
	];
	const faults: FaultOrder[] = [
		{ kind: 'resetAfterProcessing' },
		{ kind: 'resetMidBody' },
		{ kind: 'status', status: 504, carriedOut: 'before' },
		{ kind: 'slowFirstByte', ms: 1_000 },
	];

	test.each(cases)('is named and not repeated: %s', async (_what, parameters, words) => {
		const outcomes = await Promise.all(
			faults.map(async (fault) => {
				const account = await createWorkspace({ switches: { rateLimit: null } });
				await account.setFaults([{ ...fault, method: 'POST' }]);
				const { error } = await runNode(
					crmLeadPro(parameters, { credentials: account.credentials, replyTimeout: 300 }),
				);
				const posts = (await account.journal()).filter(({ method }) => method === 'POST');
				await account.remove();
				return { text: error?.description ?? '', posts: posts.map(({ carriedOut }) => carriedOut) };
			}),
		);

		for (const { text, posts } of outcomes) {
			expect(text).toContain(words);
			expect(text).toContain('Look in CRMLead Pro before you run this item again.');
			expect(posts).toEqual([true]);
		}
	});

	test.each<[string, INodeParameters, string]>([
		['lead', { name: 'Fatima' }, 'The lead "Fatima" may have been created.'],
		['contact', { name: 'Noor', contactType: 1 }, 'The contact "Noor" may have been created.'],
	])('is named for YSUITE, too: a %s', async (resource, parameters, words) => {
		await organisation.setFaults([{ kind: 'resetAfterProcessing' }]);

		const { error } = await runNode(ySuite({ resource, operation: 'create', ...parameters }));

		expect(error?.description).toContain(words);
		expect(error?.description).toContain('Look in YSUITE');
		expect(await organisation.journal()).toHaveLength(1);
	});

	test('keeps the next campaign from being sent', async () => {
		const { campaigns: before } = await workspace.state();
		await workspace.setFaults([{ kind: 'resetAfterProcessing' }]);

		const { error } = await runNode(
			crmLeadPro(
				{
					resource: 'campaign',
					operation: 'sendWhatsApp',
					name: '=Wave {{ $json.wave }}',
					sendMode: 'eachItem',
					message: 'Namaste',
					sendTo: 'tags',
					tags: 'festive-offer',
				},
				{ items: [{ wave: 1 }, { wave: 2 }, { wave: 3 }] },
			),
		);

		expect(error?.description).toContain('The campaign "Wave 1" may have gone out.');
		expect((await workspace.state()).campaigns).toHaveLength(before.length + 1);
	});

	test('is found by Create or Update when it runs again', async () => {
		const upsert = crmLeadPro({
			resource: 'lead',
			operation: 'upsert',
			matchBy: 'email',
			matchValue: 'asha@example.in',
			name: 'Asha Rao',
		});
		const { leads: before } = await workspace.state();
		await workspace.setFaults([{ kind: 'resetAfterProcessing', method: 'POST' }]);
		const { error } = await runNode(upsert);
		expect(error).toBeDefined();

		const again = await runNode(upsert);

		expect(again.error).toBeUndefined();
		expect((await workspace.state()).leads).toHaveLength(before.length + 1);
	});

	test.each<[string, FaultOrder]>([
		['too many requests', postponed(3_600, 'always')],
		['a key that is not accepted any more', { kind: 'status', status: 401, times: 'always' }],
		['no permission', { kind: 'status', status: 403, times: 'always' }],
	])('is told also where a later attempt ends with %s', async (_ending, fault) => {
		await workspace.setFaults([{ kind: 'resetAfterProcessing' }, fault]);

		const { error } = await runNode(
			crmLeadPro({
				resource: 'lead',
				operation: 'update',
				leadId: byId('lead_01J2XK3M4N5P6Q7R'),
				updateFields: { name: 'Priya S.' },
			}),
		);

		expect(error?.description).toContain('It is not certain whether this was carried out.');
		const { leads } = await workspace.state();
		expect(leads.find(({ id }) => id === 'lead_01J2XK3M4N5P6Q7R')?.name).toBe('Priya S.');
	});

	test('is told also where a later attempt cannot reach the server', async () => {
		const server = createServer((request) => {
			server.close();
			request.socket.destroy();
		});
		const baseUrl = await listen(server);

		const { error } = await runNode(
			crmLeadPro(
				{ resource: 'lead', operation: 'delete', leadId: byId('lead_1') },
				{ credentials: credentialFor(baseUrl) },
			),
		);

		expect(error?.message).toContain('the connection was refused');
		expect(error?.description).toContain('It is not certain whether this was carried out.');
		expect(error?.description).not.toContain('Nothing was sent');
	});
});

describe('a deletion whose reply was lost', () => {
	test('is a success where CRMLead Pro does not find the lead any more (404)', async () => {
		await workspace.setFaults([{ kind: 'resetAfterProcessing' }]);

		const { outputs } = await runNode(
			crmLeadPro({
				resource: 'lead',
				operation: 'delete',
				leadId: byId('lead_01J2XK3M4N5P6Q7R'),
			}),
		);

		expect(outputs[0]?.map(({ json }) => json)).toEqual([{ deleted: true }]);
		expect((await workspace.journal()).map(({ status }) => status)).toEqual([null, 404]);
	});

	test.each(['lead', 'contact'])(
		'is a success where YSUITE does not find the %s any more (400)',
		async (resource) => {
			await organisation.setFaults([{ kind: 'resetAfterProcessing' }]);

			const { outputs } = await runNode(
				ySuite({ resource, operation: 'delete', [`${resource}Id`]: byId('7') }),
			);

			expect(outputs[0]?.map(({ json }) => json)).toEqual([{ deleted: true }]);
			expect((await organisation.journal()).map(({ status }) => status)).toEqual([null, 400]);
		},
	);

	test('is no success where something else was not found', async () => {
		await workspace.setFaults([
			{ kind: 'resetBeforeReply' },
			{ kind: 'status', status: 401, body: { message: 'API key not found' } },
		]);

		const { error } = await runNode(
			crmLeadPro({
				resource: 'lead',
				operation: 'delete',
				leadId: byId('lead_01J2XK3M4N5P6Q7R'),
			}),
		);

		expect(error?.message).toContain('API key not found');
	});

	test('is told from one of what never was there', async () => {
		const results = await Promise.all([
			runNode(crmLeadPro({ resource: 'lead', operation: 'delete', leadId: byId('lead_unknown') })),
			runNode(ySuite({ resource: 'lead', operation: 'delete', leadId: byId('987654') })),
		]);

		for (const { error } of results) expect(error?.message).toMatch(/not f(ind|ound)|no lead/i);
	});
});

describe('a rate limit', () => {
	test('that asks for an hour ends the run at once, and the next one before it sends anything', async () => {
		await workspace.setFaults([postponed(3_600)]);
		const first = await runNode(crmLeadPro(createLead));
		const second = await runNode(crmLeadPro(createLead));

		expect(first.error?.message).toContain('is receiving too many requests');
		expect(first.error?.description).toContain(
			'The rate limit asks to wait 60 minutes, but a request waits 5 minutes at most.',
		);
		expect(second.error?.message).toContain('accepts no further requests with this key for now');
		expect(second.error?.description).toContain('Nothing was sent.');
		expect((await workspace.journal()).map(({ carriedOut }) => carriedOut)).toEqual([false]);
	});

	test('that asks for an hour gives every item its error with Continue On Fail, after one request', async () => {
		await workspace.setFaults([postponed(3_600, 'always')]);

		const { outputs } = await runNode(
			crmLeadPro(
				{ ...createLead, options: { concurrency: 1 } },
				{ items: [{}, {}, {}, {}], onError: 'continueRegularOutput' },
			),
		);

		expect(outputs[0]?.map(({ json }) => JSON.stringify(json).includes('60 minutes'))).toEqual([
			true,
			true,
			true,
			true,
		]);
		expect(await workspace.journal()).toHaveLength(1);
	});

	test('tells the user afterwards how long the run waited for CRMLead Pro or YSUITE', async () => {
		await Promise.all(
			(
				[
					['CRMLead Pro', crmLeadPro(createLead), workspace],
					['YSUITE', ySuite(createLead), organisation],
				] as const
			).map(async ([name, order, account]) => {
				const { hints: none } = await runNode(order);
				await account.setFaults([postponed(2)]);

				const { hints, error } = await runNode({ ...order, items: [{}, {}, {}] });

				expect(error).toBeUndefined();
				expect(none).toEqual([]);
				expect(hints.map(({ message }) => message)).toEqual([
					expect.stringMatching(
						new RegExp(`^Waited [23] seconds for the rate limit of ${name}\\.$`),
					),
				]);
			}),
		);
	});

	test('holds back all runs with the same key', async () => {
		await workspace.setFaults([postponed(2)]);
		const first = runNode(crmLeadPro(createLead));
		await arrivals(workspace, 1);
		const second = runNode(crmLeadPro({ ...createLead, name: 'Second' }));
		await Promise.all([first, second]);

		const [refused, ...others] = (await workspace.journal()).map(({ receivedAt }) =>
			Date.parse(receivedAt),
		);
		expect(others).toHaveLength(2);
		for (const other of others) expect(other - (refused ?? 0)).toBeGreaterThanOrEqual(2_000);
	});

	test('of one key does not hold back another one', async () => {
		await workspace.setFaults([postponed(2)]);
		const first = runNode(crmLeadPro(createLead));
		await arrivals(workspace, 1);
		const other = await createWorkspace();

		const { error } = await runNode(crmLeadPro(createLead, { credentials: other.credentials }));

		expect(error).toBeUndefined();
		expect(await workspace.journal()).toHaveLength(1);
		await other.remove();
		await first;
	});

	const forms = ['seconds', 'httpDate', 'reset', 'none'] as const;
	const keptBy = runAtOnce(
		forms,
		async (retryAfter) => {
			const account = await createWorkspace({
				switches: {
					rateLimit: { requestsPerMinute: 30, algorithm: 'slidingWindow', retryAfter },
				},
			});
			// A minute of the server takes a second.
			await account.setClockSpeed(60);
			const { leads: before } = await account.state();
			const { outputs, error } = await runNode(
				crmLeadPro(
					{ ...createLead, name: '=Lead {{ $json.number }}' },
					{
						credentials: account.credentials,
						items: Array.from({ length: 75 }, (_, number) => ({ number })),
					},
				),
			);
			const { leads: after } = await account.state();
			await account.remove();
			return { outputs, error, added: after.length - before.length };
		},
		() => import.meta.jest.spyOn(Math, 'random').mockReturnValue(0.1),
	);

	test.each(forms)(
		'that a server keeps to and tells by %s loses and doubles nothing',
		async (retryAfter) => {
			const { outputs, error, added } = await keptBy(retryAfter);

			expect(error).toBeUndefined();
			expect(outputs[0]?.map(({ json }) => json.name)).toEqual(
				Array.from({ length: 75 }, (_, number) => `Lead ${number}`),
			);
			expect(added).toBe(75);
		},
	);
});

describe('cancelling while requests wait', () => {
	test('ends the run at once, and nothing more is sent', async () => {
		await workspace.setFaults([postponed(2, 'always')]);

		const run = runNode(
			crmLeadPro(createLead, {
				items: Array.from({ length: 30 }, () => ({})),
				onStart: (cancel) => {
					void arrivals(workspace, 10).then(cancel);
				},
			}),
		);
		await run.catch(() => undefined);
		const sent = (await workspace.journal()).length;
		await sleep(2_500);

		expect(sent).toBe(10);
		expect(await workspace.journal()).toHaveLength(sent);
	});

	test('does not wait for the minute that the rate limit asks for', async () => {
		await workspace.setFaults([postponed(60, 'always')]);

		await runNode(
			crmLeadPro(createLead, {
				onStart: (cancel) => {
					void arrivals(workspace, 1).then(cancel);
				},
			}),
		).catch(() => undefined);

		expect(await workspace.journal()).toHaveLength(1);
	});
});

test('a failing item ends the run without the minute that others wait for', async () => {
	await workspace.setFaults([
		{ kind: 'latency', ms: 300, path: '/leads/lead_unknown' },
		postponed(60, 'always'),
	]);

	const { error } = await runNode(
		crmLeadPro(
			{ resource: 'lead', operation: 'get', leadId: byId('={{ $json.id }}') },
			{ items: [{ id: 'lead_unknown' }, { id: 'lead_01J2XK3M4N5P6Q7R' }] },
		),
	);

	expect(error?.message).toContain('(HTTP 404) [item 0]');
	expect(await workspace.journal()).toHaveLength(2);
});

test('a server that cannot be reached for a moment gets the item once, also by POST', async () => {
	import.meta.jest.spyOn(Math, 'random').mockReturnValue(0.9);
	const bodies: string[] = [];
	const keys = new Set<unknown>();
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => {
			body += chunk.toString();
		});
		request.on('end', () => {
			bodies.push(body);
			keys.add(request.headers['idempotency-key']);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ id: 'lead_1', name: 'Asha Rao' }));
		});
	});
	const baseUrl = await listen(server);
	const { port } = new URL(baseUrl);
	await closed(server);

	const run = runNode(crmLeadPro(createLead, { credentials: credentialFor(baseUrl) }));
	await sleep(200);
	server.listen(Number(port), '127.0.0.1');
	const { outputs, error } = await run;
	await closed(server);

	expect(error).toBeUndefined();
	expect(outputs[0]?.map(({ json }) => json.id)).toEqual(['lead_1']);
	expect(bodies.map((body): unknown => JSON.parse(body))).toEqual([{ name: 'Asha Rao' }]);
	expect([...keys]).toEqual([expect.any(String)]);
});

/** Resolves when so many requests were answered. */
async function arrivals(account: TestWorkspace, count: number): Promise<void> {
	const answered = async () =>
		(await account.journal()).filter(({ outcome }) => outcome !== 'pending').length;
	while ((await answered()) < count) await sleep(20);
	// The last reply is on its way back.
	await sleep(100);
}

async function listen(server: Server): Promise<string> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = z.object({ port: z.number() }).parse(server.address());
	return `http://127.0.0.1:${port}/api/v1`;
}

async function closed(server: Server): Promise<void> {
	server.closeAllConnections();
	server.close();
	await once(server, 'close');
}

function credentialFor(baseUrl: string): { crmLeadProApi: Record<string, string> } {
	return { crmLeadProApi: { apiKey: 'crmlp_live_0123456789', baseUrl } };
}
