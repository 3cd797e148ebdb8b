import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod/v4';

const FOLDER = 'coverage/testFiles';

/** What a test file did when no mutant was active. */
const testFileSchema = z.object({
	path: z.string(),
	/** How long it took with everything that it loads, in ms. */
	duration: z.number(),
	/** IDs of the mutants whose place in the code was reached while the file was loaded. */
	loaded: z.array(z.string()),
	/** IDs of those that its tests reached. */
	tested: z.array(z.string()),
});

export type TestFile = z.infer<typeof testFileSchema>;

/** Keeps it for the runs that follow, also in other processes, in the folder that Stryker works in. */
export function storeTestFile(testFile: TestFile): void {
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(join(FOLDER, `${basename(testFile.path)}.json`), JSON.stringify(testFile));
}

/** Kinds of tests, the quick ones first. */
const KINDS = ['/test/unit/', '/test/contract/', '/test/integration/'];
const kindOf = ({ path }: TestFile) => KINDS.findIndex((kind) => path.includes(kind));

let stored: TestFile[] | undefined;

/** What was stored, the quick ones first. */
function readTestFiles(): readonly TestFile[] {
	if (!existsSync(FOLDER)) return [];
	stored ??= readdirSync(FOLDER)
		.map((name) => testFileSchema.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))))
		.toSorted((one, other) => kindOf(one) - kindOf(other) || one.duration - other.duration);
	return stored;
}

let neighbours: Map<string, ReadonlySet<string>> | undefined;

/** IDs of all mutants in the file that holds this one, which Stryker has written into its copy of the code. */
function mutantsBeside(mutant: string): ReadonlySet<string> {
	neighbours ??= new Map(
		globSync('nodes/**/*.ts').flatMap((file) => {
			const switches = readFileSync(file, 'utf8').matchAll(/stryMutAct_\w+\("(\d+)"\)/g);
			const ids = new Set(Array.from(switches, ([, id]) => id ?? ''));
			return [...ids].map((id): [string, ReadonlySet<string>] => [id, ids]);
		}),
	);
	return neighbours.get(mutant) ?? new Set();
}

/**
 * The test files that are to notice a mutant, the quick ones first: their tests reach it, or they load it and their tests
 * reach other code of its file. Most load the whole package, and would otherwise run for every constant in it. Those of
 * the contract read what n8n is told of the nodes, which all comes about while they are loaded. Integration tests are
 * for what no unit test reaches.
 *
 * @param mutant its ID
 * @returns their paths
 */
export function findTestFiles(mutant: string): string[] {
	const beside = mutantsBeside(mutant);
	const files = readTestFiles().filter(({ path, loaded, tested }) => {
		if (tested.includes(mutant)) return true;
		if (!loaded.includes(mutant)) return false;
		return path.includes('/test/contract/') || tested.some((id) => beside.has(id));
	});
	const quick = files.filter(({ path }) => !path.includes('/test/integration/'));
	const chosen = quick.some(({ path }) => path.includes('/test/unit/')) ? quick : files;
	return chosen.map(({ path }) => path);
}
