import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

/** One operation, as n8n shows it. */
export interface DescribedOperation {
	/** E.g. "Lead". */
	resourceName: string;
	/** E.g. "Create or Update". */
	name: string;
	action: string;
	description: string;
	/** Resource and operation as workflows store them, e.g. `lead upsert`. */
	key: string;
	properties: INodeProperties[];
}

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** Whether an entry is one of a dropdown. */
export const isChoice = (option: Option): option is INodePropertyOptions =>
	'value' in option && !('type' in option);

/** Whether an entry is a parameter in a collection. */
export const isProperty = (option: Option): option is INodeProperties => 'type' in option;

/** Whether an entry is a group of parameters in a fixed collection. */
export const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

const isShownFor = (property: INodeProperties, parameter: string, value: string) =>
	property.displayOptions?.show?.[parameter]?.includes(value) === true;

function choicesOf(properties: readonly INodeProperties[], name: string): INodePropertyOptions[] {
	const property = properties.find((candidate) => candidate.name === name);
	return (property?.options ?? []).filter(isChoice);
}

/** All operations of a node, in the order of its dropdowns; none for a node without resources. */
export function listOperations({ properties }: INodeTypeDescription): DescribedOperation[] {
	return choicesOf(properties, 'resource').flatMap((resource) => {
		const ofResource = properties.filter((property) =>
			isShownFor(property, 'resource', String(resource.value)),
		);
		return choicesOf(ofResource, 'operation').map((operation) => ({
			resourceName: resource.name,
			name: operation.name,
			action: operation.action ?? '',
			description: operation.description ?? '',
			key: `${String(resource.value)} ${String(operation.value)}`,
			properties: ofResource.filter((property) =>
				isShownFor(property, 'operation', String(operation.value)),
			),
		}));
	});
}
