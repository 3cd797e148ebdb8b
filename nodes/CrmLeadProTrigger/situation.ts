import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { crmLeadProApi, markAccount, readSigningSecrets } from '../CrmLeadPro/api';
import { isLoopback } from '../shared/credential/baseUrl';
import type { ApiClient } from '../shared/http/client';
import { createClient } from '../shared/http/client';
import type { Purpose } from './registrationStore';
import { readRegistrations } from './registrationStore';

/** What a hook works with. */
export interface Situation {
	readonly context: IHookFunctions;
	readonly client: ApiClient;
	readonly staticData: IDataObject;
	readonly purpose: Purpose;
	/** This node's own address. */
	readonly url: string;
	/** Mark of the key and base URL. */
	readonly account: string;
	/** Mark of this n8n and workflow. */
	readonly owner: string;
	/** Signing secrets that the user entered. */
	readonly credentialSecrets: readonly string[];
}

/**
 * Gathers what a hook works with.
 *
 * @param context n8n's context of the hook
 * @throws {NodeOperationError} when the credential cannot be used
 */
export async function readSituation(context: IHookFunctions): Promise<Situation> {
	const client = await createClient(context, crmLeadProApi);
	const credential = await context.getCredentials(crmLeadProApi.credentialType);
	const staticData = context.getWorkflowStaticData('node');
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), 'n8n has no address for this webhook');
	}
	return {
		context,
		client,
		staticData,
		purpose: findPurpose(context, staticData, url),
		url,
		account: markAccount(credential),
		owner: `${context.getInstanceId()}/${context.getWorkflow().id ?? ''}`,
		credentialSecrets: readSigningSecrets(credential),
	};
}

/** When n8n removes a webhook, only its address tells what it was for. */
function findPurpose(context: IHookFunctions, staticData: IDataObject, url: string): Purpose {
	const isTest =
		context.getMode() === 'manual' || readRegistrations(staticData, 'test').current?.url === url;
	return isTest ? 'test' : 'production';
}

/**
 * Refuses to register an address that only this computer knows.
 *
 * @throws {NodeOperationError} where the API is on another computer
 */
export function requireReachable({ context, client, url }: Situation): void {
	if (!isLoopback(url) || isLoopback(client.baseUrl)) return;
	throw new NodeOperationError(
		context.getNode(),
		`CRMLead Pro cannot reach this n8n: its address for webhooks is ${new URL(url).origin}, which means "this computer"`,
		{
			description:
				'Set the environment variable WEBHOOK_URL of n8n to its public https address, then restart n8n.',
		},
	);
}
