import { join } from 'node:path';

import {
	CredentialTestContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	PackageDirectoryLoader,
	SupplyDataContext,
	WorkflowExecute,
} from 'n8n-core';
import type {
	IConnections,
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRun,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	OnError,
} from 'n8n-workflow';
import {
	createRunExecutionData,
	ICredentialsHelper,
	jsonParse,
	NodeConnectionTypes,
	Workflow,
} from 'n8n-workflow';
import { z } from 'zod';

/** Folder of the package, whose built form n8n's own loader reads. */
export const PACKAGE_FOLDER = join(import.meta.dirname, '../..');

/** The package's nodes and credentials, as n8n loads them. */
export interface LoadedPackage {
	/** Node types by name, e.g. `crmLeadPro`. */
	nodes: Record<string, INodeType>;
	/** Credential types by name. */
	credentials: Record<string, ICredentialType>;
}

/** Loads the built package with n8n's own loader. */
export async function loadPackage(): Promise<LoadedPackage> {
	const loader = new PackageDirectoryLoader(PACKAGE_FOLDER);
	await loader.loadAll();
	const nodes: Record<string, INodeType> = {};
	for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
		if (!('nodeVersions' in type)) nodes[name] = type;
	}
	const credentials = Object.fromEntries(
		Object.entries(loader.credentialTypes).map(([name, { type }]) => [name, type]),
	);
	return { nodes, credentials };
}

/** What to run. */
export interface NodeRun {
	/** Name of the node, e.g. `crmLeadPro`. */
	node: string;
	parameters: INodeParameters;
	/** Input items' JSON; one empty item if left out. */
	items?: IDataObject[];
	/** Decrypted credentials by type. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	onError?: OnError;
	/** n8n's name for the execution; the same for runs that belong together. */
	executionId?: string;
	/** IANA name of the workflow's time zone. */
	timezone?: string;
	/** Told when the run has begun, with a function that cancels it. */
	onStart?: (cancel: () => void) => void;
	/** How long n8n lets a reply take at most, in ms; what the node asks for if left out. */
	replyTimeout?: number;
	/** Functions of the node's context that n8n does not have, as an older one. */
	lacks?: readonly string[];
}

/** What came of it. */
export interface NodeResult {
	/** Output items; of the error output too, where it has one. */
	outputs: INodeExecutionData[][];
	/** The error that ended the run. */
	error: NodeFailure | undefined;
	hints: NodeExecutionHint[];
	/** How often the node asked for a decrypted credential. */
	decryptions: number;
	run: IRun;
}

/** n8n's error, as it is stored with the execution. */
export interface NodeFailure {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: IDataObject;
}

const SOURCE = 'test.source';

/** Stands where a trigger would: hands its items on. */
const sourceNode: INodeType = {
	description: {
		displayName: 'Source',
		name: SOURCE,
		group: ['transform'],
		version: 1,
		description: 'Hands items on',
		defaults: { name: 'Source' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }],
	},
	async execute() {
		const items = this.getNodeParameter('items', 0, '');
		if (typeof items !== 'string') throw new TypeError('Items must be JSON text');
		return await Promise.resolve([this.helpers.returnJsonArray(jsonParse<IDataObject[]>(items))]);
	},
};

/** Gives nodes the test's credentials and authenticates as n8n does: through the credential type. */
export class TestCredentials extends ICredentialsHelper {
	readonly #types: Record<string, ICredentialType>;
	readonly #data: Record<string, ICredentialDataDecryptedObject>;
	readonly #replyTimeout: number;
	/** How often a node asked for a decrypted credential. */
	decryptions = 0;

	constructor(
		types: Record<string, ICredentialType>,
		data: Record<string, ICredentialDataDecryptedObject>,
		replyTimeout = Infinity,
	) {
		super();
		this.#types = types;
		this.#data = data;
		this.#replyTimeout = replyTimeout;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.#types[typeName] ?? {};
		if (typeof authenticate !== 'function') throw new Error(`${typeName} cannot authenticate`);
		const options = await authenticate(credentials, requestOptions);
		const timeout = Math.min(options.timeout ?? Infinity, this.#replyTimeout);
		return timeout === Infinity ? options : { ...options, timeout };
	}

	async preAuthentication(): Promise<undefined> {
		await Promise.resolve();
	}

	async runPreAuthentication(): Promise<undefined> {
		await Promise.resolve();
	}

	async getCredentials(): Promise<ICredentials> {
		return await Promise.reject(new Error('Tests hold no encrypted credentials'));
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		this.decryptions++;
		return await Promise.resolve({ ...this.#data[type] });
	}

	async updateCredentials(): Promise<void> {
		await Promise.reject(new Error('Credentials are not changed in tests'));
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		await Promise.reject(new Error('Credentials are not changed in tests'));
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.#types[type]?.properties ?? [];
	}
}

/** What n8n knows of an execution: addresses of this machine, and nothing that a node would have to ask n8n for. */
export function describeExecution(
	credentialsHelper: ICredentialsHelper,
	executionId: string,
): IWorkflowExecuteAdditionalData {
	const unavailable = async () => await Promise.reject(new Error('Not available in this test'));
	const url = 'http://127.0.0.1';
	return {
		credentialsHelper,
		executionId,
		executeWorkflow: unavailable,
		getRunExecutionData: unavailable,
		getRuntimeCredential: unavailable,
		startRunnerTask: unavailable,
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formBaseUrl: url,
		formWaitingBaseUrl: url,
		formTestBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		mcpBaseUrl: url,
		mcpTestBaseUrl: url,
		externalSecretsProxy: new ExternalSecretsProxy(),
		variables: {},
		logAiEvent: () => undefined,
	};
}

// What comes about while the package is loaded belongs to no test, not even to the first.
const loaded = loadPackage();
await loaded;

/** A node in a workflow, ready to run. */
export interface Stage {
	nodeType: INodeType;
	node: INode;
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData;
	helper: TestCredentials;
}

/** The node type, run in contexts without some of n8n's functions. */
function inContextWithout(lacks: readonly string[], nodeType: INodeType): INodeType {
	const has = (context: object, name: string | symbol): boolean =>
		!lacks.includes(String(name)) && Reflect.has(context, name);
	const get = (context: object, name: string | symbol): unknown =>
		has(context, name) ? Reflect.get(context, name) : undefined;
	return new Proxy(nodeType, {
		get: (type, name): unknown => {
			const method: unknown = Reflect.get(type, name);
			if (name !== 'execute' || typeof method !== 'function') return method;
			return new Proxy(method, {
				apply: (execute, context: object, values): unknown =>
					Reflect.apply(execute, new Proxy(context, { has, get }), values),
			});
		},
	});
}

/** Puts the node into a workflow, with everything that n8n gives it to run. */
export async function setStage(order: NodeRun): Promise<Stage> {
	const { nodes, credentials } = await loaded;
	const found = nodes[order.node];
	if (found === undefined) throw new Error(`The package has no node ${order.node}`);
	const nodeType = order.lacks === undefined ? found : inContextWithout(order.lacks, found);
	const types: Record<string, INodeType> = { [SOURCE]: sourceNode, [order.node]: nodeType };
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name] ?? sourceNode,
		getByNameAndVersion: (name) => types[name] ?? sourceNode,
		getKnownTypes: () => ({}),
	};
	const node: INode = {
		id: 'subject',
		name: 'Subject',
		type: order.node,
		typeVersion: 1,
		position: [200, 0],
		parameters: order.parameters,
		credentials: Object.fromEntries(
			Object.keys(order.credentials).map((type) => [type, { id: type, name: type }]),
		),
		...(order.onError === undefined ? {} : { onError: order.onError }),
	};
	const source: INode = {
		id: 'source',
		name: 'Source',
		type: SOURCE,
		typeVersion: 1,
		position: [0, 0],
		parameters: { items: JSON.stringify(order.items ?? [{}]) },
	};
	const connections: IConnections = {
		Source: { main: [[{ node: 'Subject', type: NodeConnectionTypes.Main, index: 0 }]] },
	};
	const workflow = new Workflow({
		id: 'test',
		name: 'Test',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', timezone: order.timezone ?? 'Asia/Kolkata' },
		nodes: [source, node],
		connections,
	});
	const executionId = order.executionId ?? 'test-execution';
	const helper = new TestCredentials(credentials, order.credentials, order.replyTimeout);
	const additionalData = describeExecution(helper, executionId);
	additionalData.hooks = new ExecutionLifecycleHooks('manual', executionId, {
		id: 'test',
		name: 'Test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
		nodes: [source, node],
		connections,
	});
	return { nodeType, node, workflow, additionalData, helper };
}

/**
 * Runs one node of the built package in a workflow, with n8n's own engine.
 *
 * @param order what to run
 */
export async function runNode(order: NodeRun): Promise<NodeResult> {
	const { workflow, additionalData, helper } = await setStage(order);
	const execution = new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: workflow.getNode('Source') ?? undefined,
	});
	order.onStart?.(() => {
		execution.cancel();
	});
	const run = await execution;
	return { ...readResult(run.data), decryptions: helper.decryptions, run };
}

/**
 * Runs one node of the built package as an agent's tool is run.
 *
 * @param order what to run; its items are the tool's input
 */
export async function runAsTool(order: NodeRun): Promise<INodeExecutionData[]> {
	const { nodeType, node, workflow, additionalData } = await setStage(order);
	const input = (order.items ?? [{}]).map((json) => ({ json }));
	const context = new SupplyDataContext(
		workflow,
		node,
		additionalData,
		'manual',
		createRunExecutionData(),
		0,
		input,
		{ [NodeConnectionTypes.AiTool]: [input] },
		NodeConnectionTypes.AiTool,
		{ node, data: { main: [input] }, source: null },
		[],
	);
	// n8n hands this context to execute() when it wraps a node as a tool.
	const execute: unknown = Reflect.get(nodeType, 'execute');
	if (typeof execute !== 'function') throw new Error('The node cannot be executed');
	return outputSchema.parse(await Reflect.apply(execute, context, [])).flat();
}

const outputSchema = z.array(z.array(z.custom<INodeExecutionData>()));

/**
 * Calls a list search method of a node, as the editor does.
 *
 * @param order the node with its credentials
 * @param method name of the method
 * @param filter what the user typed
 * @param token where the last page ended
 * @param path where the parameter is, e.g. `parameters.additionalFields.stage`
 */
export async function searchList(
	order: NodeRun,
	method: string,
	filter?: string,
	token?: string,
	path = '',
): Promise<INodeListSearchResult> {
	const { nodeType, node, workflow, additionalData } = await setStage(order);
	const search = nodeType.methods?.listSearch?.[method];
	if (search === undefined) throw new Error(`The node has no list search ${method}`);
	additionalData.currentNodeParameters = order.parameters;
	const context = new LoadOptionsContext(workflow, node, additionalData, path);
	return await search.call(context, filter, token);
}

/**
 * Tests a credential with the node's own test, as n8n does.
 *
 * @param order the node
 * @param method name of the test
 * @param type the credential's type
 */
export async function testCredential(
	order: NodeRun,
	method: string,
	type: string,
): Promise<INodeCredentialTestResult> {
	const { nodeType, additionalData } = await setStage(order);
	const test = nodeType.methods?.credentialTest?.[method];
	const data = order.credentials[type];
	if (test === undefined || data === undefined)
		throw new Error(`There is no ${method} for ${type}`);
	const context = new CredentialTestContext(additionalData);
	return await test.call(context, { id: type, name: type, type, data });
}

function readResult(data: IRunExecutionData): Omit<NodeResult, 'run' | 'decryptions'> {
	const task = data.resultData.runData.Subject?.at(-1);
	const error = task?.error ?? data.resultData.error;
	return {
		outputs: (task?.data?.main ?? []).map((items) => items ?? []),
		error,
		hints: task?.hints ?? [],
	};
}
