import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describeResources, describeSubtitle, executeOperation } from '../shared/operation';
import { crmLeadProApi } from './api';
import { testCrmLeadProApi } from './credentialTest';
import { listSearch } from './listSearch';
import { resources } from './resources';
import { vocabularies } from './vocabularies';

export class CrmLeadPro implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRMLead Pro',
		name: 'crmLeadPro',
		icon: {
			light: 'file:../../icons/crmLeadPro.svg',
			dark: 'file:../../icons/crmLeadPro.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: describeSubtitle(resources),
		description:
			'Create, update and find leads, add deals, list contacts, send email and WhatsApp campaigns and get funnel figures in CRMLead Pro',
		defaults: { name: 'CRMLead Pro' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmLeadProApi', required: true, testedBy: 'testCrmLeadProApi' }],
		properties: describeResources(resources),
	};

	methods = {
		listSearch,
		credentialTest: { testCrmLeadProApi },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, crmLeadProApi, resources, vocabularies);
	}
}
