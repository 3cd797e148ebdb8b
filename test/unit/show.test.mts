import { tryToParseDateTime } from 'n8n-workflow';

import { show } from '../../nodes/shared/fields/show.ts';

const circular: Record<string, unknown> = { name: 'Asha' };
circular.self = circular;
const endless: unknown[] = [];
endless.push(endless);
const unreadable = {
	get name(): string {
		throw new Error('not now');
	},
};

test.each<[unknown, string]>([
	['Pune', 'Pune'],
	['"Pune"', '"Pune"'],
	['\u0000x\u0000', '\u0000x\u0000'],
	[null, 'null'],
	[undefined, 'undefined'],
	[Number.NaN, 'NaN'],
	[Number.POSITIVE_INFINITY, 'Infinity'],
	[Number.NEGATIVE_INFINITY, '-Infinity'],
	[12n, '12'],
	[Symbol('id'), 'Symbol(id)'],
	[() => 1, 'a function'],
	[new Date('no date'), 'Invalid Date'],
	[new Date(0), '"1970-01-01T00:00:00.000Z"'],
	[tryToParseDateTime('2026-05-01', 'UTC'), '"2026-05-01T00:00:00.000Z"'],
	[tryToParseDateTime('2026-05-01').setZone('no/zone'), 'Invalid DateTime'],
	[[Number.NaN, null, 'NaN', 3n], '[NaN,null,"NaN",3]'],
	[
		{ score: Number.NaN, when: new Date(Number.NaN), no: undefined },
		'{"score":NaN,"when":Invalid Date,"no":undefined}',
	],
	[circular, '{…}'],
	[endless, '[…]'],
])('%p is shown by its name', (raw, expected) => {
	expect(show(raw)).toBe(expected);
});

test('what cannot be read is shown all the same', () => {
	expect(show(unreadable)).toBe('{…}');
});
