import type { SavedWorkflow } from '../../launcher/n8nSession.mts';
import { until } from '../launcher/support/processes.mts';
import { addLeads } from '../support/addLeads.mts';
import { createOrganisation, type TestOrganisation } from '../support/workspace.mts';
import { prepareOwnN8n, type OwnN8n } from './support/ownN8n.mts';
import { startedWith } from './support/pollingRuns.mts';
import { countSuccesses } from './support/storedExecutions.mts';
import { pollingWorkflow } from './support/triggerWorkflow.mts';

/** An n8n that was killed while it activated a workflow takes it up again only after a while, by default 2 minutes. */
const SOON_ACTIVATED_ANEW = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '6',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

let n8n: OwnN8n;
let organisation: TestOrganisation;
let workflow: SavedWorkflow;
/** The leads of each execution that there should be. */
let expected: number[][];

beforeAll(async () => {
	organisation = await createOrganisation();
	n8n = await prepareOwnN8n();
	const session = await n8n.start(SOON_ACTIVATED_ANEW);
	const { id, credentials } = organisation;
	const credential = await session.saveCredential('ySuiteApi', id, credentials.ySuiteApi);
	workflow = await session.saveWorkflow(
		pollingWorkflow(credential, id, { mode: 'custom', cronExpression: '0 0 29 2 *' }),
	);
	await session.activateWorkflow(workflow);
	expected = [];
});

afterAll(async () => {
	await n8n.stop();
});

/** n8n polls after its start, when it already answers. */
async function expectStarts(): Promise<void> {
	await until(() => countSuccesses(n8n.userFolder, workflow.id) >= expected.length);
	expect(startedWith(n8n.userFolder, workflow.id)).toEqual(expected);
}

async function faultsThatStruck(): Promise<string[]> {
	return (await organisation.journal()).flatMap(({ fault }) => fault ?? []);
}

test('leads that arrive before a stop and until the next start, start it once', async () => {
	const before = await addLeads(organisation, 2);
	await n8n.stop();
	const meanwhile = await addLeads(organisation, 2);
	await n8n.start(SOON_ACTIVATED_ANEW);
	expected.push([...before, ...meanwhile]);
	await expectStarts();
});

test('a crash after a poll repeats nothing, and leads that arrive meanwhile are not lost', async () => {
	await n8n.kill();
	expected.push(await addLeads(organisation, 2));
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
});

test('a crash in the middle of a poll loses and repeats nothing', async () => {
	expected.push(await addLeads(organisation, 150));
	await organisation.clearJournal();
	await organisation.setFaults([{ kind: 'timeout', skip: 1, times: 'always' }]);
	await n8n.stop();
	await n8n.start(SOON_ACTIVATED_ANEW);
	await until(async () => (await faultsThatStruck()).includes('timeout'));
	await n8n.kill();
	await organisation.clearFaults();
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
});

test('while YSUITE fails at the start, it is polled again until nothing is missing', async () => {
	await n8n.kill();
	expected.push(await addLeads(organisation, 2));
	await organisation.clearJournal();
	await organisation.setFaults([{ kind: 'status', status: 500, times: 2 }]);
	await n8n.start(SOON_ACTIVATED_ANEW);
	await expectStarts();
	expect(await faultsThatStruck()).toEqual(['status', 'status']);
});
