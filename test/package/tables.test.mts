import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import { renderOperations, renderParameters } from '../../scripts/tables.mts';

const property = (texts: Partial<INodeProperties>): INodeProperties => ({
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	...texts,
});

/** The cells of the only row. */
function rowOf(texts: Partial<INodeProperties>): string[] {
	const [, , row = ''] = renderParameters([property(texts)]).split('\n');
	return row
		.split(/(?<!\\)\|/)
		.map((cell) => cell.trim())
		.slice(1, -1);
}

const choices = [
	{ name: 'Email', value: 'email' },
	{ name: 'Phone', value: 'phone' },
];

test.each([
	[
		'a required text',
		{ required: true, description: 'Full name' },
		['**Name** (required)', '`name`', 'Text', '', 'Full name'],
	],
	[
		'a choice, whose default has a label',
		{ type: 'options' as const, options: choices, default: 'phone' },
		['Name', '`name`', 'One of: Email, Phone', 'Phone', ''],
	],
	[
		'several choices',
		{ type: 'multiOptions' as const, options: choices, default: [] },
		['Name', '`name`', 'Any of: Email, Phone', '', ''],
	],
	[
		'a switch',
		{ type: 'boolean' as const, default: false },
		['Name', '`name`', 'On or off', 'Off', ''],
	],
	['a number', { type: 'number' as const, default: 50 }, ['Name', '`name`', 'Number', '50', '']],
	[
		'a secret',
		{ typeOptions: { password: true } },
		['Name', '`name`', 'Text, kept secret', '', ''],
	],
	[
		'a text that would end a cell',
		{ description: 'Either a | b,\nor c' },
		['Name', '`name`', 'Text', '', 'Either a \\| b, or c'],
	],
	[
		'an entry of a collection',
		{
			displayName: 'Sort',
			name: 'sort',
			type: 'collection' as const,
			default: {},
			options: [property({ displayName: 'Sort By', name: 'sortBy' })],
		},
		['Sort → Sort By', '`sort.sortBy`', 'Text', '', ''],
	],
	[
		'an entry of a fixed collection',
		{
			displayName: 'Metadata',
			name: 'metadata',
			type: 'fixedCollection' as const,
			default: {},
			options: [
				{
					displayName: 'Values',
					name: 'values',
					values: [property({ displayName: 'Key', name: 'key' })],
				},
			],
		},
		['Metadata → Key', '`metadata.values.key`', 'Text', '', ''],
	],
])('%s has a row that tells what it is', (_what, texts, cells) => {
	expect(rowOf(texts)).toEqual(cells);
});

const node = {
	properties: [
		property({ name: 'resource', type: 'options', options: [{ name: 'Lead', value: 'lead' }] }),
		property({
			name: 'operation',
			type: 'options',
			displayOptions: { show: { resource: ['lead'] } },
			options: [{ name: 'Get', value: 'get', description: 'Read one lead' }],
		}),
	],
} satisfies Pick<INodeTypeDescription, 'properties'>;

const description: INodeTypeDescription = {
	displayName: 'CRM',
	name: 'crm',
	group: ['transform'],
	version: 1,
	description: 'Leads',
	defaults: {},
	inputs: [],
	outputs: [],
	...node,
};

test('each operation has a row with its request', () => {
	expect(renderOperations(description, new Map([['lead get', '`GET /leads/{id}`']]))).toContain(
		'| Lead | Get | Read one lead | `GET /leads/{id}` |',
	);
});

test('an operation whose request is not known is refused', () => {
	expect(() => renderOperations(description, new Map())).toThrow('lead get');
});
