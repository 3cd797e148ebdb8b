import {
	bodyFields,
	choice,
	collection,
	filled,
	joinFields,
	keyValues,
	list,
	number,
	otherFields,
	queryFields,
	requiredText,
	text,
	toggle,
} from '../../nodes/shared/fields/index.ts';
import { LABEL, read } from './support/fields.mts';
import { refusal } from './support/refusal.mts';

const texts = { displayName: 'Additional Fields' };

const fields = {
	pipelineStage: text({ displayName: 'Pipeline Stage' }),
	score: number({ displayName: 'Score' }),
	assignedTo: text({ displayName: 'Assigned To', wireName: 'owner' }),
	tags: list({ displayName: 'Tags' }),
	archived: toggle({ displayName: 'Archived' }),
	notify: toggle({ displayName: 'Notify', default: true }),
	currency: choice({
		displayName: 'Currency',
		options: [
			{ name: 'Dirham', value: 'AED' },
			{ name: 'Rupee', value: 'INR' },
		],
		default: 'INR',
	}),
	type: choice({
		displayName: 'Type',
		options: [
			{ name: 'Business', value: 2 },
			{ name: 'Individual', value: 1 },
		],
		default: 1,
	}),
	otherFields,
};

const builders = { bodyFields, queryFields, collection };

describe.each(Object.entries(builders))('%s', (_, build) => {
	const field = build(texts, fields);

	test.each([[undefined], [null], [''], [{}], [{ unknown: 'x' }]])('%j sets nothing', (raw) => {
		expect(read(field, raw)).toEqual({});
	});

	test('leaves out what is added to the form but not filled in', () => {
		expect(read(field, { pipelineStage: '', score: null, assignedTo: ' ', tags: [] })).toEqual({});
	});

	test.each([[undefined], [null], [''], [' \n']])(
		'leaves out a switch and a choice for which an expression finds %j, whatever their defaults',
		(blank) => {
			const raw = { archived: blank, notify: blank, currency: blank, type: blank };
			expect(read(field, raw)).toEqual({});
		},
	);

	test.each([
		['{"score": 1}', '{"score": 1}'],
		[[{ score: 1 }], 'a list'],
		[7, '7'],
	])('refuses %j', (raw, shown) => {
		expect(refusal(() => read(field, raw)).message).toBe(
			`${LABEL} must be an object with the fields to set, but it is ${shown}`,
		);
	});

	test('names the field in what is wrong with it', () => {
		expect(refusal(() => read(field, { score: 'high' })).message).toBe(
			`${LABEL} > Score must be a number, but it is "high"`,
		);
	});

	test('offers its fields by name', () => {
		const offered = field.property.options?.map((option) =>
			'displayName' in option ? option.displayName : undefined,
		);
		expect(offered).toEqual([
			'Archived',
			'Assigned To',
			'Currency',
			'Notify',
			'Other Fields (JSON)',
			'Pipeline Stage',
			'Score',
			'Tags',
			'Type',
		]);
	});

	test('refuses a field that cannot be empty where it was added and not filled in', () => {
		const name = build(texts, { name: requiredText({ displayName: 'Name' }) });
		expect(read(name, {})).toEqual({});
		expect(refusal(() => read(name, { name: ' ' })).message).toBe(`${LABEL} > Name is required`);
	});

	test('refuses an optional field that says something by being empty', () => {
		const sales = build(texts, { owner: filled(text({ displayName: 'Owner' })) });
		expect(read(sales, {})).toEqual({});
		expect(read(sales, { owner: 'Asha' })).toEqual({ owner: 'Asha' });
		expect(refusal(() => read(sales, { owner: ' ' })).message).toBe(`${LABEL} > Owner is empty`);
	});

	test('what an object inherits is no field', () => {
		const inherited: unknown = Object.create({ score: 87 });
		expect(read(field, inherited)).toEqual({});
	});
});

describe('bodyFields', () => {
	const field = bodyFields(texts, fields);

	test('writes the values under the names of the API', () => {
		expect(
			read(field, {
				pipelineStage: 'demo_scheduled',
				score: '87',
				assignedTo: 'user_sales_rep_01',
				tags: 'hot-lead, enterprise',
				archived: false,
			}),
		).toEqual({
			pipeline_stage: 'demo_scheduled',
			score: 87,
			owner: 'user_sales_rep_01',
			tags: ['hot-lead', 'enterprise'],
			archived: false,
		});
	});

	test('sends zero and false', () => {
		expect(read(field, { score: 0, archived: 'false' })).toEqual({ score: 0, archived: false });
	});

	test('merges Other Fields last, whatever the order', () => {
		const other = '{"score": 10, "city": "Pune", "pipeline_stage": null}';
		const expected = { score: 10, city: 'Pune', pipeline_stage: null };
		expect(read(field, { otherFields: other, score: 87, pipelineStage: 'new' })).toEqual(expected);
		expect(read(field, { score: 87, pipelineStage: 'new', otherFields: other })).toEqual(expected);
	});

	describe('with an object of the same name in Other Fields', () => {
		const withMetadata = bodyFields(texts, {
			...fields,
			metadata: keyValues({ displayName: 'Metadata' }),
		});
		const metadata = {
			values: [
				{ key: 'city', value: 'Pune' },
				{ key: 'budget', value: '5 lakh' },
			],
		};

		test.each([
			[{ metadata: { budget: null, gst: [1] } }, { city: 'Pune', budget: null, gst: [1] }],
			[{ metadata: {} }, { city: 'Pune', budget: '5 lakh' }],
			[{ metadata: null }, null],
			[{ metadata: ['a'] }, ['a']],
			[{ metadata: 'none' }, 'none'],
			[{ other: { city: 'Nashik' } }, { city: 'Pune', budget: '5 lakh' }],
		])('%j gives the metadata %j', (other, expected) => {
			expect(read(withMetadata, { metadata, otherFields: other })).toMatchObject({
				metadata: expected,
			});
		});

		test('rows without a value clear nothing', () => {
			const empty = { values: [{ key: 'city', value: '' }] };
			expect(read(withMetadata, { metadata: empty, score: 1 })).toEqual({ score: 1 });
		});
	});

	test('a key named like a built-in property joins as any other', () => {
		expect(joinFields({}, { constructor: { a: 1 } })).toEqual({ constructor: { a: 1 } });
		expect(joinFields({ a: { b: 1 } }, { a: { toString: 2 } })).toEqual({
			a: { b: 1, toString: 2 },
		});
	});

	test('Other Fields replace a value as a whole', () => {
		expect(read(field, { tags: 'a, b', otherFields: { tags: ['c'] } })).toEqual({ tags: ['c'] });
	});

	test('refuses Other Fields that could change prototypes', () => {
		expect(
			refusal(() => read(field, { otherFields: '{"__proto__": {"isAdmin": true}}' })).message,
		).toBe(`${LABEL} > Other Fields (JSON) must not contain the key "__proto__"`);
	});
});

describe('queryFields', () => {
	const field = queryFields(texts, {
		pipelineStage: fields.pipelineStage,
		score: fields.score,
		assignedTo: fields.assignedTo,
		tags: fields.tags,
	});

	test('writes the values as text under the names of the API, lists comma-joined', () => {
		expect(
			read(field, {
				pipelineStage: 'demo_scheduled',
				score: 0,
				assignedTo: 'user_sales_rep_01',
				tags: ['hot-lead', 'enterprise'],
			}),
		).toEqual({
			pipeline_stage: 'demo_scheduled',
			score: '0',
			owner: 'user_sales_rep_01',
			tags: 'hot-lead,enterprise',
		});
	});

	test.each([['"Delhi, North", vip'], [['vip', 'Delhi, North']]])(
		'refuses %j: a comma within a value cannot be told from one between two',
		(tags) => {
			const { message, advice } = refusal(() => read(field, { tags }));
			expect(message).toBe(
				`${LABEL} > Tags cannot look for "Delhi, North": the API would read its comma as the end of a value`,
			);
			expect(advice).toContain('Filter node');
		},
	);
});

describe('collection', () => {
	test('keeps the parameters’ own names and values', () => {
		expect(read(collection(texts, fields), { pipelineStage: 'new', score: '5' })).toEqual({
			pipelineStage: 'new',
			score: 5,
		});
	});
});
