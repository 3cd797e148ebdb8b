import { FORM_ENTRIES } from '../../launcher/demo/formLeads.mts';
import { reportForm } from '../../launcher/demo/formReport.mts';
import type { State } from '../../sandbox/crmLeadPro/schemas.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;
let before: State;

beforeEach(async () => {
	workspace = await createWorkspace();
	before = await workspace.state();
});

/** Does in the CRM what the workflow is asked for. */
async function enterAll(): Promise<void> {
	for (const entry of FORM_ENTRIES) {
		const lead = {
			name: entry['Full name'],
			email: entry['Work email'],
			phone: entry.Phone,
			company: entry.Company,
			source: 'website',
		};
		const existing = before.leads.find(({ email }) => email === lead.email);
		await workspace.act(
			existing
				? { action: 'lead.update', id: existing.id, changes: lead }
				: { action: 'lead.create', lead: { ...lead, assigned_to: 'user_sales_rep_02' } },
		);
	}
}

function countByStatus({ leads }: State) {
	const statuses = new Set(leads.map(({ status }) => status));
	return [...statuses].map((status) => ({
		status,
		count_id: leads.filter((lead) => lead.status === status).length,
	}));
}

test('the report tells who was created and who was updated, with the changes', async () => {
	await enterAll();
	const after = await workspace.state();
	const { text, problems } = reportForm(FORM_ENTRIES, before, after, countByStatus(after));
	expect(problems).toEqual([]);
	expect(text).toMatch(/created +Ananya Krishnan.+\n +assigned to user_sales_rep_02/);
	expect(text).toMatch(/created +Rohan Deshmukh/);
	expect(text).toMatch(/updated +Priya Sharma/);
	expect(text).toContain('phone +91 98765 43210 → +91 98450 11829');
	expect(text).toMatch(/all +60 +62 +62/);
});

test('a lead that did not arrive is a problem', () => {
	const { problems } = reportForm(FORM_ENTRIES, before, before, countByStatus(before));
	expect(problems).toContain(
		'ananya.krishnan@kaveri-handlooms.example: one lead expected, 0 found',
	);
	expect(problems).toContain('2 new leads were asked for, and there are 60 instead of 60');
});

test('a lead that was entered twice is a problem', async () => {
	await enterAll();
	await enterAll();
	const after = await workspace.state();
	const { problems } = reportForm(FORM_ENTRIES, before, after, countByStatus(after));
	expect(problems).toContain('rohan@deshmukh-logistics.example: one lead expected, 2 found');
});

test('a value that differs from the form is a problem', async () => {
	await enterAll();
	await workspace.act({
		action: 'lead.update',
		id: 'lead_01J2XK3M4N5P6Q7R',
		changes: { company: 'Something else' },
	});
	const after = await workspace.state();
	const { problems } = reportForm(FORM_ENTRIES, before, after, countByStatus(after));
	expect(problems).toEqual([
		'priya.sharma@indus-analytics.example: company should be "Indus Analytics India Pvt Ltd" and is "Something else"',
	]);
});

test.each([
	['went to nobody', 'ananya.krishnan@kaveri-handlooms.example', null, 'nobody looks after it'],
	[
		'was taken from somebody',
		'priya.sharma@indus-analytics.example',
		'user_sales_rep_03',
		'went from user_sales_rep_01 to user_sales_rep_03',
	],
])('a lead that %s is a problem', async (_, email, assigned, problem) => {
	await enterAll();
	const { leads } = await workspace.state();
	const id = leads.find((lead) => lead.email === email)?.id ?? '';
	await workspace.act({ action: 'lead.update', id, changes: { assigned_to: assigned } });
	const after = await workspace.state();
	const { problems } = reportForm(FORM_ENTRIES, before, after, countByStatus(after));
	expect(problems).toEqual([`${email}: ${problem}`]);
});

test("a workflow that counts other numbers than the sandbox's is a problem", async () => {
	await enterAll();
	const { problems } = reportForm(FORM_ENTRIES, before, await workspace.state(), []);
	expect(problems).toContainEqual(
		expect.stringMatching(/^the workflow counted 0 leads with status new, the sandbox holds \d+$/),
	);
});
