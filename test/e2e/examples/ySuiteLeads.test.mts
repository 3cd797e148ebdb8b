import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import { YSUITE_EXAMPLE_ID } from '../../../launcher/examples.mts';
import type { TestOrganisation, TestWorkspace } from '../../support/workspace.mts';
import {
	importExample,
	openOrganisation,
	openWorkspace,
	PRIYA,
	runExample,
} from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';

let workspace: TestWorkspace;
let organisation: TestOrganisation;

beforeEach(async () => {
	workspace = await openWorkspace();
	organisation = await openOrganisation();
});

async function leadsNamed(name: string) {
	const { leads } = await workspace.state();
	return leads.filter((lead) => lead.name === name);
}

const addLead = async (lead: { cstname: string; cstemail?: string; lead_source?: string }) =>
	await organisation.act({ action: 'lead.create', lead });

async function newCampaigns() {
	const { campaigns } = await workspace.state();
	return campaigns.filter(({ name }) => name.startsWith('New leads from YSUITE, '));
}

test('new leads from YSUITE are found by a poll, update or become leads, and are messaged together; none stops the others', async () => {
	const workflow = await importExample(YSUITE_EXAMPLE_ID);
	const before = await workspace.state();
	const other = before.leads.find(({ id, phone }) => id !== PRIYA.id && phone !== null);
	// n8n polls at each activation: the first poll remembers the newest lead, the second one finds those after it.
	await session.activateWorkflow(workflow);
	await session.deactivateWorkflow(workflow);
	await addLead({ cstname: PRIYA.name, cstemail: PRIYA.email.toUpperCase() });
	await addLead({ cstname: 'Nobody at all' });
	await addLead({
		cstname: 'Noor Haddad',
		cstemail: 'noor@haddad.example',
		lead_source: 'GITEX',
	});
	await addLead({ cstname: 'Known Other', cstemail: other?.email ?? '' });
	await addLead({ cstname: 'Priya again', cstemail: PRIYA.email });
	const execution = await runFromOutside(session, workflow, () =>
		session.activateWorkflow(workflow),
	);
	await session.deactivateWorkflow(workflow);

	expect(execution.output['New lead in YSUITE']).toHaveLength(5);
	expect(execution.output['To be done by hand']).toBeUndefined();
	const known = new Set(before.leads.map(({ id }) => id));
	const added = (await workspace.state()).leads.filter(({ id }) => !known.has(id));
	expect(added.map(({ name }) => name).sort()).toEqual(['Nobody at all', 'Noor Haddad']);
	expect(await leadsNamed('Noor Haddad')).toMatchObject([
		{ email: 'noor@haddad.example', source: 'GITEX' },
	]);
	expect(await leadsNamed('Nobody at all')).toMatchObject([
		{ email: null, phone: null, tags: ['contact-details-missing'] },
	]);
	expect(await leadsNamed('Known Other')).toMatchObject([{ id: other?.id }]);
	expect(await newCampaigns()).toEqual([
		expect.objectContaining({
			channel: 'whatsapp',
			status: 'sent',
			recipients: { lead_ids: [PRIYA.id, other?.id], contact_ids: [], tags: [] },
			recipient_count: 2,
		}),
	]);
});

test('new leads from YSUITE show the newest one to somebody who tries the workflow', async () => {
	await addLead({ cstname: PRIYA.name, cstemail: PRIYA.email });
	const execution = await runExample(YSUITE_EXAMPLE_ID);
	expect(execution.status).toBe('success');
	expect(await newCampaigns()).toMatchObject([{ recipients: { lead_ids: [PRIYA.id] } }]);
});

test('new leads from YSUITE with a mobile number are matched by it, and one that is refused goes aside with the reason', async () => {
	const rows = [
		{ cstid: 101, cstname: 'Omar Khoury', cstmobile: '+971501234567' },
		{ cstid: 102, cstname: 'Priya by phone', cstmobile: '9876543210' },
		{ cstid: 103, cstname: 'Wrong email', cstemail: 'none' },
	];
	const execution = await runExample(YSUITE_EXAMPLE_ID, {
		pinData: { 'New lead in YSUITE': rows.map((json) => ({ json })) },
	});
	expect(execution.status).toBe('success');
	const [omar] = await leadsNamed('Omar Khoury');
	expect(omar).toMatchObject({ phone: '+971501234567', email: null });
	expect(await leadsNamed('Priya by phone')).toMatchObject([{ id: PRIYA.id }]);
	expect(await leadsNamed('Wrong email')).toEqual([]);
	expect(execution.output['To be done by hand']?.map(({ json }) => json)).toEqual([
		expect.objectContaining({
			cstname: 'Wrong email',
			error: expect.stringContaining('must be an email address') as unknown,
		}),
	]);
	expect(await newCampaigns()).toMatchObject([
		{ recipients: { lead_ids: [omar?.id, PRIYA.id] }, recipient_count: 2 },
	]);
});
