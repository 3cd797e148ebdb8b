import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { leadSchema, type Lead } from '../../sandbox/crmLeadPro/schemas.mts';
import type { FaultOrder } from '../../sandbox/faults.mts';
import type { SwitchChanges } from '../../sandbox/switches.mts';
import type { NodeRun } from '../support/n8nCore.mts';
import { activatePoller, type Poller } from '../support/poller.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

keepWaitsShort();

const MINUTE = 60_000;
const ALL_EVENTS = ['contact.updated', 'lead.created', 'lead.status_changed', 'lead.updated'];

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace();
});

afterEach(async () => {
	await workspace.remove();
});

const order = (events: string[], changes: Partial<NodeRun> = {}): NodeRun => ({
	node: 'crmLeadProPollingTrigger',
	credentials: workspace.credentials,
	parameters: { events, filters: {}, options: {} },
	...changes,
});

/** Activates the trigger, which polls once at that. */
async function activate(events: string[], changes?: Partial<NodeRun>): Promise<Poller> {
	const poller = await activatePoller(order(events, changes));
	expect(await poller.poll()).toBeNull();
	await workspace.clearJournal();
	await workspace.advanceClock(MINUTE);
	return poller;
}

async function addLead(name: string, values: IDataObject = {}): Promise<string> {
	await workspace.advanceClock(1);
	const lead = await workspace.act({ action: 'lead.create', lead: { name, ...values } });
	return String(lead.id);
}

async function addLeads(count: number): Promise<string[]> {
	const ids: string[] = [];
	for (let number = 1; number <= count; number++) ids.push(await addLead(`Lead ${number}`));
	return ids;
}

async function change(id: string, changes: IDataObject): Promise<void> {
	await workspace.advanceClock(1);
	await workspace.act({ action: 'lead.update', id, changes });
}

async function leadOf(id: string): Promise<Lead | undefined> {
	return (await someLeads()).find((lead) => lead.id === id);
}

async function someLeads(): Promise<Lead[]> {
	const { leads } = await workspace.state();
	return leads
		.filter((lead) => lead.archived_at === null)
		.map((lead) => leadSchema.strip().parse(lead));
}

const itemsOf = (output: INodeExecutionData[][] | null): IDataObject[] =>
	(output ?? []).flat().map(({ json }) => json);

/** Each event's name and the ID of its record. */
const eventsOf = (output: INodeExecutionData[][] | null): unknown[] =>
	itemsOf(output).map(({ event, data }) => [event, idOf(data)]);

const idOf = (data: unknown): unknown =>
	typeof data === 'object' && data !== null && 'id' in data ? data.id : undefined;

const requests = async () =>
	(await workspace.journal()).map(({ path, query }) => [path, query.raw]);

describe('the first poll', () => {
	test('starts nothing and costs one request for each list', async () => {
		await workspace.remove();
		workspace = await createWorkspace({ seed: { leads: 450, contacts: 250 } });
		const poller = await activatePoller(order(['lead.created', 'lead.updated', 'contact.updated']));

		expect(await poller.poll()).toBeNull();

		expect(poller.log).toEqual([]);
		const paths = (await requests()).map(([path]) => path);
		expect(paths.filter((path) => path === '/api/v1/leads').length).toBeLessThanOrEqual(2);
		expect(paths.filter((path) => path === '/api/v1/contacts').length).toBeLessThanOrEqual(2);
	});

	test('of an empty workspace lets the first lead start the workflow', async () => {
		await workspace.remove();
		workspace = await createWorkspace({ seed: 'empty' });
		const poller = await activate(['lead.created']);

		const id = await addLead('First');

		expect(eventsOf(await poller.poll())).toEqual([['lead.created', id]]);
		expect(await poller.poll()).toBeNull();
	});

	test('with a wrong key says what to do, all in the message, and not the key', async () => {
		const apiKey = 'crmlp_live_wrong_0123456789';
		const credentials = { crmLeadProApi: { ...workspace.credentials.crmLeadProApi, apiKey } };
		const poller = await activatePoller(order(ALL_EVENTS, { credentials }));

		const failure: unknown = await poller.poll().catch((error: unknown) => error);

		expect(failure).toMatchObject({
			message: expect.stringMatching(/did not accept the API key.*Settings → API/) as unknown,
		});
		expect(JSON.stringify(failure)).not.toContain(apiKey);
		expect(poller.storedData()).toEqual({});
	});
});

describe('each poll', () => {
	test('gives what happened once, oldest first, in the shape of a webhook’s event', async () => {
		const poller = await activate(ALL_EVENTS);
		const [known, other] = await someLeads();
		const [contact] = (await workspace.state()).contacts;
		await change(known?.id ?? '', { status: 'won' });
		const created = await addLead('Fatima');
		await workspace.advanceClock(1);
		await workspace.act({
			action: 'contact.update',
			id: contact?.id ?? '',
			changes: { city: 'Pune' },
		});
		await change(other?.id ?? '', { score: 99 });

		const items = itemsOf(await poller.poll());

		const { contacts } = await workspace.state();
		const leads = await someLeads();
		const now = (id: string | undefined) => leads.find((lead) => lead.id === id);
		const changed = contacts.find(({ id }) => id === contact?.id);
		expect(items).toEqual([
			{ event: 'lead.updated', created_at: now(known?.id)?.updated_at, data: now(known?.id) },
			{
				event: 'lead.status_changed',
				created_at: now(known?.id)?.updated_at,
				data: now(known?.id),
				previous: { status: known?.status, pipeline_stage: known?.pipeline_stage },
			},
			{ event: 'lead.created', created_at: now(created)?.created_at, data: now(created) },
			{ event: 'contact.updated', created_at: changed?.updated_at, data: changed },
			{ event: 'lead.updated', created_at: now(other?.id)?.updated_at, data: now(other?.id) },
		]);
		expect(await poller.poll()).toBeNull();
	});

	test.each([[['lead.created']], [['lead.status_changed']], [ALL_EVENTS]])(
		'for %j without news costs one request for each list and writes nothing, however big the account',
		async (events) => {
			await workspace.remove();
			workspace = await createWorkspace({ seed: { leads: 1_200, contacts: 700 } });
			const poller = await activate(events);

			expect(await poller.poll()).toBeNull();
			expect(await poller.poll()).toBeNull();

			expect(poller.hasWritten()).toBe(false);
			const lists = events.includes('contact.updated') ? 2 : 1;
			expect(await requests()).toHaveLength(2 * lists);
		},
	);

	test('reads as many pages as it needs, and what it read is settled with the next one', async () => {
		const poller = await activate(['lead.created', 'lead.updated']);
		const ids = await addLeads(230);

		expect(itemsOf(await poller.poll()).map(({ data }) => idOf(data))).toEqual(ids);
		expect(await poller.poll()).toBeNull();
		await workspace.clearJournal();
		expect(await poller.poll()).toBeNull();

		expect(await requests()).toHaveLength(1);
		expect(poller.hasWritten()).toBe(false);
	});

	test('tells the status and stage of the last poll, where they changed more than once', async () => {
		const poller = await activate(['lead.status_changed']);
		const [lead] = await someLeads();
		const id = lead?.id ?? '';
		await change(id, { status: 'contacted' });
		await change(id, { status: 'won' });

		const [item] = itemsOf(await poller.poll());

		expect(item).toMatchObject({
			previous: { status: lead?.status, pipeline_stage: lead?.pipeline_stage },
			data: { id, status: 'won' },
		});
		await change(id, { status: 'lost' });
		expect(itemsOf(await poller.poll())).toMatchObject([{ previous: { status: 'won' } }]);
		await change(id, { score: 1 });
		expect(await poller.poll()).toBeNull();
	});

	test('tells a changed status of a lead that was added after the first poll', async () => {
		const poller = await activate(['lead.status_changed']);
		const id = await addLead('Late');
		expect(await poller.poll()).toBeNull();
		await change(id, { status: 'qualified' });

		expect(itemsOf(await poller.poll())).toMatchObject([
			{ event: 'lead.status_changed', previous: { status: 'new' }, data: { id } },
		]);
	});

	test('goes on after a restart, and after a week without n8n', async () => {
		const before = await activate(ALL_EVENTS);
		const first = await addLead('First');
		expect(eventsOf(await before.poll())).toEqual([['lead.created', first]]);
		const [lead] = await someLeads();
		await workspace.advanceClock(7 * 24 * 60 * MINUTE);
		const second = await addLead('Second');
		await change(lead?.id ?? '', { status: 'won' });

		const after = await activatePoller(order(ALL_EVENTS), before.storedData());

		expect(eventsOf(await after.poll())).toEqual([
			['lead.created', second],
			['lead.updated', lead?.id],
			['lead.status_changed', lead?.id],
		]);
		expect(await after.poll()).toBeNull();
	});

	test('does not show older leads again when the newest ones were archived', async () => {
		const poller = await activate(ALL_EVENTS);
		const ids = await addLeads(2);
		await poller.poll();
		for (const id of ids) await workspace.act({ action: 'lead.archive', id });

		expect(await poller.poll()).toBeNull();
		const id = await addLead('Next');
		expect(eventsOf(await poller.poll())).toEqual([['lead.created', id]]);
	});

	test('gives an event once when two polls overlap', async () => {
		const poller = await activate(ALL_EVENTS);
		const ids = await addLeads(2);
		await workspace.setFaults([{ kind: 'latency', ms: 50, times: 4 }]);

		const outputs = await Promise.all([poller.poll(), poller.poll()]);

		expect(outputs.flatMap(itemsOf).map(({ data }) => idOf(data))).toEqual(ids);
	});

	test('finds all the same when the server’s clock is years ahead of n8n’s', async () => {
		const poller = await activate(ALL_EVENTS);
		await workspace.advanceClock(5 * 365 * 24 * 60 * MINUTE);
		const id = await addLead('From the future');

		expect(eventsOf(await poller.poll())).toEqual([['lead.created', id]]);
		expect(await poller.poll()).toBeNull();
	});
});

describe('a failed poll loses and repeats nothing', () => {
	test.each<FaultOrder>([
		{ kind: 'status', status: 500 },
		{ kind: 'resetMidBody' },
		{ kind: 'truncatedJson' },
		{ kind: 'notAList' },
	])('with %j at the second list', async (fault) => {
		const poller = await activate(ALL_EVENTS);
		const id = await addLead('Fatima');
		const stored = poller.storedData();
		await workspace.setFaults([{ ...fault, path: '/contacts', times: 'always' }]);

		await expect(poller.poll()).rejects.toThrow(/^CRMLead Pro /);

		expect(poller.storedData()).toEqual(stored);
		await workspace.clearFaults();
		expect(eventsOf(await poller.poll())).toEqual([['lead.created', id]]);
		expect(await poller.poll()).toBeNull();
	});
});

describe('where leads change while they are read', () => {
	test('a new lead that changes before its page is read is given as new, once', async () => {
		const poller = await activate(['lead.created', 'lead.updated']);
		const ids = await addLeads(150);
		const [oldest = ''] = ids;
		await workspace.setFaults([
			{
				kind: 'actions',
				actions: [{ action: 'lead.update', id: oldest, changes: { score: 7 } }],
				skip: 1,
			},
		]);

		const given = [...eventsOf(await poller.poll()), ...eventsOf(await poller.poll())];

		expect(given).toHaveLength(150);
		expect(given).toEqual(expect.arrayContaining(ids.map((id) => ['lead.created', id])));
		expect(await poller.poll()).toBeNull();
	});
});

describe.each<SwitchChanges>([
	{ listSorting: 'ignored' },
	{ listSorting: 'orderOnly' },
	{ listSorting: 'rejected' },
])('a server with %j', (switches) => {
	test('changes nothing about what is given', async () => {
		await workspace.remove();
		workspace = await createWorkspace({ seed: { leads: 130, contacts: 0 }, switches });
		const poller = await activate(['lead.created', 'lead.status_changed']);
		const oldest = (await someLeads()).toSorted((one, other) =>
			one.created_at < other.created_at ? -1 : 1,
		)[0];
		const created = await addLead('Aaliyah');
		await change(oldest?.id ?? '', { status: 'won' });

		expect(eventsOf(await poller.poll())).toEqual([
			['lead.created', created],
			['lead.status_changed', oldest?.id],
		]);
		expect(await poller.poll()).toBeNull();
	});
});

describe('filters and Simplify', () => {
	test('only records with the status start the workflow, and their fields are at the top', async () => {
		const poller = await activate(['lead.created', 'lead.status_changed'], {
			parameters: {
				events: ['lead.created', 'lead.status_changed'],
				filters: { status: 'Won' },
				options: { simplify: true },
			},
		});
		const [lead] = await someLeads();
		await addLead('Nobody');
		await change(lead?.id ?? '', { status: 'won' });

		const items = itemsOf(await poller.poll());

		const now = await leadOf(lead?.id ?? '');
		expect(items).toEqual([
			{
				event: 'lead.status_changed',
				event_created_at: now?.updated_at,
				...now,
				previous: { status: lead?.status, pipeline_stage: lead?.pipeline_stage },
			},
		]);
	});
});

test('a lead that is added is known when it changes, also where only changes are wanted', async () => {
	const poller = await activate(['lead.updated']);
	const id = await addLead('Fatima');
	expect(await poller.poll()).toBeNull();
	await change(id, { score: 50 });

	expect(eventsOf(await poller.poll())).toEqual([['lead.updated', id]]);
	expect(await poller.poll()).toBeNull();
});

test('an event that the filters left out does not come when its lead passes them later', async () => {
	const events = ['lead.created'];
	const poller = await activate(events, {
		parameters: { events, filters: { status: 'won' }, options: {} },
	});
	const id = await addLead('Fatima');
	expect(await poller.poll()).toBeNull();
	await change(id, { status: 'won' });

	expect(await poller.poll()).toBeNull();
});

describe('a test event', () => {
	test('shows a recent record for each chosen event and changes nothing', async () => {
		const poller = await activatePoller(order(ALL_EVENTS));
		const id = await addLead('Fatima');

		const items = itemsOf(await poller.fetchTestEvent());

		expect(items).toMatchObject([
			{ event: 'lead.created', data: { id } },
			{ event: 'lead.updated', data: { id } },
			{
				event: 'lead.status_changed',
				data: { id },
				previous: { status: null, pipeline_stage: null },
			},
			{ event: 'contact.updated' },
		]);
		expect(poller.storedData()).toEqual({});
	});

	test('says what to do where there is no record', async () => {
		await workspace.remove();
		workspace = await createWorkspace({ seed: 'empty' });
		const poller = await activatePoller(order(ALL_EVENTS));

		await expect(poller.fetchTestEvent()).rejects.toMatchObject({
			message: expect.stringMatching(/no recent record/) as unknown,
			description: expect.stringMatching(/Add a lead/) as unknown,
		});
	});
});

describe('another key', () => {
	test('of another workspace starts anew and says so in the log', async () => {
		const poller = await activate(ALL_EVENTS);
		const other = await createWorkspace({ seed: { leads: 30, contacts: 20 } });
		const changed = await activatePoller(
			order(ALL_EVENTS, { credentials: other.credentials }),
			poller.storedData(),
		);

		expect(await changed.poll()).toBeNull();

		expect(changed.log).toEqual([
			expect.stringMatching(/^warn: CRMLead Pro Polling Trigger: .*another workspace.*from now on/),
			expect.stringMatching(/^warn: CRMLead Pro Polling Trigger: .*another workspace.*from now on/),
		]);
		await other.act({ action: 'lead.create', lead: { name: 'New' } });
		expect(itemsOf(await changed.poll())).toMatchObject([{ event: 'lead.created' }]);
		await other.remove();
	});

	test('of the same workspace goes on where the first one was', async () => {
		const poller = await activate(ALL_EVENTS);
		const id = await addLead('Between');
		const stored = poller.storedData();
		const withOtherKey = Object.fromEntries(
			Object.entries(stored).map(([name, state]) => [
				name,
				typeof state === 'object' && state !== null && 'account' in state
					? { ...state, account: 'another key' }
					: state,
			]),
		);
		const changed = await activatePoller(order(ALL_EVENTS), withOtherKey);

		expect(eventsOf(await changed.poll())).toEqual([['lead.created', id]]);
		expect(await changed.poll()).toBeNull();
		expect(changed.log).toEqual([]);
	});
});

test('events that are chosen later begin with that moment, and the others go on', async () => {
	const before = await activate(['lead.created']);
	const [lead] = await someLeads();
	await change(lead?.id ?? '', { score: 3 });
	const created = await addLead('Between');

	const after = await activatePoller(order(ALL_EVENTS), before.storedData());

	expect(eventsOf(await after.poll())).toEqual([['lead.created', created]]);
	await change(lead?.id ?? '', { status: 'won' });
	expect(eventsOf(await after.poll())).toEqual([
		['lead.updated', lead?.id],
		['lead.status_changed', lead?.id],
	]);
});
