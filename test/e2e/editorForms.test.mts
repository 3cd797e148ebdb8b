import { createAccount } from './support/n8nAccount.mts';
import { countClicks } from './support/editor/countClicks.mts';
import { inEditor } from './support/editor/inEditor.mts';
import { keepScreenshot } from './support/editor/screenshot.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'the editor is tested as it is in n8n 2.41');

/** A credential's name in pictures. */
const ACCOUNT = 'CRMLead Pro account';
const CREATE_LEAD = { resource: 'lead', operation: 'create' };
const CREATE_ASHA = { ...CREATE_LEAD, name: 'Asha Rao', additionalFields: {} };
const NAME = 'Create lead';

function report(what: string, clicks: number): void {
	process.stdout.write(`${what}: ${clicks} clicks.\n`);
}

test(
	'a stage, a status, a user and tags of a lead are chosen from lists, by clicks alone',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount();
		const { leads, pipelines } = await workspace.state();
		const [tag = '', another = ''] = [...new Set(leads.flatMap(({ tags }) => tags))];
		const [user = ''] = leads.flatMap((lead) => lead.assigned_to ?? []);
		const stage = pipelines.find(({ key }) => key === 'enterprise')?.stages[1];
		const { id } = await save(CREATE_ASHA, { name: NAME });
		await canvas.open(id);
		await canvas.openNode(NAME);
		const fields = nodeDetails.collection('Add field');
		const clicks = await countClicks(page, async () => {
			for (const [label, field, ...entries] of [
				['Pipeline', 'pipeline', 'Enterprise Sales'],
				['Pipeline Stage', 'pipelineStage', stage?.name ?? ''],
				['Status', 'status', 'qualified'],
				['Assigned To', 'assignedTo', user],
				['Tags', 'tags', tag, `${tag}, ${another}`],
			] as const) {
				await fields.add(label);
				for (const entry of entries) await nodeDetails.resourceLocator(field).pick(entry);
			}
			await nodeDetails.execute();
			await nodeDetails.output.readTable();
		});
		report('A lead with pipeline, stage, status, user and two tags from lists', clicks);

		const journal = await workspace.journal();
		expect(journal.findLast(({ method }) => method === 'POST')?.body).toEqual({
			name: 'Asha Rao',
			pipeline: 'enterprise',
			pipeline_stage: stage?.key,
			status: 'qualified',
			assigned_to: user,
			tags: [tag, another],
		});
		expect(journal.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
			'GET /api/v1/leads',
			'GET /api/v1/pipelines',
			'POST /api/v1/leads',
		]);
	}),
);

test(
	'a stage typed in words is found',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount({ seed: 'empty' });
		const { id } = await save(CREATE_ASHA, { name: NAME });
		await canvas.open(id);
		await canvas.openNode(NAME);
		await nodeDetails.collection('Add field').add('Pipeline Stage');
		await nodeDetails.resourceLocator('pipelineStage').enter('name', 'Demo scheduled');
		await nodeDetails.execute();
		await nodeDetails.output.readTable();
		expect((await workspace.state()).leads).toMatchObject([{ pipeline_stage: 'demo_scheduled' }]);
	}),
);

/** A row as a spreadsheet has it. */
const ROW = {
	'Full Name': 'Ananya Rao',
	'E-mail': 'ananya@raotextiles.example',
	'Mobile No.': '098765 43210',
	'Company Name': 'Rao Textiles',
	'Lead Source': 'website',
	'Lead Status': 'new',
	Pipeline: 'Sales',
	Stage: 'Demo Scheduled',
	Owner: 'user_sales_rep_01',
	Tags: 'vip, pune',
	'Lead Score': '72',
	City: 'Pune',
	State: 'Maharashtra',
	Pincode: '411001',
	Remarks: 'Call after 5 pm',
};

test(
	'fifteen columns are sent after at most five clicks',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount({ seed: 'empty' }, ACCOUNT);
		const { id } = await save(CREATE_LEAD, { name: NAME, items: [ROW] });
		await canvas.open(id);
		await canvas.openNode(NAME);
		const clicks = await countClicks(page, async () => {
			await nodeDetails.choose('dataToSend', 'Auto-Map Input Data to Fields');
			await nodeDetails.choose('unmatchedColumns', 'Add to Metadata');
			await nodeDetails.execute();
			await nodeDetails.output.readTable();
		});
		report('Fifteen columns', clicks);

		expect(clicks).toBeLessThanOrEqual(5);
		expect((await workspace.state()).leads).toMatchObject([
			{
				name: 'Ananya Rao',
				email: 'ananya@raotextiles.example',
				phone: '098765 43210',
				company: 'Rao Textiles',
				source: 'website',
				status: 'new',
				pipeline: 'sales',
				pipeline_stage: 'demo_scheduled',
				assigned_to: 'user_sales_rep_01',
				tags: ['vip', 'pune'],
				score: 72,
				metadata: {
					City: 'Pune',
					State: 'Maharashtra',
					Pincode: '411001',
					Remarks: 'Call after 5 pm',
				},
			},
		]);
		await nodeDetails.waitUntilDone();
		await nodeDetails.output.showInstead(/^lead_/, 'lead_01J2XK3M4N5P6Q7R');
		await nodeDetails.output.showInstead(/^\d{4}-\d{2}-\d{2}T/, '2026-11-05T09:30:00.000Z');
		await keepScreenshot(page, 'auto-map');
	}),
);

const SEND_WHATSAPP = {
	resource: 'campaign',
	operation: 'sendWhatsApp',
	name: 'Diwali greetings',
	message: 'Happy Diwali!',
};
const CAMPAIGN = 'Send WhatsApp campaign';
const FIVE_ROWS = ['Asha', 'Ravi', 'Meera', 'Kabir', 'Noor'].map((name) => ({ name }));

test(
	'a campaign to a tag goes out once for five rows, and the form says before that it goes out',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount();
		const { campaigns: past } = await workspace.state();
		const { id } = await save(SEND_WHATSAPP, { name: CAMPAIGN, items: FIVE_ROWS });
		await canvas.open(id);
		await canvas.openNode(CAMPAIGN);
		expect(await nodeDetails.readForm()).toContain('sends real messages to real people');
		await nodeDetails.choose('sendTo', 'Tags');
		await nodeDetails.resourceLocator('tags').pick('hot-lead');
		await nodeDetails.execute();
		expect(await nodeDetails.output.readTable()).toHaveLength(1);

		const { campaigns } = await workspace.state();
		expect(campaigns).toHaveLength(past.length + 1);
		expect(campaigns.filter(({ name }) => name === SEND_WHATSAPP.name)).toMatchObject([
			{ recipients: { tags: ['hot-lead'] } },
		]);
	}),
);

test(
	'a campaign without recipients does not go out, and the step says what is missing',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount();
		const { id } = await save(SEND_WHATSAPP, { name: CAMPAIGN, items: FIVE_ROWS });
		await canvas.open(id);
		await canvas.openNode(CAMPAIGN);
		await nodeDetails.execute();
		expect(await nodeDetails.readRefusal()).toContain('Parameter "Send To" is required');
		await nodeDetails.choose('sendTo', 'Tags');
		await nodeDetails.execute();
		const { message, description } = await nodeDetails.output.readError();
		expect(message).toContain('Tags is empty, so the campaign would have no recipients');
		expect(description).toContain('Fill it in');
		expect((await workspace.journal()).filter(({ method }) => method === 'POST')).toEqual([]);
	}),
);
