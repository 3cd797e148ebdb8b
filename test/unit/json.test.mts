import fc from 'fast-check';

import { findPrototypeKey, isJsonObject, tryParseJson, valueAt } from '../../nodes/shared/json.ts';

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
			fc.property(fc.jsonValue(), (value) => {
				const parsed = tryParseJson(JSON.stringify(value));
				// JSON has no negative zero.
				expect(JSON.stringify(parsed)).toBe(JSON.stringify({ ok: true, value }));
			}),
		);
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
