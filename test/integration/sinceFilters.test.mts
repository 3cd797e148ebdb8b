import type { INodeParameters } from 'n8n-workflow';

import type { SwitchChanges } from '../../sandbox/switches.mts';
import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
});

const getMany = async (resource: string, parameters: INodeParameters) =>
	await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		parameters: {
			resource,
			operation: 'getAll',
			returnAll: true,
			options: { pageSize: 3 },
			...parameters,
		},
	});

const idsOf = (records: ReadonlyArray<{ id?: unknown }>) =>
	records.map(({ id }) => String(id)).toSorted();

/** A time in the middle of those that the records have, as the sandbox knows them. */
async function halfway(list: 'leads' | 'contacts', field: 'created_at' | 'updated_at') {
	const records = (await workspace.state())[list];
	const times = records.map((record) => record[field]).toSorted();
	const since = times[Math.floor(times.length / 2)] ?? '';
	const wanted = records.filter((record) => record[field] >= since);
	return { since, wanted, all: records };
}

const sortings: SwitchChanges[] = [
	{ listSorting: 'honoured' },
	{ listSorting: 'ignored' },
	{ listSorting: 'orderOnly' },
	{ listSorting: 'rejected' },
];

describe.each(sortings)('where lists have %j', (switches) => {
	test.each([
		['leads', 'lead', 'createdSince', 'created_at'],
		['leads', 'lead', 'updatedSince', 'updated_at'],
		['contacts', 'contact', 'createdSince', 'created_at'],
		['contacts', 'contact', 'updatedSince', 'updated_at'],
	] as const)('all %s since a time are found (%s, %s)', async (list, resource, filter, field) => {
		await workspace.setSwitches(switches);
		const { since, wanted } = await halfway(list, field);

		const { outputs, error } = await getMany(resource, { filters: { [filter]: since } });

		expect(error).toBeUndefined();
		expect(wanted.length).toBeGreaterThan(1);
		expect(idsOf(outputs[0]?.map(({ json }) => json) ?? [])).toEqual(idsOf(wanted));
	});

	test('an old lead that was changed lately is found', async () => {
		await workspace.setSwitches(switches);
		const { leads } = await workspace.state();
		const oldest = leads.toSorted((one, other) => (one.created_at < other.created_at ? -1 : 1))[0];
		const before = new Date().toISOString();
		await workspace.act({ action: 'lead.update', id: oldest?.id ?? '', changes: { company: 'X' } });

		const { outputs } = await getMany('lead', { filters: { updatedSince: before } });

		expect(outputs[0]?.map(({ json }) => json.id)).toEqual([oldest?.id]);
	});
});

test('a list that is sorted is read no further than it has to be', async () => {
	const { leads } = await workspace.state();
	const newest = leads.toSorted((one, other) => (one.created_at > other.created_at ? -1 : 1));
	const since = newest[3]?.created_at ?? '';

	const { outputs } = await getMany('lead', { filters: { createdSince: since } });

	expect(outputs[0]).toHaveLength(4);
	// Two pages of three, and one to see that the server sorts.
	expect(await workspace.journal()).toHaveLength(3);
});

test('a limit counts what is found', async () => {
	const { since, wanted } = await halfway('leads', 'updated_at');

	const { outputs } = await getMany('lead', {
		returnAll: false,
		limit: 2,
		filters: { updatedSince: since },
		sort: { sortBy: 'name', sortOrder: 'asc' },
	});

	const names = wanted.map(({ name }) => name).toSorted();
	expect(outputs[0]?.map(({ json }) => json.name)).toEqual(names.slice(0, 2));
});

test('a day begins in the workflow’s time zone', async () => {
	const { outputs, error } = await getMany('lead', { filters: { createdSince: '2999-12-31' } });

	expect(error).toBeUndefined();
	expect(outputs[0]).toEqual([]);
});
