import { runAsTool, type NodeRun } from '../support/n8nCore.mts';
import { createWorkspace, type TestWorkspace } from '../support/workspace.mts';

let workspace: TestWorkspace;

beforeEach(async () => {
	workspace = await createWorkspace();
});

afterEach(async () => {
	await workspace.remove();
});

/** Lets an agent call the node once, and returns what the model gets. */
async function callTool(parameters: NodeRun['parameters']) {
	const { credentials } = workspace;
	const output = await runAsTool({ node: 'crmLeadPro', credentials, parameters });
	return output.map(({ json }) => json);
}

const createLead = (fields: Record<string, string>): NodeRun['parameters'] => ({
	resource: 'lead',
	operation: 'create',
	name: ' Asha Rao ',
	additionalFields: fields,
});

test('what the model knows no value for is left out, and spaces around values are dropped', async () => {
	const [lead] = await callTool(
		createLead({ email: 'null', phone: 'undefined', company: ' Rao & Sons ', score: '' }),
	);
	const [request] = await workspace.journal();
	expect(request?.body).toEqual({ name: 'Asha Rao', company: 'Rao & Sons' });
	expect(lead).toMatchObject({ name: 'Asha Rao', email: null, phone: null });
});

/** As an agent gives them: what is an expression in the form shows all kinds of recipients. */
const sendMessage = (recipients: NonNullable<NodeRun['parameters']>): NodeRun['parameters'] => ({
	resource: 'campaign',
	operation: 'sendWhatsApp',
	name: 'Hello',
	message: 'Namaste',
	...recipients,
});

test.each([null, 'null', 'undefined', '', [], [null]])(
	'%j for one kind of recipients beside another that is filled is no error',
	async (nothing) => {
		await callTool(
			sendMessage({
				sendTo: '={{ "tags" }}',
				tags: 'nobody',
				leadIds: nothing,
				contactIds: nothing,
			}),
		);
		expect((await workspace.journal()).map(({ body }) => body)).toEqual([
			{ name: 'Hello', message: 'Namaste', recipients: { tags: ['nobody'] } },
		]);
	},
);

test.each([
	[{ tags: 'null', leadIds: '' }, 'Send To is required'],
	[{ sendTo: '={{ "null" }}', tags: 'vip' }, 'Send To is required'],
	[{ sendTo: '={{ "leads" }}', leadIds: 'null' }, 'Lead IDs is empty'],
	[{ sendTo: '={{ "everyone" }}', tags: 'vip' }, 'Tags is filled in'],
	[{ sendTo: '={{ "all" }}' }, 'Send To cannot be "all"'],
])('recipients %j send nothing', async (recipients, words) => {
	const [{ error } = {}] = await callTool(sendMessage(recipients));
	expect(error).toContain(words);
	expect(await workspace.journal()).toEqual([]);
});

test('an empty list is told in words', async () => {
	const search = 'nobody has this name';
	expect(
		await callTool({ resource: 'lead', operation: 'getAll', returnAll: true, filters: { search } }),
	).toEqual([{ message: 'Nothing was found.' }]);
});

test('without any input gives nothing', async () => {
	const { credentials } = workspace;
	const order = { node: 'crmLeadPro', credentials, parameters: createLead({}), items: [] };
	expect(await runAsTool(order)).toEqual([]);
	expect(await workspace.journal()).toEqual([]);
});

test('a wrong key is something that only a person can mend', async () => {
	await workspace.setFaults([{ kind: 'status', status: 401, times: 'always' }]);
	const [{ error } = {}, ...others] = await callTool(createLead({}));
	expect(others).toEqual([]);
	expect(error).toMatch(/^CRMLead Pro did not accept the API key/);
	expect(error).toMatch(/Only a person can do this: tell the user, and do not call this tool/);
	expect(error).not.toContain(workspace.apiKey);
});

test('a call with the same arguments has the same Idempotency-Key, in whatever order and with whatever empty ones', async () => {
	const { credentials } = workspace;
	const calls = [
		{ toolCallId: 'call_1', Name: 'Asha', Email: 'asha@example.com' },
		{ toolCallId: 'call_2', Email: 'asha@example.com', Name: 'Asha', Phone: 'null', Company: '' },
		{ toolCallId: 'call_3', Name: 'Asha', Email: 'other@example.com' },
	];
	for (const item of calls) {
		const parameters = createLead({});
		await runAsTool({ node: 'crmLeadPro', credentials, parameters, items: [item] });
	}
	const [first, again, other] = (await workspace.journal()).map(
		({ headers }) => headers['idempotency-key'],
	);
	expect(first).toMatch(/./);
	expect(again).toBe(first);
	expect(other).not.toBe(first);
});
