import fc from 'fast-check';

import {
	addSeen,
	createUnseenCheck,
	type SeenRecords,
} from '../../nodes/YSuiteTrigger/seenRecords.ts';

const byNumber = (first: number, second: number): number => first - second;
const nothing: SeenRecords<number> = { ids: [], seenUpTo: null };

test.each<[string, SeenRecords<number>, number[], number[]]>([
	['nothing was seen: all are new', nothing, [3, 1], [3, 1]],
	['a lower ID that was not seen is new', { ids: [47, 45], seenUpTo: null }, [47, 46, 45], [46]],
	['what was seen is not new', { ids: [3, 2, 1], seenUpTo: null }, [3, 2, 1], []],
	[
		'up to the lowest that is remembered, nothing is new',
		{ ids: [9, 7], seenUpTo: 5 },
		[8, 6, 5, 4],
		[8, 6],
	],
])('%s', (_, seen, ids, expected) => {
	expect(ids.filter(createUnseenCheck(seen, byNumber))).toEqual(expected);
});

test.each<[string, SeenRecords<number>, number[], number, SeenRecords<number>]>([
	['less than is kept', nothing, [1, 3, 2], 3, { ids: [3, 2, 1], seenUpTo: null }],
	['more than is kept', nothing, [1, 4, 3, 2], 2, { ids: [4, 3], seenUpTo: 2 }],
	['what was seen', { ids: [2, 1], seenUpTo: null }, [2, 1], 3, { ids: [2, 1], seenUpTo: null }],
	['what lies below', { ids: [9], seenUpTo: 5 }, [9, 5, 4], 3, { ids: [9], seenUpTo: 5 }],
	['a lower one', { ids: [9, 7], seenUpTo: 5 }, [8], 3, { ids: [9, 8, 7], seenUpTo: 5 }],
])('IDs are remembered, the highest first: %s', (_, seen, ids, most, expected) => {
	expect(addSeen(seen, ids, byNumber, most)).toEqual(expected);
});

test('IDs may be texts with an order of their own, and a number is the text of its digits', () => {
	const byText = (first: string, second: string): number => (first < second ? -1 : 1);
	const seen = addSeen<string>({ ids: [], seenUpTo: null }, ['b', 'd'], byText, 9);
	expect(['a', 'b', 'c'].filter(createUnseenCheck(seen, byText))).toEqual(['a', 'c']);

	const byDigits = (first: number | string, second: number | string): number =>
		Number(first) - Number(second);
	const isUnseen = createUnseenCheck<number | string>({ ids: [42], seenUpTo: null }, byDigits);
	expect(isUnseen('42')).toBe(false);
});

test('whatever comes in whatever order, nothing is new twice, and never more is remembered', () => {
	fc.assert(
		fc.property(
			fc.array(fc.uniqueArray(fc.nat({ max: 60 }))),
			fc.integer({ min: 1, max: 30 }),
			(polls, most) => {
				const given: number[] = [];
				let seen = nothing;
				for (const ids of polls) {
					given.push(...ids.filter(createUnseenCheck(seen, byNumber)));
					seen = addSeen(seen, ids, byNumber, most);
					expect(seen.ids.length).toBeLessThanOrEqual(most);
					expect(ids.filter(createUnseenCheck(seen, byNumber))).toEqual([]);
				}
				expect(new Set(given).size).toBe(given.length);
				// As many as are remembered are always certain.
				const all = [...new Set(polls.flat())].sort(byNumber).slice(-most);
				expect(given).toEqual(expect.arrayContaining(all));
			},
		),
	);
});
