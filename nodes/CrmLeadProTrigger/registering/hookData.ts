import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { crmLeadProApi, readSigningSecrets } from '../../CrmLeadPro/api';
import { isLoopback } from '../../shared/credential/credential';
import type { ApiClient } from '../../shared/http';
import { createClientWith } from '../../shared/http';
import { toNodeKey } from '../acceptedWebhooks';
import type { Purpose, Registrations } from '../registrationStore';
import { readRegistrations } from '../registrationStore';

/** What n8n's webhook methods (`checkExists`, `create`, `delete`) work with. */
export interface HookData {
	readonly context: IHookFunctions;
	readonly client: ApiClient;
	readonly staticData: IDataObject;
	readonly purpose: Purpose;
	/** This node's registrations for that purpose, from static data. */
	readonly stored: Registrations;
	/** Identifies the node and the purpose within this n8n instance. */
	readonly nodeKey: string;
	/** This node's webhook address. */
	readonly url: string;
	/** Hash of the key and base URL. */
	readonly account: string;
	/** Hash of this n8n instance and workflow. */
	readonly owner: string;
	/** Signing secrets that the user entered. */
	readonly credentialSecrets: readonly string[];
	/** The key and those secrets, which may be stored in the credential only. */
	readonly keptSecret: readonly string[];
}

/**
 * Gathers what a webhook method works with.
 *
 * @throws {NodeOperationError} when the credential cannot be used
 */
export async function readHookData(context: IHookFunctions): Promise<HookData> {
	const credential = await context.getCredentials(crmLeadProApi.credentialType);
	const client = createClientWith(context, crmLeadProApi, credential);
	const staticData = context.getWorkflowStaticData('node');
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), 'n8n has no address for this webhook');
	}
	const ofTests = readRegistrations(staticData, 'test');
	// When n8n removes a webhook, only the address shows its purpose.
	const isTest = context.getMode() === 'manual' || ofTests.current?.url === url;
	const purpose = isTest ? 'test' : 'production';
	return {
		context,
		client,
		staticData,
		purpose,
		stored: isTest ? ofTests : readRegistrations(staticData, purpose),
		nodeKey: toNodeKey(context, context.getNode(), purpose),
		url,
		account: client.account,
		owner: `${context.getInstanceId()}/${context.getWorkflow().id ?? ''}`,
		credentialSecrets: readSigningSecrets(credential),
		keptSecret: crmLeadProApi.readCredential(credential).secrets,
	};
}

/**
 * Rejects an address that cannot be reached from other computers.
 *
 * @throws {NodeOperationError} where the API is on another computer
 */
export function requireReachable({ context, client, url }: HookData): void {
	if (!isLoopback(url) || isLoopback(client.baseUrl)) return;
	throw new NodeOperationError(
		context.getNode(),
		`CRMLead Pro cannot reach this n8n: its address for webhooks is ${new URL(url).origin}, which means "this computer"`,
		{
			description:
				'Set the environment variable WEBHOOK_URL of n8n to its public https address, then restart n8n; a tunnel such as cloudflared gives a computer one. Without a public address, start the workflow with the CRMLead Pro Polling Trigger, which needs none.',
		},
	);
}
