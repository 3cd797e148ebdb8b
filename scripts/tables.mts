import type { INodeProperties, INodeTypeDescription, NodePropertyTypes } from 'n8n-workflow';
import { renderTable, type Row } from './markdownTable.mts';
import { isChoice, isGroup, isProperty, listOperations } from './operations.mts';

/** What people enter, where it is not plain text. */
const TAKES: Partial<Record<NodePropertyTypes, string>> = {
	boolean: 'On or off',
	dateTime: 'Date',
	json: 'JSON',
	number: 'Number',
};

function takes({ type, typeOptions, options = [], modes = [] }: INodeProperties): string {
	const choices = options
		.filter(isChoice)
		.map(({ name }) => name)
		.join(', ');
	if (type === 'options') return `One of: ${choices}`;
	if (type === 'multiOptions') return `Any of: ${choices}`;
	if (type === 'resourceLocator') {
		const typed = modes.map(({ displayName }) => displayName.replace('By', 'by')).at(-1);
		return `From list, or ${typed ?? 'by ID'}`;
	}
	if (typeOptions?.password === true) return 'Text, kept secret';
	return TAKES[type] ?? 'Text';
}

function defaultOf({ default: value, type, options = [] }: INodeProperties): string {
	if (type === 'options') {
		return options.filter(isChoice).find((choice) => choice.value === value)?.name ?? '';
	}
	if (type === 'boolean') return value === true ? 'On' : 'Off';
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A parameter's row, or those of the parameters that it holds. */
function rowsOf(property: INodeProperties, collection = '', path = ''): Row[] {
	const { displayName, name, required, description = '', options = [] } = property;
	const nested = (label: string, way: string, properties: readonly INodeProperties[]) =>
		properties.flatMap((inner) => rowsOf(inner, label, `${path}${way}.`));
	if (property.type === 'notice') return [];
	if (property.type === 'collection') return nested(displayName, name, options.filter(isProperty));
	if (property.type === 'fixedCollection') {
		return options
			.filter(isGroup)
			.flatMap((group) =>
				nested(
					collection === '' ? displayName : `${collection} → ${displayName}`,
					`${name}.${group.name}`,
					group.values,
				),
			);
	}
	const label = collection === '' ? displayName : `${collection} → ${displayName}`;
	return [
		[
			required === true ? `**${label}** (required)` : label,
			`\`${path}${name}\``,
			takes(property),
			defaultOf(property),
			description,
		],
	];
}

/** A table of parameters; those of collections stand in rows of their own. */
export function renderParameters(properties: readonly INodeProperties[]): string {
	return renderTable(
		['Field', 'Name in the workflow', 'Takes', 'Default', 'Description'],
		properties.flatMap((property) => rowsOf(property)),
	);
}

/**
 * A table of a node's operations.
 *
 * @param requests by the operation's key
 * @throws Error for an operation whose request is not known
 */
export function renderOperations(
	description: INodeTypeDescription,
	requests: ReadonlyMap<string, string>,
): string {
	const rows = listOperations(description).map((operation) => {
		const request = requests.get(operation.key);
		if (request === undefined) throw new Error(`No request is known for: ${operation.key}`);
		return [operation.resourceName, operation.name, operation.description, request];
	});
	return renderTable(['Resource', 'Operation', 'What it does', 'Request'], rows);
}
