import { z } from 'zod/v4';

import { fromAi, NEWEST_AGENT, runAgent, type AgentTool } from './support/agent.mts';
import { startChatModel, type ChatModel, type Turn } from './support/chatModel/chatModel.mts';
import { lastToolMessage, toolMessages, type ToolCall } from './support/chatModel/protocol.mts';
import {
	createAccount,
	createYSuiteAccount,
	CRM_LEAD_PRO,
	session,
	type N8nAccount,
} from './support/n8nAccount.mts';
import { findNodeType } from './support/nodeTypes.mts';

const PRIYA = 'lead_01J2XK3M4N5P6Q7R';
const VERSIONS = [NEWEST_AGENT, 1.7] as const;

let model: ChatModel;

beforeAll(async () => {
	model = await startChatModel();
});

afterAll(async () => {
	await model.close();
});

const call =
	(...calls: ToolCall[]): Turn =>
	() => ({ calls });
const answer: Turn = (request) => ({ text: lastToolMessage(request) });

const itemsSchema = z.array(z.record(z.string(), z.unknown()));
const itemsOf = (toolMessage = ''): Array<Record<string, unknown>> =>
	itemsSchema.parse(JSON.parse(toolMessage));

/** The words of a tool message that is one error, as the model has them. */
function errorOf(toolMessage = ''): string {
	const [item = {}, ...others] = itemsOf(toolMessage);
	expect(others).toEqual([]);
	expect(Object.keys(item)).toEqual(['error']);
	return String(item.error);
}

function createLeadTool(account: N8nAccount): AgentTool {
	return {
		name: 'Create lead',
		account,
		parameters: {
			resource: 'lead',
			operation: 'create',
			name: fromAi('Name', 'Full name of the person'),
			additionalFields: {
				email: fromAi('Email', 'Email address of the person'),
				score: fromAi('Score', 'How promising the lead is', 'number'),
			},
		},
	};
}

function getLeadTool(account: N8nAccount): AgentTool {
	return {
		name: 'Get lead',
		account,
		parameters: {
			resource: 'lead',
			operation: 'get',
			leadId: { __rl: true, mode: 'id', value: fromAi('Lead', 'ID of the lead') },
		},
	};
}

function sendEmailTool(account: N8nAccount): AgentTool {
	return {
		name: 'Send email campaign',
		account,
		parameters: {
			resource: 'campaign',
			operation: 'sendEmail',
			name: fromAi('Name', 'Name of the campaign'),
			subject: fromAi('Subject', 'Subject line'),
			content: fromAi('Content', 'HTML'),
			sendTo: 'tags',
			tags: fromAi('Tags', 'Comma-separated list of tags'),
		},
	};
}

const asha = { tool: 'Create_lead', arguments: { Name: 'Asha Rao', Email: '', Score: 5 } };
const diwali = {
	tool: 'Send_email_campaign',
	arguments: { Name: 'Diwali', Subject: 'Diwali', Content: '<p>Hi</p>', Tags: 'newsletter' },
};

async function leadsNamed(account: N8nAccount, name: string) {
	const { leads } = await account.workspace.state();
	return leads.filter((lead) => lead.name === name);
}

describe('what the model is shown', () => {
	const propertySchema = z.looseObject({
		name: z.string(),
		description: z.string().default(''),
		displayOptions: z
			.looseObject({
				show: z.looseObject({
					resource: z.array(z.string()).default([]),
					operation: z.array(z.string()).default([]),
				}),
			})
			.optional(),
	});

	test('a parameter has its type and the description that the node gives it', async () => {
		const nodeType = z
			.looseObject({ properties: z.array(propertySchema) })
			.parse(await findNodeType(`${CRM_LEAD_PRO}Tool`));
		const descriptionOf = (parameter: string, operation: string): string =>
			nodeType.properties.find(
				({ name, displayOptions: { show } = { show: { resource: [], operation: [] } } }) =>
					name === parameter &&
					show.resource.includes('campaign') &&
					show.operation.includes(operation),
			)?.description ?? '';
		const description = descriptionOf('name', 'sendEmail');
		const account = await createAccount();
		const tool = sendEmailTool(account);
		const { requests } = await runAgent(
			model,
			[{ ...tool, parameters: { ...tool.parameters, name: fromAi('Name', description) } }],
			[() => ({ text: 'Nothing to do' })],
		);
		expect(description).toMatch(/is sent.*cannot be taken back/);
		expect(requests[0]?.tools[0]?.parameters.properties.Name).toMatchObject({
			type: 'string',
			description,
		});
	});

	test.each([
		['lead', 'delete', 'Archive lead in CRMLead Pro'],
		['campaign', 'sendEmail', 'Send email campaign to recipients in CRMLead Pro'],
		['campaign', 'sendWhatsApp', 'Send WhatsApp campaign to recipients in CRMLead Pro'],
		['lead', 'upsert', 'Create or update lead in CRMLead Pro'],
		['analytics', 'getPipeline', 'Get pipeline funnel in CRMLead Pro'],
	])(
		'the description that n8n makes of %s: %s says what it does',
		async (resource, operation, expected) => {
			const account = await createAccount();
			const { requests } = await runAgent(
				model,
				[{ name: 'Tool', account, parameters: { resource, operation } }],
				[() => ({ text: 'Nothing to do' })],
			);
			expect(requests[0]?.tools.map(({ description }) => description)).toEqual([expected]);
		},
	);
});

describe.each(VERSIONS)('the AI Agent %s', (version) => {
	test('creates a lead with the values that the model gives', async () => {
		const account = await createAccount();
		const run = await runAgent(
			model,
			[createLeadTool(account)],
			[
				call({
					tool: 'Create_lead',
					arguments: { Name: 'Meera Nair 🌴', Email: 'meera@malabar.example', Score: 64 },
				}),
				answer,
			],
			{ version },
		);
		const stored = await leadsNamed(account, 'Meera Nair 🌴');
		expect(stored).toMatchObject([{ email: 'meera@malabar.example', score: 64 }]);
		expect(itemsOf(run.toolMessages[0])).toMatchObject([{ id: stored[0]?.id }]);
		expect(run.answer).toBe(run.toolMessages[0]);
		expect(run.requests.map(({ stream }) => stream)).toEqual(
			version === 1.7 ? [true, true] : [false, false],
		);
	});

	test('corrects a value when the API names it, and the lead exists once', async () => {
		const account = await createAccount();
		const correct: Turn = (request) => {
			const words = errorOf(lastToolMessage(request));
			if (!/email: must be a valid email address/.test(words)) return { text: words };
			return { calls: [{ ...asha, arguments: { ...asha.arguments, Email: 'asha@rao.example' } }] };
		};
		const { toolMessages: answers } = await runAgent(
			model,
			[createLeadTool(account)],
			[call({ ...asha, arguments: { ...asha.arguments, Email: 'asha at rao' } }), correct, answer],
			{ version },
		);
		expect(errorOf(answers[0])).toMatch(/^CRMLead Pro rejected the values: .*\(HTTP 422\)/);
		expect(errorOf(answers[0])).toContain('Correct the values named here');
		expect(await leadsNamed(account, 'Asha Rao')).toMatchObject([{ email: 'asha@rao.example' }]);
	});

	test('calls several tools in one turn, one of which fails, and each has its own answer', async () => {
		const account = await createAccount();
		const { requests } = await runAgent(
			model,
			[createLeadTool(account), getLeadTool(account)],
			[
				call(
					{ tool: 'Create_lead', arguments: { Name: 'First', Email: 'first@a.example', Score: 1 } },
					{ tool: 'Create_lead', arguments: { Name: 'Second', Email: 'none', Score: 2 } },
					{ tool: 'Get_lead', arguments: { Lead: PRIYA } },
					{ tool: 'Create_lead', arguments: { Name: 'Third', Email: '', Score: 3 } },
				),
				answer,
			],
			{ version },
		);
		const { messages = [] } = requests.at(-1) ?? {};
		const called = messages.flatMap(({ tool_calls: calls }) => calls);
		const answers = called.map(({ id, function: { arguments: text } }) => [
			z.looseObject({ Name: z.string().optional() }).parse(JSON.parse(text)).Name,
			itemsOf(messages.find((message) => message.tool_call_id === id)?.content)[0],
		]);
		expect(answers).toEqual([
			['First', expect.objectContaining({ name: 'First', email: 'first@a.example' })],
			['Second', { error: expect.stringContaining('valid email address') as unknown }],
			[undefined, expect.objectContaining({ id: PRIYA, name: 'Priya Sharma' })],
			['Third', expect.objectContaining({ name: 'Third', email: null })],
		]);
		expect(await leadsNamed(account, 'Second')).toEqual([]);
	});
});

describe.each(VERSIONS)('an error reaches the model of the AI Agent %s', (version) => {
	async function wordsFor(tool: AgentTool, toolCall: ToolCall): Promise<string> {
		const { toolMessages: answers } = await runAgent(model, [tool], [call(toolCall), answer], {
			version,
		});
		return errorOf(answers[0]);
	}

	test('that a person must mend the credential', async () => {
		const account = await createAccount();
		await account.workspace.setFaults([{ kind: 'status', status: 401, times: 'always' }]);
		const words = await wordsFor(createLeadTool(account), asha);
		expect(words).toContain('did not accept the API key');
		expect(words).toMatch(/Open the credential.*enter a key/);
		expect(words).toMatch(/Only a person can do this: tell the user, and do not call this tool/);
		expect(words).not.toContain(account.workspace.apiKey);
	});

	test('that there is no such lead', async () => {
		const account = await createAccount();
		const words = await wordsFor(getLeadTool(account), {
			tool: 'Get_lead',
			arguments: { Lead: 'lead_unknown' },
		});
		expect(words).toContain('(HTTP 404)');
		expect(words).toContain('Check the ID');
	});

	test('that a name is no ID, before anything is sent', async () => {
		const account = await createAccount();
		const words = await wordsFor(getLeadTool(account), {
			tool: 'Get_lead',
			arguments: { Lead: 'Priya Sharma' },
		});
		expect(words).toContain(`Lead must be an ID such as ${PRIYA}, but it is "Priya Sharma"`);
		expect(words).toContain('Get Many');
		expect(await account.workspace.journal()).toEqual([]);
	});

	test('that a required value is missing, before anything is sent', async () => {
		const account = await createAccount();
		const words = await wordsFor(createLeadTool(account), {
			...asha,
			arguments: { ...asha.arguments, Name: ' ' },
		});
		expect(words).toContain('Name is required');
		expect(await account.workspace.journal()).toEqual([]);
	});

	test('that the rate limit asks for a longer wait than a request waits', async () => {
		const account = await createAccount();
		const retryAfter = { form: 'seconds', seconds: 3_600 } as const;
		await account.workspace.setFaults([
			{ kind: 'status', status: 429, retryAfter, times: 'always' },
		]);
		const words = await wordsFor(createLeadTool(account), asha);
		expect(words).toMatch(/rate limit asks to wait/i);
		expect(words).toMatch(/again/);
		expect(await leadsNamed(account, 'Asha Rao')).toEqual([]);
	});

	test('that the API could not be reached, and that nothing was sent', async () => {
		const account = await createAccount();
		const credential = await session.saveCredential('crmLeadProApi', account.credential.name, {
			...account.workspace.credentials.crmLeadProApi,
			baseUrl: 'http://127.0.0.1:9/api/v1',
		});
		const words = await wordsFor({ ...createLeadTool(account), account: { credential } }, asha);
		expect(words).toContain('could not be reached: the connection was refused');
		expect(words).toContain('Nothing was sent');
	});

	test('that a campaign may have gone out, so that it is not sent again', async () => {
		const account = await createAccount();
		await account.workspace.setFaults([
			{ kind: 'status', status: 500, carriedOut: 'before', path: '/campaigns/*', times: 'always' },
		]);
		const words = await wordsFor(sendEmailTool(account), diwali);
		expect(words).toContain('The campaign "Diwali" may have gone out.');
		expect(words).toContain('before you run this item again');
		const { campaigns } = await account.workspace.state();
		expect(campaigns.filter(({ name }) => name === 'Diwali')).toHaveLength(1);
	});
});

test('a campaign that may have gone out and that the model sends again has the same Idempotency-Key', async () => {
	const account = await createAccount({ switches: { idempotency: 'honour' } });
	await account.workspace.setFaults([
		{ kind: 'resetAfterProcessing', path: '/campaigns/*', times: 1 },
	]);
	const other = { ...diwali, arguments: { ...diwali.arguments, Name: 'Holi' } };
	const { toolMessages: answers } = await runAgent(
		model,
		[sendEmailTool(account)],
		[call(diwali), call(diwali), call(other), answer],
	);
	expect(errorOf(answers[0])).toContain('may have gone out');
	expect(itemsOf(answers[1])).toMatchObject([{ name: 'Diwali' }]);
	expect(itemsOf(answers[2])).toMatchObject([{ name: 'Holi' }]);
	const { campaigns } = await account.workspace.state();
	expect(campaigns.filter(({ name }) => ['Diwali', 'Holi'].includes(name))).toHaveLength(2);
	const keys = (await account.workspace.journal()).map(({ headers }) => headers['idempotency-key']);
	expect(new Set(keys).size).toBe(2);
	expect(keys[0]).toBe(keys[1]);
});

describe('a list of 50 leads', () => {
	async function listLeads(simplify: boolean): Promise<string> {
		const account = await createAccount({ seed: { leads: 50 } });
		const { toolMessages: answers } = await runAgent(
			model,
			[
				{
					name: 'Get leads',
					account,
					parameters: {
						resource: 'lead',
						operation: 'getAll',
						returnAll: false,
						limit: 50,
						simplify,
					},
				},
			],
			[call({ tool: 'Get_leads', arguments: {} }), answer],
		);
		const { leads } = await account.workspace.state();
		const ids = itemsOf(answers[0]).map(({ id }) => id);
		expect(ids.toSorted()).toEqual(leads.map(({ id }) => id).toSorted());
		return answers[0] ?? '';
	}

	test('is whole, and has at most 10 fields a lead with Simplify', async () => {
		const simplified = await listLeads(true);
		const raw = await listLeads(false);
		const fields = itemsOf(simplified).map((lead) => Object.keys(lead).length);
		expect(Math.max(...fields)).toBeLessThanOrEqual(10);
		expect(simplified.length).toBeLessThan(raw.length);
	});
});

test.each(VERSIONS)('the AI Agent %s is told that a list is empty', async (version) => {
	const account = await createAccount();
	const { toolMessages: answers, execution } = await runAgent(
		model,
		[
			{
				name: 'Get leads',
				account,
				parameters: {
					resource: 'lead',
					operation: 'getAll',
					returnAll: true,
					filters: { search: fromAi('Search', 'Part of a name') },
				},
			},
		],
		[call({ tool: 'Get_leads', arguments: { Search: 'nobody has this name' } }), answer],
		{ version },
	);
	expect(execution.status).toBe('success');
	expect(answers).toEqual(['[{"message":"Nothing was found."}]']);
});

test('YSUITE: the agent creates a lead and finds it in the list', async () => {
	const account = await createYSuiteAccount();
	const { toolMessages: answers } = await runAgent(
		model,
		[
			{
				name: 'Create lead',
				account,
				parameters: {
					resource: 'lead',
					operation: 'create',
					name: fromAi('Name', 'Name of the person'),
					additionalFields: {
						mobile: fromAi('Mobile', 'Digits only'),
						tagIds: fromAi('Tag_IDs', 'Comma-separated list of tag IDs'),
					},
				},
			},
			{
				name: 'Get leads',
				account,
				parameters: {
					resource: 'lead',
					operation: 'getAll',
					returnAll: false,
					limit: fromAi('Limit', 'Max number of results', 'number'),
					filters: { search: fromAi('Search', 'Part of a name') },
				},
			},
		],
		[
			call({
				tool: 'Create_lead',
				arguments: { Name: 'Noor Haddad', Mobile: '+971 (0)50 123', Tag_IDs: '' },
			}),
			(request) => ({
				calls: [
					{
						tool: 'Create_lead',
						arguments: {
							Name: 'Noor Haddad',
							Mobile: errorOf(toolMessages(request)[0]).includes('Remove brackets')
								? '+971 50-123'
								: '',
							Tag_IDs: '',
						},
					},
				],
			}),
			call({ tool: 'Get_leads', arguments: { Limit: '5', Search: 'noor haddad' } }),
			answer,
		],
	);
	expect(itemsOf(answers[2])).toMatchObject([{ cstname: 'Noor Haddad' }]);
	const { leads } = await account.organisation.state();
	expect(leads.filter(({ cstname }) => cstname === 'Noor Haddad')).toMatchObject([
		{ cstmobile: '+97150123' },
	]);
});

test.each(VERSIONS)(
	'the AI Agent %s with several items calls the tool once for each',
	async (version) => {
		const account = await createAccount();
		const turn: Turn = (request) => {
			const said = request.messages.findLast(({ role }) => role === 'user')?.content ?? '';
			return toolMessages(request).length > 0
				? { text: 'Done' }
				: { calls: [{ ...asha, arguments: { ...asha.arguments, Email: said } }] };
		};
		const emails = ['one@a.example', 'two@a.example', 'three@a.example'];
		await runAgent(
			model,
			[createLeadTool(account)],
			Array.from({ length: 2 * emails.length }, () => turn),
			{ version, items: emails.map((request) => ({ request })) },
		);
		const created = await leadsNamed(account, 'Asha Rao');
		expect(created.map(({ email }) => email).toSorted()).toEqual(emails.toSorted());
	},
);
