import {
	createOrganisation,
	createWorkspace,
	type TestOrganisation,
	type TestWorkspace,
} from '../support/workspace.mts';
import { contracts, type OperationContract } from './operations.mts';
import { ySuiteContracts } from './ySuiteOperations.mts';

/** A product's node, what its operations promise, and an account to try them in. */
export interface Product {
	node: string;
	contracts: OperationContract[];
	/** Operations that are made of more than one request, so they have tests of their own. */
	composed: Array<{ resource: string; operation: string }>;
	createAccount: () => Promise<TestWorkspace | TestOrganisation>;
}

/** Both products, without a rate limit on their servers. */
export const products: Product[] = [
	{
		node: 'crmLeadPro',
		contracts,
		composed: [{ resource: 'lead', operation: 'upsert' }],
		createAccount: async () => await createWorkspace({ switches: { rateLimit: null } }),
	},
	{
		node: 'ySuite',
		contracts: ySuiteContracts,
		composed: [
			{ resource: 'lead', operation: 'createIfNew' },
			{ resource: 'contact', operation: 'upsert' },
		],
		createAccount: async () => await createOrganisation({ switches: { rateLimit: null } }),
	},
];
