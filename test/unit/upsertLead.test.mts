import type { IDataObject } from 'n8n-workflow';

import { upsertLead } from '../../nodes/CrmLeadPro/upsertLead.ts';
import type { Task } from '../../nodes/shared/operation/operation.ts';
import type { ApiReply } from '../../nodes/shared/http/reply.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { refusal } from './support/refusal.mts';
import { jsonReply } from './support/replies.mts';
import { createRunScope } from './support/runScope.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

interface Lead extends IDataObject {
	id: string | number;
}

type Search = (lead: Lead, text: string) => boolean;

/** Finds a text in any of a lead's values, letter by letter but whatever its case. */
const anyCase: Search = (lead, text) =>
	JSON.stringify(Object.values(lead)).toLowerCase().includes(text.toLowerCase());

/** A CRM with leads in it. */
function createCrm(leads: Lead[], matches: Search = anyCase) {
	const answer = ({ method, path, query = {}, body = {} }: ApiRequest): ApiReply => {
		if (method === 'GET') {
			const found = leads.filter((lead) => matches(lead, String(query.search ?? '')));
			const first = (Number(query.page) - 1) * Number(query.limit);
			return jsonReply({
				data: found.slice(first, first + Number(query.limit)),
				total: found.length,
			});
		}
		if (method === 'POST') {
			const lead = { id: `lead_${leads.length + 1}`, ...body };
			leads.push(lead);
			return jsonReply(lead, { status: 201 });
		}
		const lead = leads.find(({ id }) => path === `/leads/${id}`);
		return jsonReply(lead === undefined ? {} : Object.assign(lead, body));
	};
	const client = createScriptedClient(answer);
	const scope = createRunScope();
	return {
		leads,
		client,
		run: async (task: Task) => await task.run(client, scope),
		changes: () => client.sent.filter(({ method }) => method !== 'GET'),
	};
}

const byEmail = { matchBy: 'email', name: 'Priya Sharma', additionalFields: {} } as const;
const byPhone = { ...byEmail, matchBy: 'phone' } as const;

describe('a lead that is not there', () => {
	test('is created with the match value', async () => {
		const crm = createCrm([]);
		const output = await crm.run(
			upsertLead({
				...byEmail,
				matchValue: ' priya@example.com ',
				additionalFields: { company: 'Sharma Textiles' },
			}),
		);
		const body = { name: 'Priya Sharma', email: 'priya@example.com', company: 'Sharma Textiles' };
		expect(output).toEqual([{ id: 'lead_1', ...body, isNew: true }]);
		expect(crm.changes()).toMatchObject([
			{ method: 'POST', path: '/leads', body, idempotencyKey: 'key of POST /leads' },
		]);
	});

	test('is created although another one only contains the value', async () => {
		const crm = createCrm([{ id: 'lead_0', email: 'not-priya@example.com' }]);
		await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		expect(crm.changes()).toMatchObject([{ method: 'POST' }]);
	});

	test('is created although another one has the value elsewhere', async () => {
		const crm = createCrm([{ id: 'lead_0', source: 'priya@example.com', email: null }]);
		await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		expect(crm.changes()).toMatchObject([{ method: 'POST' }]);
	});
});

describe('a lead that is there', () => {
	test('is updated, without an idempotency key', async () => {
		const crm = createCrm([{ id: 'lead_7', email: 'priya@example.com', score: 5 }]);
		const output = await crm.run(
			upsertLead({
				...byEmail,
				matchValue: 'priya@example.com',
				additionalFields: { status: 'qualified' },
			}),
		);
		expect(output).toMatchObject([{ id: 'lead_7', score: 5, status: 'qualified' }]);
		expect(crm.changes()).toMatchObject([
			{
				method: 'PATCH',
				path: '/leads/lead_7',
				body: { name: 'Priya Sharma', status: 'qualified' },
				idempotencyKey: undefined,
			},
		]);
	});

	test.each([
		['Priya@Example.COM', 'priya@example.com'],
		['priya@example.com', 'PRIYA@example.com'],
		['priya@example.com', ' priya@example.com'],
	])('is found by %s although it has %j', async (matchValue, email) => {
		const crm = createCrm([{ id: 'lead_7', email }]);
		await crm.run(upsertLead({ ...byEmail, matchValue }));
		expect(crm.changes()).toMatchObject([{ method: 'PATCH', path: '/leads/lead_7' }]);
	});

	const formats = [
		'+91 98765 43210',
		'+919876543210',
		'0091 98765 43210',
		'09876543210',
		'9876543210',
		'98765-43210',
		'(+91) 98765.43210',
	];
	test.each(
		formats.flatMap((sought) => formats.map((stored): [string, string] => [sought, stored])),
	)('is found by the phone %s although it has %s', async (matchValue, phone) => {
		const crm = createCrm([
			{ id: 'lead_6', phone: '+91 98765 43211' },
			{ id: 'lead_7', phone },
			{ id: 'lead_8', phone: '+91 88765 43210' },
		]);
		await crm.run(upsertLead({ ...byPhone, matchValue }));
		expect(crm.changes()).toMatchObject([{ method: 'PATCH', path: '/leads/lead_7' }]);
	});

	test('is found on a later page of the search', async () => {
		const others = Array.from({ length: 250 }, (_, index) => ({
			id: `lead_${index}`,
			email: `priya@example.com.${index}`,
		}));
		const crm = createCrm([...others, { id: 'lead_x', email: 'priya@example.com' }]);
		await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		expect(crm.changes()).toMatchObject([{ method: 'PATCH', path: '/leads/lead_x' }]);
	});

	test('with an ID that is a number is updated, too', async () => {
		const crm = createCrm([{ id: 42, email: 'priya@example.com' }]);
		await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		expect(crm.changes()).toMatchObject([{ method: 'PATCH', path: '/leads/42' }]);
	});
});

describe('a lead that was found without an ID to update it by', () => {
	test.each([undefined, null, '', ' ', 0, -1, 1.5, 1e21, '0', 'null', {}, ['lead_1']])(
		'such as %p is neither updated nor created a second time',
		async (id) => {
			const client = createScriptedClient(() =>
				jsonReply({ data: [{ id, email: 'priya@example.com' }], total: 1 }),
			);
			const task = upsertLead({ ...byEmail, matchValue: 'priya@example.com' });
			const scope = createRunScope();

			await expect(task.run(client, scope)).rejects.toMatchObject({
				name: 'ParameterError',
				message: expect.stringContaining('gives no ID') as unknown,
			});
			expect(client.sent.map(({ method }) => method)).toEqual(['GET']);
		},
	);
});

describe('what is not clear', () => {
	test.each([
		['email', 'Priya@example.com', { email: 'priya@example.com' }],
		['phone', '98765 43210', { phone: '+91 98765 43210' }],
	] as const)(
		'two leads with the same %s: nothing is changed',
		async (matchBy, matchValue, has) => {
			const crm = createCrm([
				{ id: 'lead_1', ...has },
				{ id: 'lead_2', ...has },
			]);
			const running = crm.run(upsertLead({ ...byEmail, matchBy, matchValue }));
			await expect(running).rejects.toMatchObject({
				name: 'ParameterError',
				message: `2 leads have the ${matchBy} "${matchValue}" (lead_1, lead_2), so it is not clear which one to update`,
			});
			expect(crm.changes()).toEqual([]);
		},
	);

	test.each([
		['email', 'priya@example.com', { email: 'rahul@example.com' }],
		['email', 'priya@example.com', { email: null }],
		['email', 'priya@example.com', { email: ['priya@example.com'] }],
		['phone', '98765 43210', { phone: '98765 43211' }],
	] as const)('another %s among the fields than %s is refused', (matchBy, matchValue, fields) => {
		const { message, advice } = refusal(() =>
			upsertLead({ ...byEmail, matchBy, matchValue, additionalFields: structuredClone(fields) }),
		);
		expect(message).toBe(
			`Match Value is "${matchValue}", but the fields to set contain another ${matchBy}`,
		);
		expect(advice).toContain('Update');
	});

	test.each([
		['email', 'priya@example.com', { email: 'Priya@Example.com' }],
		['phone', '98765 43210', { phone: '+91-98765-43210' }],
		['phone', '98765 43210', { phone: 9_876_543_210 }],
	] as const)('the same %s in another form is sent as given', async (matchBy, matchValue, has) => {
		const crm = createCrm([]);
		await crm.run(upsertLead({ ...byEmail, matchBy, matchValue, additionalFields: { ...has } }));
		expect(crm.leads).toMatchObject([has]);
	});

	test.each(['priya', 'priya@', '@example.com', 'priya @example.com', 'a@b@c', '98765 43210'])(
		'%s is refused as an email',
		(matchValue) => {
			expect(refusal(() => upsertLead({ ...byEmail, matchValue })).message).toBe(
				`Match Value must be an email address, but it is "${matchValue}"`,
			);
		},
	);

	test.each(['priya', '123', '+', 'priya@example.com'])(
		'%s is refused as a phone',
		(matchValue) => {
			expect(refusal(() => upsertLead({ ...byPhone, matchValue })).message).toBe(
				`Match Value must be a phone number, but it is "${matchValue}"`,
			);
		},
	);
});

describe('items of one run with the same lead', () => {
	test.each([
		['email', 'priya@example.com', 'PRIYA@example.com '],
		['phone', '+91 98765 43210', '09876543210'],
	] as const)('with the same %s follow each other', (matchBy, first, second) => {
		const keys = [first, second].map(
			(matchValue) => upsertLead({ ...byEmail, matchBy, matchValue }).serialKey,
		);
		expect(keys[0]).toBeDefined();
		expect(keys[0]).toBe(keys[1]);
	});

	test('with different values do not wait for each other', () => {
		const keys = ['priya@example.com', 'rahul@example.com'].map(
			(matchValue) => upsertLead({ ...byEmail, matchValue }).serialKey,
		);
		expect(keys[0]).not.toBe(keys[1]);
	});

	test('the second one updates what the first one created, even before a search finds it', async () => {
		const crm = createCrm([], () => false);
		await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		await crm.run(
			upsertLead({
				...byEmail,
				matchValue: 'PRIYA@example.com',
				additionalFields: { score: 87 },
			}),
		);
		expect(crm.changes()).toMatchObject([
			{ method: 'POST', path: '/leads' },
			{ method: 'PATCH', path: '/leads/lead_1', body: { score: 87 } },
		]);
	});

	test('the second one needs no search for what the first one found', async () => {
		const crm = createCrm([{ id: 'lead_7', email: 'priya@example.com' }]);
		for (let item = 0; item < 3; item++) {
			await crm.run(upsertLead({ ...byEmail, matchValue: 'priya@example.com' }));
		}
		expect(crm.client.sent.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH', 'PATCH']);
	});
});

test('a lead is found by email although the server searches with regard to letter case', async () => {
	const crm = createCrm([{ id: 'lead_1', email: 'priya@example.com' }], (lead, text) =>
		JSON.stringify(Object.values(lead)).includes(text),
	);

	await crm.run(upsertLead({ ...byEmail, matchValue: 'Priya@Example.com' }));

	expect(crm.changes().map(({ method, path }) => [method, path])).toEqual([
		['PATCH', '/leads/lead_1'],
	]);
});

test.each([
	['+91 98765 43210', '+1 987 654 3210', false],
	['0091 98765 43210', '+91 98765 43210', true],
	['+1 987 654 3210', '987 654 3210', false],
	['+91 (0) 98765 43210', '98765 43210', true],
	['8765432100', '98765 43210', false],
	['7654321012', '+91 98765 43210 ext 12', false],
	['8765432105', '9876543210 x5', false],
	['9876543210 x5', '8765432105', false],
	['9876543210 x5', '9876543210', false],
	['9876543210', '9876543210 x5', false],
	['+91 98765 43210 ext 5', '9876543210 x5', true],
	['9876543210.0', '8765432100', false],
	['98765 43210, 98765 43211', '98765 43210', false],
	['+1 123 456 7890', '1234567890', false],
])('the phones %s and %s are the same lead’s: %s', async (known, typed, same) => {
	const crm = createCrm([{ id: 'lead_1', phone: known }]);

	await crm.run(upsertLead({ ...byPhone, matchValue: typed }));

	expect(crm.changes()[0]?.method).toBe(same ? 'PATCH' : 'POST');
});

test('nothing is created where the search could not be read to its end', async () => {
	const strangers = Array.from({ length: 100 }, (_, number) => ({ id: `lead_${number}` }));
	const client = createScriptedClient(() => jsonReply({ data: strangers, total: 500 }));
	const task = upsertLead({ ...byEmail, matchValue: 'priya@example.com' });
	const scope = createRunScope();

	await expect(task.run(client, scope)).rejects.toThrow(/could not be read to its end/);
	expect(new Set(client.sent.map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(client.sent.length).toBeLessThan(20);
});

test('a phone that the server keeps as a number is found', async () => {
	const crm = createCrm([{ id: 'lead_1', phone: 919_876_543_210 }]);

	await crm.run(upsertLead({ ...byPhone, matchValue: '98765 43210' }));

	expect(crm.changes()[0]?.method).toBe('PATCH');
});

test('an update leaves the value that it matched by as it is in the CRM', async () => {
	const crm = createCrm([{ id: 'lead_1', phone: '+91 98765 43210' }]);

	await crm.run(upsertLead({ ...byPhone, matchValue: '09876543210' }));

	expect(crm.leads[0]).toMatchObject({ phone: '+91 98765 43210', name: 'Priya Sharma' });
});

test('two people of one run whose phones differ in the country’s prefix stay two leads', async () => {
	const crm = createCrm([]);

	await crm.run(upsertLead({ ...byPhone, matchValue: '+91 98765 43210' }));
	await crm.run(upsertLead({ ...byPhone, matchValue: '+1 987 654 3210' }));

	expect(crm.leads.map(({ phone }) => phone)).toEqual(['+91 98765 43210', '+1 987 654 3210']);
});

test('a number without a prefix is read in the default country', async () => {
	const crm = createCrm([{ id: 'lead_1', phone: '+971 50 123 4567' }]);

	await crm.run(
		upsertLead({ ...byPhone, matchValue: '0501234567', options: { defaultCountry: 'AE' } }),
	);

	expect(crm.changes().map(({ method }) => method)).toEqual(['PATCH']);
});

test.each(['9876543210.0', '9.19877E+11', '2026-03-31', '9876543210 / 9876543211', '0501234567'])(
	'%s is refused as a phone with what to do',
	(matchValue) => {
		const { message, advice } = refusal(() => upsertLead({ ...byPhone, matchValue }));
		expect(message).toContain(`Match Value must be a phone number, but it is "${matchValue}", `);
		expect(advice).not.toBe('');
	},
);

test.each([
	['0412345678', 'AU', '+61 412 345 678'],
	['+33 1 23 45 67 89', 'FR', '01 23 45 67 89'],
	['050 123 4567', 'AE', '+971501234567'],
	['+1 (212) 555-0123', 'US', '212.555.0123'],
] as const)('%s, read in %s, finds %s', async (matchValue, country, phone) => {
	const crm = createCrm([{ id: 'lead_1', phone }]);

	await crm.run(upsertLead({ ...byPhone, matchValue, options: { defaultCountry: country } }));

	expect(crm.changes().map(({ method }) => method)).toEqual(['PATCH']);
});

test.each([
	['+91 98765 43210', ['+91 98765 43210', '3210']],
	['98765 43210 ext 12', ['98765 43210 ext 12', '3210']],
	['+61 412 345 678', ['+61 412 345 678', '5678', '5 678', '56 78']],
])('a new lead with the phone %s is searched for by %j', async (matchValue, searches) => {
	const crm = createCrm([]);

	await crm.run(upsertLead({ ...byPhone, matchValue }));

	const reads = crm.client.sent.filter(({ method }) => method === 'GET');
	expect(reads.map(({ query }) => query?.search)).toEqual(searches);
});

test('two spellings of one phone in one run wait for each other, other numbers do not', () => {
	const keyOf = (matchValue: string) => upsertLead({ ...byPhone, matchValue }).serialKey;

	expect(keyOf('+91 (0) 98765 43210')).toBe(keyOf('९८७६५ ४३२१०'));
	expect(keyOf('98765 43210 ext 5')).toBe(keyOf('+919876543210x5'));
	expect(keyOf('98765 43210 ext 5')).not.toBe(keyOf('98765 43210'));
	expect(keyOf('2345678901')).not.toBe(keyOf('+1 234 567 8901'));
});

test('a phone number that the lead has already keeps its spelling, another one is sent as written', async () => {
	const crm = createCrm([{ id: 'lead_1', email: 'priya@example.com', phone: '+91 98765 43210' }]);
	const update = async (phone: string) =>
		await crm.run(
			upsertLead({ ...byEmail, matchValue: 'priya@example.com', additionalFields: { phone } }),
		);

	await update('098765 43210');
	await update('098765 43219');

	expect(crm.changes().map(({ body }) => body?.phone)).toEqual(['+91 98765 43210', '098765 43219']);
});
