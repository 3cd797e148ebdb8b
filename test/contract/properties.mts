import type { INodeProperties } from 'n8n-workflow';

import { loadPackage } from '../support/n8nCore.mts';

/** A parameter of a node or a field of a credential, and where it is, e.g. `crmLeadPro > lead > getAll > limit`. */
export interface PlacedProperty {
	place: string;
	property: INodeProperties;
}

const { nodes, credentials } = await loadPackage();

function place(where: string, properties: readonly INodeProperties[]): PlacedProperty[] {
	return properties.flatMap((property) => {
		const { name, displayOptions, options = [] } = property;
		const { resource = [], operation = [] } = displayOptions?.show ?? {};
		const here = [where, ...resource, ...operation, name].map(String).join(' > ');
		const inner = options.flatMap((option) => {
			if ('values' in option) return place(here, option.values);
			return 'type' in option ? place(here, [option]) : [];
		});
		return [{ place: here, property }, ...inner];
	});
}

/** All of the package, those in collections included. */
export const placedProperties: readonly PlacedProperty[] = [
	...Object.entries(nodes).flatMap(([name, { description }]) =>
		place(name, description.properties),
	),
	...Object.entries(credentials).flatMap(([name, { properties }]) => place(name, properties)),
];
