import type { Credential, N8nSession } from '../launcher/n8nSession.mts';
import type { OrganisationConnection, WorkspaceConnection } from '../sandbox/client.mts';
import type { BenchNode } from './benchN8n.mts';

/** As the credential calls it; `custom` is given a limit that no benchmark reaches. */
export type Plan = 'growth' | 'proPlus' | 'custom';

const NAME = '={{ $json.name }}';

/** Stores the credential of a workspace. */
export async function saveCredential(
	session: N8nSession,
	{ id, apiKey, baseUrl }: WorkspaceConnection,
	plan: Plan = 'custom',
): Promise<Credential> {
	return await session.saveCredential('crmLeadProApi', id, {
		apiKey,
		baseUrl,
		plan,
		requestsPerMinute: 1_000_000,
	});
}

/** Ours: Create. */
export function createLead(credential: Credential, concurrency?: number): BenchNode {
	return {
		type: 'n8n-nodes-crmleadpro.crmLeadPro',
		parameters: {
			resource: 'lead',
			operation: 'create',
			name: NAME,
			additionalFields: {},
			options: concurrency === undefined ? {} : { concurrency },
		},
		credential,
	};
}

/** The eleven columns of a bench item, by the fields that they fill in. */
const COLUMNS = {
	email: 'Email',
	phone: 'Phone',
	company: 'Company',
	pipeline: 'Pipeline',
	status: 'Status',
	pipelineStage: 'Stage',
	score: 'Score',
	source: 'Source',
	assignedTo: 'Owner',
	tags: 'Tags',
};
const WIRE_NAMES: Readonly<Record<string, string>> = {
	pipelineStage: 'pipeline_stage',
	assignedTo: 'assigned_to',
};
const toExpression = (column: string) => `={{ $json.${column} }}`;

/** Ours: Create with all columns, mapped by an expression for each field or by the node itself. */
export function createMappedLead(credential: Credential, isAutoMapped: boolean): BenchNode {
	const byHand = Object.entries(COLUMNS).map(([name, column]): [string, string] => [
		name,
		toExpression(column),
	]);
	return {
		type: 'n8n-nodes-crmleadpro.crmLeadPro',
		parameters: {
			resource: 'lead',
			operation: 'create',
			...(isAutoMapped
				? { dataToSend: 'autoMapInputData' }
				: {
						dataToSend: 'defineBelow',
						name: NAME,
						additionalFields: Object.fromEntries(byHand),
					}),
		},
		credential,
	};
}

/** Ours: Create or Update with all columns. */
export function syncLeads(
	credential: Credential,
	matchBy: 'email' | 'phone',
	unchanged: 'skip' | 'update',
): BenchNode {
	return {
		type: 'n8n-nodes-crmleadpro.crmLeadPro',
		parameters: {
			resource: 'lead',
			operation: 'upsert',
			matchBy,
			dataToSend: 'autoMapInputData',
			options: { unchanged },
		},
		credential,
	};
}

/** n8n's HTTP Request node with the same fields. */
export function requestMapped(workspace: WorkspaceConnection): BenchNode {
	const { parameters, ...node } = requestAllAtOnce(workspace);
	const fields = Object.entries(COLUMNS).map(([name, column]) => ({
		name: WIRE_NAMES[name] ?? name,
		value: toExpression(column),
	}));
	return {
		...node,
		parameters: {
			...parameters,
			bodyParameters: { parameters: [{ name: 'name', value: NAME }, ...fields] },
		},
	};
}

/** n8n's HTTP Request node, all items at once and without n8n's authentication, which costs it time. */
export function requestAllAtOnce({ apiKey, baseUrl }: WorkspaceConnection): BenchNode {
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/leads`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${apiKey}` }] },
			sendBody: true,
			bodyParameters: { parameters: [{ name: 'name', value: NAME }] },
			options: {},
		},
		onError: 'continueRegularOutput',
	};
}

/** A node that sends one request after the other with n8n's authentication, as CRM nodes usually do. */
export function requestOneAtATime(
	{ baseUrl }: WorkspaceConnection,
	credential: Credential,
): BenchNode {
	return {
		type: 'n8n-nodes-bench.benchLoop',
		parameters: { url: `${baseUrl}/leads`, name: NAME },
		credential,
	};
}

/** Ours: Get Many leads of CRMLead Pro. */
export function readLeads(credential: Credential, pageSize?: number): BenchNode {
	return {
		type: 'n8n-nodes-crmleadpro.crmLeadPro',
		parameters: {
			resource: 'lead',
			operation: 'getAll',
			returnAll: true,
			options: pageSize === undefined ? {} : { pageSize },
		},
		credential,
	};
}

/** n8n's HTTP Request node with its own pagination along cursors; an item for each page. */
export function requestPages(
	{ apiKey, baseUrl }: WorkspaceConnection,
	pageSize: number,
): BenchNode {
	const cursor = '={{ $response.body.next_cursor }}';
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: `${baseUrl}/leads`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${apiKey}` }] },
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'limit', value: String(pageSize) }] },
			options: {
				pagination: {
					pagination: {
						paginationMode: 'updateAParameterInEachRequest',
						parameters: { parameters: [{ type: 'qs', name: 'cursor', value: cursor }] },
						paginationCompleteWhen: 'other',
						completeExpression: '={{ !$response.body.next_cursor }}',
					},
				},
			},
		},
	};
}

/** Ours: Get Many leads of YSUITE. */
export async function readYSuiteLeads(
	session: N8nSession,
	{ id, accessKey, secretKey, baseUrl }: OrganisationConnection,
): Promise<BenchNode> {
	return {
		type: 'n8n-nodes-crmleadpro.ySuite',
		parameters: { resource: 'lead', operation: 'getAll', returnAll: true },
		credential: await session.saveCredential('ySuiteApi', id, { accessKey, secretKey, baseUrl }),
	};
}
