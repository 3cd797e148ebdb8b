import fc from 'fast-check';

import { readLeadId, readNewestLeads } from '../../nodes/YSuiteTrigger/newestLeads.ts';
import type { ApiRequest } from '../../nodes/shared/http/request.ts';
import { jsonObjectSchema } from '../../nodes/shared/json.ts';
import { jsonReply } from './support/replies.mts';
import { createScriptedClient } from './support/scriptedClient.mts';

interface LeadServer {
	/** IDs, newest first. */
	ids: number[];
	/** Rows on a page at most. */
	maximum: number;
	/** The order in which it lists leads, whatever it is asked for. */
	toListed?: (ids: number[]) => number[];
	/** Called before each page. */
	beforePage?: (ids: number[], answered: number) => void;
}

/** Answers as YSUITE documents it. */
function createAnswer({ ids, maximum, toListed = (listed) => listed, beforePage }: LeadServer) {
	let answered = 0;
	return ({ query = {} }: ApiRequest) => {
		beforePage?.(ids, answered++);
		const size = Math.min(Number(query.pageSize), maximum);
		const first = Number(query.pageIndex) * size;
		return jsonReply({
			success: true,
			data: {
				data: toListed([...ids])
					.slice(first, first + size)
					.map((cstid) => ({ cstid })),
				total_records: ids.length,
				total_pages: Math.ceil(ids.length / size),
			},
		});
	};
}

const newestFirst = (count: number): number[] =>
	Array.from({ length: count }, (_, index) => count - index);

async function read(server: LeadServer, newestKnown: number | undefined) {
	const client = createScriptedClient(createAnswer(server));
	const { records, cutShort } = await readNewestLeads(client, newestKnown);
	return { ids: records.map(({ cstid }) => Number(cstid)), cutShort, sent: client.sent };
}

test('the newest lead costs one page, asked for in the order that is needed', async () => {
	const { ids, sent } = await read({ ids: newestFirst(250), maximum: 100 }, undefined);

	expect(ids[0]).toBe(250);
	expect(sent).toMatchObject([
		{
			method: 'GET',
			path: '/leads',
			query: { sortBy: 'cstid', sortOrder: 'desc', pageIndex: '0', pageSize: '100' },
		},
	]);
});

test('a reply that is no list is refused as one of leads', async () => {
	const client = createScriptedClient(() => jsonReply({ success: true }));

	await expect(readNewestLeads(client, 7)).rejects.toMatchObject({ expected: 'a list of leads' });
});

test.each([
	[250, 1],
	[151, 1],
	[150, 2],
	[51, 2],
	[50, 3],
	[0, 3],
])('with lead %i known, %i pages of 250 leads are read', async (newestKnown, pages) => {
	const { sent } = await read({ ids: newestFirst(250), maximum: 100 }, newestKnown);

	expect(sent).toHaveLength(pages);
});

test.each([
	[10, 1],
	[9, 2],
])('with a newer lead on a first page of %i, %i pages are read', async (maximum, pages) => {
	const { sent } = await read({ ids: newestFirst(250), maximum }, 249);

	expect(sent).toHaveLength(pages);
});

const shares = fc.double({ min: 0, max: 0.999, noNaN: true });

test('every lead that is new and stays is read, whatever comes and goes meanwhile', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 60 }),
			fc.nat({ max: 60 }),
			fc.integer({ min: 2, max: 12 }),
			fc.array(
				fc.record({ arrivals: fc.nat({ max: 3 }), vanishing: fc.array(shares, { maxLength: 3 }) }),
				{ maxLength: 10 },
			),
			async (count, newestKnown, maximum, steps) => {
				const list = newestFirst(count);
				const gone = new Set<number>();
				let last = count;
				const { ids, cutShort } = await read(
					{
						ids: list,
						maximum,
						beforePage: (here, answered) => {
							const step = answered === 0 ? undefined : steps[answered - 1];
							for (const place of step?.vanishing ?? []) {
								for (const id of here.splice(Math.floor(place * here.length), 1)) gone.add(id);
							}
							const arrivals = Math.min(step?.arrivals ?? 0, maximum - 1);
							for (let done = 0; done < arrivals; done++) here.unshift(++last);
						},
					},
					newestKnown,
				);
				const expected = newestFirst(count).filter((id) => id > newestKnown && !gone.has(id));
				expect(ids).toEqual(expect.arrayContaining(expected));
				expect(new Set(ids).size).toBe(ids.length);
				// Where some leads went and others came, the total does not tell which: a false alarm.
				if (gone.size === 0 || last === count) expect(cutShort).toBe(false);
			},
		),
		{
			numRuns: 1_000,
			examples: [
				[5, 0, 4, [{ arrivals: 2, vanishing: [0, 0.75] }]],
				[
					11,
					0,
					3,
					[
						{ arrivals: 2, vanishing: [] },
						{ arrivals: 0, vanishing: [0, 0.41666666666666663] },
					],
				],
			],
		},
	);
});

test('every new lead is read in whatever order the server lists them', async () => {
	const rows = 40;
	await fc.assert(
		fc.asyncProperty(
			fc.shuffledSubarray(newestFirst(rows), { minLength: rows }),
			fc.nat({ max: rows }),
			fc.integer({ min: 1, max: 20 }),
			async (listed, newestKnown, maximum) => {
				const { ids } = await read(
					{ ids: newestFirst(rows), maximum, toListed: () => listed },
					newestKnown,
				);
				const expected = newestFirst(rows).filter((id) => id > newestKnown);
				expect(ids).toEqual(expect.arrayContaining(expected));
			},
		),
		{ numRuns: 500 },
	);
});

test.each([1, 2, 9, 100])(
	'a server that lists oldest first, %i a page, is read to its end',
	async (maximum) => {
		const { ids } = await read(
			{ ids: newestFirst(120), maximum, toListed: (ids) => ids.toReversed() },
			118,
		);

		expect(ids).toHaveLength(120);
	},
);

test('a list that never holds still is told to be incomplete', async () => {
	const { cutShort } = await read(
		{ ids: newestFirst(3_000), maximum: 10, beforePage: (ids) => ids.shift() },
		0,
	);

	expect(cutShort).toBe(true);
});

test.each<[unknown, number | string | undefined]>([
	[42, 42],
	['42', 42],
	[' 042 ', 42],
	[0, 0],
	[undefined, undefined],
	[null, undefined],
	['', undefined],
	['LED-0042', undefined],
	[4.2, undefined],
	['9007199254740991', 9_007_199_254_740_991],
	['9007199254740993', '9007199254740993'],
	['12345678901234567890', '12345678901234567890'],
	[-42, undefined],
	['-42', undefined],
	['0x10', undefined],
	['1e3', undefined],
	[9_007_199_254_740_992, undefined],
	[1e21, undefined],
	[{}, undefined],
])('the ID %j is read as %j', (cstid, expected) => {
	expect(readLeadId(jsonObjectSchema.parse({ cstid }))).toBe(expected);
});
