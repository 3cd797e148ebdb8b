import {
	jsonParse,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INodeParameters,
} from 'n8n-workflow';

import { post, type PostReply } from '../../support/post.mts';
import {
	startWebhookServer,
	type TriggerOrder,
	type WebhookServer,
} from '../../support/webhookServer.mts';
import { mac } from '../../unit/support/signatures.mts';

/** The ID of the webhook that the workflow registered. */
export const REGISTERED_ID = 'webhook_01';
/** The secret that the workflow registered. */
export const SECRET = 'registered secret';
/** The secret that listening for a test event registered. */
export const TEST_SECRET = 'secret of the test registration';

export const JSON_HEADERS = { 'content-type': 'application/json' };

/** The reply to a delivery that started the workflow: n8n's own. */
export const STARTED = { status: 200, body: { message: 'Workflow was started' } };
export const UNSIGNED = { status: 401, body: { message: 'The signature is missing or wrong' } };
export const REPEATED = { status: 200, body: { message: 'This delivery was received before' } };

const servers: WebhookServer[] = [];

/** Ends what `listen` started. */
export async function closeServers(): Promise<void> {
	await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** What is stored of a registration with that secret. */
export function registration(secret: string): IDataObject {
	return {
		current: {
			id: REGISTERED_ID,
			url: 'https://n8n.example.com/webhook/1',
			events: ['lead.created', 'deal.won'],
			secrets: [secret],
			account: 'account',
			owner: 'instance/workflow',
		},
		leftovers: [],
	};
}

/** The credential, with what the user entered as webhook signing secrets. */
export function credentials(
	webhookSigningSecret = '',
): Record<string, ICredentialDataDecryptedObject> {
	const baseUrl = 'https://crmleadpro.in/api/v1';
	return {
		crmLeadProApi: { apiKey: 'crmlp_live_test', baseUrl, plan: 'growth', webhookSigningSecret },
	};
}

/** Starts a server with a trigger that listens for `lead.created` and `deal.won`. */
export async function listen(
	order: Partial<TriggerOrder> & { options?: INodeParameters } = {},
): Promise<WebhookServer> {
	const { options = {}, ...others } = order;
	const server = await startWebhookServer({
		node: 'crmLeadProTrigger',
		parameters: { events: ['lead.created', 'deal.won'], options },
		credentials: credentials(),
		staticData: { production: registration(SECRET), test: registration(TEST_SECRET) },
		...others,
	});
	servers.push(server);
	return server;
}

/** Delivers as an honest sender does, unless the headers say otherwise. */
export async function deliver(
	{ url }: WebhookServer,
	body: string | Buffer,
	secret = SECRET,
	headers: Record<string, string | string[]> = {},
): Promise<PostReply> {
	const signature = mac(body, secret).toString('hex');
	return await post(url, body, {
		...JSON_HEADERS,
		'x-crmleadpro-signature': signature,
		...headers,
	});
}

/** The body of a delivery. */
export function event(id: string, changes: IDataObject = {}): string {
	return JSON.stringify({
		id,
		event: 'lead.created',
		created_at: '2026-01-01T00:00:00Z',
		data: { id: 'lead_01J2XK3M4N5P6Q7R', name: 'प्रिया शर्मा 🚀', score: 87, tags: [] },
		...changes,
	});
}

/** A parsed body, as the workflow should get it. */
export function parse(body: string): IDataObject {
	return jsonParse<IDataObject>(body);
}

/** The items of all executions. */
export function itemsOf({ executions }: WebhookServer): IDataObject[] {
	return executions.flat().map(({ json }) => json);
}
