import { FORM_EXAMPLE_ID, readExamples } from '../../launcher/examples.mts';
import { createAccount, session } from './support/n8nAccount.mts';
import { inEditor } from './support/editor/inEditor.mts';
import { keepScreenshot } from './support/editor/screenshot.mts';
import { testFrom } from './support/testedN8n.mts';

const test = testFrom('2.41', 'the editor is tested as it is in n8n 2.41');

const PRIYA = 'lead_01J2XK3M4N5P6Q7R';
/** A credential's name in pictures. */
const ACCOUNT = 'CRMLead Pro account';
const NAME = 'Get lead';
const NOTHING_CHOSEN = { __rl: true, mode: 'list', value: '' };
const GET_LEAD = { resource: 'lead', operation: 'get', leadId: NOTHING_CHOSEN, simplify: true };
/** At most ten fields, the useful ones first. */
const SIMPLIFIED = [
	'id',
	'name',
	'email',
	'phone',
	'company',
	'status',
	'pipeline_stage',
	'score',
	'source',
	'assigned_to',
];

test(
	'a lead is chosen from a list that has further pages and a search, and the step shows it in a table',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount({ seed: { leads: 130, contacts: 0 } });
		const { leads } = await workspace.state();
		const [wanted] = leads;
		const { id } = await save(GET_LEAD, { name: NAME });
		await canvas.open(id);
		await canvas.openNode(NAME);
		const list = nodeDetails.resourceLocator('leadId');
		await list.openList();
		await list.scrollUntil(leads.length);
		await list.search(wanted?.name ?? '');
		await list.choose(`${wanted?.name} (${wanted?.email})`);
		await nodeDetails.execute();
		expect(await nodeDetails.output.readTable()).toMatchObject([
			{ id: wanted?.id, name: wanted?.name, email: wanted?.email },
		]);
		const searches = (await workspace.journal()).map(({ query }) => query.parsed);
		expect(searches).toContainEqual(expect.objectContaining({ page: '2' }));
	}),
);

test(
	'a list that cannot be loaded says why, and the lead is given by its ID',
	inEditor(async ({ canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount();
		await workspace.setFaults([
			{ kind: 'status', status: 403, method: 'GET', path: '/leads', times: 'always' },
		]);
		const { id } = await save(GET_LEAD, { name: NAME });
		await canvas.open(id);
		await canvas.openNode(NAME);
		const lead = nodeDetails.resourceLocator('leadId');
		const words = await lead.openFailingList();
		expect(words).toContain('CRMLead Pro does not allow this');
		expect(words).toContain('Check in CRMLead Pro that the workspace and plan of this key allow');
		await lead.enter('id', PRIYA);
		await nodeDetails.execute();
		expect(await nodeDetails.output.readTable()).toMatchObject([
			{ id: PRIYA, name: 'Priya Sharma' },
		]);
	}),
);

test(
	'a step that gets many leads shows one a row',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { workspace, save } = await createAccount({}, ACCOUNT);
		const name = 'Get many leads';
		const { id } = await save(
			{
				resource: 'lead',
				operation: 'getAll',
				returnAll: true,
				simplify: true,
				filters: { status: { __rl: true, mode: 'name', value: 'contacted' } },
				sort: { sortBy: 'score', sortOrder: 'desc' },
			},
			{ name },
		);
		await canvas.open(id);
		await canvas.openNode(name);
		await nodeDetails.execute();
		const rows = await nodeDetails.output.readTable();
		const { leads } = await workspace.state();
		const contacted = leads.filter(({ status }) => status === 'contacted');
		expect(rows).toHaveLength(contacted.length);
		expect(rows.map((row) => row.id).toSorted()).toEqual(
			contacted.map((lead) => lead.id).toSorted(),
		);
		expect(Object.keys(rows[0] ?? {})).toEqual(SIMPLIFIED);
		await nodeDetails.widenOutput();
		await nodeDetails.waitUntilDone();
		await keepScreenshot(page, 'output-table');
	}),
);

test(
	'values that CRMLead Pro rejects are named, with what to do',
	inEditor(async ({ page, canvas, nodeDetails }) => {
		const { save } = await createAccount({ switches: { requestId: 'none' } }, ACCOUNT);
		const name = 'Create lead';
		const additionalFields = { email: 'priya.sharma@', score: 900 };
		const { id } = await save(
			{ resource: 'lead', operation: 'create', name: 'Priya Sharma', additionalFields },
			{ name },
		);
		await canvas.open(id);
		await canvas.openNode(name);
		await nodeDetails.execute();
		const { message, description } = await nodeDetails.output.readError();
		expect(message).toContain('CRMLead Pro rejected the values');
		expect(message).toContain('email: must be a valid email address');
		expect(message).toContain('score: must be between 0 and 100');
		expect(description).toContain('Correct the values named here, then run this item again.');
		await nodeDetails.waitUntilDone();
		await keepScreenshot(page, 'error-panel');
	}),
);

test(
	'the canvas says what each step does',
	inEditor(async ({ page, canvas }) => {
		const { credential } = await createAccount({}, ACCOUNT);
		const example = (await readExamples()).find((workflow) => workflow.id === FORM_EXAMPLE_ID);
		if (example === undefined) throw new Error(`there is no example ${FORM_EXAMPLE_ID}`);
		const nodes = example.nodes.map((node) =>
			node.credentials === undefined
				? node
				: { ...node, credentials: { crmLeadProApi: { id: credential.id, name: ACCOUNT } } },
		);
		const { id } = await session.saveWorkflow({ ...example, id: undefined, nodes });
		await canvas.open(id);
		expect(await canvas.subtitleOf('Create or update lead')).toBe('Create or update lead');
		await keepScreenshot(page, 'workflow', await canvas.clip());
	}),
);
