import { z } from 'zod/v4';

import type { SavedWorkflow } from '../../launcher/n8nSession.mts';
import type { TestWorkspace } from '../support/workspace.mts';
import { saveModelCredential } from './support/agent.mts';
import { startChatModel, type ChatModel, type Turn } from './support/chatModel/chatModel.mts';
import { lastToolMessage, toolMessages } from './support/chatModel/protocol.mts';
import { importExample, openWorkspace, whileActive } from './support/examples.mts';
import { session } from './support/n8nAccount.mts';

const EXAMPLE_ID = 'crmlpPipelineBot';
const TRIGGER = 'When chat message received';

let model: ChatModel;
let workspace: TestWorkspace;

beforeAll(async () => {
	model = await startChatModel();
	await saveModelCredential(model, 'OpenAI account');
});

beforeEach(async () => {
	workspace = await openWorkspace();
});

afterAll(async () => {
	await model.close();
});

/** The example with its chat open to the test, which answers as n8n's own chat window does. */
async function importAssistant(responseMode: 'lastNode' | 'streaming'): Promise<SavedWorkflow> {
	const workflow = await importExample(EXAMPLE_ID, {
		parameters: { [TRIGGER]: { public: true, options: { responseMode } } },
	});
	// The example leaves the credential to whoever imports it, and n8n fills it in only by id.
	const { id, name } = await saveModelCredential(model, 'OpenAI account');
	return await session.saveWorkflow({
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === 'OpenAI Chat Model'
				? { ...node, credentials: { openAiApi: { id, name } } }
				: node,
		),
	});
}

/** Writes into the chat, and returns what the chat shows in the end. */
async function ask(
	{ nodes }: SavedWorkflow,
	chatInput: string,
	sessionId: string = crypto.randomUUID(),
): Promise<string> {
	const { webhookId } = z
		.looseObject({ webhookId: z.string() })
		.parse(nodes.find(({ name }) => name === TRIGGER));
	const reply = await fetch(`${session.origin}/webhook/${webhookId}/chat`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ action: 'sendMessage', sessionId, chatInput }),
	});
	if (!reply.ok) throw new Error(`the chat answered ${reply.status}: ${await reply.text()}`);
	return await reply.text();
}

const funnelSchema = z.tuple([
	z.looseObject({
		total_deals: z.number(),
		won_deals: z.number(),
		win_rate: z.number(),
		stages: z.array(z.looseObject({ name: z.string(), volume: z.number() })),
	}),
]);

const askForFunnel: Turn = () => ({
	calls: [{ tool: 'Get_pipeline_funnel', arguments: { pipeline: 'sales', from: '', to: '' } }],
});

const tellFunnel: Turn = (request) => {
	const [funnel] = funnelSchema.parse(JSON.parse(lastToolMessage(request)));
	const { total_deals: total, won_deals: won, stages } = funnel;
	return { text: `${total} deals, ${won} won; first stage ${stages[0]?.name}.` };
};

/** What is true of the sales pipeline, by the sandbox's own records. */
async function expectedAnswer(): Promise<string> {
	const { deals, pipelines } = await workspace.state();
	const ofSales = deals.filter(({ pipeline }) => pipeline === 'sales');
	const won = ofSales.filter(({ status }) => status === 'won');
	const [first] = pipelines.find(({ key }) => key === 'sales')?.stages ?? [];
	expect(won).not.toHaveLength(0);
	return `${ofSales.length} deals, ${won.length} won; first stage ${first?.name ?? ''}.`;
}

test('asked how the pipeline is, the assistant reads the funnel and answers with its figures', async () => {
	const workflow = await importAssistant('lastNode');
	model.play([askForFunnel, tellFunnel]);
	const reply = await whileActive(workflow, () => ask(workflow, 'How is the pipeline?'));
	expect(JSON.parse(reply)).toMatchObject({ output: await expectedAnswer() });
	expect(model.requests.map(({ stream }) => stream)).toEqual([false, false]);
	const [reading] = await workspace.journal();
	expect(reading).toMatchObject({ method: 'GET', path: '/api/v1/analytics/pipeline' });
	expect(reading?.query.raw).toBe('pipeline=sales');
});

test('the chat streams, from the model on', async () => {
	const workflow = await importAssistant('streaming');
	model.play([askForFunnel, tellFunnel]);
	const reply = await whileActive(workflow, () => ask(workflow, 'How is the pipeline?'));
	const pieces = reply
		.trim()
		.split('\n')
		.map((line) =>
			z.looseObject({ type: z.string(), content: z.string().default('') }).parse(JSON.parse(line)),
		)
		.filter(({ type }) => type === 'item')
		.map(({ content }) => content);
	expect(pieces.length).toBeGreaterThan(1);
	expect(pieces.join('')).toBe(await expectedAnswer());
	expect(model.requests.map(({ stream }) => stream)).toEqual([true, true]);
});

test('the model is told the day, the rules and what each tool and each of its values means', async () => {
	const workflow = await importAssistant('lastNode');
	model.play([() => ({ text: 'Well.' })]);
	await whileActive(workflow, () => ask(workflow, 'How is the pipeline?'));
	const [request] = model.requests;
	const system = request?.messages.find(({ role }) => role === 'system')?.content ?? '';
	expect(system).toMatch(/Today is \w+day, \d{1,2} \w+ 20\d\d\./);
	expect(system).not.toContain('{{');
	const tools = request?.tools ?? [];
	expect(tools.map(({ name }) => name).toSorted()).toEqual([
		'Get_leads',
		'Get_pipeline_funnel',
		'Get_pipelines',
	]);
	expect(tools.filter(({ description }) => description.length < 60)).toEqual([]);
	for (const { parameters } of tools) {
		expect(parameters.required).toEqual([]);
		for (const value of Object.values(parameters.properties)) {
			expect(value.description).toMatch(/\w+/);
		}
	}
});

test('a follow-up question finds what was said before, and the leads come in few words', async () => {
	const workflow = await importAssistant('lastNode');
	const sessionId = crypto.randomUUID();
	const reply = await whileActive(workflow, async () => {
		model.play([askForFunnel, tellFunnel]);
		await ask(workflow, 'How is the pipeline?', sessionId);
		model.play([
			({ messages }) => ({
				calls: [
					{ tool: 'Get_pipelines', arguments: {} },
					{
						tool: 'Get_leads',
						arguments: messages.some(({ content }) => content.includes('deals,'))
							? { limit: 3, status: 'qualified', stage: '', search: '', sort_by: 'score' }
							: { limit: 0 },
					},
				],
			}),
			(request) => ({ text: toolMessages(request).at(-1) ?? '' }),
		]);
		return await ask(workflow, 'Whom should we call today?', sessionId);
	});
	const { output } = z.object({ output: z.string() }).parse(JSON.parse(reply));
	const leads = z
		.array(z.looseObject({ name: z.string(), status: z.string(), score: z.number() }))
		.parse(JSON.parse(output));
	const state = await workspace.state();
	const best = state.leads
		.filter(({ status, archived_at: archivedAt }) => status === 'qualified' && archivedAt === null)
		.map(({ score }) => score)
		.toSorted((one, other) => other - one)
		.slice(0, 3);
	expect(leads.map(({ score }) => score)).toEqual(best);
	expect(Math.max(...leads.map((lead) => Object.keys(lead).length))).toBeLessThanOrEqual(10);
});
