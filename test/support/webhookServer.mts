import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createInflate } from 'node:zlib';

import express, { type Request, type Response } from 'express';
import { WebhookContext } from 'n8n-core';
import {
	jsonParse,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { describeExecution, loadPackage, TestCredentials } from './n8nCore.mts';

const { nodes, credentials: credentialTypes } = await loadPackage();

const NODE_NAME = 'Trigger';
const STATIC_DATA_KEY = `node:${NODE_NAME}`;

/** A trigger to deliver to. */
export interface TriggerOrder {
	/** Name of the node, e.g. `crmLeadProTrigger`. */
	node: string;
	parameters: INodeParameters;
	/** IDs of the workflow and the node; new ones unless told otherwise. */
	ids?: { workflow: string; node: string };
	/** Decrypted credentials by type. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Why n8n cannot read the credentials, where it cannot. */
	credentialFailure?: Error;
	/** The node's static data. */
	staticData?: IDataObject;
	/** Whether the workflow is active or listens for a test event; active unless told otherwise. */
	mode?: 'webhook' | 'manual';
	/** Told that a delivery came, before the node sees it, with what comes when its sender is gone. */
	onArrival?: (closed: Promise<void>) => Promise<void>;
	/** Told the items of an execution before n8n answers; a rejection is a failure to start it. */
	onStart?: (items: INodeExecutionData[]) => Promise<void>;
}

/** A server that takes deliveries as n8n does. */
export interface WebhookServer {
	url: string;
	/** Takes a request as it comes from a connection, without one. */
	receive: RequestListener;
	/** Items of each execution that was started. */
	executions: INodeExecutionData[][];
	/** What the node threw: n8n would store an execution that failed. */
	failures: unknown[];
	/** The node's static data as n8n saved it. */
	staticData: () => IDataObject;
	/** How often static data was saved. */
	savings: () => number;
	/** How often n8n decrypted a credential. */
	decryptions: () => number;
	/** Lets n8n read the credentials again. */
	repairCredentials: () => void;
	close: () => Promise<void>;
}

class Credentials extends TestCredentials {
	failure: Error | undefined;

	override async getDecrypted(
		...inputs: Parameters<TestCredentials['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		const data = await super.getDecrypted(...inputs);
		if (this.failure !== undefined) throw this.failure;
		return data;
	}
}

let servers = 0;

/**
 * Starts a server that hands requests to a trigger of the built package through n8n-core, and does
 * with its answer what n8n does (n8n 2.41, `webhook-helpers.ts`, response mode "onReceived").
 *
 * @param order the trigger; its workflow and its credentials are new ones
 */
export async function startWebhookServer(order: TriggerOrder): Promise<WebhookServer> {
	const nodeType = requireNode(order.node);
	const name = `webhook-server-${++servers}`;
	const ids = order.ids ?? { workflow: name, node: `${name}-node` };
	const credentialTypeNames = Object.keys(order.credentials);
	const node: INode = {
		id: ids.node,
		name: NODE_NAME,
		type: order.node,
		typeVersion: 1,
		position: [0, 0],
		parameters: order.parameters,
		...(credentialTypeNames.length === 0
			? {}
			: {
					credentials: Object.fromEntries(
						credentialTypeNames.map((type) => [type, { id: `${name}-${type}`, name: type }]),
					),
				}),
	};
	const helper = new Credentials(credentialTypes, order.credentials);
	helper.failure = order.credentialFailure;
	const executions: INodeExecutionData[][] = [];
	const failures: unknown[] = [];
	let stored = JSON.stringify({ [STATIC_DATA_KEY]: order.staticData ?? {} });
	let savings = 0;

	const createWorkflow = (): Workflow =>
		new Workflow({
			id: ids.workflow,
			name,
			active: order.mode !== 'manual',
			nodes: [node],
			connections: {},
			nodeTypes: {
				getByName: () => nodeType,
				getByNameAndVersion: () => nodeType,
				getKnownTypes: () => ({}),
			},
			settings: { timezone: 'Asia/Kolkata' },
			staticData: jsonParse(stored),
		});
	// One that changed nothing is as good as new until something is stored: making one takes longer than most deliveries.
	let unchanged: Workflow[] = [];
	const giveBack = (workflow: Workflow, madeFrom: string): void => {
		if (!workflow.staticData.__dataChanged && madeFrom === stored) unchanged.push(workflow);
	};
	const save = (workflow: Workflow): void => {
		if (!workflow.staticData.__dataChanged) return;
		unchanged = [];
		stored = JSON.stringify(workflow.staticData);
		savings++;
	};
	const handle = async (request: Request, reply: Response): Promise<void> => {
		const closed = new Promise<void>((resolve) => reply.once('close', resolve));
		const parsed = await parseBody(request).catch(() => undefined);
		if (parsed === undefined) {
			reply.status(422).json({ message: 'Failed to parse request body' });
			return;
		}
		await order.onArrival?.(closed);
		const madeFrom = stored;
		const workflow = unchanged.pop() ?? createWorkflow();
		const additionalData = describeExecution(helper, name);
		additionalData.httpRequest = Object.assign(request, parsed);
		additionalData.httpResponse = reply;
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			order.mode ?? 'webhook',
			describeWebhook(nodeType, name),
			[],
			null,
		);
		try {
			const answer = await nodeType.webhook?.call(context);
			await respond(answer ?? {}, reply, workflow);
			giveBack(workflow, madeFrom);
		} catch (error) {
			failures.push(error);
			reply.status(500).json({ message: 'Workflow Webhook Error: Workflow could not be started!' });
		}
	};
	const respond = async (
		answer: IWebhookResponseData,
		reply: Response,
		workflow: Workflow,
	): Promise<void> => {
		const { noWebhookResponse, workflowData } = answer;
		if (workflowData !== undefined) {
			const items = workflowData.flat();
			try {
				await order.onStart?.(items);
			} catch {
				reply.status(500).json({ message: 'There was a problem executing the workflow' });
				return;
			}
			executions.push(items);
		}
		save(workflow);
		if (noWebhookResponse === true) return;
		const received: unknown = answer.webhookResponse ?? { message: 'Webhook call received' };
		const started = { message: 'Workflow was started' };
		reply.status(200).json(workflowData === undefined ? received : started);
	};

	const app = express().post('/webhook', handle);
	const server = createServer(app);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${portOf(server.address())}/webhook`,
		receive: app,
		executions,
		failures,
		staticData: () => jsonParse<Record<string, IDataObject>>(stored)[STATIC_DATA_KEY] ?? {},
		savings: () => savings,
		decryptions: () => helper.decryptions,
		repairCredentials: () => {
			helper.failure = undefined;
		},
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function requireNode(name: string): INodeType {
	const nodeType = nodes[name];
	if (nodeType?.webhook === undefined) throw new Error(`The package has no webhook node ${name}`);
	return nodeType;
}

function describeWebhook(nodeType: INodeType, workflowId: string): IWebhookData {
	const [webhookDescription] = nodeType.description.webhooks ?? [];
	if (webhookDescription === undefined) throw new Error('The node describes no webhook');
	return {
		httpMethod: 'POST',
		node: NODE_NAME,
		path: webhookDescription.path,
		webhookDescription,
		workflowId,
		workflowExecuteAdditionalData: describeExecution(new TestCredentials({}, {}), workflowId),
	};
}

/** What n8n's body parser adds to a request. */
interface ParsedBody {
	/** The bytes, decompressed; undefined for forms with files, which it leaves alone. */
	rawBody: Buffer | undefined;
	body: unknown;
}

/** Reads a body as n8n does (n8n 2.41, `body-parser.ts`). */
async function parseBody(request: IncomingMessage): Promise<ParsedBody> {
	const contentType = request.headers['content-type']?.split(';')[0];
	if (contentType?.startsWith('multipart/')) {
		request.resume();
		return { rawBody: undefined, body: {} };
	}
	const rawBody = await buffer(decompress(request));
	const text = rawBody.toString();
	if (contentType !== 'application/json' || text === '') return { rawBody, body: {} };
	return { rawBody, body: jsonParse(text.replace(/^\uFEFF/, '')) };
}

function decompress(request: IncomingMessage): NodeJS.ReadableStream {
	const encoding = request.headers['content-encoding'];
	if (encoding === 'gzip') return request.pipe(createGunzip());
	if (encoding === 'deflate') return request.pipe(createInflate());
	return request;
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('No port was opened');
	return address.port;
}
