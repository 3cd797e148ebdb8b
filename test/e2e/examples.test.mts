import { EXAMPLE_CREDENTIAL, EXAMPLES_FOLDER, readExamples } from '../../launcher/examples.mts';
import { installN8n } from '../../launcher/installN8n.mts';
import { runN8nCommand } from '../../launcher/n8nInstance.mts';
import { workflowSchema, type Credential } from '../../launcher/n8nSession.mts';
import type { Execution } from '../../launcher/n8nExecution.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';
import { CRM_LEAD_PRO, session } from './support/n8nAccount.mts';

async function useWorkspace(): Promise<{ workspace: TestWorkspace; credential: Credential }> {
	const workspace = await createWorkspace();
	const credential = await session.saveCredential(
		'crmLeadProApi',
		EXAMPLE_CREDENTIAL,
		workspace.credentials.crmLeadProApi,
	);
	return { workspace, credential };
}

async function runExample(id: string): Promise<{ execution: Execution; workspace: TestWorkspace }> {
	const { workspace } = await useWorkspace();
	const example = (await readExamples()).find((workflow) => workflow.id === id);
	if (example === undefined) throw new Error(`there is no example ${id}`);
	const execution = await session.runWorkflow(await session.saveWorkflow(example));
	return { execution, workspace };
}

test('the weekly funnel report puts out one item a stage of the sales pipeline', async () => {
	const { execution, workspace } = await runExample('crmlpFunnelWeek1');
	const { pipelines } = await workspace.state();
	const stages = pipelines.find(({ key }) => key === 'sales')?.stages ?? [];
	expect(execution.status).toBe('success');
	expect(execution.output['One item a stage']?.map(({ json }) => json.stage)).toEqual(
		stages.map(({ key }) => key),
	);
});

test('the campaign by tag is sent once, and its name tells how many contacts have the tag', async () => {
	const { execution, workspace } = await runExample('crmlpCampaignTag');
	const { campaigns, contacts } = await workspace.state();
	const tagged = contacts.filter(({ tags }) => tags.includes('newsletter')).length;
	expect(execution.status).toBe('success');
	expect(campaigns.filter(({ name }) => name === `Diwali greeting to ${tagged} contacts`)).toEqual([
		expect.objectContaining({ channel: 'whatsapp', status: 'sent' }),
	]);
});

test("the examples are imported by n8n's own command, which finds their credential by its name", async () => {
	const { credential } = await useWorkspace();
	const installation = await installN8n();
	const userFolder = process.env.E2E_N8N_USER_FOLDER ?? '';
	await runN8nCommand({ installation, userFolder }, [
		'import:workflow',
		'--separate',
		`--input=${EXAMPLES_FOLDER}`,
	]);
	for (const { id } of await readExamples()) {
		const { nodes } = workflowSchema.parse(
			await session.request('GET', `/workflows/${String(id)}`),
		);
		const used = nodes.filter(({ type }) => type === CRM_LEAD_PRO).map((node) => node.credentials);
		expect(used).not.toHaveLength(0);
		for (const credentials of used) {
			expect(credentials).toEqual({
				crmLeadProApi: { id: credential.id, name: EXAMPLE_CREDENTIAL },
			});
		}
	}
});

test('the examples hold no secret and no id of a credential', async () => {
	for (const { nodes } of await readExamples()) {
		const credentials = nodes.flatMap((node) =>
			node.credentials === undefined ? [] : node.credentials,
		);
		expect(credentials).not.toHaveLength(0);
		for (const credential of credentials) {
			expect(credential).toEqual({ crmLeadProApi: { id: null, name: EXAMPLE_CREDENTIAL } });
		}
		expect(JSON.stringify(nodes)).not.toContain('crmlp_live_');
	}
});
