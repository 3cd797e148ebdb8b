import type { SwitchChanges } from '../../sandbox/ySuite/switches.mts';
import { runNode } from '../support/n8nCore.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';

const LEADS = 450;

let organisation: TestOrganisation;

beforeEach(async () => {
	organisation = await createOrganisation({ seed: { leads: LEADS, contacts: 130 } });
});

afterEach(async () => {
	await organisation.remove();
});

async function getAll(parameters: object, resource = 'lead') {
	await organisation.clearJournal();
	const { outputs, error, hints } = await runNode({
		node: 'ySuite',
		credentials: organisation.credentials,
		parameters: { resource, operation: 'getAll', ...parameters },
	});
	const journal = await organisation.journal();
	return {
		ids: (outputs[0] ?? []).map(({ json }) => Number(json.cstid)),
		error,
		hints,
		pages: journal.map(({ query }) => [query.parsed.pageIndex, query.parsed.pageSize]),
		journal,
	};
}

const leadIds = async (): Promise<number[]> =>
	(await organisation.state()).leads.map(({ cstid }) => cstid);

const ascending = (a: number, b: number) => a - b;

test('Return All gives every lead once, in the server’s order, each page once', async () => {
	const { ids, pages, hints, error } = await getAll({
		returnAll: true,
		sort: { sortBy: 'cstid', sortOrder: 'asc' },
	});

	expect(error).toBeUndefined();
	expect(ids).toEqual(await leadIds());
	expect(pages.toSorted()).toEqual(['0', '1', '2', '3', '4'].map((page) => [page, '100']));
	expect(hints).toEqual([]);
});

test('pages after the first are under way at the same time', async () => {
	await organisation.setFaults([{ kind: 'latency', ms: 80, times: 'always' }]);

	const { journal } = await getAll({ returnAll: true });

	const [first, ...others] = journal.map(({ receivedAt, finishedAt }) => ({
		from: Date.parse(receivedAt),
		to: Date.parse(finishedAt ?? ''),
	}));
	const firstEnd = Math.min(...others.map(({ to }) => to));
	expect(others).toHaveLength(4);
	for (const { from } of others) {
		expect(from).toBeGreaterThanOrEqual(first?.to ?? Infinity);
		expect(from).toBeLessThan(firstEnd);
	}
});

test('a server that repeats itself ends the walk, and the user is told what to do', async () => {
	const data = Array.from({ length: 100 }, (_, cstid) => ({ cstid }));
	const body = { success: true, data: { data, total_records: 300, total_pages: 3 } };
	await organisation.setFaults([{ kind: 'status', status: 200, body, times: 'always' }]);

	const { ids, hints } = await getAll({ returnAll: true });

	expect(ids).toHaveLength(100);
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(
			/^The list of leads may be incomplete: .*Run this again when fewer records change\.$/,
		),
	]);
});

test('Return All gives every contact once', async () => {
	const { ids, pages } = await getAll({ returnAll: true }, 'contact');

	const { contacts } = await organisation.state();
	expect(ids.toSorted(ascending)).toEqual(contacts.map(({ cstid }) => cstid));
	expect(pages).toHaveLength(2);
});

test.each([
	[5, [['0', '5']]],
	[
		250,
		[
			['0', '100'],
			['1', '100'],
			['2', '100'],
		],
	],
])('a limit of %i costs as few requests as it can', async (limit, expected) => {
	const { ids, pages } = await getAll({
		limit,
		sort: { sortBy: 'cstid', sortOrder: 'asc' },
	});

	expect(ids).toEqual((await leadIds()).slice(0, limit));
	expect(pages.toSorted()).toEqual(expected);
});

test.each<SwitchChanges>([
	{ totals: 'none' },
	{ totals: { total_records: 9_000, total_pages: 90 } },
	{ totals: { total_records: 9_000, total_pages: 1 } },
	{ pageSizeMax: 20 },
	{ pageSizeMax: 20, totals: 'none' },
	{ sorting: 'ignored' },
])('a server with %j gives all of its leads, and the walk ends', async (switches) => {
	await organisation.setSwitches(switches);

	const { ids, error } = await getAll({ returnAll: true });

	expect(error).toBeUndefined();
	expect(ids.toSorted(ascending)).toEqual(await leadIds());
});

test('leads that come and go while they are read neither hide nor double others', async () => {
	const before = await leadIds();
	const gone = [450, 449, 401, 300];
	await organisation.setFaults([
		{
			kind: 'actions',
			actions: gone.map((id) => ({ action: 'lead.delete', id })),
			skip: 2,
		},
		{
			kind: 'actions',
			actions: [{ action: 'lead.create', lead: { cstname: 'Late' } }],
			skip: 3,
		},
	]);

	const { ids, error } = await getAll({ returnAll: true });

	expect(error).toBeUndefined();
	expect(ids).toEqual(expect.arrayContaining(before.filter((id) => !gone.includes(id))));
	expect(new Set(ids).size).toBe(ids.length);
});

test('a failing page fails the whole list', async () => {
	await organisation.setFaults([{ kind: 'status', status: 403, skip: 2, times: 'always' }]);

	const { ids, error } = await getAll({ returnAll: true });

	expect(error?.message).toContain('YSUITE does not allow this');
	expect(ids).toEqual([]);
});

test('an empty list is an empty output', async () => {
	const { ids, error } = await getAll({ filters: { search: 'nobody has this name' } });

	expect(error).toBeUndefined();
	expect(ids).toEqual([]);
});
