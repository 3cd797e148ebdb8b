import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { upsertLead } from '../../nodes/CrmLeadPro/upsertLead.ts';
import { toNodeApiError } from '../../nodes/shared/http/apiError.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { node } from './support/node.mts';
import { jsonReply } from './support/replies.mts';
import { createRunScope } from './support/runScope.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

interface Lead extends IDataObject {
	id: string;
	email?: string;
	phone?: string;
}

interface Row {
	matchBy: 'email' | 'phone';
	matchValue: string;
	name: string;
	company?: string;
}

type Unchanged = 'update' | 'skip';

/** What a server's search may find. */
const searches = {
	parts: (text: string, search: string) => text.includes(search),
	'whole values': (text: string, search: string) => search === '' || text === search,
	words: (text: string, search: string) => search === '' || ` ${text} `.includes(` ${search} `),
};
type Search = keyof typeof searches;

interface CrmOptions {
	/** Whether lists state how many leads there are. */
	tellsTotal?: boolean;
	/** What the search finds. */
	finds?: Search;
	/** Called before each reply. */
	beforeReply?: (leads: Lead[], request: ApiRequest) => void;
}

const PAGE_SIZE = 100;

/** A CRM in memory, whose search finds texts in emails and phones. */
function createCrm(
	given: readonly Lead[],
	{ tellsTotal = true, finds = 'parts', beforeReply }: CrmOptions = {},
) {
	const leads = given.map((lead) => ({ ...lead }));
	let added = 0;
	const answer = (request: ApiRequest): ApiReply => {
		beforeReply?.(leads, request);
		const { method, path, query = {}, body = {} } = request;
		if (method === 'GET') {
			const search = String(query.search ?? '').toLowerCase();
			const found = leads.filter(({ email = '', phone = '' }) =>
				[email.toLowerCase(), phone].some((text) => searches[finds](text, search)),
			);
			const first = (Number(query.page) - 1) * PAGE_SIZE;
			const last = first + PAGE_SIZE;
			return jsonReply({
				data: found.slice(first, last).map((lead) => ({ ...lead })),
				...(tellsTotal
					? { meta: { total: found.length, last_page: Math.ceil(found.length / PAGE_SIZE) } }
					: { next_page: last < found.length ? Number(query.page) + 1 : null }),
			});
		}
		if (method === 'POST') {
			const lead = { ...body, id: `new_${++added}` };
			leads.unshift(lead);
			return jsonReply(lead, { status: 201 });
		}
		const lead = leads.find(({ id }) => path === `/leads/${id}`);
		if (lead === undefined) {
			throw toNodeApiError(
				node,
				{ happened: 'No such lead', advice: 'Look for it.', status: 404 },
				[],
			);
		}
		return jsonReply(Object.assign(lead, body));
	};
	return { leads, client: createScriptedClient(answer) };
}

/** Does the rows one after the other. */
async function upsertAll(
	rows: readonly Row[],
	leads: readonly Lead[],
	{
		atOnce,
		unchanged = 'update',
		...options
	}: CrmOptions & { atOnce: boolean; unchanged?: Unchanged },
) {
	const crm = createCrm(leads, options);
	const tasks = rows.map(({ company, ...row }) =>
		upsertLead({
			...row,
			additionalFields: company === undefined ? {} : { company },
			options: { unchanged },
		}),
	);
	const scope = createRunScope(atOnce ? tasks.map(({ serialKey = '' }) => serialKey) : []);
	const outcomes: unknown[] = [];
	for (const task of tasks) {
		outcomes.push(
			await task
				.run(crm.client, scope)
				.catch((error: unknown) => (error instanceof Error ? error.message : error)),
		);
	}
	const { sent } = crm.client;
	const count = (method: string, isSearch = false) =>
		sent.filter((one) => one.method === method && 'search' in (one.query ?? {}) === isSearch)
			.length;
	return {
		outcomes,
		leads: crm.leads,
		requests: sent.length,
		pages: count('GET'),
		searches: count('GET', true),
		created: count('POST'),
		updated: count('PATCH'),
	};
}

const emailOf = (number: number): string => `person${number}@example.in`;
const account = (size: number): Lead[] =>
	Array.from({ length: size }, (_, number) => ({
		id: `lead_${number}`,
		name: `Person ${number}`,
		company: 'Rao Textiles',
		email: emailOf(number),
	}));
const row = (number: number, company = 'Rao Textiles'): Row => ({
	matchBy: 'email',
	matchValue: emailOf(number),
	name: `Person ${number}`,
	company,
});

/** 500 rows against 2,000 leads: 400 equal, 50 changed, 45 new and 5 of these once more. */
const syncRows = [
	...Array.from({ length: 400 }, (_, index) => row(index * 2)),
	...Array.from({ length: 50 }, (_, index) => row(index * 2 + 1, 'Sharma Textiles')),
	...Array.from({ length: 45 }, (_, index) => row(10_000 + index)),
	...Array.from({ length: 5 }, (_, index) => row(10_000 + index)),
];

test.each([
	['update', 455, 20 + 45 + 45 + 455],
	['skip', 55, 20 + 45 + 45 + 55],
] as const)(
	'many rows cost the pages of the account, a search for each new one and what is written: %s',
	async (unchanged, updated, requests) => {
		const run = await upsertAll(syncRows, account(2_000), { atOnce: true, unchanged });

		expect(run).toMatchObject({ pages: 20, searches: 45, created: 45, updated, requests });
		expect(run.leads).toHaveLength(2_045);
	},
);

test.each([true, false])(
	'an account with more pages than there are rows is not read further than they would take, totals told: %s',
	async (tellsTotal) => {
		const rows = [row(0), row(1), row(4_999)];
		const run = await upsertAll(rows, account(5_000), { atOnce: true, tellsTotal });

		expect(run).toMatchObject({ searches: 3, updated: 3 });
		expect(run.pages).toBe(tellsTotal ? 1 : 3);
	},
);

test('a single row searches', async () => {
	const run = await upsertAll([row(3)], account(50), { atOnce: true });

	expect(run).toMatchObject({ pages: 0, searches: 1, updated: 1 });
});

test('a lead that went away after it was read is looked for again, and created', async () => {
	const run = await upsertAll([row(1), row(2)], account(50), {
		atOnce: true,
		beforeReply: (leads, { method, path }) => {
			if (method === 'PATCH' && path === '/leads/lead_2') {
				leads.splice(0, leads.length, ...leads.filter(({ id }) => id !== 'lead_2'));
			}
		},
	});

	expect(run).toMatchObject({ pages: 1, searches: 1, created: 1 });
	expect(run.leads.filter(({ email }) => email === emailOf(2))).toHaveLength(1);
});

test('a lead that another sender created after the account was read is found by the search before a creation', async () => {
	const run = await upsertAll([row(1), row(900)], account(50), {
		atOnce: true,
		beforeReply: (leads, { method, path }) => {
			if (method === 'PATCH' && path === '/leads/lead_1') {
				leads.unshift({ id: 'lead_of_another', email: emailOf(900), name: 'Somebody' });
			}
		},
	});

	expect(run).toMatchObject({ created: 0, updated: 2 });
});

test('where reading the account fails, each row is searched for', async () => {
	const run = await upsertAll([row(1), row(2)], account(50), {
		atOnce: true,
		beforeReply: (_leads, { method, query = {} }) => {
			if (method === 'GET' && !('search' in query)) throw new Error('Bad gateway');
		},
	});

	expect(run).toMatchObject({ searches: 2, updated: 2 });
});

test.each<[string, Search, (number: number) => string, number]>([
	[
		'parts of values costs one search for each new number, and one to see that it does',
		'parts',
		(number) => `+91 98765 4${number}`,
		31,
	],
	[
		'whole values only costs two searches for each new number',
		'whole values',
		(number) => `+91 98765 4${number}`,
		61,
	],
	['words costs two searches for each new number', 'words', (number) => `+1 415 555 ${number}`, 60],
])(
	'looking for phone numbers where the search finds %s',
	async (_title, finds, spell, searches) => {
		const rows = Array.from({ length: 60 }, (_, index) => ({
			matchBy: 'phone' as const,
			matchValue: spell(4_000 + index),
			name: `Person ${index}`,
		}));
		const known = rows
			.slice(0, 30)
			.map(({ matchValue }, index) => ({ id: `lead_${index}`, phone: matchValue }));
		const run = await upsertAll(rows, known, { atOnce: true, finds });

		expect(run).toMatchObject({ pages: 1, searches, created: 30, updated: 30 });
	},
);

const numbers = fc.integer({ min: 0, max: 12 });
const toPhone = (number: number): string => `98${String(76_543_210 + number)}`;
const phoneSpellings: ReadonlyArray<(phone: string) => string> = [
	(phone) => phone,
	(phone) => `+91${phone}`,
	(phone) => `+91 ${phone.slice(0, 5)} ${phone.slice(5)}`,
	(phone) => `0${phone}`,
];
const spelledPhones = fc
	.tuple(numbers, fc.constantFrom(...phoneSpellings))
	.map(([number, spell]) => spell(toPhone(number)));
const spelledEmails = fc
	.tuple(numbers, fc.boolean())
	.map(([number, isUpper]) => (isUpper ? emailOf(number).toUpperCase() : emailOf(number)));
const companies = fc.constantFrom('Rao Textiles', 'Sharma Textiles');

test('rows end as they do where each is searched for, whatever the account has', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.record({ email: spelledEmails, phone: spelledPhones, company: companies }), {
				maxLength: 30,
			}),
			fc.array(
				fc.oneof(
					fc.record({ matchBy: fc.constant('email' as const), matchValue: spelledEmails }),
					fc.record({ matchBy: fc.constant('phone' as const), matchValue: spelledPhones }),
				),
				{ minLength: 2, maxLength: 15 },
			),
			fc.constantFrom<Unchanged>('update', 'skip'),
			fc.boolean(),
			async (people, wanted, unchanged, tellsTotal) => {
				const leads = people.map((person, number) => ({
					id: `lead_${number}`,
					name: 'Person',
					...person,
				}));
				const rows = wanted.map((one) => ({ ...one, name: 'Person', company: 'Rao Textiles' }));
				const settings = { unchanged, tellsTotal };
				const [together, oneByOne] = await Promise.all([
					upsertAll(rows, leads, { ...settings, atOnce: true }),
					upsertAll(rows, leads, { ...settings, atOnce: false }),
				]);
				expect(together.outcomes).toEqual(oneByOne.outcomes);
				expect(together.leads).toEqual(oneByOne.leads);
				expect(together.requests).toBeLessThanOrEqual(2 * oneByOne.requests);
			},
		),
		{ numRuns: 300 },
	);
});
