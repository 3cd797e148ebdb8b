import type { FormEntry } from '../../../launcher/demo/formLeads.mts';
import { submitForm } from '../../../launcher/demo/formSubmission.mts';
import { runFromOutside } from '../../../launcher/demo/startedExecution.mts';
import { FORM_EXAMPLE_ID } from '../../../launcher/examples.mts';
import type { TestWorkspace } from '../../support/workspace.mts';
import { importExample, openWorkspace, PRIYA, whileActive } from '../support/examples.mts';
import { session } from '../support/n8nAccount.mts';

const VISITOR: FormEntry = {
	'Full name': 'Kabir Menon',
	'Work email': 'kabir@menon-motors.example',
	Phone: '+91 98220 11223',
	Company: 'Menon Motors',
	City: 'Pune',
};

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await openWorkspace();
});

/** Submits the form; the leads with the visitor's email, and what the workflow counted. */
async function submit(entry: FormEntry) {
	const workflow = await importExample(FORM_EXAMPLE_ID);
	const { output } = await whileActive(workflow, () =>
		runFromOutside(session, workflow, () => submitForm(session, workflow, entry)),
	);
	const { leads } = await workspace.state();
	return {
		leads: leads.filter(({ email }) => email === entry['Work email']),
		counted: output['Count leads by status']?.map(({ json }) => json) ?? [],
	};
}

test.each([
	['Pune', 'user_sales_rep_04'],
	['Another city', 'user_sales_manager_01'],
])('a new lead from %s goes to %s', async (City, assigned) => {
	const { leads } = await submit({ ...VISITOR, City });
	expect(leads).toEqual([
		expect.objectContaining({
			name: 'Kabir Menon',
			phone: '+91 98220 11223',
			company: 'Menon Motors',
			source: 'website',
			assigned_to: assigned,
			metadata: { city: City },
		}),
	]);
});

test('a lead that is somebody’s already stays with them', async () => {
	const { leads } = await submit({ ...VISITOR, 'Work email': PRIYA.email });
	expect(leads).toMatchObject([
		{
			id: PRIYA.id,
			company: 'Menon Motors',
			assigned_to: 'user_sales_rep_01',
			metadata: { city: 'Bengaluru', employees: 240 },
		},
	]);
});

test('a known lead whom nobody looks after is assigned and keeps its other metadata', async () => {
	await workspace.act({ action: 'lead.update', id: PRIYA.id, changes: { assigned_to: null } });
	const { leads } = await submit({ ...VISITOR, 'Work email': PRIYA.email });
	expect(leads).toMatchObject([
		{
			id: PRIYA.id,
			assigned_to: 'user_sales_rep_04',
			metadata: { city: 'Pune', employees: 240 },
		},
	]);
});

test('the leads are counted by status once the new one is saved', async () => {
	const { counted } = await submit(VISITOR);
	const { leads } = await workspace.state();
	const byStatus = Map.groupBy(leads, ({ status }) => status);
	expect(Object.fromEntries(counted.map(({ status, count_id: count }) => [status, count]))).toEqual(
		Object.fromEntries([...byStatus].map(([status, found]) => [status, found.length])),
	);
});
