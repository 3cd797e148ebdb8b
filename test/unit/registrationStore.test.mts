import type { IDataObject } from 'n8n-workflow';

import {
	readRegistrations,
	writeRegistrations,
	type Registration,
} from '../../nodes/CrmLeadProTrigger/registrationStore.ts';

const registration = (id: string): Registration => ({
	id,
	url: 'https://n8n.example.in/webhook/1',
	events: ['lead.created'],
	secrets: ['secret'],
	account: 'account',
	owner: 'instance/workflow',
});

test('the 20 newest leftovers are remembered', () => {
	const leftovers = Array.from({ length: 25 }, (_, index) => registration(`webhook_${25 - index}`));
	const staticData: IDataObject = {};

	writeRegistrations(staticData, 'production', { current: undefined, leftovers });

	const read = readRegistrations(staticData, 'production');
	expect(read.leftovers.map(({ id }) => id)).toEqual(
		Array.from({ length: 20 }, (_, index) => `webhook_${25 - index}`),
	);
});

test('a registration that was stored without leftovers has none', () => {
	const staticData = { production: { current: registration('webhook_1') } };

	expect(readRegistrations(staticData, 'production')).toEqual({
		current: registration('webhook_1'),
		leftovers: [],
	});
});

test('nothing is left behind where there is nothing to remember', () => {
	const staticData: IDataObject = { test: { leftovers: [] } };

	writeRegistrations(staticData, 'test', { current: undefined, leftovers: [] });

	expect(staticData).toEqual({});
});
