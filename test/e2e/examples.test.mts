import { restoreExamples } from '../../launcher/demo/restoreExamples.mts';
import { runFromOutside } from '../../launcher/demo/startedExecution.mts';
import {
	DEAL_EXAMPLE_ID,
	EXAMPLE_CREDENTIALS,
	EXAMPLES_FOLDER,
	readExamples,
	YSUITE_EXAMPLE_ID,
	type Example,
} from '../../launcher/examples.mts';
import { installN8n } from '../../launcher/installN8n.mts';
import { runN8nCommand } from '../../launcher/n8nInstance.mts';
import { workflowSchema, type Credential, type SavedWorkflow } from '../../launcher/n8nSession.mts';
import type { Execution } from '../../launcher/n8nExecution.mts';
import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../support/workspace.mts';
import { session } from './support/n8nAccount.mts';

const PRIYA = {
	id: 'lead_01J2XK3M4N5P6Q7R',
	name: 'Priya Sharma',
	email: 'priya.sharma@indus-analytics.example',
};

let workspace: TestWorkspace;
let organisation: TestOrganisation;
let credentials: Record<keyof typeof EXAMPLE_CREDENTIALS, Credential>;

beforeEach(async () => {
	workspace = await createWorkspace();
	organisation = await createOrganisation();
	const { crmLeadProApi, ySuiteApi } = EXAMPLE_CREDENTIALS;
	credentials = {
		crmLeadProApi: await session.saveCredential(
			'crmLeadProApi',
			crmLeadProApi,
			workspace.credentials.crmLeadProApi,
		),
		ySuiteApi: await session.saveCredential(
			'ySuiteApi',
			ySuiteApi,
			organisation.credentials.ySuiteApi,
		),
	};
});

/** Stores a copy of an example, for which n8n remembers nothing of other tests. */
async function importExample(id: string, changes: Partial<Example> = {}): Promise<SavedWorkflow> {
	const example = (await readExamples()).find((workflow) => workflow.id === id);
	if (example === undefined) throw new Error(`there is no example ${id}`);
	return await session.saveWorkflow({ ...example, ...changes, id: undefined });
}

async function runExample(id: string, changes: Partial<Example> = {}): Promise<Execution> {
	return await session.runWorkflow(await importExample(id, changes));
}

async function leadsNamed(name: string) {
	const { leads } = await workspace.state();
	return leads.filter((lead) => lead.name === name);
}

test('the weekly funnel report puts out one item a stage of the sales pipeline', async () => {
	const execution = await runExample('crmlpFunnelWeek1');
	const { pipelines } = await workspace.state();
	const stages = pipelines.find(({ key }) => key === 'sales')?.stages ?? [];
	expect(execution.status).toBe('success');
	expect(execution.output['One item a stage']?.map(({ json }) => json.stage)).toEqual(
		stages.map(({ key }) => key),
	);
});

test('the campaign by tag is sent once, and its name tells how many contacts have the tag', async () => {
	const execution = await runExample('crmlpCampaignTag');
	const { campaigns, contacts } = await workspace.state();
	const tagged = contacts.filter(({ tags }) => tags.includes('newsletter')).length;
	expect(execution.status).toBe('success');
	expect(campaigns.filter(({ name }) => name === `Diwali greeting to ${tagged} contacts`)).toEqual([
		expect.objectContaining({ channel: 'whatsapp', status: 'sent' }),
	]);
});

describe('the thank-you for a won deal', () => {
	let workflow: SavedWorkflow;

	beforeEach(async () => {
		workflow = await importExample(DEAL_EXAMPLE_ID);
		await session.activateWorkflow(workflow);
	});

	afterEach(async () => {
		await session.deactivateWorkflow(workflow);
	});

	async function winDealOf(leadId: string | null): Promise<void> {
		const reply = await fetch(`${workspace.baseUrl}/deals`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${workspace.apiKey}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({ name: 'Annual plan', pipeline: 'sales', lead_id: leadId }),
		});
		expect(reply.ok).toBe(true);
		const deal = (await workspace.state()).deals.find(({ name }) => name === 'Annual plan');
		const id = deal?.id ?? '';
		await runFromOutside(session, workflow, () => workspace.act({ action: 'deal.win', id }));
	}

	test('goes to the lead of the deal on WhatsApp, once and by name', async () => {
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

	test('is left out for a deal without a lead', async () => {
		const { campaigns } = await workspace.state();
		await winDealOf(null);
		expect((await workspace.state()).campaigns).toEqual(campaigns);
	});

	test('is left out for a lead without a phone', async () => {
		const { campaigns } = await workspace.state();
		await workspace.act({ action: 'lead.update', id: PRIYA.id, changes: { phone: null } });
		await winDealOf(PRIYA.id);
		expect((await workspace.state()).campaigns).toEqual(campaigns);
	});
});

describe('the new leads from YSUITE', () => {
	const addLead = async (lead: { cstname: string; cstemail?: string; lead_source?: string }) =>
		await organisation.act({ action: 'lead.create', lead });

	async function newCampaigns() {
		const { campaigns } = await workspace.state();
		return campaigns.filter(({ name }) => name.startsWith('New leads from YSUITE, '));
	}

	test('are found by a poll, update or become leads, and are messaged together; none stops the others', async () => {
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
		expect((await workspace.state()).leads).toHaveLength(before.leads.length + 2);
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

	test('show the newest one to somebody who tries the workflow', async () => {
		await addLead({ cstname: PRIYA.name, cstemail: PRIYA.email });
		const execution = await runExample(YSUITE_EXAMPLE_ID);
		expect(execution.status).toBe('success');
		expect(await newCampaigns()).toMatchObject([{ recipients: { lead_ids: [PRIYA.id] } }]);
	});

	test('with a mobile number are matched by it, and one that is refused goes aside with the reason', async () => {
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
});

test('a later start of the demonstration registers its webhook and finds new YSUITE leads as the first one did', async () => {
	const start = async () => {
		const examples = await restoreExamples(session, { workspace, organisation });
		const { ySuite } = examples;
		await session.deactivateWorkflow(ySuite);
		const lead = { cstname: PRIYA.name, cstemail: PRIYA.email };
		await organisation.act({ action: 'lead.create', lead });
		await runFromOutside(session, ySuite, () => session.activateWorkflow(ySuite));
		const { campaigns, webhooks } = await workspace.state();
		expect(webhooks.map(({ events }) => events)).toEqual([['deal.won']]);
		expect(campaigns.filter(({ name }) => name.includes('YSUITE'))).toHaveLength(1);
		return examples;
	};
	await start();
	const { apiKey } = workspace;
	await workspace.remove();
	workspace = await createWorkspace({ apiKey });
	organisation = await createOrganisation();
	const examples = await start();
	for (const workflow of Object.values(examples)) await session.deactivateWorkflow(workflow);
});

const isOurs = ({ type }: { type: string }) => type.startsWith('n8n-nodes-crmleadpro.');

test("the examples are imported by n8n's own command, which finds their credentials by name", async () => {
	const installation = await installN8n();
	const userFolder = process.env.E2E_N8N_USER_FOLDER ?? '';
	await runN8nCommand({ installation, userFolder }, [
		'import:workflow',
		'--separate',
		`--input=${EXAMPLES_FOLDER}`,
	]);
	for (const { id } of await readExamples()) {
		const { nodes } = workflowSchema.parse(await session.request('GET', `/workflows/${id}`));
		const used = nodes.filter(isOurs);
		expect(used).not.toHaveLength(0);
		for (const node of used) {
			expect([
				{ crmLeadProApi: { id: credentials.crmLeadProApi.id, name: 'CRMLead Pro account' } },
				{ ySuiteApi: { id: credentials.ySuiteApi.id, name: 'YSUITE account' } },
			]).toContainEqual(node.credentials);
		}
	}
});

test('the examples hold no secret and no id of a credential', async () => {
	for (const { nodes } of await readExamples()) {
		const used = nodes.flatMap((node) => (node.credentials === undefined ? [] : node.credentials));
		expect(used).not.toHaveLength(0);
		for (const one of used) {
			expect([
				{ crmLeadProApi: { id: null, name: 'CRMLead Pro account' } },
				{ ySuiteApi: { id: null, name: 'YSUITE account' } },
			]).toContainEqual(one);
		}
		expect(JSON.stringify(nodes)).not.toContain('crmlp_live_');
	}
});
