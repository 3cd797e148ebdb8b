import type { INodeProperties } from 'n8n-workflow';

import { loadPackage, runNode, type NodeRun } from '../support/n8nCore.mts';
import { toWireRequest, type TestOrganisation, type TestWorkspace } from '../support/workspace.mts';
import type { OperationContract } from './operations.mts';
import { products } from './products.mts';

const { nodes } = await loadPackage();

function optionsOf(property: INodeProperties): Array<{ value: string; action: string }> {
	return (property.options ?? []).map((option) => ({
		value: 'value' in option ? String(option.value) : '',
		action: 'action' in option ? String(option.action) : '',
	}));
}

function toObject(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}

describe.each(products)('$node', ({ node, contracts: promises, composed, createAccount }) => {
	let account: TestWorkspace | TestOrganisation;

	beforeEach(async () => {
		account = await createAccount();
	});

	afterEach(async () => {
		await account.remove();
	});

	const operationProperties = (nodes[node]?.description.properties ?? []).filter(
		({ name }) => name === 'operation',
	);

	function orderOf({ resource, operation, parameters, items }: OperationContract): NodeRun {
		return {
			node,
			credentials: { ...account.credentials },
			items,
			// An ID that does not exist is part of some contracts.
			onError: 'continueRegularOutput',
			parameters: { resource, operation, ...parameters },
		};
	}

	describe.each(promises)('$resource $operation', (contract) => {
		test('sends one request an item, with the item’s own parameters, and pairs the output', async () => {
			const { outputs } = await runNode(orderOf(contract));

			const requests = (await account.journal()).map(toWireRequest);
			expect(requests).toHaveLength(2);
			for (const item of contract.items) expect(requests).toContainEqual(contract.request(item));

			const paired = (outputs[0] ?? []).map(({ pairedItem }) => JSON.stringify(pairedItem));
			expect([...new Set(paired)]).toEqual(['{"item":0}', '{"item":1}']);
			expect(paired).toEqual(paired.toSorted());
		});

		test('with Continue On Fail, does the second item although the first one failed', async () => {
			const { method, path } = contract.request(contract.items[0]);
			const errorBody = { error: { message: 'Our database is resting' } };
			await account.setFaults([
				{
					kind: 'status',
					// One that is not tried again, so that the fault strikes the first item only.
					status: 400,
					body: errorBody,
					method,
					path: path.replaceAll(/[?#]/g, '*'),
				},
			]);
			const good = contract.items[0];

			const { outputs, error } = await runNode({
				...orderOf({ ...contract, items: [good, good] }),
				parameters: {
					resource: contract.resource,
					operation: contract.operation,
					...contract.parameters,
					options: { ...toObject(contract.parameters.options), concurrency: 1 },
				},
			});

			expect(error).toBeUndefined();
			const [first, ...rest] = outputs[0] ?? [];
			expect(first?.pairedItem).toEqual({ item: 0 });
			expect(first?.json.error).toContain('Our database is resting');
			expect(first?.json.error).toContain('[item 0]');
			expect(await account.journal()).toHaveLength(2);
			expect(rest.length).toBeGreaterThan(0);
			for (const item of rest) {
				expect(item.pairedItem).toEqual({ item: 1 });
				expect(item.json).not.toEqual(first?.json);
				expect(JSON.stringify(item.json)).not.toContain('Our database is resting');
			}
		});
	});

	test('every operation of the node has a contract', () => {
		const offered = operationProperties.flatMap((property) =>
			optionsOf(property).map(
				({ value }) => `${JSON.stringify(property.displayOptions?.show?.resource)} ${value}`,
			),
		);
		const covered = [...promises, ...composed].map(
			({ resource, operation }) => `["${resource}"] ${operation}`,
		);
		expect(offered.toSorted()).toEqual([...new Set(covered)].toSorted());
	});

	test('every action has a name of its own in sentence case', () => {
		const actions = operationProperties.flatMap((property) =>
			optionsOf(property).map(({ action }) => action),
		);
		expect(new Set(actions).size).toBe(actions.length);
		for (const action of actions) expect(action).toMatch(/^[A-Z][a-z]+ [a-zA-Z ]+$/);
	});
});
