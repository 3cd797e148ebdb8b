import type { IDataObject } from 'n8n-workflow';

import { jsonObjectSchema } from '../../nodes/shared/json.ts';
import { memoryKey, readMemory, writeMemory } from '../../nodes/shared/trigger/recordMemory.ts';
import { jsonReply } from './support/replies.mts';
import { poll, Workspace, type Kind } from './support/watchedWorkspace.mts';

const usual: Kind = {
	sorting: 'honoured',
	hasUpdatedAt: true,
	hasTotals: true,
	hasCursors: false,
	step: 1,
};

/** A workspace whose leads were added one after the other, and what its first poll stored. */
async function start(leads: number, kind: Partial<Kind> = {}) {
	const workspace = new Workspace({ ...usual, ...kind });
	const staticData: IDataObject = {};
	for (let added = 0; added < leads; added++) {
		workspace.add(1);
		workspace.tick(1);
	}
	expect((await poll(workspace, staticData)).given).toEqual([]);
	workspace.tick(1);
	return { workspace, staticData };
}

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

describe('what is remembered', () => {
	test('of 50,000 leads in four states fits into 401 KB, and none is taken for another', () => {
		const ids = Array.from({ length: 50_000 }, (_, number) => `lead_${number}`);
		const memory = new Map(
			ids.map((id, number) => [
				memoryKey(id),
				{ label: `["state ${number % 4}",null]`, print: '' },
			]),
		);

		expect(memory.size).toBe(ids.length);
		expect(sizeOf(writeMemory(memory, false))).toBeLessThan(401_000);
	});

	test('beside that is the same for few leads and for many, and an idle poll costs one request', async () => {
		const { workspace, staticData } = await start(5_000);

		expect(sizeOf(staticData.leads)).toBeLessThan(15_000);
		expect(await poll(workspace, staticData)).toMatchObject({ requests: 1, hasWritten: false });
	});

	test('of records without a time of change fits into 14 bytes each', async () => {
		const { staticData } = await start(2_000, { hasUpdatedAt: false });

		expect(sizeOf(staticData.leadsMemory)).toBeLessThan(14 * 2_000 + 1_000);
	});

	test('comes back as it was written, whatever the labels hold', () => {
		const labels = ['', '["new",null]', '__proto__', 'ü,"'];
		const memory = new Map(
			labels.map((label, place) => [memoryKey(`lead_${place}`), { label, print: 'abcdef' }]),
		);

		const stored: unknown = JSON.parse(JSON.stringify(writeMemory(memory, true)));

		expect(readMemory(stored, true)).toEqual(memory);
		expect(readMemory(stored, false)).toBeUndefined();
	});

	test('is small again after a thousand leads were added at once', async () => {
		const { workspace, staticData } = await start(300);
		workspace.add(1_000);
		expect((await poll(workspace, staticData)).given).toHaveLength(1_000);
		workspace.tick(1);

		expect((await poll(workspace, staticData)).given).toEqual([]);

		expect(sizeOf(staticData.leads)).toBeLessThan(15_000);
		expect(await poll(workspace, staticData)).toMatchObject({ requests: 1, hasWritten: false });
	});
});

describe('leads with the same time', () => {
	test('as more than a page of others that came in that second are not lost', async () => {
		const { workspace, staticData } = await start(20, { step: 1_000 });
		workspace.add(250);
		expect((await poll(workspace, staticData)).given).toHaveLength(250);
		workspace.add(3);
		workspace.change(5, 1, true);
		workspace.tick(1);

		const { given } = await poll(workspace, staticData);

		expect(given.map(({ isNew }) => isNew).toSorted()).toEqual([false, true, true, true]);
		workspace.tick(1);
		expect((await poll(workspace, staticData)).given).toEqual([]);
	});

	test('are not given again and again because a value differs in each reply', async () => {
		const { workspace, staticData } = await start(20, { step: 1_000 });
		await poll(workspace, staticData);
		let replies = 0;
		workspace.addToRow = () => ({ views: ++replies });
		workspace.add(1);
		expect((await poll(workspace, staticData)).given).toHaveLength(1);
		// Nothing tells this from a change within the same second.
		expect((await poll(workspace, staticData)).given).toHaveLength(1);

		expect((await poll(workspace, staticData)).given).toEqual([]);
		expect((await poll(workspace, staticData)).given).toEqual([]);
	});
});

describe('a lead that is listed late', () => {
	test('is given although others were changed after it was added', async () => {
		const { workspace, staticData } = await start(300);
		workspace.add(1, false);
		const late = workspace.leads.at(-1);
		workspace.tick(1);
		workspace.change(3, 150, false);
		expect((await poll(workspace, staticData)).given).toHaveLength(150);
		workspace.tick(1);
		expect((await poll(workspace, staticData)).given).toEqual([]);
		if (late !== undefined) late.isListed = true;

		const { given } = await poll(workspace, staticData);

		expect(given).toMatchObject([{ id: late?.id, isNew: true }]);
		workspace.tick(1);
		expect((await poll(workspace, staticData)).given).toEqual([]);
	});
});

describe('other keys', () => {
	test('of the same workspace that show many older leads do not make them new', async () => {
		const { workspace, staticData } = await start(60);
		workspace.add(15, false);
		const hidden = workspace.leads.slice(-15);
		workspace.tick(1);
		workspace.add(1);
		expect((await poll(workspace, staticData)).given).toHaveLength(1);
		for (const lead of hidden) lead.isListed = true;
		workspace.tick(1);
		workspace.add(1);

		const { given, warning } = await poll(workspace, staticData, { key: 'other' });

		expect(given).toMatchObject([{ id: 'lead_77', isNew: true }]);
		expect(warning).toMatch(/show 15 leads .* do not count as new/);
		expect((await poll(workspace, staticData, { key: 'other' })).given).toEqual([]);
	});

	test('of another workspace start anew, with what its leads were', async () => {
		const { staticData } = await start(60);
		const other = new Workspace(usual);
		other.now += 1;
		other.add(70);

		const { given, warning } = await poll(other, staticData, { key: 'other' });

		expect(given).toEqual([]);
		expect(warning).toMatch(/^The credential opens another workspace\. Starting anew/);
		other.tick(1);
		other.change(0, 1, true);
		expect((await poll(other, staticData, { key: 'other' })).given).toMatchObject([
			{ id: 'lead_1', before: 'new' },
		]);
	});
});

test.each<[string, IDataObject]>([
	['has another shape', { ids: 'none' }],
	['has an ID without a time', { times: [] }],
])('what is stored and %s starts anew, and says so', async (_, damage) => {
	const { workspace, staticData } = await start(10);
	staticData.leads = { ...jsonObjectSchema.parse(staticData.leads), ...damage };
	workspace.add(1);

	const { given, warning } = await poll(workspace, staticData);

	expect(given).toEqual([]);
	expect(warning).toMatch(/cannot be read\. Starting anew/);
	workspace.tick(1);
	workspace.add(1);
	expect((await poll(workspace, staticData)).given).toHaveLength(1);
});

const row = { name: 'Priya', updated_at: '2026-03-01T09:00:00.000Z' };

test.each([
	['without an ID', { data: [row] }, /leads without an ID \("id"\)/],
	[
		'that repeats its first page',
		{ data: Array.from({ length: 100 }, (_, id) => ({ ...row, id: `lead_${id}` })), total: 300 },
		/kept changing while it was read, or repeated itself/,
	],
])('a list %s fails the poll, and nothing is remembered of it', async (_, body, message) => {
	const { workspace, staticData } = await start(20);
	const before = JSON.stringify(staticData);
	workspace.answer = () => jsonReply(body);

	await expect(poll(workspace, staticData)).rejects.toThrow(message);

	expect(JSON.stringify(staticData)).toBe(before);
});
