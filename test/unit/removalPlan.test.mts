import { planRemoval } from '../../nodes/CrmLeadProTrigger/registering/removal.ts';
import type { ListedWebhook } from '../../nodes/CrmLeadProTrigger/registering/webhooksApi.ts';
import type { Registration } from '../../nodes/CrmLeadProTrigger/registrationStore.ts';

const URL_HERE = 'https://n8n.example.in/webhook/here';
const HERE = { url: URL_HERE, account: 'account', owner: 'instance/workflow' };

const stored = (id: string | undefined, changes: Partial<Registration> = {}): Registration => ({
	id,
	url: URL_HERE,
	events: ['lead.created'],
	secrets: ['s3cret'],
	account: 'account',
	owner: 'instance/workflow',
	...changes,
});

const listed = (id: string | undefined, url: string | undefined): ListedWebhook => ({
	id,
	url,
	events: undefined,
	isActive: true,
});

const ELSEWHERE = 'https://n8n.example.in/webhook/elsewhere';

test.each<
	[
		string,
		Registration[],
		ListedWebhook[] | undefined,
		{ removed: string[]; unreachable: string[] },
	]
>([
	['a stored webhook', [stored('a')], undefined, { removed: ['a'], unreachable: [] }],
	['a listed one', [stored('a')], [listed('a', URL_HERE)], { removed: ['a'], unreachable: [] }],
	[
		'one for this address that was never stored',
		[],
		[listed('b', URL_HERE), listed('c', ELSEWHERE)],
		{ removed: ['b'], unreachable: [] },
	],
	[
		'nothing of another workflow',
		[stored('a', { owner: 'instance/other' })],
		undefined,
		{ removed: [], unreachable: [] },
	],
	[
		'nothing whose ID now belongs to another address',
		[stored('a')],
		[listed('a', ELSEWHERE)],
		{ removed: [], unreachable: [] },
	],
	[
		'nothing that was registered with another key, which is out of reach',
		[stored('a', { account: 'other' })],
		undefined,
		{ removed: [], unreachable: ['otherAccount'] },
	],
	[
		'nothing without an ID where there is no list, which is out of reach',
		[stored(undefined)],
		undefined,
		{ removed: [], unreachable: ['unknownId'] },
	],
	[
		'one without an ID that the list shows',
		[stored(undefined)],
		[listed('a', URL_HERE)],
		{ removed: ['a'], unreachable: [] },
	],
])('a removal is planned of %s', (_, earlier, list, expected) => {
	const plan = planRemoval(earlier, list, HERE);

	expect({
		removed: plan.removals.map(({ id }) => id),
		unreachable: plan.unreachable.map(({ obstacle }) => obstacle),
	}).toEqual(expected);
	expect(plan.canList).toBe(list !== undefined);
});
