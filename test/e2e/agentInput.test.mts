import { z } from 'zod/v4';

import { fromAi, runAgent, type AgentTool } from './support/agent.mts';
import { startChatModel, type ChatModel } from './support/chatModel/chatModel.mts';
import { toolMessages } from './support/chatModel/protocol.mts';
import {
	createAccount,
	createYSuiteAccount,
	type N8nAccount,
	type YSuiteAccount,
} from './support/n8nAccount.mts';

const PRIYA = 'lead_01J2XK3M4N5P6Q7R';

let model: ChatModel;
let account: N8nAccount;
let ySuite: YSuiteAccount;

beforeAll(async () => {
	model = await startChatModel();
});

beforeEach(async () => {
	account = await createAccount();
	ySuite = await createYSuiteAccount();
});

afterAll(async () => {
	await model.close();
});

const locator = (key: string, mode = 'id') => ({ __rl: true, mode, value: fromAi(key, '') });

/** Tools of which the model fills in one value; its name is the argument's, too. */
const tools = {
	email: { additionalFields: { email: fromAi('email', '') } },
	company: { additionalFields: { company: fromAi('company', '') } },
	score: { additionalFields: { score: fromAi('score', '', 'number') } },
	tags: { additionalFields: { tags: fromAi('tags', '') } },
	stage: { additionalFields: { pipelineStage: locator('stage', 'name') } },
	status: { additionalFields: { status: fromAi('status', '') } },
	name: { name: fromAi('name', '') },
} as const;

function createLead(parameters: Record<string, unknown>): AgentTool {
	return {
		name: 'Tool',
		account,
		parameters: { resource: 'lead', operation: 'create', name: 'Asha Rao', ...parameters },
	};
}

/** Lets the model call the tool once, and returns the items that it gets. */
async function callOnce(tool: AgentTool, given: Record<string, unknown>) {
	const run = await runAgent(
		model,
		[tool],
		[
			() => ({ calls: [{ tool: 'Tool', arguments: given }] }),
			(request) => ({ text: toolMessages(request).join() }),
		],
	);
	const [message = ''] = run.toolMessages;
	return z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(message));
}

describe('what is unambiguous is taken', () => {
	test.each([
		['score', 'a number as text', '87', { score: 87 }],
		['score', 'null for a number', null, { score: 0 }],
		['email', 'an empty text', '', { email: null }],
		['email', 'null', null, { email: null }],
		['email', '"null"', 'null', { email: null }],
		['email', '"undefined"', 'undefined', { email: null }],
		['email', 'spaces around it', ' asha@rao.example ', { email: 'asha@rao.example' }],
		['email', 'a list of one', ['asha@rao.example'], { email: 'asha@rao.example' }],
		['company', 'a number for a text', 1947, { company: '1947' }],
		['tags', 'a list', ['vip', 'diwali'], { tags: ['vip', 'diwali'] }],
		['tags', 'a list as JSON text', '["vip", "diwali"]', { tags: ['vip', 'diwali'] }],
		['tags', 'text with blanks', ' vip ,, diwali ', { tags: ['vip', 'diwali'] }],
		['tags', 'an empty list', [], { tags: [] }],
		['stage', 'words', 'Demo scheduled', { pipeline_stage: 'demo_scheduled' }],
		['status', 'words', 'Qualified', { status: 'qualified' }],
	] as const)('%s: %s', async (name, _case, given, stored) => {
		const [created] = await callOnce(createLead(tools[name]), { [name]: given });
		const { leads } = await account.workspace.state();
		expect(created).toMatchObject(stored);
		expect(leads.filter((lead) => lead.name === 'Asha Rao')).toMatchObject([stored]);
	});

	test.each([` ${PRIYA}\n`, [PRIYA]])('Lead: the ID %j', async (given) => {
		const tool: AgentTool = {
			name: 'Tool',
			account,
			parameters: { resource: 'lead', operation: 'get', leadId: locator('Lead') },
		};
		expect(await callOnce(tool, { Lead: given })).toMatchObject([{ id: PRIYA }]);
	});

	test('the recipients of a campaign: words', async () => {
		const tool: AgentTool = {
			name: 'Tool',
			account,
			parameters: {
				resource: 'campaign',
				operation: 'sendWhatsApp',
				name: 'Diwali greetings',
				message: 'Happy Diwali!',
				sendTo: fromAi('Kind', 'Tags, Leads, Contacts or Everyone'),
				tags: locator('Tags', 'name'),
			},
		};
		await callOnce(tool, { Kind: 'Tags', Tags: 'hot-lead, enterprise' });
		const { campaigns } = await account.workspace.state();
		expect(campaigns.filter(({ name }) => name === 'Diwali greetings')).toMatchObject([
			{ recipients: { tags: ['hot-lead', 'enterprise'] } },
		]);
	});

	test.each([
		[{ Type: 'Business', Parent: '' }, { contact_type: 2 }],
		[{ Type: '1', Parent: 'null' }, { contact_type: 1 }],
	])('a contact of YSUITE with %j', async (given, stored) => {
		const tool: AgentTool = {
			name: 'Tool',
			account: ySuite,
			parameters: {
				resource: 'contact',
				operation: 'create',
				name: 'Noor Haddad',
				contactType: fromAi('Type', 'Business or Individual'),
				additionalFields: { parent: fromAi('Parent', 'ID of the Business contact') },
			},
		};
		await callOnce(tool, given);
		const { contacts } = await ySuite.organisation.state();
		expect(contacts.filter(({ cstname }) => cstname === 'Noor Haddad')).toMatchObject([stored]);
	});
});

describe('what is not is refused before anything is sent, with the parameter, the value and what to do', () => {
	test.each([
		['name', 'undefined', /^Name is required/, /Fill it in/],
		['name', { first: 'Asha' }, /^Name must be text, but .*\{"first":"Asha"\}/, /Give one value/],
		['email', ['a@b.example', 'c@d.example'], /Email must be text, .*a@b.example/, /one value/],
		['score', 'very high', /Score must be a number, but it is "very high"/, /plain digits/],
		['score', '1,50,000', /Score must be a number, but it is "1,50,000"/, /plain digits/],
		['tags', { tag: 'vip' }, /Tags must be text, but .*\{"tag":"vip"\}/, /Give one value/],
	] as const)('%s: %j', async (name, given, happened, advice) => {
		const [item = {}, ...others] = await callOnce(createLead(tools[name]), { [name]: given });
		expect(others).toEqual([]);
		expect(item.error).toMatch(happened);
		expect(item.error).toMatch(advice);
		expect(await account.workspace.journal()).toEqual([]);
	});

	test.each([
		['leadId: a name', 'Priya Sharma', /must be an ID such as lead_/, /Get Many/],
		['leadId: nothing', 'null', /^Lead is required/, /Fill it in/],
	])('%s', async (_case, given, happened, advice) => {
		const tool: AgentTool = {
			name: 'Tool',
			account,
			parameters: { resource: 'lead', operation: 'delete', leadId: locator('Lead') },
		};
		const [item = {}] = await callOnce(tool, { Lead: given });
		expect(item.error).toMatch(happened);
		expect(item.error).toMatch(advice);
		expect(await account.workspace.journal()).toEqual([]);
	});

	test.each([
		['from', 'next Friday', /From must be a date, but it is "next Friday"/, /YYYY-MM-DD/],
		['to', '01/12/2026', /To must be a date, but it is "01\/12\/2026"/, /YYYY-MM-DD/],
	])('the funnel, %s: %s', async (name, given, happened, advice) => {
		const tool: AgentTool = {
			name: 'Tool',
			account,
			parameters: {
				resource: 'analytics',
				operation: 'getPipeline',
				options: { [name]: fromAi(name, 'YYYY-MM-DD') },
			},
		};
		const [item = {}] = await callOnce(tool, { [name]: given });
		expect(item.error).toMatch(happened);
		expect(item.error).toMatch(advice);
		expect(await account.workspace.journal()).toEqual([]);
	});
});
