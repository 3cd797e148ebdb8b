import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { loadCompiledPackage } from '../../../scripts/compiledPackage.mts';
import { isChoice, isGroup, isProperty } from '../../../scripts/operations.mts';

/** A parameter, wherever it stands. */
export interface Placed {
	/** E.g. `ySuite: additionalFields.email`. */
	place: string;
	property: INodeProperties;
	/** Whether it stands in a collection. */
	isNested: boolean;
}

function walk(property: INodeProperties, path: string, isNested: boolean): Placed[] {
	const place = `${path}${property.name}`;
	const options = property.options ?? [];
	const inner = [
		...options.filter(isProperty),
		...options.filter(isGroup).flatMap(({ values }) => values),
	];
	return [
		{ place, property, isNested },
		...inner.flatMap((entry) => walk(entry, `${place}.`, true)),
	];
}

export const { nodes, credentials } = loadCompiledPackage();

/** Every parameter of every node and credential. */
export const allParameters: Placed[] = [
	...nodes.map(({ description: { name, properties } }) => ({ name, properties })),
	...credentials.map(({ name, properties }) => ({ name, properties })),
].flatMap(({ name, properties }) =>
	properties.flatMap((property) => walk(property, `${name}: `, false)),
);

/** Every entry of every dropdown, with the place of the dropdown. */
export const allChoices: Array<{ place: string; choice: INodePropertyOptions }> =
	allParameters.flatMap(({ place, property: { options = [] } }) =>
		options.filter(isChoice).map((choice) => ({ place, choice })),
	);
