import {
	joinList,
	locator,
	locatorList,
	splitList,
	unwrapLocator,
} from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const options = {
	displayName: 'Stage',
	searchListMethod: 'searchStages',
	otherwise: 'name',
} as const;
const stored = (mode: string, value: unknown) => ({ __rl: true, mode, value });

describe('one value', () => {
	const field = locator(options);

	test.each([
		[stored('list', 'demo_scheduled')],
		[stored('name', ' demo_scheduled ')],
		['demo_scheduled'],
		[' demo_scheduled\n'],
		[['demo_scheduled']],
		[[stored('list', 'demo_scheduled')]],
	])('is read from %j', (raw) => {
		expect(read(field, raw)).toBe('demo_scheduled');
	});

	test.each([
		[undefined],
		[''],
		[stored('list', '')],
		[stored('id', null)],
		[{ mode: 'list', value: '' }],
		[{ __rl: true, mode: 'list' }],
	])('%j counts as not filled in', (raw) => {
		expect(read(field, raw)).toBeUndefined();
	});

	test('that is an object of another kind is refused', () => {
		expect(refusal(() => read(field, { name: 'Demo' })).message).toContain('must be text');
	});

	test('that was picked from a list is told apart from a typed one', () => {
		const chosen = new Set<string>();
		const context = { label: LABEL, timezone: 'Asia/Kolkata', chosen };
		field.read(stored('list', 'Picked'), context);
		field.read(stored('name', 'Typed'), context);
		field.read('Bare', context);
		expect([...chosen]).toEqual(['Picked']);
	});

	test('is offered from the list of the node, or typed', () => {
		const { type, default: initial, modes = [] } = field.property;
		expect([type, initial]).toEqual(['resourceLocator', { mode: 'list', value: '' }]);
		expect(modes.map(({ name }) => name)).toEqual(['list', 'name']);
		expect(modes[0]?.typeOptions).toEqual({ searchListMethod: 'searchStages', searchable: true });
	});
});

describe('several values', () => {
	const field = locatorList(options);

	test.each([
		['hot, vip'],
		[stored('list', 'hot, vip')],
		[stored('name', 'hot,vip')],
		[['hot', 'vip']],
		[[stored('list', 'hot'), 'vip']],
		[stored('name', ['hot', 'vip'])],
	])('are read from %j', (raw) => {
		expect(read(field, raw)).toEqual(['hot', 'vip']);
	});

	test.each([[''], [[]], [stored('list', '')], [undefined], [stored('name', ' , ')]])(
		'%j counts as none',
		(raw) => {
			expect(read(field, raw)).toBeUndefined();
		},
	);
});

test.each([
	[['hot', 'vip']],
	[['Delhi, North', 'say "hi"', 'a;b']],
	[['[B2B]', "o'clock", "'90s", 'x']],
	[['“smart”', 'two\nlines']],
])('the list %j is written as text that is read as the same list', (parts) => {
	expect(splitList(joinList(parts), LABEL)).toEqual(parts);
});

test('what is no stored choice is left as it is', () => {
	const object = { value: 'a', name: 'b' };
	expect(unwrapLocator(object)).toBe(object);
	expect(unwrapLocator([1])).toEqual([1]);
});
