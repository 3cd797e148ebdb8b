import { chooseNearlyHotLead, HOT_STATUS } from '../../../launcher/demo/hotLead.mts';
import { restoreExamples } from '../../../launcher/demo/restoreExamples.mts';
import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import { EXAMPLES_FOLDER, readExamples } from '../../../launcher/examples.mts';
import { runN8nCommand } from '../../../launcher/n8nInstance.mts';
import { workflowSchema } from '../../../launcher/n8nSession.mts';
import { createOrganisation, createWorkspace } from '../../support/workspace.mts';
import { openOrganisation, openWorkspace, PRIYA } from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';
import { pollNow } from '../support/pollingRuns.mts';
import { installTestedN8n, testFrom } from '../support/testedN8n.mts';

testFrom('2', 'n8n 1 gives every new workflow an ID of its own')(
	'a later start of the demonstration registers its webhook and finds new YSUITE leads and hot leads as the first one did',
	async () => {
		let workspace = await openWorkspace();
		let organisation = await openOrganisation();
		const start = async () => {
			const examples = await restoreExamples(session, { workspace, organisation });
			const { ySuite, hotLead } = examples;
			await session.deactivateWorkflow(ySuite);
			const lead = { cstname: PRIYA.name, cstemail: PRIYA.email };
			await organisation.act({ action: 'lead.create', lead });
			await runFromOutside(session, ySuite, () => session.activateWorkflow(ySuite));
			const { id } = chooseNearlyHotLead(await workspace.state());
			await runFromOutside(session, hotLead, async () => {
				const changes = { status: HOT_STATUS };
				await workspace.act({ action: 'lead.update', id, changes });
				await pollNow(session, hotLead);
			});
			const { campaigns, webhooks } = await workspace.state();
			expect(webhooks.map(({ events }) => events)).toEqual([['deal.won']]);
			expect(campaigns.filter(({ name }) => name.includes('YSUITE'))).toHaveLength(1);
			expect(campaigns.filter(({ name }) => name.includes('Hot lead'))).toHaveLength(1);
			return examples;
		};
		await start();
		const { apiKey } = workspace;
		await workspace.remove();
		workspace = await createWorkspace({ apiKey });
		organisation = await createOrganisation();
		const examples = await start();
		for (const workflow of Object.values(examples)) await session.deactivateWorkflow(workflow);
	},
);

test("the examples are imported by n8n's own command, which finds their credentials by name", async () => {
	await openWorkspace();
	await openOrganisation();
	const installation = await installTestedN8n();
	const userFolder = process.env.E2E_N8N_USER_FOLDER ?? '';
	await runN8nCommand({ installation, userFolder }, [
		'import:workflow',
		'--separate',
		`--input=${EXAMPLES_FOLDER}`,
	]);
	const stored = await session.request('GET', '/credentials');
	for (const { id } of await readExamples()) {
		const { nodes } = workflowSchema.parse(await session.request('GET', `/workflows/${id}`));
		const used = nodes.filter(({ type }) => type.startsWith('n8n-nodes-crmleadpro.'));
		expect(used).not.toHaveLength(0);
		for (const { credentials } of used) {
			const [type = '', credential] = Object.entries(credentials ?? {})[0] ?? [];
			expect(stored).toContainEqual(expect.objectContaining({ type, ...credential }));
		}
	}
});
