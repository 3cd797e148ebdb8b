import type { TotalWatch } from '../../nodes/shared/http/paging/movingList.ts';
import { startTrail, watchTotals } from '../../nodes/shared/http/paging/movingList.ts';
import type { ListRequest, Position } from '../../nodes/shared/http/paging/page.ts';

const PAGE_SIZE = 10;

const list: ListRequest = {
	path: '/leads',
	plural: 'leads',
	query: {},
	paging: { firstPage: 1, pageParameter: 'page', limitParameter: 'limit', pageSize: PAGE_SIZE },
	limit: undefined,
};

/** A page's place in a list, counted from 0. */
function place(index: number): Position {
	const received = index * PAGE_SIZE;
	return { page: index + 1, received, longestPage: PAGE_SIZE, guessed: false };
}

describe('the growth of a list', () => {
	/** Reads whole pages that tell these totals, one after the other. */
	function growths(watch: TotalWatch, totals: readonly (number | undefined)[]): number[] {
		const records = Array.from({ length: PAGE_SIZE }, (_, id) => ({ id }));
		return totals.map((total, index) =>
			watch.growthSince({ records, total, next: undefined, pages: undefined }, place(index)),
		);
	}

	test.each<[string, (number | undefined)[], number[]]>([
		['the same', [100, 100, 100], [0, 0, 0]],
		['larger', [100, 103, 103], [0, 3, 0]],
		['smaller', [100, 98, 97], [0, -2, -1]],
		['not told', [undefined, undefined, undefined], [0, 0, 0]],
		['told by some pages only', [100, undefined, 103, 104], [0, 0, 0, 1]],
		['on the last page smaller than what came', [30, 30, 29], [0, 0, -1]],
		['what the page itself holds', [10, 7, 3], [0, 0, 0]],
		['what came so far', [10, 20, 30, 29], [0, 0, 0, 0]],
	])('is read from totals: %s', (_, totals, expected) => {
		expect(growths(watchTotals(), totals)).toEqual(expected);
	});

	test.each([
		[[100, 100], true],
		[[100, 101], false],
		[[100, 99, 99], false],
		[[10, 20, 30], true],
	])('totals %j are steady: %j', (totals, isSteady) => {
		const watch = watchTotals();
		growths(watch, totals);

		expect(watch.isSteady()).toBe(isSteady);
	});
});

describe('the way back', () => {
	/** A way that read pages 0, 1, 2 and so on. */
	function wayOf(pages: number) {
		const trail = startTrail(list);
		for (let index = 0; index < pages; index++) trail.add(place(index));
		return trail;
	}

	test.each([
		[1, 3],
		[10, 3],
		[11, 2],
		[20, 2],
		[21, 1],
	])('after %i records went leads from page 4 to page %i', (count, index) => {
		expect(wayOf(4).goBack(place(4), count)).toEqual(place(index));
	});

	test('leads to the start where more records went than came', () => {
		expect(wayOf(4).goBack(place(4), 1_000)).toMatchObject({ page: 1, received: 0 });
	});

	test('ends at the page at which the walk turned back', () => {
		const trail = wayOf(4);
		trail.goBack(place(4), 25);

		expect([1, 2, 3, 4].map((index) => trail.isReread(place(index)))).toEqual([
			true,
			true,
			true,
			false,
		]);
	});

	test.each([{ cursor: 'abc' }, { url: 'https://crmleadpro.in/api/v1/leads?after=abc' }])(
		'cannot be found from %j',
		(target) => {
			const trail = wayOf(4);

			expect(trail.goBack({ ...place(4), ...target }, 1)).toBeUndefined();
			expect(trail.isLost()).toBe(false);
		},
	);

	test('is taken a hundred times, then records may be missing', () => {
		const trail = wayOf(200);
		for (let step = 0; step < 100; step++) {
			expect(trail.goBack(place(199 - step), 1)).toBeDefined();
		}
		expect(trail.isLost()).toBe(false);

		expect(trail.goBack(place(99), 1)).toBeUndefined();
		expect(trail.isLost()).toBe(true);
	});
});
