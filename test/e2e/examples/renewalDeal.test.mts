import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import type { N8nSession, SavedWorkflow } from '../../../launcher/n8nSession.mts';
import { until } from '../../launcher/support/processes.mts';
import { createWorkspace, type TestWorkspace } from '../../support/workspace.mts';
import {
	addDeal,
	importExample,
	openWorkspace,
	PRIYA,
	saveCrmLeadPro,
	whileActive,
} from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';
import { prepareOwnN8n } from '../support/ownN8n.mts';

const DAY_MS = 86_400_000;
const EXAMPLE_ID = 'crmlpRenewalOnce';
const FORGETFUL = { parameters: { 'Deal won': { options: { ignoreDuplicates: false } } } };

async function renewalsIn(workspace: TestWorkspace) {
	const { deals } = await workspace.state();
	return deals.filter(({ name }) => name.startsWith('Renewal: '));
}

/** Wins a deal in the CRM, which starts the workflow. */
async function winDeal(
	workspace: TestWorkspace,
	workflow: SavedWorkflow,
	n8n: N8nSession = session,
): Promise<void> {
	const id = await addDeal(workspace, {
		name: 'Annual plan',
		value: 250_000,
		lead_id: PRIYA.id,
		assigned_to: 'user_sales_rep_03',
	});
	await runFromOutside(n8n, workflow, () => workspace.act({ action: 'deal.win', id }));
}

/** Has the CRM send its last event once more. */
async function repeatEvent(workspace: TestWorkspace): Promise<void> {
	const { deliveries } = await workspace.state();
	await workspace.act({ action: 'delivery.repeat', id: deliveries.at(-1)?.id ?? '' });
	await workspace.settled();
	expect((await workspace.state()).deliveries.at(-1)?.attempts.map(({ status }) => status)).toEqual(
		[200, 200],
	);
}

test('a won deal gets one deal for its renewal in a year', async () => {
	const workspace = await openWorkspace();
	await whileActive(await importExample(EXAMPLE_ID), (workflow) => winDeal(workspace, workflow));
	const renewals = await renewalsIn(workspace);
	expect(renewals).toEqual([
		expect.objectContaining({
			name: 'Renewal: Annual plan',
			pipeline: 'renewals',
			status: 'open',
			value: 250_000,
			currency: 'INR',
			lead_id: PRIYA.id,
			assigned_to: 'user_sales_rep_03',
		}),
	]);
	const closesAt = Date.parse(renewals[0]?.expected_close_date ?? '');
	// A day more or less, since n8n and the sandbox may be in different time zones.
	expect(Math.abs((closesAt - Date.now()) / DAY_MS - 365)).toBeLessThan(2.5);
});

test('the same event makes no second one, even where the trigger lets it through', async () => {
	const workspace = await openWorkspace();
	await whileActive(await importExample(EXAMPLE_ID, FORGETFUL), async (workflow) => {
		await winDeal(workspace, workflow);
		const { output } = await runFromOutside(session, workflow, () => repeatEvent(workspace));
		expect(output['Deal won']).toHaveLength(1);
		expect(output).not.toHaveProperty('Create renewal deal');
	});
	expect(await renewalsIn(workspace)).toHaveLength(1);
});

test('the same event makes no second one after n8n was killed and started again', async () => {
	const n8n = await prepareOwnN8n();
	try {
		const before = await n8n.start();
		const workspace = await createWorkspace();
		await saveCrmLeadPro(workspace.credentials.crmLeadProApi, before);
		const workflow = await importExample(EXAMPLE_ID, FORGETFUL, before);
		await before.activateWorkflow(workflow);
		await winDeal(workspace, workflow, before);
		await n8n.kill();
		const after = await n8n.start();
		const { output } = await runFromOutside(after, workflow, () => repeatEvent(workspace));
		expect(output).not.toHaveProperty('Create renewal deal');
		expect(await renewalsIn(workspace)).toHaveLength(1);
	} finally {
		await n8n.stop();
	}
});

test('a deal that could not be added is added by a retry of the execution, although its event counts as seen', async () => {
	const workspace = await openWorkspace();
	await whileActive(await importExample(EXAMPLE_ID), async (workflow) => {
		const fault = { kind: 'status', status: 422, method: 'POST', path: '/deals', skip: 1 } as const;
		await workspace.setFaults([fault]);
		await expect(winDeal(workspace, workflow)).rejects.toThrow('HTTP 422');
		expect(await renewalsIn(workspace)).toEqual([]);
		const [failed = ''] = await session.executionIds(workflow.id);
		await session.request('POST', `/executions/${failed}/retry`, { loadWorkflow: true });
		await until(async () => (await renewalsIn(workspace)).length > 0);
		expect(await renewalsIn(workspace)).toHaveLength(1);
	});
});

test('an event without an ID stops with an error that says what to do, instead of being dropped', async () => {
	const workspace = await openWorkspace({ switches: { deliveryIdField: 'header' } });
	await whileActive(await importExample(EXAMPLE_ID), async (workflow) => {
		await expect(winDeal(workspace, workflow)).rejects.toThrow('The event has no ID');
	});
	expect(await renewalsIn(workspace)).toEqual([]);
});
