import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import type { TestWorkspace } from '../../support/workspace.mts';
import { importExample, openWorkspace, PRIYA } from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';
import { pollNow } from '../support/pollingRuns.mts';

let workspace: TestWorkspace;
let contactOfRep: string;
let contactOfOthers: string;

beforeEach(async () => {
	workspace = await openWorkspace();
	const { contacts } = await workspace.state();
	[contactOfRep = '', contactOfOthers = ''] = contacts.map(({ id }) => id);
});

async function importForContacts() {
	const assignments = Object.entries({
		user_sales_rep_01: contactOfRep,
		'Everybody else': contactOfOthers,
	}).map(([name, value]) => ({ id: crypto.randomUUID(), name, value, type: 'string' }));
	return await importExample('crmlpHotLeadUser', {
		parameters: { 'Contact of each user': { assignments: { assignments } } },
	});
}

const addLead = async (name: string, values: { assigned_to?: string; score?: number }) => {
	const lead = { name, status: 'new', phone: '+91 98765 43210', ...values };
	return String((await workspace.act({ action: 'lead.create', lead })).id);
};

test('each hot lead is one WhatsApp message to the contact of its user, and leads that are not hot or were qualified before are none', async () => {
	const workflow = await importForContacts();
	const hot = await addLead('Noor Haddad', { assigned_to: 'user_sales_rep_01', score: 70 });
	const unassigned = await addLead('Omar Aziz', { score: 95 });
	const cold = await addLead('Lina Cold', { assigned_to: 'user_sales_rep_01', score: 69 });
	// n8n polls at each activation: the first poll remembers what is there, the second one finds what has changed.
	await session.activateWorkflow(workflow);
	for (const id of [hot, unassigned, cold]) {
		await workspace.advanceClock(1_000);
		await workspace.act({ action: 'lead.update', id, changes: { status: 'qualified' } });
	}
	const moved = { pipeline_stage: 'negotiation', score: 99 };
	await workspace.act({ action: 'lead.update', id: PRIYA.id, changes: moved });
	await runFromOutside(session, workflow, async () => {
		await pollNow(session, workflow);
	});
	await session.deactivateWorkflow(workflow);

	const { campaigns } = await workspace.state();
	const sent = campaigns.filter(({ name }) => name.startsWith('Hot lead: '));
	expect(sent).toMatchObject([
		{
			channel: 'whatsapp',
			status: 'sent',
			message: 'Hot lead: Noor Haddad\nScore 70, +91 98765 43210',
			recipients: { contact_ids: [contactOfRep], lead_ids: [], tags: [] },
		},
		{
			message: 'Hot lead: Omar Aziz\nScore 95, +91 98765 43210',
			recipients: { contact_ids: [contactOfOthers], lead_ids: [], tags: [] },
		},
	]);
});
