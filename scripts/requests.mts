import { contracts, type OperationContract } from '../test/contract/operations.mts';
import { ySuiteContracts } from '../test/contract/ySuiteOperations.mts';

/** Stands for any record's ID. */
const ANY = new Proxy<Record<string, string>>({}, { get: () => '{id}' });

const oneRequest = ({ resource, operation, request }: OperationContract): [string, string] => {
	const { method, path } = request(ANY);
	return [`${resource} ${operation}`, `\`${method} ${decodeURIComponent(path)}\``];
};

/**
 * The request that each operation of a node sends, by resource and operation, e.g. `lead get`. They come from the
 * contract tests, which hold each operation to what the vendor documents: the compiled package tells its requests only
 * by sending them.
 */
export const requestsOf: Readonly<Record<string, ReadonlyMap<string, string>>> = {
	crmLeadPro: new Map([
		...contracts.map(oneRequest),
		// More than one request, so no contract of that kind.
		['lead upsert', '`GET /leads`, then `PATCH /leads/{id}` or `POST /leads`'],
	]),
	ySuite: new Map([
		...ySuiteContracts.map(oneRequest),
		['lead createIfNew', '`GET /leads`, then `POST /leads` or nothing'],
		['contact upsert', '`GET /contacts`, then `PUT /contacts/{id}` or `POST /contacts`'],
	]),
};
