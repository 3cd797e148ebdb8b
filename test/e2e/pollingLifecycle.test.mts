import type { N8nSession, SavedWorkflow } from '../../launcher/n8nSession.mts';
import { until } from '../launcher/support/processes.mts';
import { addLeads } from '../support/addLeads.mts';
import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../support/workspace.mts';
import { prepareOwnN8n, type OwnN8n } from './support/ownN8n.mts';
import { startedWith } from './support/pollingRuns.mts';
import { countSuccesses } from './support/storedExecutions.mts';
import {
	HARDLY_EVER,
	POLLING_TRIGGER,
	pollingWorkflow,
	Y_SUITE_TRIGGER,
	ySuiteTriggerWorkflow,
} from './support/triggerWorkflow.mts';

/** An n8n that was killed while it activated a workflow takes it up again only after a while, by default 2 minutes. */
const SOON_ACTIVATED_ANEW = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '6',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

/** A trigger that asks, with its workflow in n8n and an account that it asks. */
interface Subject {
	readonly trigger: string;
	readonly account: TestWorkspace | TestOrganisation;
	readonly workflow: SavedWorkflow;
	/** Adds leads; their IDs, oldest first. */
	readonly addLeads: (count: number) => Promise<unknown[]>;
	/** The ID of the lead in an item. */
	readonly idIn: (item: Readonly<Record<string, unknown>>) => unknown;
	/** The leads of each execution that there should be. */
	readonly expected: unknown[][];
}

async function prepareCrmLeadPro(session: N8nSession): Promise<Subject> {
	const account = await createWorkspace();
	const { id, credentials } = account;
	const credential = await session.saveCredential('crmLeadProApi', id, credentials.crmLeadProApi);
	const addLead = async (name: string) => {
		await account.advanceClock(1);
		return (await account.act({ action: 'lead.create', lead: { name } })).id;
	};
	return {
		trigger: POLLING_TRIGGER,
		account,
		workflow: await session.saveWorkflow(
			pollingWorkflow(credential, id, { events: ['lead.created'] }),
		),
		addLeads: async (count) => {
			const ids: unknown[] = [];
			for (let number = 1; number <= count; number++) ids.push(await addLead(`Lead ${number}`));
			return ids;
		},
		idIn: ({ data }) => typeof data === 'object' && data !== null && 'id' in data && data.id,
		expected: [],
	};
}

async function prepareYSuite(session: N8nSession): Promise<Subject> {
	const account = await createOrganisation();
	const { id, credentials } = account;
	const credential = await session.saveCredential('ySuiteApi', id, credentials.ySuiteApi);
	return {
		trigger: Y_SUITE_TRIGGER,
		account,
		workflow: await session.saveWorkflow(ySuiteTriggerWorkflow(credential, id, HARDLY_EVER)),
		addLeads: async (count) => await addLeads(account, count),
		idIn: ({ cstid }) => cstid,
		expected: [],
	};
}

let n8n: OwnN8n;
let crmLeadPro: Subject;
let ySuite: Subject;

beforeAll(async () => {
	n8n = await prepareOwnN8n();
	const session = await n8n.start(SOON_ACTIVATED_ANEW);
	crmLeadPro = await prepareCrmLeadPro(session);
	ySuite = await prepareYSuite(session);
	for (const { workflow } of [crmLeadPro, ySuite]) await session.activateWorkflow(workflow);
});

afterAll(async () => {
	await n8n.stop();
});

/** n8n polls after its start, when it already answers. */
async function expectStarts(): Promise<void> {
	for (const { workflow, trigger, idIn, expected } of [crmLeadPro, ySuite]) {
		await until(() => countSuccesses(n8n.userFolder, workflow.id) >= expected.length);
		const starts = startedWith(n8n.userFolder, workflow.id, trigger);
		expect(starts.map((items) => items.map(idIn))).toEqual(expected);
	}
}

async function faultsThatStruck({ account }: Subject): Promise<string[]> {
	return (await account.journal()).flatMap(({ fault }) => fault ?? []);
}

test('leads that arrive before a stop and until the next start, start it once', async () => {
	const before = [await crmLeadPro.addLeads(2), await ySuite.addLeads(2)] as const;
	await n8n.stop();
	crmLeadPro.expected.push([...before[0], ...(await crmLeadPro.addLeads(2))]);
	ySuite.expected.push([...before[1], ...(await ySuite.addLeads(2))]);
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
});

test('a crash after a poll repeats nothing, and leads that arrive meanwhile are not lost', async () => {
	await n8n.kill();
	for (const { expected, addLeads: add } of [crmLeadPro, ySuite]) expected.push(await add(2));
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
});

describe.each([
	['CRMLead Pro', () => crmLeadPro],
	['YSUITE', () => ySuite],
] as const)('%s', (_, subjectOf) => {
	test('a crash in the middle of a poll loses and repeats nothing', async () => {
		const subject = subjectOf();
		subject.expected.push(await subject.addLeads(150));
		await subject.account.clearJournal();
		await subject.account.setFaults([{ kind: 'timeout', skip: 1, times: 'always' }]);
		await n8n.stop();
		await n8n.start(SOON_ACTIVATED_ANEW);
		await until(async () => (await faultsThatStruck(subject)).includes('timeout'));
		await n8n.kill();
		await subject.account.clearFaults();
		await n8n.start(SOON_ACTIVATED_ANEW);
		await expectStarts();
	});
});

test('while the servers fail at the start, they are polled again until nothing is missing', async () => {
	const subjects = [crmLeadPro, ySuite];
	await n8n.kill();
	for (const { account, addLeads: add, expected } of subjects) {
		expected.push(await add(2));
		await account.clearJournal();
		await account.setFaults([{ kind: 'status', status: 500, times: 2 }]);
	}
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
	for (const subject of subjects) {
		expect(await faultsThatStruck(subject)).toEqual(['status', 'status']);
	}
});
