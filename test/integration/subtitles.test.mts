import type { INodeParameters } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { loadPackage } from '../support/n8nCore.mts';

const { nodes } = await loadPackage();

/** What n8n's editor shows under a node, by n8n's own means. */
function subtitleOf(name: string, parameters: INodeParameters): unknown {
	const type = nodes[name];
	if (type === undefined) throw new Error(`There is no node ${name}`);
	const node = {
		...{ id: '1', name: 'Node', type: name, typeVersion: 1 },
		position: [0, 0] satisfies [number, number],
		parameters,
	};
	const { expression } = new Workflow({
		...{ nodes: [node], connections: {}, active: false },
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
	});
	return expression.getSimpleParameterValue(node, type.description.subtitle, 'internal', {});
}

const actions = ['crmLeadPro', 'ySuite'].flatMap((name) =>
	(nodes[name]?.description.properties ?? [])
		.filter((property) => property.name === 'operation')
		.flatMap(({ displayOptions, options = [] }) => {
			const resource = displayOptions?.show?.resource?.[0];
			if (typeof resource !== 'string') throw new TypeError('An operation is of no resource');
			return options.flatMap((option) =>
				'value' in option && 'action' in option
					? [[name, resource, option.value, option.action] as const]
					: [],
			);
		}),
);

test('there are subtitles to check', () => {
	expect(actions.length).toBeGreaterThan(20);
	expect(actions).toContainEqual(['crmLeadPro', 'lead', 'upsert', 'Create or update lead']);
});

test.each(actions)(
	'under %s, %s: %s stands what the nodes panel calls it',
	(name, resource, operation, action) => {
		expect(subtitleOf(name, { resource, operation })).toBe(action);
	},
);

test.each([
	[['lead.created'], 'Lead Created'],
	[['deal.won', 'lead.status_changed'], 'Deal Won, Lead Status Changed'],
	[['lead.eaten'], 'lead.eaten'],
	[[], ''],
])('under the CRMLead Pro Trigger with %j stands %j', (events, expected) => {
	expect(subtitleOf('crmLeadProTrigger', { events })).toBe(expected);
});

test('under the YSUITE Trigger stands its event', () => {
	expect(subtitleOf('ySuiteTrigger', {})).toBe('On new lead');
});
