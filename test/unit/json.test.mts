import fc from 'fast-check';

import {
	findPrototypeKey,
	isJsonObject,
	readId,
	tryParseJson,
	valueAt,
} from '../../nodes/shared/json.ts';
import { exactJsonValue, writtenJson } from './support/jsonValues.mts';

describe('isJsonObject', () => {
	test.each([[{}], [{ id: 'lead_01' }], [{ nested: { list: [] } }]])('%j is one', (value) => {
		expect(isJsonObject(value)).toBe(true);
	});

	test.each([[null], [undefined], [[]], [[{}]], ['{}'], [''], [0], [true]])(
		'%j is none',
		(value) => {
			expect(isJsonObject(value)).toBe(false);
		},
	);
});

describe('findPrototypeKey', () => {
	test.each([
		['{"__proto__": 1}', '__proto__'],
		['{"__proto__": {"isAdmin": true}}', '__proto__'],
		['{"a": {"b": {"__proto__": null}}}', '__proto__'],
		['{"a": [1, [{"__proto__": {}}]]}', '__proto__'],
		['[{"__proto__": {}}]', '__proto__'],
		['{"constructor": {"prototype": {"isAdmin": true}}}', 'constructor.prototype'],
		['{"a": [{"constructor": {"prototype": 1}}]}', 'constructor.prototype'],
	])('finds the key in %s', (text, key) => {
		expect(findPrototypeKey(JSON.parse(text))).toBe(key);
	});

	test.each([
		'{}',
		'null',
		'"__proto__"',
		'["__proto__"]',
		'{"a": "__proto__"}',
		'{"constructor": "Sharma Builders"}',
		'{"constructor": {"name": "Sharma Builders"}}',
		'{"constructor": null}',
		'{"car": {"prototype": {"name": "Car"}}}',
		'{"prototype": {"name": "Car"}}',
		'{"proto": 1}',
	])('finds nothing in %s', (text) => {
		expect(findPrototypeKey(JSON.parse(text))).toBeUndefined();
	});

	test('finds the key at whatever depth it is', () => {
		const steps = fc.array(
			fc.oneof(fc.constant('list' as const), fc.stringMatching(/^[a-z]{1,5}$/)),
		);
		fc.assert(
			fc.property(steps, (way) => {
				const text = way.reduce(
					(inner, step) => (step === 'list' ? `[0, ${inner}]` : `{"x": 1, "${step}": ${inner}}`),
					'{"__proto__": {"isAdmin": true}}',
				);
				expect(findPrototypeKey(JSON.parse(text))).toBe('__proto__');
			}),
		);
	});

	test('is not overwhelmed by deep nesting', () => {
		const depth = 100_000;
		const text = `${'['.repeat(depth)}{"__proto__": 1}${']'.repeat(depth)}`;
		expect(findPrototypeKey(JSON.parse(text))).toBe('__proto__');
	});
});

describe('valueAt', () => {
	const body = { meta: { next_cursor: 'abc', empty: null }, list: [{ id: 1 }] };

	test.each([
		[['meta', 'next_cursor'], 'abc'],
		[['meta', 'empty'], null],
		[['list'], [{ id: 1 }]],
		[[], body],
	])('%j leads to %j', (path, expected) => {
		expect(valueAt(body, path)).toEqual(expected);
	});

	test.each([
		[['nothing']],
		[['meta', 'nothing', 'deeper']],
		[['meta', 'next_cursor', 'length']],
		[['meta', 'empty', 'deeper']],
		[['list', '0']],
		[['list', 'length']],
		[['toString']],
		[['meta', 'constructor']],
		[['__proto__', 'toString']],
	])('%j leads nowhere', (path) => {
		expect(valueAt(body, path)).toBeUndefined();
	});

	test.each([[null], [undefined], ['text'], [7], [[]]])('nothing is found in %j', (value) => {
		expect(valueAt(value, ['length'])).toBeUndefined();
	});
});

describe('tryParseJson', () => {
	test('whatever JSON can express comes back', () => {
		fc.assert(
			fc.property(exactJsonValue, (value) => {
				const parsed = tryParseJson(JSON.stringify(value));
				// JSON has no negative zero.
				expect(JSON.stringify(parsed)).toBe(JSON.stringify({ ok: true, value }));
			}),
		);
	});

	test.each<[string, unknown]>([
		['9007199254740991', 9_007_199_254_740_991],
		['9007199254740992', '9007199254740992'],
		['9007199254740993', '9007199254740993'],
		['-9007199254740991', -9_007_199_254_740_991],
		['-9007199254740992', '-9007199254740992'],
		['1234567890123456', 1_234_567_890_123_456],
		[' 12345678901234567890\n', '12345678901234567890'],
		[
			'[12345678901234567890,12345678901234567891]',
			['12345678901234567890', '12345678901234567891'],
		],
		['{"id":12345678901234567890}', { id: '12345678901234567890' }],
		['{"id" :\t12345678901234567890 , "n":1}', { id: '12345678901234567890', n: 1 }],
		['{"12345678901234567890":1}', { '12345678901234567890': 1 }],
		['"12345678901234567890"', '12345678901234567890'],
		['"a:12345678901234567890"', 'a:12345678901234567890'],
		['"\\",12345678901234567890,"', '",12345678901234567890,'],
		['["\\\\",12345678901234567890,"\\\\"]', ['\\', '12345678901234567890', '\\']],
		['0.12345678901234567890', 0.123_456_789_012_345_68],
		['1e-12345678901234567890', 0],
		['1E+0000000000000000000003', 1000],
		['12345678901234567890.5', 12_345_678_901_234_567_000],
		['12345678901234567890e2', 1.234_567_890_123_456_8e21],
		['-0', -0],
	])('in %s no whole number is rounded', (text, expected) => {
		expect(tryParseJson(text)).toEqual({ ok: true, value: expected });
	});

	test('whole numbers of any length keep their digits, wherever they are', () => {
		fc.assert(
			fc.property(writtenJson, ({ text, value }) => {
				expect(tryParseJson(text)).toEqual({ ok: true, value });
			}),
			{ numRuns: 2_000 },
		);
	});

	test.each([
		'{9007199254740993:1}',
		'[9007199254740993',
		'09007199254740993',
		'[9007199254740993"]',
	])('%s does not become JSON by its big number', (text) => {
		expect(tryParseJson(text)).toMatchObject({ ok: false });
	});

	test.each([
		['digits', `[${'1'.repeat(5_000_000)}]`],
		['digits of a fraction', `[0.${'1'.repeat(5_000_000)}]`],
		['quotes in a text', `["1234567890123456","${'\\"'.repeat(2_500_000)}"]`],
		['backslashes in a text', `["1234567890123456","${'\\\\'.repeat(2_500_000)}"]`],
	])('millions of %s do not exhaust the stack', (_what, text) => {
		expect(tryParseJson(text)).toMatchObject({ ok: true });
	});

	test.each(['', ' ', '{', "{'a': 1}", '{"a": 1,}', '<html>', 'undefined'])(
		'%j is no JSON, and the reason is told',
		(text) => {
			const parsed = tryParseJson(text);
			expect(parsed).toMatchObject({ ok: false });
			expect(parsed).toHaveProperty('reason', expect.stringMatching(/\w/));
		},
	);
});

describe('readId', () => {
	test.each([
		[1, '1'],
		[9_007_199_254_740_991, '9007199254740991'],
		['lead_01', 'lead_01'],
		['9007199254740993', '9007199254740993'],
		['007', '007'],
		[' a ', ' a '],
		['1355517523.000005', '1355517523.000005'],
	])('%j is an ID', (value, expected) => {
		expect(readId(value)).toBe(expected);
	});

	test.each([
		[0],
		[-1],
		[1.5],
		[9_007_199_254_740_992],
		[1e21],
		[Infinity],
		[Number.NaN],
		[''],
		[' '],
		['0'],
		['-7'],
		['null'],
		[null],
		[undefined],
		[true],
		[{}],
		[['a']],
	])('%p is none', (value) => {
		expect(readId(value)).toBeUndefined();
	});
});
