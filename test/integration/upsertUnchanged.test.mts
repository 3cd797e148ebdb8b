import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ seed: 'empty' });
});

afterEach(async () => {
	await workspace.remove();
});

const run = async (items: IDataObject[], parameters: INodeParameters) =>
	await runNode({ node: 'crmLeadPro', credentials: workspace.credentials, items, parameters });

const rows: IDataObject[] = Array.from({ length: 30 }, (_, number) => ({
	name: `Person ${number}`,
	email: `person${number}@example.in`,
	company: 'Rao Textiles',
	tags: 'vip, pune',
	score: '87',
	city: 'Pune',
}));

const additionalFields: INodeParameters = {
	company: '={{ $json.company }}',
	tags: '={{ $json.tags }}',
	score: '={{ $json.score }}',
	metadata: { values: [{ key: 'city', value: '={{ $json.city }}' }] },
};

const upsert = async (items: IDataObject[], options: INodeParameters) =>
	await run(items, {
		resource: 'lead',
		operation: 'upsert',
		matchBy: 'email',
		matchValue: '={{ $json.email }}',
		name: '={{ $json.name }}',
		additionalFields,
		options,
	});

const methods = async () => {
	const all = (await workspace.journal()).map(({ method }) => method);
	const count = (wanted: string) => all.filter((method) => method === wanted).length;
	return { GET: count('GET'), POST: count('POST'), PATCH: count('PATCH') };
};

test('a second sync of the same rows reads the account once and writes what changed', async () => {
	const first = await upsert(rows, {});
	expect(first.error).toBeUndefined();
	expect(first.hints.map(({ message }) => message)).toEqual(['30 created']);
	await workspace.clearJournal();

	const changed = rows.map((row, index) => (index === 7 ? { ...row, city: 'Nashik' } : row));
	const newcomer = { ...rows[0], name: 'Noor', email: 'noor@example.in' };
	const second = await upsert([...changed, newcomer], { unchanged: 'skip' });

	expect(second.error).toBeUndefined();
	expect(await methods()).toEqual({ GET: 2, POST: 1, PATCH: 1 });
	expect(second.hints.map(({ message }) => message)).toEqual([
		'1 created, 29 left alone, 1 updated',
	]);
	const { leads } = await workspace.state();
	expect(leads).toHaveLength(31);
	expect(leads.filter(({ metadata }) => metadata.city === 'Nashik')).toMatchObject([
		{ email: 'person7@example.in' },
	]);
	expect(second.outputs[0]?.map(({ json }) => json.email)).toEqual(
		[...rows, newcomer].map(({ email }) => email),
	);
});

test('without the option every lead is updated', async () => {
	await upsert(rows, {});
	await workspace.clearJournal();

	await upsert(rows, {});

	expect(await methods()).toEqual({ GET: 1, POST: 0, PATCH: 30 });
});

test('a lead whose list shows less than is sent is updated', async () => {
	await upsert(rows.slice(0, 2), {});
	await workspace.clearJournal();

	const { hints } = await run(rows.slice(0, 2), {
		resource: 'lead',
		operation: 'upsert',
		matchBy: 'email',
		matchValue: '={{ $json.email }}',
		name: '={{ $json.name }}',
		additionalFields: { otherFields: '{"gst_number": "27AAPFU0939F1ZV"}' },
		options: { unchanged: 'skip' },
	});

	expect(hints.map(({ message }) => message)).toEqual(['2 updated']);
});
