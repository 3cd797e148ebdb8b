import type { NodeResult } from '../support/n8nCore.mts';
import { runNode } from '../support/n8nCore.mts';
import { keepWaitsShort } from '../support/shortWaits.mts';
import { sandbox, type TestOrganisation, type TestWorkspace } from '../support/workspace.mts';
import { faultCases, REPLY_TIMEOUT, type Ending, type FaultCase } from './faults.mts';
import type { OperationContract } from './operations.mts';
import { products, type Product } from './products.mts';

/** JSON without what is another one each time: moments, new IDs, and how long deals have been where they are. */
function toComparable(value: unknown): string {
	return JSON.stringify(value).replaceAll(
		/\d{4}-\d{2}-\d{2}T[\d:.]+Z|(?<=\b[a-z]+_01)[0-9A-Z]{14}|(?<="average_days_in_stage":)[\d.]+/g,
		'…',
	);
}

/** All records of an account. */
async function readRecords(account: TestWorkspace | TestOrganisation): Promise<string[]> {
	return Object.values(await account.state())
		.flatMap((records: unknown) => records)
		.map(toComparable);
}

/** Finds the records that came and those that went; a changed one does both. */
function compare(before: readonly string[], after: readonly string[]) {
	const without = (records: readonly string[], others: readonly string[]) => {
		const left = [...others];
		return records.filter((record) => {
			const found = left.indexOf(record);
			if (found >= 0) left.splice(found, 1);
			return found < 0;
		});
	};
	return { came: without(after, before), went: without(before, after) };
}

const NO_CHANGE = { came: [], went: [] };

/** Runs an operation for one item in an account of its own. */
async function run(
	{ node, createAccount }: Product,
	{ resource, operation, parameters, items }: OperationContract,
	fault?: FaultCase['fault'],
) {
	const account = await createAccount();
	const before = await readRecords(account);
	if (fault !== undefined) await account.setFaults([fault]);
	const result = await runNode({
		node,
		credentials: { ...account.credentials },
		items: [items[0]],
		parameters: { resource, operation, ...parameters },
		replyTimeout: REPLY_TIMEOUT,
	});
	const journal = await account.journal();
	const changes = compare(before, await readRecords(account));
	await account.remove();
	return {
		result,
		journal,
		changes,
		keys: Object.values(account.credentials).flatMap(keysOf),
	};
}

function keysOf(credential: object): string[] {
	return Object.entries(credential).flatMap(([name, value]) =>
		/key/i.test(name) && typeof value === 'string' ? [value] : [],
	);
}

function kindOf({ request, items }: OperationContract): keyof FaultCase['endings'] {
	const { method } = request(items[0]);
	if (method === 'GET') return 'read';
	if (method === 'POST') return 'create';
	return method === 'DELETE' ? 'remove' : 'write';
}

/** What the run tells about its request. */
function toldBy({ error }: NodeResult): Ending {
	if (error === undefined) return 'done';
	const text = `${error.message}\n${error.description ?? ''}`;
	if (/may have|not certain/.test(text)) return 'open';
	return text.includes('says that it was carried out') ? 'carriedOut' : 'failed';
}

describe.each(products)('$node', (product) => {
	keepWaitsShort();

	/** What each operation does where nothing goes wrong. */
	let undisturbed: Array<Awaited<ReturnType<typeof run>>>;

	beforeAll(async () => {
		undisturbed = await Promise.all(
			product.contracts.map(async (contract) => await run(product, contract)),
		);
	});

	test('every operation is done where nothing goes wrong, and changes something unless it reads', () => {
		for (const [index, contract] of product.contracts.entries()) {
			const { result, journal, changes } = undisturbed[index] ?? {};
			expect(result?.error).toBeUndefined();
			expect(journal).toHaveLength(1);
			if (kindOf(contract) === 'read') expect(changes).toEqual(NO_CHANGE);
			else expect(changes).not.toEqual(NO_CHANGE);
		}
	});

	describe.each(faultCases)('$name', ({ fault, endings, requests }) => {
		test('leaves every operation done exactly once, or with an error that says the truth', async () => {
			const runs = await Promise.all(
				product.contracts.map(async (contract) => await run(product, contract, fault)),
			);

			for (const [index, contract] of product.contracts.entries()) {
				const { result, journal, changes, keys } = runs[index] ?? {};
				const normal = undisturbed[index];
				if (result === undefined || normal === undefined) throw new Error('It did not run');
				const kind = kindOf(contract);
				const carriedOut = (journal ?? []).filter((entry) => entry.carriedOut);
				const told = toldBy(result);

				expect([contract.resource, contract.operation, told, journal?.length]).toEqual([
					contract.resource,
					contract.operation,
					endings[kind],
					requests[kind],
				]);

				// What the server holds is what one request makes of it, or nothing happened.
				expect(changes).toEqual(carriedOut.length > 0 ? normal.changes : NO_CHANGE);
				if (told === 'done' || told === 'carriedOut') expect(carriedOut).not.toEqual([]);
				if (told === 'failed' && kind !== 'read') expect(carriedOut).toEqual([]);
				if (kind === 'create') expect(carriedOut.length).toBeLessThanOrEqual(1);
				if (told === 'done') {
					expect(toComparable(result.outputs)).toEqual(toComparable(normal.result.outputs));
				} else {
					expect(result.error?.name).toBe('NodeApiError');
				}

				const idempotencyKeys = new Set((journal ?? []).map((entry) => entry.idempotencyKey));
				expect(idempotencyKeys.size).toBe(1);
				expect(idempotencyKeys.has(null)).toBe(kind !== 'create');
				for (const key of keys ?? []) expect(JSON.stringify(result.error ?? {})).not.toContain(key);
			}

			const strays = JSON.stringify((await sandbox.journal()).map(({ headers }) => headers));
			for (const { keys } of runs) {
				for (const key of keys) expect(strays).not.toContain(key);
			}
		});
	});
});
