import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runNode, type NodeRun } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace({ switches: { rateLimit: null } });
});

afterEach(async () => {
	await workspace.remove();
});

const campaign = (
	parameters: INodeParameters,
	items: IDataObject[],
	order: Partial<NodeRun> = {},
): NodeRun => ({
	node: 'crmLeadPro',
	credentials: workspace.credentials,
	items,
	parameters: {
		resource: 'campaign',
		operation: 'sendWhatsApp',
		name: 'Diwali',
		message: 'Namaste',
		...parameters,
	},
	...order,
});

const sent = async () =>
	(await workspace.journal()).filter(({ method }) => method === 'POST').map(({ body }) => body);

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));

describe('a campaign for several items', () => {
	test('goes out once to a tag, and its output belongs to all of them', async () => {
		const { outputs, error } = await runNode(
			campaign({ sendTo: 'tags', tags: 'festive-offer' }, rows(5)),
		);

		expect(error).toBeUndefined();
		expect(await sent()).toEqual([
			{ name: 'Diwali', message: 'Namaste', recipients: { tags: ['festive-offer'] } },
		]);
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[0]?.[0]?.pairedItem).toEqual(rows(5).map(({ row }) => ({ item: row })));
	});

	test('collects their leads, each once', async () => {
		const [first, second] = (await workspace.state()).leads;
		const ids = [first?.id, second?.id, first?.id];

		const { error } = await runNode(
			campaign(
				{ sendTo: 'leads', leadIds: '={{ $json.id }}' },
				ids.map((id) => ({ id: id ?? '' })),
			),
		);

		expect(error).toBeUndefined();
		expect(await sent()).toMatchObject([{ recipients: { lead_ids: [first?.id, second?.id] } }]);
	});

	test('goes to everyone once', async () => {
		await workspace.setSwitches({ campaignWithoutRecipients: 'everyone' });

		const { error } = await runNode(campaign({ sendTo: 'everyone' }, rows(3)));

		expect(error).toBeUndefined();
		expect(await sent()).toEqual([{ name: 'Diwali', message: 'Namaste' }]);
	});

	test.each<[string, INodeParameters]>([
		['Message', { message: '=Namaste {{ $json.row }}' }],
		['Name, Message', { name: '=Wave {{ $json.row }}', message: '=Namaste {{ $json.row }}' }],
		[
			'Send To',
			{ sendTo: '={{ $json.row ? "tags" : "everyone" }}', tags: '={{ $json.row ? "x" : "" }}' },
		],
		[
			'Additional Fields (variables)',
			{ additionalFields: { variables: '={{ ({ first_name: "Row " + $json.row }) }}' } },
		],
	])('does not go out where they differ in %s', async (named, parameters) => {
		const { error } = await runNode(
			campaign({ sendTo: 'tags', tags: 'festive-offer', ...parameters }, rows(2)),
		);

		expect(error?.message).toContain(`The items differ in ${named}, so they cannot become one`);
		expect(error?.description).toContain('Send Mode to Once for Each Item');
		expect(await sent()).toEqual([]);
	});

	test('goes out once for each of them where that is chosen', async () => {
		const { outputs } = await runNode(
			campaign(
				{
					sendTo: 'tags',
					tags: 'festive-offer',
					sendMode: 'eachItem',
					message: '=Namaste {{ $json.row }}',
				},
				rows(3),
			),
		);

		expect(await sent()).toMatchObject(rows(3).map(({ row }) => ({ message: `Namaste ${row}` })));
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			rows(3).map(({ row }) => ({ item: row })),
		);
	});

	test('goes out to those that can be read, where the node continues on a failure', async () => {
		const [lead] = (await workspace.state()).leads;

		const { outputs } = await runNode(
			campaign(
				{ sendTo: 'leads', leadIds: '={{ $json.id }}' },
				[{ id: '' }, { id: lead?.id ?? '' }, { id: lead?.id ?? '' }],
				{ onError: 'continueRegularOutput' },
			),
		);

		expect(await sent()).toMatchObject([{ recipients: { lead_ids: [lead?.id] } }]);
		expect(
			outputs[0]?.map(({ json, pairedItem }) => [json.error ?? json.name, pairedItem]),
		).toEqual([
			[expect.stringContaining('Lead IDs is empty'), { item: 0 }],
			['Diwali', [{ item: 1 }, { item: 2 }]],
		]);
	});

	test('that may have gone out says so, and is not sent again', async () => {
		await workspace.setFaults([{ kind: 'resetAfterProcessing' }]);

		const { error } = await runNode(campaign({ sendTo: 'tags', tags: 'festive-offer' }, rows(3)));

		expect(error?.message).toContain('[item 0]');
		expect(error?.description).toContain('The campaign "Diwali" may have gone out.');
		expect(await sent()).toHaveLength(1);
	});
});

test.each([
	['nobody-has-this-tag', /^CRMLead Pro says that the campaign reaches nobody/],
	['festive-offer', undefined],
])('of a campaign to the tag %s the user is told: %s', async (tags, words) => {
	const { error, hints } = await runNode(campaign({ sendTo: 'tags', tags }, [{}]));

	expect(error).toBeUndefined();
	expect(hints).toHaveLength(words === undefined ? 0 : 1);
	for (const { message } of hints) expect(message).toMatch(words ?? '');
});
