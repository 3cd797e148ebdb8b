import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { describeResources, describeSubtitle, executeOperation } from '../shared/operation';
import { ySuiteApi } from './api';
import { testYSuiteApi } from './credentialTest';
import { searchContacts, searchLeads } from './listSearch';
import { resources } from './resources';

export class YSuite implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'YSUITE',
		name: 'ySuite',
		icon: {
			light: 'file:../../icons/ySuite.svg',
			dark: 'file:../../icons/ySuite.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: describeSubtitle(resources),
		description: 'Create, find, update and delete leads and contacts in YSUITE',
		defaults: { name: 'YSUITE' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ySuiteApi', required: true, testedBy: 'testYSuiteApi' }],
		properties: describeResources(resources),
	};

	methods = {
		listSearch: { searchLeads, searchContacts },
		credentialTest: { testYSuiteApi },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, ySuiteApi, resources);
	}
}
