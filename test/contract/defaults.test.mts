import type { INodeProperties } from 'n8n-workflow';

import { loadPackage } from '../support/n8nCore.mts';

const { nodes, credentials } = await loadPackage();

/** Choices by where they are, with their default and the values that they offer. */
interface Choice {
	place: string;
	initial: unknown;
	offered: unknown[];
}

/** Finds the choices among properties, those in collections included. */
function findChoices(place: string, properties: readonly INodeProperties[]): Choice[] {
	return properties.flatMap((property) => {
		const { name, type, displayOptions, options = [] } = property;
		const { resource = [], operation = [] } = displayOptions?.show ?? {};
		const here = [place, ...resource, ...operation, name].map(String).join(' > ');
		const inner = options.flatMap((option) => {
			if ('values' in option) return findChoices(here, option.values);
			return 'type' in option ? findChoices(here, [option]) : [];
		});
		if (type !== 'options') return inner;
		const offered = options.map((option) => ('value' in option ? option.value : undefined));
		return [{ place: here, initial: property.default, offered }];
	});
}

const choices = [
	...Object.entries(nodes).flatMap(([name, { description }]) =>
		findChoices(name, description.properties),
	),
	...Object.entries(credentials).flatMap(([name, { properties }]) => findChoices(name, properties)),
];

test('the choices of all nodes and credentials are looked at, those of collections included', () => {
	const places = choices.map(({ place }) => place);

	expect(places).toEqual(
		expect.arrayContaining([
			'crmLeadPro > lead > getAll > sort > sortBy',
			'ySuite > lead > getAll > sort > sortBy',
			'ySuite > contact > getAll > sort > sortOrder',
			'ySuite > contact > update > updateFields > contactType',
			'ySuiteTrigger > event',
			'crmLeadProApi > plan',
		]),
	);
});

test.each(choices)('the default of $place is among its options', ({ initial, offered }) => {
	expect(offered).toContain(initial);
});
