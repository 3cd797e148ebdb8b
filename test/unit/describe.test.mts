import { describeResources } from '../../nodes/shared/operation/describe.ts';
import type { Operation, Resource } from '../../nodes/shared/operation/operation.ts';

const operation = (value: string, name: string, more: Partial<Operation> = {}): Operation => ({
	value,
	name,
	action: `${name} a record`,
	description: `What ${name} does`,
	properties: [],
	concurrency: 10,
	startPlanning: () => {
		throw new Error('Nothing is run here');
	},
	...more,
});

const limit = { displayName: 'Limit', name: 'limit', type: 'number', default: 50 } as const;

const resources: Resource[] = [
	{
		value: 'ticket',
		name: 'Ticket',
		description: 'What somebody asks for',
		operations: [
			operation('update', 'Update', { properties: [limit] }),
			operation('create', 'Create'),
		],
	},
	{
		value: 'agent',
		name: 'Agent',
		description: 'Who answers',
		operations: [
			operation('getAll', 'Get Many', {
				properties: [{ ...limit, displayOptions: { show: { returnAll: [false] }, hide: {} } }],
			}),
		],
	},
];

test('resources and their operations are offered by name, the first that is defined chosen', () => {
	expect(describeResources(resources).slice(0, 3)).toEqual([
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: [
				{ value: 'agent', name: 'Agent', description: 'Who answers' },
				{ value: 'ticket', name: 'Ticket', description: 'What somebody asks for' },
			],
			default: 'ticket',
		},
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: ['ticket'] } },
			options: [
				{
					value: 'create',
					name: 'Create',
					action: 'Create a record',
					description: 'What Create does',
				},
				{
					value: 'update',
					name: 'Update',
					action: 'Update a record',
					description: 'What Update does',
				},
			],
			default: 'update',
		},
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: ['agent'] } },
			options: [
				{
					value: 'getAll',
					name: 'Get Many',
					action: 'Get Many a record',
					description: 'What Get Many does',
				},
			],
			default: 'getAll',
		},
	]);
});

test('a parameter is shown with its operation, and where it says itself', () => {
	expect(describeResources(resources).slice(3)).toEqual([
		{ ...limit, displayOptions: { show: { resource: ['ticket'], operation: ['update'] } } },
		{
			...limit,
			displayOptions: {
				show: { returnAll: [false], resource: ['agent'], operation: ['getAll'] },
				hide: {},
			},
		},
	]);
});

test('without resources nothing is chosen', () => {
	expect(describeResources([])).toMatchObject([{ name: 'resource', options: [], default: '' }]);
});
