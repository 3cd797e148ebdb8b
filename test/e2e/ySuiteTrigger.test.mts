import type { SavedWorkflow } from '../../launcher/n8nSession.mts';
import type { FaultOrder } from '../../sandbox/faults.mts';
import { leadRowFields } from '../../sandbox/ySuite/schemas.mts';
import { until } from '../launcher/support/processes.mts';
import { addLeads } from '../support/addLeads.mts';
import type { TestOrganisation } from '../support/workspace.mts';
import { createYSuiteAccount, session, type YSuiteAccount } from './support/n8nAccount.mts';
import { pollNow, startedWith } from './support/pollingRuns.mts';
import { countSuccesses, storedExecutions } from './support/storedExecutions.mts';
import {
	HARDLY_EVER,
	Y_SUITE_TRIGGER,
	ySuiteTriggerWorkflow,
	type PollTime,
} from './support/triggerWorkflow.mts';

const USER_FOLDER = process.env.E2E_N8N_USER_FOLDER ?? '';

let account: YSuiteAccount;
let organisation: TestOrganisation;

async function saveWorkflow(
	{ credential }: YSuiteAccount,
	pollTime: PollTime = HARDLY_EVER,
): Promise<SavedWorkflow> {
	return await session.saveWorkflow(ySuiteTriggerWorkflow(credential, credential.name, pollTime));
}

/** Activates a workflow for the first time. */
async function activate(): Promise<SavedWorkflow> {
	const workflow = await saveWorkflow(account);
	await session.activateWorkflow(workflow);
	await organisation.clearJournal();
	return workflow;
}

const poll = async (workflow: SavedWorkflow) => {
	await pollNow(session, workflow);
};

const startsOf = ({ id }: SavedWorkflow): unknown[][] =>
	startedWith(USER_FOLDER, id, Y_SUITE_TRIGGER).map((items) => items.map(({ cstid }) => cstid));

/** Waits for as many executions as are expected; the leads of all that came. */
async function waitForStarts(workflow: SavedWorkflow, count: number): Promise<unknown[][]> {
	await until(() => countSuccesses(USER_FOLDER, workflow.id) >= count);
	return startsOf(workflow);
}

const askedPages = async () =>
	(await organisation.journal()).map(({ query }) => query.parsed.pageIndex);

/** A workflow that n8n polls by its own clock, while other tests run. */
interface ClockCase {
	account: YSuiteAccount;
	workflow: SavedWorkflow;
	newLeads: number[];
	/** When the leads had arrived, in ms since 1970. */
	arrivedAt: number;
}

async function startClockCase(pollTime: PollTime): Promise<ClockCase> {
	const polled = await createYSuiteAccount();
	const workflow = await saveWorkflow(polled, pollTime);
	await session.activateWorkflow(workflow);
	const newLeads = await addLeads(polled.organisation, 3);
	return { account: polled, workflow, newLeads, arrivedAt: Date.now() };
}

/** How long the leads waited for the last poll, in seconds. */
async function waitingTime({ account: polled, arrivedAt }: ClockCase): Promise<string> {
	const last = (await polled.organisation.journal()).at(-1);
	return ((Date.parse(last?.receivedAt ?? '') - arrivedAt) / 1000).toFixed(1);
}

let everyMinute: ClockCase;
let failingFirst: ClockCase;
let failureIsOver: Promise<void>;

/** Lets an organisation's API fail until a poll has failed. */
async function failOnePoll({ account: polled, workflow }: ClockCase): Promise<void> {
	await polled.organisation.setFaults([{ kind: 'status', status: 500, times: 'always' }]);
	failureIsOver = until(() => storedExecutions(USER_FOLDER, workflow.id).length > 0).then(
		polled.organisation.clearFaults,
	);
}

beforeAll(async () => {
	everyMinute = await startClockCase({ mode: 'everyMinute' });
	const soon = new Date(Date.now() + 5_000).getSeconds();
	failingFirst = await startClockCase({ mode: 'custom', cronExpression: `${soon} * * * * *` });
	await failOnePoll(failingFirst);
});

beforeEach(async () => {
	account = await createYSuiteAccount();
	({ organisation } = account);
});

test('what is there at the activation starts nothing, and what comes later starts it once, oldest first', async () => {
	const workflow = await activate();
	expect(storedExecutions(USER_FOLDER, workflow.id)).toEqual([]);
	const newLeads = await addLeads(organisation, 3, 'Fatima');

	await poll(workflow);

	expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
	const { leads } = await organisation.state();
	const rows = leads
		.slice(-3)
		.map((lead) => Object.fromEntries(leadRowFields.map((field) => [field, lead[field]])));
	const [execution] = storedExecutions(USER_FOLDER, workflow.id);
	expect(execution?.output[Y_SUITE_TRIGGER]?.map(({ json }) => json)).toEqual(rows);

	await poll(workflow);
	const [later] = await addLeads(organisation, 1);
	await poll(workflow);
	expect(await waitForStarts(workflow, 2)).toEqual([newLeads, [later]]);
});

test('the very first lead of an organisation starts it', async () => {
	account = await createYSuiteAccount({ seed: 'empty' });
	({ organisation } = account);
	const workflow = await activate();
	const newLeads = await addLeads(organisation, 1);
	await poll(workflow);
	expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
});

test('more new leads than a page holds start it once, with all of them', async () => {
	const workflow = await activate();
	const newLeads = await addLeads(organisation, 150);
	await poll(workflow);
	expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
	expect(await askedPages()).toEqual(['0', '1']);
});

describe('a poll that fails loses and repeats nothing', () => {
	test('at an activation, which tells why, and what to do', async () => {
		const workflow = await activate();
		const newLeads = await addLeads(organisation, 2);
		await organisation.setSwitches({ organisation: 'none' });
		await expect(poll(workflow)).rejects.toThrow(
			/No organisation assigned to user \(HTTP 400\)\. .*Assign the user/,
		);
		await organisation.setSwitches({ organisation: 'assigned' });
		await poll(workflow);
		expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
	});

	test.each<[string, FaultOrder]>([
		['on its first page', { kind: 'status', status: 500 }],
		['on its second page', { kind: 'resetMidBody', skip: 1 }],
	])('%s for a moment: it is tried again at once', async (_, fault) => {
		const workflow = await activate();
		const newLeads = await addLeads(organisation, 150);
		await organisation.setFaults([fault]);
		await poll(workflow);
		expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
		expect((await organisation.journal()).flatMap((entry) => entry.fault ?? [])).toEqual([
			fault.kind,
		]);
	});
});

test('it cannot be activated with wrong keys, and is told why', async () => {
	const workflow = await saveWorkflow(account);
	await organisation.remove();
	await expect(session.activateWorkflow(workflow)).rejects.toThrow(
		'Invalid API credentials (HTTP 401)',
	);
});

test('Fetch test event shows the newest lead and changes nothing', async () => {
	const workflow = await activate();
	const newLeads = await addLeads(organisation, 2);

	for (let time = 1; time <= 2; time++) {
		const { status, output } = await session.runWorkflow(workflow);
		expect(status).toBe('success');
		expect(output[Y_SUITE_TRIGGER]?.map(({ json }) => json.cstid)).toEqual(newLeads.slice(-1));
	}

	await poll(workflow);
	const fetched = newLeads.slice(-1);
	expect(await waitForStarts(workflow, 3)).toEqual([fetched, fetched, newLeads]);
});

test('two workflows that poll one organisation do not disturb each other', async () => {
	const one = await activate();
	const early = await addLeads(organisation, 2);
	const other = await activate();
	const late = await addLeads(organisation, 2);

	await poll(one);
	expect(await waitForStarts(one, 1)).toEqual([[...early, ...late]]);
	expect(startsOf(other)).toEqual([]);

	await session.deactivateWorkflow(one);
	await poll(other);
	expect(await waitForStarts(other, 1)).toEqual([late]);
	expect(startsOf(one)).toEqual([[...early, ...late]]);
});

describe("by n8n's own clock", () => {
	test('every minute, new leads start it once', async () => {
		const { workflow, newLeads } = everyMinute;
		expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
		process.stdout.write(
			`"Every minute": the leads had arrived ${await waitingTime(everyMinute)} s before the poll.\n`,
		);
	});

	test('a poll that fails is stored as a failed execution, and the next one brings the leads', async () => {
		const { workflow, newLeads } = failingFirst;
		await failureIsOver;
		expect(await waitForStarts(workflow, 1)).toEqual([newLeads]);
		const [failed, ...others] = storedExecutions(USER_FOLDER, workflow.id);
		expect(failed).toMatchObject({
			status: 'error',
			error: { message: expect.stringContaining('YSUITE had a problem of its own') as unknown },
		});
		expect(others).toHaveLength(1);
		process.stdout.write(
			`With a failed poll between: the leads had arrived ${await waitingTime(failingFirst)} s before the poll.\n`,
		);
	});
});
