import type { SavedWorkflow } from '../../launcher/n8nSession.mts';
import { until } from '../launcher/support/processes.mts';
import { PRIYA } from './support/examples.mts';
import { createAccount, session, type N8nAccount } from './support/n8nAccount.mts';
import { pollNow, startedWith } from './support/pollingRuns.mts';
import { countSuccesses, storedExecutions } from './support/storedExecutions.mts';
import {
	POLLING_TRIGGER,
	pollingWorkflow,
	TRIGGER,
	triggerWorkflow,
} from './support/triggerWorkflow.mts';

const USER_FOLDER = process.env.E2E_N8N_USER_FOLDER ?? '';
const EVENTS = ['lead.created', 'lead.status_changed', 'contact.updated'];

type Item = Record<string, unknown>;

let account: N8nAccount;

beforeEach(async () => {
	account = await createAccount();
});

async function activate(workflow: Parameters<typeof session.saveWorkflow>[0]) {
	const saved = await session.saveWorkflow(workflow);
	await session.activateWorkflow(saved);
	return saved;
}

/** Adds a lead, after it changes the status of another one and a contact, all at different times. */
async function makeEvents(name: string): Promise<void> {
	const { workspace } = account;
	const { contacts, leads } = await workspace.state();
	const { status } = leads.find(({ id }) => id === PRIYA.id) ?? {};
	const actions = [
		{
			action: 'lead.update',
			id: PRIYA.id,
			changes: { status: status === 'lost' ? 'customer' : 'lost' },
		},
		{ action: 'contact.update', id: contacts[0]?.id ?? '', changes: { name } },
		{ action: 'lead.create', lead: { name } },
	] as const;
	for (const action of actions) {
		await workspace.advanceClock(1_000);
		await workspace.act(action);
	}
}

/** Waits for as many executions as are expected; the items of all that came. */
async function waitForStarts({ id }: SavedWorkflow, trigger: string, count: number) {
	await until(() => countSuccesses(USER_FOLDER, id) >= count);
	return startedWith(USER_FOLDER, id, trigger);
}

/** What the polling trigger makes of an event that a webhook brought: `previous` beside the record, no ID of a delivery. */
function asPolled({ event, data }: Item): Item {
	if (typeof data !== 'object' || data === null) throw new Error('the event has no record');
	const { previous, ...record }: Item = { ...data };
	const time = event === 'lead.created' ? record.created_at : record.updated_at;
	return {
		event,
		created_at: time,
		data: record,
		...(previous === undefined ? {} : { previous }),
	};
}

test('what is there at the activation starts nothing; what changes later comes once, oldest first, as from webhooks, also after a poll that failed', async () => {
	const { credential, workspace } = account;
	const pushed = await activate(triggerWorkflow(credential, 'Pushed', { events: EVENTS }));
	const polled = await activate(pollingWorkflow(credential, 'Polled', { events: EVENTS }));
	expect(storedExecutions(USER_FOLDER, polled.id)).toEqual([]);

	await makeEvents('First');
	const early = (await waitForStarts(pushed, TRIGGER, 3)).flat();
	await pollNow(session, polled);
	const first = await waitForStarts(polled, POLLING_TRIGGER, 1);
	expect(first).toHaveLength(1);
	expect(first.flat().map(({ event }) => event)).toEqual([
		'lead.status_changed',
		'contact.updated',
		'lead.created',
	]);
	expect(first.flat()).toEqual(sortByTime(early.map(asPolled)));

	await pollNow(session, polled);
	await makeEvents('Second');
	const all = (await waitForStarts(pushed, TRIGGER, 6)).flat();
	await workspace.setFaults([{ kind: 'status', status: 500, times: 'always' }]);
	await expect(pollNow(session, polled)).rejects.toThrow('CRMLead Pro had a problem of its own');
	await workspace.clearFaults();
	await pollNow(session, polled);
	const later = await waitForStarts(polled, POLLING_TRIGGER, 2);
	expect(later).toHaveLength(2);
	expect(later.flat()).toEqual(sortByTime(all.map(asPolled)));
	await session.deactivateWorkflow(pushed);
});

/** n8n may store the executions of events that come close together in another order. */
function sortByTime(items: readonly Item[]): Item[] {
	return items.toSorted((one, other) =>
		String(one.created_at).localeCompare(String(other.created_at)),
	);
}
