import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import { DEAL_EXAMPLE_ID } from '../../../launcher/examples.mts';
import type { TestWorkspace } from '../../support/workspace.mts';
import { addDeal, importExample, openWorkspace, PRIYA, whileActive } from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await openWorkspace();
});

async function winDealOf(leadId: string | null): Promise<void> {
	await whileActive(await importExample(DEAL_EXAMPLE_ID), async (workflow) => {
		const id = await addDeal(workspace, { name: 'Annual plan', lead_id: leadId });
		await runFromOutside(session, workflow, () => workspace.act({ action: 'deal.win', id }));
	});
}

test('the thank-you for a won deal goes to its lead on WhatsApp, once and by name', async () => {
	await winDealOf(PRIYA.id);
	const { campaigns } = await workspace.state();
	expect(campaigns.filter(({ name }) => name === 'Thank you: Annual plan')).toEqual([
		expect.objectContaining({
			channel: 'whatsapp',
			status: 'sent',
			message: expect.stringContaining(`Namaste ${PRIYA.name}, thank you`) as unknown,
			recipients: { lead_ids: [PRIYA.id], contact_ids: [], tags: [] },
			recipient_count: 1,
		}),
	]);
});

test('the thank-you is left out for a deal without a lead', async () => {
	const { campaigns } = await workspace.state();
	await winDealOf(null);
	expect((await workspace.state()).campaigns).toEqual(campaigns);
});

test('the thank-you is left out for a lead without a phone', async () => {
	const { campaigns } = await workspace.state();
	await workspace.act({ action: 'lead.update', id: PRIYA.id, changes: { phone: null } });
	await winDealOf(PRIYA.id);
	expect((await workspace.state()).campaigns).toEqual(campaigns);
});
