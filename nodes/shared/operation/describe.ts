import type { INodeProperties } from 'n8n-workflow';

import { sortedByName } from '../fields';
import type { Operation, Resource } from './operation';

/**
 * Turns resources into the properties of a node: the Resource dropdown, an Operation dropdown for
 * each resource, and the parameters of each operation, shown where they belong.
 *
 * @param resources the node's resources; the first is preselected
 */
export function describeResources(resources: readonly Resource[]): INodeProperties[] {
	const preselected = firstValue(resources);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sortedByName(resources).map(({ value, name, description }) => ({
				value,
				name,
				description,
			})),
			default: preselected,
		},
		...resources.map(describeOperations),
		...resources.flatMap(({ value, operations }) =>
			operations.flatMap((operation) => describeParameters(value, operation)),
		),
	];
}

/**
 * The expression for a node's subtitle: what the chosen operation is called in the nodes panel, e.g.
 * "Create or update lead".
 *
 * @param resources the node's resources
 */
export function describeSubtitle(resources: readonly Resource[]): string {
	const actions = resources.flatMap(({ value, operations }) =>
		operations.map((operation) => [`${value} ${operation.value}`, operation.action] as const),
	);
	const byKey = JSON.stringify(Object.fromEntries(actions));
	return `={{ (${byKey})[$parameter["resource"] + " " + $parameter["operation"]] }}`;
}

function describeOperations({ value, operations }: Resource): INodeProperties {
	const preselected = firstValue(operations);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: sortedByName(operations).map((operation) => ({
			value: operation.value,
			name: operation.name,
			action: operation.action,
			description: operation.description,
		})),
		default: preselected,
	};
}

/** As n8n's own `updateDisplayOptions` does, whose general merging takes half as long as loading all the rest. */
function describeParameters(resource: string, { value, properties }: Operation): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			// These first: n8n shows a property as soon as it comes upon a parameter with an expression.
			show: { resource: [resource], operation: [value], ...property.displayOptions?.show },
		},
	}));
}

function firstValue(entries: ReadonlyArray<{ value: string }>): string {
	return entries[0]?.value ?? '';
}
