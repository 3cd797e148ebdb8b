import { HookContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WebhookSetupMethodNames,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { jsonParse, Workflow } from 'n8n-workflow';

import { describeExecution, loadPackage, TestCredentials } from './n8nCore.mts';
import { recordLog } from './recordLog.mts';

const { nodes, credentials: credentialTypes } = await loadPackage();

/** A workflow that one of the package's triggers starts, and the n8n it is in. Tests change it as users do. */
export interface TriggerWorkflow {
	/** Name of the trigger, e.g. `crmLeadProTrigger`. */
	readonly node: string;
	parameters: INodeParameters;
	/** Decrypted credentials by type. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Where n8n is reached from outside, e.g. `https://n8n.example.in`. */
	n8nAddress: string;
	/** What n8n's database holds of the workflow's static data, as JSON. */
	storedStaticData: string;
	id: string;
	/** What n8n calls itself. */
	instanceId: string;
	/** What n8n's logger was told: levels and messages. */
	readonly log: string[];
}

/** When and for what n8n calls a webhook method. */
interface Occasion {
	mode: WorkflowExecuteMode;
	activation: WorkflowActivateMode;
	isTest?: boolean;
}

const PRODUCTION: Occasion = { mode: 'trigger', activation: 'activate' };
const TEST: Occasion = { mode: 'manual', activation: 'manual', isTest: true };
const REMOVAL: Occasion = { mode: 'internal', activation: 'update' };
const TEST_REMOVAL: Occasion = { ...REMOVAL, isTest: true };

const NODE_NAME = 'Trigger';
/** ID of the trigger in its workflow. */
export const NODE_ID = 'trigger';
const WEBHOOK_ID = '5e1f3c4e-7c65-4d0e-9a55-3f1f6a1c2b7d';

/** The address that n8n gives the trigger: below `/webhook`, or below `/webhook-test` while a test listens. */
export function webhookUrl({ n8nAddress }: TriggerWorkflow, isTest = false): string {
	return `${n8nAddress}/${isTest ? 'webhook-test' : 'webhook'}/${WEBHOOK_ID}/webhook`;
}

/**
 * Activates a workflow as n8n's active workflow manager does: `checkExists`, then `create` where it
 * says no. Static data is stored when that went well and something changed. When it fails, the
 * webhook is removed with the static data as it was stored before.
 *
 * @param trigger the workflow; its stored static data changes
 * @param activation `init` at the start of n8n
 */
export async function activate(
	trigger: TriggerWorkflow,
	activation: WorkflowActivateMode = 'activate',
): Promise<void> {
	const workflow = load(trigger, trigger.storedStaticData);
	try {
		await createIfMissing(trigger, workflow, { ...PRODUCTION, activation });
	} catch (error) {
		await deactivate(trigger);
		throw error;
	}
	store(trigger, workflow);
}

/** Deactivates it, as n8n also does after a failed activation. */
export async function deactivate(trigger: TriggerWorkflow): Promise<void> {
	const workflow = load(trigger, trigger.storedStaticData);
	await callMethod(trigger, workflow, 'delete', REMOVAL);
	store(trigger, workflow);
}

/**
 * Listens for a test event as n8n does, with static data of the test's own that is not stored.
 *
 * @param trigger the workflow
 * @returns ends it, as n8n does after the first event or some time
 */
export async function listenForTest(trigger: TriggerWorkflow): Promise<() => Promise<void>> {
	const workflow = load(trigger, '{}');
	const stop = async (staticData: string) => {
		await callMethod(trigger, load(trigger, staticData), 'delete', TEST_REMOVAL);
	};
	try {
		await createIfMissing(trigger, workflow, TEST);
	} catch (error) {
		await stop('{}');
		throw error;
	}
	return async () => {
		await stop(JSON.stringify(workflow.staticData));
	};
}

/**
 * Calls one webhook method by itself, with the stored static data, and stores nothing.
 *
 * @param trigger the workflow
 * @param method `checkExists`, `create` or `delete`
 * @returns what the method returned
 */
export async function callWebhookMethod(
	trigger: TriggerWorkflow,
	method: WebhookSetupMethodNames,
): Promise<boolean> {
	const workflow = load(trigger, trigger.storedStaticData);
	return await callMethod(trigger, workflow, method, PRODUCTION);
}

/** What n8n stored for the trigger. */
export function storedFor(trigger: TriggerWorkflow): IDataObject {
	return (
		jsonParse<Record<string, IDataObject>>(trigger.storedStaticData)[`node:${NODE_NAME}`] ?? {}
	);
}

async function createIfMissing(
	trigger: TriggerWorkflow,
	workflow: Workflow,
	occasion: Occasion,
): Promise<void> {
	const exists = await callMethod(trigger, workflow, 'checkExists', occasion);
	if (!exists) await callMethod(trigger, workflow, 'create', occasion);
}

/** Static data is stored only when n8n noticed a change. */
function store(trigger: TriggerWorkflow, { staticData }: Workflow): void {
	if (staticData.__dataChanged === true) trigger.storedStaticData = JSON.stringify(staticData);
}

function findNode({ node }: TriggerWorkflow): INodeType {
	const nodeType = nodes[node];
	if (nodeType === undefined) throw new Error(`The package has no node ${node}`);
	return nodeType;
}

/** Makes the workflow anew, as every activation and every process does. */
function load(trigger: TriggerWorkflow, staticData: string): Workflow {
	const nodeType = findNode(trigger);
	const node: INode = {
		id: NODE_ID,
		name: NODE_NAME,
		type: trigger.node,
		typeVersion: 1,
		position: [0, 0],
		webhookId: WEBHOOK_ID,
		parameters: trigger.parameters,
		credentials: Object.fromEntries(
			Object.keys(trigger.credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	return new Workflow({
		id: trigger.id,
		name: 'Test',
		active: true,
		nodes: [node],
		connections: {},
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
		staticData: jsonParse<IDataObject>(staticData),
	});
}

async function callMethod(
	trigger: TriggerWorkflow,
	workflow: Workflow,
	method: WebhookSetupMethodNames,
	{ mode, activation, isTest = false }: Occasion,
): Promise<boolean> {
	const nodeType = findNode(trigger);
	const node = workflow.getNode(NODE_NAME);
	const webhookDescription = nodeType.description.webhooks?.[0];
	const run = nodeType.webhookMethods?.default?.[method];
	if (node === null || webhookDescription === undefined || run === undefined) {
		throw new Error(`${trigger.node} has no webhook method ${method}`);
	}
	const workflowExecuteAdditionalData: IWorkflowExecuteAdditionalData = {
		...describeExecution(new TestCredentials(credentialTypes, trigger.credentials), 'none'),
		webhookBaseUrl: `${trigger.n8nAddress}/webhook`,
		webhookTestBaseUrl: `${trigger.n8nAddress}/webhook-test`,
	};
	const webhook: IWebhookData = {
		httpMethod: 'POST',
		node: NODE_NAME,
		path: `${WEBHOOK_ID}/webhook`,
		webhookDescription,
		workflowId: workflow.id,
		workflowExecuteAdditionalData,
		isTest,
	};
	const context = new HookContext(
		workflow,
		node,
		workflowExecuteAdditionalData,
		mode,
		activation,
		webhook,
	);
	Object.defineProperties(context, {
		getInstanceId: { value: () => trigger.instanceId },
		logger: { value: recordLog(trigger.log) },
	});
	return await run.call(context);
}
