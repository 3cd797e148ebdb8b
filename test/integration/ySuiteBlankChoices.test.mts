import type { INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation();
});

afterEach(async () => {
	await organisation.remove();
});

/** Runs an operation for an item whose values are missing. */
async function run(resource: 'lead' | 'contact', operation: string, parameters: INodeParameters) {
	const { error } = await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		items: [{ empty: '', nothing: null }],
		parameters: { resource, operation, ...parameters },
	});
	return { error, requests: await organisation.journal() };
}

const firstContact = { __rl: true, mode: 'id', value: '1' };

describe.each(['{{ $json.missing }}', '{{ $json.empty }}', '{{ $json.nothing }}'])(
	'an expression that finds nothing, %s,',
	(expression) => {
		const blank = `=${expression}`;

		test('changes neither the type nor the notifications of a contact', async () => {
			const { error, requests } = await run('contact', 'update', {
				contactId: firstContact,
				updateFields: {
					address: 'Sheikh Zayed Road',
					contactType: blank,
					emailNotify: blank,
					smsNotify: blank,
					whatsappNotify: blank,
				},
			});

			expect(error).toBeUndefined();
			expect(requests.map(({ method, body }) => [method, body])).toEqual([
				['PUT', { cstaddress: 'Sheikh Zayed Road' }],
			]);
		});

		test('is nothing to update', async () => {
			const { error, requests } = await run('contact', 'update', {
				contactId: firstContact,
				updateFields: { contactType: blank },
			});

			expect(error?.message).toContain('Update Fields is empty');
			expect(requests).toEqual([]);
		});

		test('is not the type of a new contact', async () => {
			const { error, requests } = await run('contact', 'create', {
				name: 'Creekside Interiors',
				contactType: blank,
			});

			expect(error?.message).toContain('Contact Type is required [item 0]');
			expect(requests).toEqual([]);
		});

		test.each<['lead' | 'contact', INodeParameters]>([
			['lead', { filters: { leadStatus: blank } }],
			['contact', { filters: { type: blank } }],
			['lead', { sort: { sortBy: blank, sortOrder: blank } }],
		])('neither filters nor sorts the list of a %s: %j', async (resource, parameters) => {
			const { error, requests } = await run(resource, 'getAll', { limit: 1, ...parameters });

			expect(error).toBeUndefined();
			expect(requests).toHaveLength(1);
			const names = Object.keys(requests[0]?.query.parsed ?? {});
			expect(names.toSorted()).toEqual(['pageIndex', 'pageSize']);
		});
	},
);
