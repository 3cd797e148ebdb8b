import { tryToParseDateTime } from 'n8n-workflow';

import {
	choice,
	choices,
	jsonObject,
	keyValues,
	list,
	number,
	queryRows,
	recordLocator,
	requiredText,
	text,
	toggle,
} from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const texts = { displayName: 'Value' };

/** What a form, an expression or an agent hands over where nothing was filled in. */
const blanks: Array<[unknown]> = [
	[undefined],
	[null],
	[''],
	['   '],
	['\n\t'],
	['\u00a0\u200b\ufeff'],
];
/** The same for fields that take a single value from a list of one. */
const blanksOfOne: Array<[unknown]> = [...blanks, [['']], [[' ']], [[null]]];

describe('text', () => {
	const field = text(texts);

	test.each([
		['Priya', 'Priya'],
		['  no spaces around,  but within  ', 'no spaces around,  but within'],
		['प्रिया शर्मा 🙂', 'प्रिया शर्मा 🙂'],
		[42, '42'],
		[0, '0'],
		[4.5, '4.5'],
		[true, 'true'],
		[false, 'false'],
		[9_007_199_254_740_993n, '9007199254740993'],
		[new Date('2026-05-01T10:00:00Z'), '2026-05-01T10:00:00.000Z'],
		[['in a list of one'], 'in a list of one'],
	])('takes %p as %j', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test.each(blanksOfOne)('%j counts as not filled in', (raw) => {
		expect(read(field, raw)).toBeUndefined();
	});

	test.each([
		[['a', 'b'], 'a list: ["a","b"]'],
		[{ name: 'Priya' }, 'an object: {"name":"Priya"}'],
		[new Date('no date'), 'an object: Invalid Date'],
		[Number.NaN, 'NaN'],
		[Number.NEGATIVE_INFINITY, '-Infinity'],
	])('refuses %p', (raw, shown) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must be text, but it is ${shown}`);
		expect(advice).toMatch(/expression/);
	});

	test.each([Number('12345678901234567890'), 9_007_199_254_740_992, -1e21])(
		'refuses the number %d, which JavaScript may have rounded',
		(raw) => {
			const { message, advice } = refusal(() => read(field, raw));
			expect(message).toBe(`${LABEL} has a number that is too long to be exact: ${raw}`);
			expect(advice).toContain('Give it as text, in quotes');
		},
	);

	test('keeps the spaces around a message', () => {
		const message = text({ ...texts, keepsSpaces: true });
		expect(read(message, '  Namaste!\n\n')).toBe('  Namaste!\n\n');
		expect(read(message, ' \u200b')).toBeUndefined();
	});

	test('counts characters without the spaces around them', () => {
		expect(read(text({ ...texts, maxLength: 3 }), ' abc ')).toBe('abc');
	});

	test('refuses what is longer than the API takes, whatever its letters', () => {
		const short = text({ ...texts, maxLength: 3 });
		expect(read(short, '🙂🙂🙂')).toBe('🙂🙂🙂');
		expect(refusal(() => read(short, 'abcd')).message).toBe(
			`${LABEL} can have at most 3 characters, but it has 4`,
		);
	});

	test('shows 60 characters of a value at most', () => {
		// Ten of them are brackets, quotation marks, commas and a short text.
		const whole = JSON.stringify(['ab', 'c'.repeat(51)]);
		expect(whole).toHaveLength(60);
		const { message } = refusal(() => read(field, ['ab', 'c'.repeat(51)]));
		expect(message.endsWith(`: ${whole}`)).toBe(true);
		expect(refusal(() => read(field, ['abc', 'c'.repeat(51)])).message).toMatch(/c{51}"…$/);
	});

	test('shows the beginning of a long value only', () => {
		const { message } = refusal(() => read(field, ['start', 'x'.repeat(5_000), 'end']));
		expect(message).toContain('start');
		expect(message).not.toContain('end');
		expect(message.length).toBeLessThan(200);
	});
});

describe('requiredText', () => {
	const field = requiredText(texts);

	test('takes what is filled in', () => {
		expect(read(field, 'Priya')).toBe('Priya');
		expect(read(field, 0)).toBe('0');
	});

	test('tells n8n that it is required', () => {
		expect(field.property.required).toBe(true);
	});

	test.each(blanksOfOne)('refuses %j', (raw) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} is required`);
		expect(advice).toContain('expression');
	});
});

describe('number', () => {
	const field = number(texts);

	test.each([
		[87, 87],
		[0, 0],
		[-3.5, -3.5],
		['87', 87],
		[' 87.5 ', 87.5],
		['0', 0],
		['\u00a05\u200b', 5],
		['+5', 5],
		['007', 7],
		['.5', 0.5],
		['9007199254740991', 9_007_199_254_740_991],
		[0.30000000000000004, 0.30000000000000004],
		[7n, 7],
	])('takes %p as %d', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test.each(blanks)('%j counts as not filled in', (raw) => {
		expect(read(field, raw)).toBeUndefined();
	});

	test.each([
		['1,000', '1,000'],
		['₹500', '₹500'],
		['5 lakh', '5 lakh'],
		['NaN', 'NaN'],
		['Infinity', 'Infinity'],
		[Number.NaN, 'NaN'],
		[Number.POSITIVE_INFINITY, 'Infinity'],
		['1,50,000', '1,50,000'],
		['₹ 1,50,000', '₹ 1,50,000'],
		['1.50.000', '1.50.000'],
		['1 500', '1 500'],
		['0x10', '0x10'],
		['0b11', '0b11'],
		['0o17', '0o17'],
		['1e3', '1e3'],
		['1.5E+5', '1.5E+5'],
		['1_000', '1_000'],
		['५', '५'],
		['−5', '−5'],
		['.', '.'],
		[true, 'true'],
		[false, 'false'],
		[Symbol('five'), 'Symbol(five)'],
		[() => 5, 'a function'],
		[[5], '[5]'],
		[{}, '{}'],
	])('refuses %p', (raw, shown) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must be a number, but it is "${shown}"`);
		expect(advice).toContain('plain digits');
	});

	// Number('9007199254740993') is 9007199254740992.
	test.each(['9007199254740993', '-12345678901234567890.5', 1e300, 9_007_199_254_740_993n])(
		'refuses %p, of which digits would be lost',
		(raw) => {
			const { message, advice } = refusal(() => read(field, raw));
			expect(message).toContain('must be a number that can be sent exactly');
			expect(advice).toContain('9007199254740991');
		},
	);

	const whole = number({ ...texts, minValue: 1, maxValue: 100, integer: true });

	test.each([1, 50, 100, '100'])('takes %j within its bounds', (raw) => {
		expect(read(whole, raw)).toBe(Number(raw));
	});

	test.each([0, -1, 101, '101'])('refuses %j outside its bounds', (raw) => {
		expect(refusal(() => read(whole, raw)).message).toBe(
			`${LABEL} must be from 1 to 100, but it is ${raw}`,
		);
	});

	test('names the lower bound where there is no upper one', () => {
		expect(refusal(() => read(number({ ...texts, minValue: 1 }), 0)).message).toBe(
			`${LABEL} must be at least 1, but it is 0`,
		);
	});

	test('refuses a fraction where the number must be whole', () => {
		expect(refusal(() => read(whole, 1.5)).message).toBe(
			`${LABEL} must be a whole number, but it is "1.5"`,
		);
	});
});

describe('toggle', () => {
	test.each([
		[true, true],
		[false, false],
		['true', true],
		['false', false],
		['True', true],
		[' FALSE ', false],
	])('takes %j as %j', (raw, expected) => {
		expect(read(toggle(texts), raw)).toBe(expected);
	});

	test.each(blanks)('%j means the default', (raw) => {
		expect(read(toggle(texts), raw)).toBe(false);
		expect(read(toggle({ ...texts, default: true }), raw)).toBe(true);
	});

	test.each([
		['yes', 'yes'],
		[1, '1'],
		[[], '[]'],
	])('refuses %j', (raw, shown) => {
		expect(refusal(() => read(toggle(texts), raw)).message).toBe(
			`${LABEL} must be true or false, but it is "${shown}"`,
		);
	});
});

describe('choice', () => {
	const field = choice({
		...texts,
		options: [
			{ name: 'Phone', value: 'phone' },
			{ name: 'Email', value: 'email' },
		],
		default: 'email',
	});

	test.each(['phone', 'email'])('takes %s', (raw) => {
		expect(read(field, raw)).toBe(raw);
	});

	test.each([
		['Email', 'email'],
		[' PHONE ', 'phone'],
	])('takes %j, whatever its case, as %j', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test('knows an option by its label, and prefers the one whose value it is', () => {
		const crossed = choice({
			...texts,
			options: [
				{ name: 'Created At', value: 'created_at' },
				{ name: 'New', value: 'old' },
				{ name: 'Old', value: 'new' },
			],
			default: 'old',
		});
		expect(['created at', 'new', 'NEW'].map((raw) => read(crossed, raw))).toEqual([
			'created_at',
			'new',
			'new',
		]);
	});

	test.each(blanks)('%j means the default', (raw) => {
		expect(read(field, raw)).toBe('email');
	});

	describe('that is required', () => {
		const kind = choice({
			...texts,
			options: [
				{ name: 'Individual', value: 1 },
				{ name: 'Business', value: 2 },
			],
			default: 1,
			required: true,
		});

		test.each([1, '1', 2, '2'])('takes %j', (raw) => {
			expect(read(kind, raw)).toBe(Number(raw));
		});

		test('tells n8n that it is', () => {
			expect(kind.property.required).toBe(true);
		});

		test.each(blanks)('refuses %j', (raw) => {
			expect(refusal(() => read(kind, raw)).message).toBe(`${LABEL} is required`);
		});
	});

	test.each([
		['E-mail', 'E-mail'],
		['fax', 'fax'],
		[['email'], '["email"]'],
	])('refuses %j and says what can be used', (raw, shown) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} cannot be "${shown}"`);
		expect(advice).toMatch(/phone.*email|email.*phone/);
	});

	test('offers its options by name', () => {
		expect(field.property.options).toEqual([
			{ name: 'Email', value: 'email' },
			{ name: 'Phone', value: 'phone' },
		]);
	});
});

describe('choices', () => {
	const field = choices({
		...texts,
		options: [
			{ name: 'Lead Created', value: 'lead.created' },
			{ name: 'Deal Won', value: 'deal.won' },
		],
	});

	test.each([
		[['lead.created'], ['lead.created']],
		[
			['lead.created', 'deal.won'],
			['lead.created', 'deal.won'],
		],
		['deal.won, lead.created', ['deal.won', 'lead.created']],
		[['deal.won', 'deal.won'], ['deal.won']],
	])('takes %j', (raw, expected) => {
		expect(read(field, raw)).toEqual(expected);
	});

	test.each([[[]], [['']], [','], [[null]]])('refuses %j, which chooses nothing', (raw) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL}: choose at least one`);
		expect(advice).toBe('Use one or more of: lead.created, deal.won.');
	});

	test.each(blanks)('refuses %j, which chooses nothing', (raw) => {
		expect(refusal(() => read(field, raw)).message).toBe(`${LABEL} is required`);
	});

	test('refuses what is not offered and says what is', () => {
		const { message, advice } = refusal(() => read(field, ['deal.won', 'deal.delayed']));
		expect(message).toBe(`${LABEL} cannot be "deal.delayed"`);
		expect(advice).toContain('lead.created');
	});

	test('offers its options by name', () => {
		expect(field.property.options).toMatchObject([{ name: 'Deal Won' }, { name: 'Lead Created' }]);
	});
});

describe('list', () => {
	const field = list(texts);

	test.each([
		['hot-lead', ['hot-lead']],
		['hot-lead, enterprise', ['hot-lead', 'enterprise']],
		[' a ,, b , ', ['a', 'b']],
		[
			['a', 'b'],
			['a', 'b'],
		],
		[['with, comma'], ['with, comma']],
		[
			[' a ', '', null, 'b'],
			['a', 'b'],
		],
		[
			[1, 2],
			['1', '2'],
		],
		[7, ['7']],
		['["hot-lead", "with, comma"]', ['hot-lead', 'with, comma']],
		[' [1, 2] ', ['1', '2']],
		['[draft], final', ['[draft]', 'final']],
		['[not JSON, at all]', ['not JSON', 'at all']],
		['[not JSON], at all', ['[not JSON]', 'at all']],
		['त्योहार, दिवाली', ['त्योहार', 'दिवाली']],
		['a\u00a0, \u200bb', ['a', 'b']],
		// RFC 4180: a field in double quotes may hold commas and line breaks; "" in it is a quote.
		['"Delhi, North", vip', ['Delhi, North', 'vip']],
		['vip , "Delhi, North" ', ['vip', 'Delhi, North']],
		['"Delhi, North"', ['Delhi, North']],
		['"say ""hi"", Asha",vip', ['say "hi", Asha', 'vip']],
		['"", vip', ['vip']],
		['"two\nlines", vip', ['two\nlines', 'vip']],
		['“Delhi, North”, vip', ['Delhi, North', 'vip']],
		['5" pipe, vip', ['5" pipe', 'vip']],
		['"Best" customer, vip', ['"Best" customer', 'vip']],
		["O’Brien, rock 'n' roll, '90s", ['O’Brien', "rock 'n' roll", "'90s"]],
		['vip\nhot\r\nDelhi North', ['vip', 'hot', 'Delhi North']],
		['vip\thot\t"Delhi, North"', ['vip', 'hot', 'Delhi, North']],
		['"vip; hot", warm', ['vip; hot', 'warm']],
		['["vip; hot"]', ['vip; hot']],
		// As YAML and Markdown write lists.
		['[vip, hot]', ['vip', 'hot']],
		['[vip, hot,]', ['vip', 'hot']],
		['- Delhi, North\n- vip', ['Delhi, North', 'vip']],
		['* vip\n* hot\n', ['vip', 'hot']],
		['• vip\r\n• hot', ['vip', 'hot']],
		['1. Delhi, North\n2. vip', ['Delhi, North', 'vip']],
		['1) vip\r\n2) hot\r\n', ['vip', 'hot']],
		['1. vip\n3. hot', ['1. vip', '3. hot']],
		['1. vip', ['1. vip']],
		['- vip', ['- vip']],
		['[B2B] north, [B2C]', ['[B2B] north', '[B2C]']],
		['["[B2B]"]', ['[B2B]']],
		// As Python writes lists, tuples and sets.
		["['vip', 'hot']", ['vip', 'hot']],
		["['vip', \"it's\", 'it\\'s too', 7]", ['vip', "it's", "it's too", '7']],
		["['Delhi, North',]", ['Delhi, North']],
		["('vip', 'hot')", ['vip', 'hot']],
		["{'vip', 'hot'}", ['vip', 'hot']],
		["'vip', 'hot'", ['vip', 'hot']],
		["'Delhi, North'", ['Delhi, North']],
		["['C:\\new']", ['C:\\new']],
		['(2024), final', ['(2024)', 'final']],
		['(2024)', ['(2024)']],
		// What is repeated comes once, in its first place; letter case counts.
		['vip, hot, vip , "vip"', ['vip', 'hot']],
		[
			['b', 'a', ' b', 'B'],
			['b', 'a', 'B'],
		],
		[
			[1, '1', 2],
			['1', '2'],
		],
	])('reads %j as %j', (raw, expected) => {
		expect(read(field, raw)).toEqual(expected);
	});

	test.each([...blanks, [[]], [','], [['', null]]])('%j counts as not filled in', (raw) => {
		expect(read(field, raw)).toBeUndefined();
	});

	test.each([
		[{ tags: 'a' }, 'an object: {"tags":"a"}'],
		[[{ name: 'a' }], 'an object: {"name":"a"}'],
		[['a', ['b']], 'a list: ["b"]'],
		['{"tags": "a"}', 'an object: {"tags":"a"}'],
		[['a', Number.NaN], 'NaN'],
	])('refuses %j', (raw, shown) => {
		expect(refusal(() => read(field, raw)).message).toBe(
			`${LABEL} must be text, but it is ${shown}`,
		);
	});

	test.each([
		['"Delhi, North', 'quotation mark that is not closed: "Delhi, North'],
		['vip, “Delhi', 'quotation mark that is not closed: “Delhi'],
		["['vip', 'hot'", 'begins like a list in brackets'],
		["['Rao's', 'vip']", 'begins like a list in brackets'],
		["['vip', None]", 'begins like a list in brackets'],
		['["vip", "hot"', 'begins like a list in brackets'],
		['[vip]', 'begins like a list in brackets'],
		['[vip, None]', 'begins like a list in brackets'],
		["[vip, 'hot']", 'begins like a list in brackets'],
		["[['vip'], ['hot']]", 'begins like a list in brackets'],
		['```json\n["vip"]\n```', 'begins like a list in brackets'],
		['vip; hot', 'has a semicolon in "vip; hot", which may be one value or several'],
		['"vip";"hot"', 'has a semicolon'],
		["'Delhi, North', vip", 'quotation marks that are not double ones'],
		["vip, 'hot'", 'quotation marks that are not double ones'],
		['‘Delhi, North’', 'quotation marks that are not double ones'],
		['«Delhi, North», vip', 'quotation marks that are not double ones'],
	])('refuses %j, which is not surely a list', (raw, reason) => {
		expect(refusal(() => read(field, raw)).message).toContain(reason);
	});

	test.each<[unknown, string]>([
		[12_345_678_901_234_567n, '12345678901234567'],
		['12345678901234567890', '12345678901234567890'],
		['[12345678901234567890]', '12345678901234567890'],
	])('keeps all digits of %p', (raw, digits) => {
		expect(read(field, raw)).toEqual([digits]);
	});

	test('refuses a number whose digits were rounded', () => {
		const { message } = refusal(() => read(field, [Number('12345678901234567890')]));
		expect(message).toContain('too long to be exact');
	});

	test('a text of any length is read in no time', () => {
		const spaces = ' '.repeat(200_000);
		expect(read(field, `('a'${spaces}, b`)).toHaveLength(2);
		expect(refusal(() => read(field, `('a'${spaces}, 'b'`)).message).toContain('not double ones');
		expect(read(field, `[${'a,'.repeat(100_000)}`)).toEqual(['[a', 'a']);
		expect(read(field, `- a${'\n- a'.repeat(100_000)}\n!`)).toEqual(['- a', '!']);
		expect(read(field, `${'"'.repeat(200_000)} x`)).toBeDefined();
		expect(read(field, 'a,'.repeat(100_000))).toEqual(['a']);
	});
});

describe('jsonObject', () => {
	const field = jsonObject(texts);

	test.each([
		['{"custom": "value"}', { custom: 'value' }],
		['{"ref": "12345678901234567890"}', { ref: '12345678901234567890' }],
		['{"far": 1e300}', { far: 1e300 }],
		[' {"a": {"b": [1, null]}} ', { a: { b: [1, null] } }],
		['{}', {}],
		[{ custom: 'value' }, { custom: 'value' }],
	])('takes %j', (raw, expected) => {
		expect(read(field, raw)).toEqual(expected);
	});

	test.each(blanks)('%j counts as not filled in', (raw) => {
		expect(read(field, raw)).toBeUndefined();
	});

	test.each(["{'a': 1}", '{"a": 1,}', '{a: 1}', 'value'])('refuses %s, which is no JSON', (raw) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toContain(`${LABEL} is not valid JSON: `);
		expect(advice).toContain('double quotes');
	});

	test.each([
		['[]', 'an array'],
		[[1], 'an array'],
		['null', 'null'],
		['"text"', 'text'],
		['7', '7'],
		[7, '7'],
		[true, 'true'],
	])('refuses %j, which is no object', (raw, shown) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must be a JSON object, but it is ${shown}`);
		expect(advice).toContain('{');
	});

	const circular: Record<string, unknown> = {};
	circular.self = circular;

	test.each([
		[{ score: Number.NaN }, '"score" is NaN, which is no number to send'],
		[{ a: [{ b: Infinity }] }, '"b" is Infinity, which is no number to send'],
		['{"ref": 12345678901234567890}', 'too long to be sent exactly: 12345678901234567890'],
		[circular, 'cannot be written as JSON'],
		[{ due: new Date('no date') }, '"due" is Invalid Date, which would arrive as null'],
		[
			{ a: { due: tryToParseDateTime('2026-05-01').setZone('none') } },
			'"due" is Invalid DateTime, which would arrive as null',
		],
		[{ tags: ['vip', undefined] }, '"1" is undefined, which would arrive as null'],
	])('refuses %p, which would arrive as something else', (raw, reason) => {
		expect(refusal(() => read(field, raw)).message).toContain(reason);
	});

	test.each([
		['{"__proto__": {"isAdmin": true}}', '__proto__'],
		['{"a": [{"__proto__": 1}]}', '__proto__'],
		['{"constructor": {"prototype": {}}}', 'constructor.prototype'],
	])('refuses %s, which could change prototypes', (raw, key) => {
		const { message, advice } = refusal(() => read(field, raw));
		expect(message).toBe(`${LABEL} must not contain the key "${key}"`);
		expect(advice).toContain('Rename or remove');
	});
});

describe('keyValues', () => {
	const field = keyValues(texts);

	test.each([
		[{ values: [{ key: 'campaign', value: 'diwali' }] }, { campaign: 'diwali' }],
		[[{ key: 'a', value: 'b' }], { a: 'b' }],
		[
			{
				values: [
					{ key: ' budget ', value: 500_000 },
					{ key: 'vip', value: true },
				],
			},
			{ budget: '500000', vip: 'true' },
		],
		[
			{
				values: [
					{ key: 'a', value: '' },
					{ key: 'b', value: ' c ' },
				],
			},
			{ b: 'c' },
		],
		[{ values: [{ key: 'a', value: 'b' }, { key: '', value: '' }, {}] }, { a: 'b' }],
		[
			{
				values: [
					{ key: 'a', value: 0 },
					{ key: 'b', value: false },
				],
			},
			{ a: '0', b: 'false' },
		],
		[
			{
				values: [
					{ key: 'a', value: 'b' },
					{ key: ' a ', value: 'b' },
				],
			},
			{ a: 'b' },
		],
		[{ values: [{ key: 'a', value: 'b', type: 'string' }] }, { a: 'b' }],
		[{ values: [{ key: 7, value: 'seven' }] }, { 7: 'seven' }],
	])('reads %j as %j', (raw, expected) => {
		expect(read(field, raw)).toEqual(expected);
	});

	test.each([...blanks, [{}], [{ values: [] }], [[]], [[{}]], [[null]]])(
		'%j counts as not filled in',
		(raw) => {
			expect(read(field, raw)).toBeUndefined();
		},
	);

	test.each(blanks)('a row whose value is %j is left out, with or without a key', (value) => {
		expect(read(field, { values: [{ key: 'city', value }] })).toBeUndefined();
		expect(read(field, { values: [{ key: '', value }] })).toBeUndefined();
		expect(read(field, { values: [{ key: 'city' }] })).toBeUndefined();
	});

	test('refuses two values for one key', () => {
		const values = [
			{ key: 'city', value: 'Pune' },
			{ key: 'city', value: 'Nashik' },
		];
		const { message, advice } = refusal(() => read(field, { values }));
		expect(message).toBe(`${LABEL} has two values for "city"`);
		expect(advice).toContain('Remove one of the rows');
	});

	test.each(['', '  ', '__proto__', ' __proto__ ', undefined, null])(
		'refuses the key %j',
		(key) => {
			const { message, advice } = refusal(() => read(field, { values: [{ key, value: 'x' }] }));
			expect(message).toContain(`${LABEL}: "`);
			expect(message).toContain('cannot be a key');
			expect(advice).toContain('key');
		},
	);

	test.each([
		['a=b'],
		[7],
		[{ values: 'a=b' }],
		[{ values: { key: 'a', value: 'b' } }],
		[['a=b']],
		[[{ city: 'Pune' }]],
		[[{ key: 'city', text: 'Pune' }]],
	])('refuses %j, which is no list of rows', (raw) => {
		expect(refusal(() => read(field, raw)).message).toBe(
			`${LABEL} must be a list of keys and values`,
		);
	});

	test('refuses an object of another form, as an agent may give it, rather than dropping it', () => {
		expect(refusal(() => read(field, { budget: '5 lakh' })).message).toBe(
			`${LABEL} must be a list of keys and values`,
		);
	});

	test('refuses a value that is no text', () => {
		expect(
			refusal(() => read(field, { values: [{ key: 'a', value: { b: 1 } }] })).message,
		).toContain('must be text');
	});

	test('a key named like a built-in property is an ordinary key', () => {
		const values = read(field, { values: [{ key: 'constructor', value: 'Sharma Builders' }] });
		expect(Object.entries(values ?? {})).toEqual([['constructor', 'Sharma Builders']]);
	});
});

describe('queryRows', () => {
	const field = queryRows(texts);

	test('keeps all values of a key in their order, and leaves out rows without a value', () => {
		const values = [
			{ key: 'status', value: 'new' },
			{ key: 'city', value: 'Pune' },
			{ key: 'status', value: ' won ' },
			{ key: 'status', value: 'new' },
			{ key: 'status', value: '' },
			{ key: 'empty', value: null },
		];
		expect(read(field, { values })).toEqual({ status: ['new', 'won', 'new'], city: ['Pune'] });
	});

	test.each([...blanks, [{}], [{ values: [] }], [[{ key: 'a', value: '' }]]])(
		'%j counts as not filled in',
		(raw) => {
			expect(read(field, raw)).toBeUndefined();
		},
	);

	test.each(['', '__proto__'])('refuses the key %j', (key) => {
		expect(refusal(() => read(field, [{ key, value: 'x' }])).message).toBe(
			`${LABEL}: "${key}" cannot be a key`,
		);
	});
});

describe('recordLocator', () => {
	const field = recordLocator({
		...texts,
		searchListMethod: 'searchLeads',
		idExample: 'lead_01J2XK3M4N5P6Q7R',
	});
	const idMode = field.property.modes?.find(({ name }) => name === 'id');
	const [validation] = idMode?.validation ?? [];
	const rules = typeof validation === 'object' ? validation.properties : {};
	const idPattern = new RegExp('regex' in rules ? String(rules.regex) : '');

	test('asks n8n to extract the value', () => {
		expect(field.extractValue).toBe(true);
	});

	test.each([
		['lead_01', 'lead_01'],
		[' lead_01\n', 'lead_01'],
		['\u200Elead_01\u200B', 'lead_01'],
		[['lead_01'], 'lead_01'],
		[42, '42'],
	])('takes %j as the ID %s', (raw, expected) => {
		expect(read(field, raw)).toBe(expected);
	});

	test('refuses a name, as an agent may give it in place of the ID', () => {
		const { message, advice } = refusal(() => read(field, 'Priya Sharma'));
		expect(message).toBe(
			`${LABEL} must be an ID such as lead_01J2XK3M4N5P6Q7R, but it is "Priya Sharma"`,
		);
		expect(advice).toContain('Get Many');
	});

	test('takes a value with spaces where the server may have such ones', () => {
		const pipeline = recordLocator({
			...texts,
			searchListMethod: 'searchPipelines',
			idExample: 'sales',
			mayHaveSpaces: true,
		});
		expect(read(pipeline, ' New Business ')).toBe('New Business');
	});

	test.each(blanksOfOne)('refuses %j', (raw) => {
		expect(refusal(() => read(field, raw)).message).toBe(`${LABEL} is required`);
	});

	test('refuses a locator that was not extracted', () => {
		expect(refusal(() => read(field, { mode: 'id', value: 'lead_01' })).message).toContain(
			'must be text',
		);
	});

	test('starts with the list', () => {
		expect(field.property.default).toEqual({ mode: 'list', value: '' });
	});

	test.each(['lead_01J2XK3M4N5P6Q7R', ' 42 ', 'लीड'])('the form accepts the ID %j', (id) => {
		expect(id).toMatch(idPattern);
	});

	test.each(['', ' ', 'a b', '../webhooks', 'https://crmleadpro.in/leads/1', 'a?b', 'a#b'])(
		'the form refuses the ID %j',
		(id) => {
			expect(id).not.toMatch(idPattern);
		},
	);
});
