import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod/v4';

import { EXAMPLES_FOLDER } from '../../launcher/examples.mts';
import { runNode } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

const exampleSchema = z.object({
	nodes: z.array(z.object({ name: z.string(), parameters: z.custom<INodeParameters>() })),
});
const text = await readFile(join(EXAMPLES_FOLDER, 'csv-import.json'), 'utf8');
const example = exampleSchema.parse(JSON.parse(text));
/** As in the example that imports a CSV file. */
const upsert = example.nodes.find(({ name }) => name === 'Create or update lead')?.parameters ?? {};

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ seed: 'empty', switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
});

const leads = async () => (await workspace.state()).leads;

async function addLeads(phones: readonly string[]): Promise<void> {
	const { error } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		items: phones.map((phone) => ({ phone })),
		parameters: {
			resource: 'lead',
			operation: 'create',
			name: '=Had {{ $json.phone }}',
			additionalFields: { phone: '={{ $json.phone }}' },
		},
	});
	expect(error).toBeUndefined();
}

/** Imports a row for each phone; returns for each the reason, or undefined where it was saved. */
async function importPhones(phones: readonly string[], options: INodeParameters = {}) {
	const { outputs } = await runNode({
		node: 'crmLeadPro',
		credentials: workspace.credentials,
		items: phones.map((phone, row) => ({
			Name: `Row ${row}`,
			Email: '',
			Phone: phone,
			Company: '',
			Source: '',
		})),
		parameters: { ...upsert, options },
		onError: 'continueRegularOutput',
	});
	return outputs[0]?.map(({ json: { error } }) => error);
}

/** What each row shows must not touch: the leads that a comparison of the last ten digits takes for its own. */
const OTHERS = [
	'8765432100',
	'7654321012',
	'8765432105',
	'+91 98765 11111 ext 5',
	'+1 123 456 7890',
	'+91 98765 00001',
];

describe('of the rows of a CSV file', () => {
	test.each([
		['9876543210.0', 'a number with decimals'],
		['9.19877E+11', 'which a spreadsheet has shortened'],
		['call 9876543210 after 5 pm', 'must be a phone number'],
		['asha1234567@x.in', 'must be a phone number'],
		['2026-03-31', 'a date'],
		['98765 00001 / 98765 43211', 'more than one number'],
		['98765 00001, 98765 43211', 'must be a phone number'],
		['98765 00001\n98765 43211', 'more than one number'],
		['0501234567', 'not a complete number of the default country IN'],
		['919877000000', 'spreadsheet may have shortened'],
	])('those with %j come back with the reason, and no lead is touched', async (phone, reason) => {
		await addLeads(OTHERS);
		const before = await leads();

		const reasons = await importPhones([phone, phone]);

		expect(reasons).toEqual([expect.stringContaining(reason), expect.stringContaining(reason)]);
		expect(await leads()).toEqual(before);
	});

	test('those with an extension, of other countries, or like a number with an extension become leads of their own', async () => {
		await addLeads(OTHERS);
		const before = await leads();
		const phones = [
			'+91 98765 43210 ext 12',
			'9876543210 x5',
			'8765111115',
			'9876511111',
			'+971 50 123 4567',
			'1234567890',
		];

		expect(await importPhones(phones)).toEqual(phones.map(() => undefined));

		const after = await leads();
		expect(after.slice(0, before.length)).toEqual(before);
		expect(after.slice(before.length).map(({ phone }) => phone)).toEqual(phones);
	});

	test.each<[known: string, options: INodeParameters, phones: string[]]>([
		[
			'+91 98765 43210',
			{},
			['+91 (0) 98765 43210', '9876543210', '098765 43210', '0091 98765 43210', '91-98765-43210'],
		],
		['+91 98765 43210 ext 12', {}, ['9876543210 x12', '098765 43210 extn. 12']],
		[
			'0501234567',
			{ defaultCountry: 'AE' },
			['+971 50 123 4567', '050-123 4567', '00971501234567', '971501234567'],
		],
	])(
		'those with %s in other spellings update the lead that has it',
		async (known, options, phones) => {
			await addLeads([known]);

			expect(await importPhones(phones, options)).toEqual(phones.map(() => undefined));

			expect(await leads()).toMatchObject([{ name: `Row ${phones.length - 1}`, phone: known }]);
		},
	);
});
