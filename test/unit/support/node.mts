import type { INode } from 'n8n-workflow';

/** A node to blame. */
export const node: INode = {
	id: 'b6a1d1d0-0000-4000-8000-000000000001',
	name: 'CRMLead Pro',
	type: 'n8n-nodes-crmleadpro.crmLeadPro',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
