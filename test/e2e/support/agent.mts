import { isAtLeast } from '../../../launcher/n8nVersions.mts';
import type { Workflow } from '../../../launcher/n8nSession.mts';
import type { Execution } from '../../../launcher/n8nExecution.mts';
import type { ChatModel, Turn } from './chatModel/chatModel.mts';
import { toolMessages, type ChatRequest } from './chatModel/protocol.mts';
import { CRM_LEAD_PRO, session, Y_SUITE, type ConnectedNode } from './n8nAccount.mts';
import { MANUAL_TRIGGER } from './manualWorkflow.mts';
import { TESTED_N8N_VERSION } from './testedN8n.mts';

const AGENT = 'AI Agent';
const MODEL = 'OpenAI Chat Model';

/** n8n adds "Tool" to the type of a node that is used as one. */
const TOOL_TYPES: Readonly<Record<string, string>> = {
	crmLeadProApi: `${CRM_LEAD_PRO}Tool`,
	ySuiteApi: `${Y_SUITE}Tool`,
};

/** One of the package's nodes as a tool of an agent. */
export type AgentTool = {
	/** The node's name in the workflow, from which n8n makes the tool's name. */
	readonly name: string;
	/** Whose credential it has, which also decides which node it is. */
	readonly account: Pick<ConnectedNode, 'credential'>;
	readonly parameters: Record<string, unknown>;
};

/**
 * Versions of n8n's AI Agent: the newest one, which lets n8n's engine run the tools and asks for whole replies, and
 * an older one, which calls the tools itself and lets the model stream.
 */
export type AgentVersion = 3.1 | 3 | 1.7;

/** n8n 1.123 has no 3.1. */
export const NEWEST_AGENT: AgentVersion = isAtLeast(TESTED_N8N_VERSION, '2') ? 3.1 : 3;

/** What an agent did. */
export type AgentRun = {
	readonly execution: Execution;
	/** What the agent answers the user. */
	readonly answer: unknown;
	/** What the model was asked, in order. */
	readonly requests: readonly ChatRequest[];
	/** What the tools answered the model, oldest first. */
	readonly toolMessages: readonly string[];
};

/** How an agent is run. */
export type AgentOptions = {
	/** The newest one by default. */
	readonly version?: AgentVersion;
	/** What the agent gets, one conversation an item; one empty item by default. */
	readonly items?: ReadonlyArray<{ readonly request?: string }>;
};

/** A parameter that the model fills in, as the editor's button writes it but for the description. */
export function fromAi(
	key: string,
	description: string,
	type: 'string' | 'number' | 'boolean' | 'json' = 'string',
): string {
	return `={{ $fromAI('${key}', ${JSON.stringify(description)}, '${type}') }}`;
}

function agentWorkflow(
	tools: readonly AgentTool[],
	modelCredential: { id: string; name: string },
	{ version = NEWEST_AGENT, items = [{}] }: AgentOptions,
): Workflow {
	const to = (type: string) => ({ [type]: [[{ node: AGENT, type, index: 0 }]] });
	return {
		name: 'An agent with tools',
		nodes: [
			MANUAL_TRIGGER,
			{
				id: 'agent',
				name: AGENT,
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: version,
				position: [220, 0],
				parameters: {
					promptType: 'define',
					text: "={{ $json.request ?? 'Do what the script says.' }}",
					options: {},
				},
			},
			{
				id: 'model',
				name: MODEL,
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				position: [220, 200],
				parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				credentials: { openAiApi: modelCredential },
			},
			...tools.map(({ name, account: { credential }, parameters }, index) => ({
				id: `tool-${index}`,
				name,
				type: TOOL_TYPES[credential.type] ?? '',
				typeVersion: 1,
				position: [420 + 200 * index, 200],
				parameters,
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			})),
		],
		connections: {
			[MANUAL_TRIGGER.name]: to('main'),
			[MODEL]: to('ai_languageModel'),
			...Object.fromEntries(tools.map(({ name }) => [name, to('ai_tool')])),
		},
		pinData: { [MANUAL_TRIGGER.name]: items.map((json) => ({ json })) },
		settings: { executionOrder: 'v1' },
	};
}

/** Stores the credential with which n8n reaches the scripted model. */
export async function saveModelCredential(model: ChatModel, name = 'Scripted model') {
	return await session.saveCredential('openAiApi', name, { ...model.credential });
}

/**
 * Lets an agent with these tools talk to a model that follows a script, until the model answers with a text.
 *
 * @throws Error when the execution fails, or does not come to the end of the script
 */
export async function runAgent(
	model: ChatModel,
	tools: readonly AgentTool[],
	turns: readonly Turn[],
	options: AgentOptions = {},
): Promise<AgentRun> {
	const { id, name } = await saveModelCredential(model);
	model.play(turns);
	const workflow = await session.saveWorkflow(agentWorkflow(tools, { id, name }, options));
	const execution = await session.runWorkflow(workflow);
	const requests = [...model.requests];
	const { status, error } = execution;
	if (status !== 'success' || requests.length !== turns.length) {
		throw new Error(
			`after ${requests.length} of ${turns.length} turns the agent ended with status ${status}: ${error?.message ?? 'no error'}`,
		);
	}
	const last = requests.at(-1);
	return {
		execution,
		answer: execution.output[AGENT]?.[0]?.json.output,
		requests,
		toolMessages: last === undefined ? [] : toolMessages(last),
	};
}
